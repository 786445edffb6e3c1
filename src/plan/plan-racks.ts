import { entryAt } from '../base/checked.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { allFailures, type FailureTable } from '../racks/failures/all-failures.ts';
import { compileChain } from '../racks/failures/compile-chain.ts';
import { hallChain } from '../racks/failures/hall-chain.ts';
import { layoutHall } from '../racks/failures/layout-hall.ts';
import { fleetRacks, type FleetRacks } from '../racks/fleet/fleet-layout.ts';
import type { HallPlan } from '../racks/hall/hall.ts';
import { networkOf } from '../racks/network/network-of.ts';
import { soldFeeds } from '../racks/power/feed.ts';
import type { Plan } from '../records/plan.ts';
import type { PhysicalScenario, Scenario } from '../records/scenario.ts';
import { partsOf } from './parts.ts';
import type { PlanOptions } from './plan.ts';

const lineOf = ({ ledger }: Plan, id: string): number | null => ledger.find((line) => line.id === id)?.value ?? null;

/** The fleet of an answered plan in racks, or why there is none. */
export const planRacks = (
  scenario: Scenario,
  answer: Plan,
  { calibration = null }: PlanOptions = {},
  hall?: HallPlan,
): Result<FleetRacks, Problem[]> => {
  const parts = partsOf(scenario, calibration);
  const { servers } = answer.fleet;
  if (!answer.feasible || servers === null || !parts.ok) {
    return err(
      answer.binding.length === 0
        ? [problem('', 'The plan has no fleet to stand into racks: no servers are known.')]
        : answer.binding.map(({ constraint, message, relief }) =>
            problem(constraint, `The plan has no fleet to stand into racks. ${message} ${relief}`),
          ),
    );
  }
  const profile = scenario.mode === 'physical' ? scenario.network.profile : null;
  // By the name of the fabric: the server may be one with measured accelerators, which no pod is designed around.
  const network = profile === null ? null : networkOf(profile, scenario.hardware.server, servers);
  if (network !== null && !network.ok) return err([network.error]);
  const fleet = {
    server: parts.value.server,
    servers,
    network: network?.value.fabric.profile ?? null,
    facility: scenario.facility,
    replicasPerServer: lineOf(answer, 'fleet.replicasPerServer') ?? 1,
    mostServersPerRack: lineOf(answer, 'fleet.serversInRack'),
  };
  const name = scenario.name === '' ? 'Racks' : scenario.name;
  if (scenario.mode === 'article') return fleetRacks(fleet, name, hall);
  const { facility } = scenario;
  const { rackOrder, ...rows } = scenario.hall;
  const feeds = soldFeeds(1000 * facility.rackKw, facility.feeds, facility.feedVoltageV, facility.breakerStandard);
  return fleetRacks(fleet, name, hall ?? rows, { rackOrder, feeds });
};

/** Nodes that are worth losing two at a time: what more than one rack hangs on. */
export const SHARED_KINDS = ['transformer', 'ups', 'panel', 'loop', 'leaf', 'spine', 'core', 'cdu'];

export const MOST_PAIRS = 20_000;
export const MOST_RACKS = 5000;

/**
 * Every loss in the hall of a plan, each followed to its end: the racks as they are filled and stand, the switches of its own
 * fabric, and the feeds that are sold for what a rack may draw. `pairsOf` are kinds of which any two are lost together too.
 */
export const planFailures = (
  { facility }: PhysicalScenario,
  answer: Plan,
  { layout, request }: FleetRacks,
  pairsOf: readonly string[] = [],
): Result<FailureTable, Problem[]> => {
  const racks = layout.placement.racks.reduce((sum, { count }) => sum + count, 0);
  const servers = lineOf(answer, 'fleet.servers');
  const gpus = lineOf(answer, 'fleet.gpus');
  const replicas = lineOf(answer, 'fleet.replicas');
  if (servers === null || gpus === null || replicas === null) {
    return err([problem('', 'There is no hall whose failures could be followed: the plan has no fleet.')]);
  }
  if (racks > MOST_RACKS) {
    const message =
      `The plan has ${racks.toLocaleString('en-US')} racks; up to ${MOST_RACKS.toLocaleString('en-US')} are followed. ` +
      'Take a hall of them: demand.queriesPerDay lower.';
    return err([problem('demand.queriesPerDay', message)]);
  }
  const { chain, problems } = hallChain(
    layoutHall({
      layout,
      power: {
        supply: { feeds: layout.feeds, banks: null },
        racksPerPanel: facility.racksPerPanel,
        panelW: null,
        ups: { scheme: facility.ups, unitW: 1000 * facility.upsUnitKw },
      },
      gpusOf: (device) => (device === entryAt(request.devices, 0).device.id ? gpus / servers : 0),
      replicasNeeded: replicas,
    }),
  );
  if (problems.length > 0) return err([...problems]);
  const compiled = compileChain(chain);
  if (!compiled.ok) throw new Error(entryAt(compiled.error, 0).message);
  return ok(allFailures(compiled.value, { kinds: null, pairsOf, mostPairs: MOST_PAIRS }));
};
