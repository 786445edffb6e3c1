import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { allFailures, type FailureScope, type FailureTable } from '../racks/failures/all-failures.ts';
import { compileHall } from '../racks/failures/compile-hall.ts';
import type { LayoutHall } from '../racks/failures/layout-hall.ts';
import { fleetRacks, type FleetRacks } from '../racks/fleet/fleet-layout.ts';
import type { HallPlan } from '../racks/hall/hall.ts';
import type { Layout } from '../racks/layout.ts';
import { networkOf } from '../racks/network/network-of.ts';
import { banksFor, soldFeeds } from '../racks/power/feed.ts';
import type { Plan } from '../records/plan.ts';
import type { PhysicalScenario, Scenario } from '../records/scenario.ts';
import { partsOf } from './parts.ts';
import type { PlanOptions } from './plan.ts';

const lineOf = ({ ledger }: Plan, id: string): number | null => ledger.find((line) => line.id === id)?.value ?? null;

/**
 * Replicas as they stand in racks, and how many the load needs. Where those that read prompts lie otherwise than those that decode, all
 * count as whole ones of the larger of the two, and as no less than a server.
 */
const standingReplicas = (answer: Plan): { readonly perServer: number; readonly needed: number | null } => {
  const perServer = lineOf(answer, 'fleet.replicasPerServer') ?? 1;
  const readersPerServer = lineOf(answer, 'fleet.promptReplicasPerServer');
  if (readersPerServer === null) return { perServer, needed: lineOf(answer, 'fleet.replicas') };
  const largest = Math.min(1, perServer, readersPerServer);
  const servers = lineOf(answer, 'fleet.servingServers');
  return {
    perServer: largest,
    needed: servers === null ? null : Math.max(1, Math.floor(servers * largest + 1e-9)),
  };
};

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
    replicasPerServer: standingReplicas(answer).perServer,
    mostServersPerRack: lineOf(answer, 'fleet.serversInRack'),
  };
  const name = scenario.name === '' ? 'Racks' : scenario.name;
  if (scenario.mode === 'article') return fleetRacks(fleet, name, hall);
  const { facility } = scenario;
  const { rackOrder, ...rows } = scenario.hall;
  const feeds = soldFeeds(1000 * facility.rackKw, facility.feeds, facility.feedVoltageV, facility.breakerStandard);
  return fleetRacks(fleet, name, hall ?? rows, { rackOrder, feeds, racksPerPanel: facility.racksPerPanel });
};

/** Nodes that are worth losing two at a time: what more than one rack hangs on. */
export const SHARED_KINDS = ['transformer', 'ups', 'panel', 'loop', 'leaf', 'spine', 'core', 'cdu'];

export const MOST_PAIRS = 20_000;

/**
 * The hall of a plan around racks as they stand, whose parts can be lost: the switches of its own fabric, the feeds that are
 * sold for what a rack may draw, cords on the three banks of every PDU.
 */
export const planHall = (
  { facility }: PhysicalScenario,
  answer: Plan,
  layout: Layout,
): Result<LayoutHall, Problem[]> => {
  const servers = lineOf(answer, 'fleet.servers');
  const gpus = lineOf(answer, 'fleet.gpus');
  const { needed } = standingReplicas(answer);
  if (servers === null || gpus === null || needed === null) {
    return err([problem('', 'There is no hall whose failures could be followed: the plan has no fleet.')]);
  }
  const server = layout.placement.devices.find(({ role }) => role === 'server');
  return ok({
    layout,
    power: {
      supply: { feeds: layout.feeds, banks: banksFor(facility.feedVoltageV) },
      racksPerPanel: facility.racksPerPanel,
      panelW: null,
      ups: { scheme: facility.ups, unitW: 1000 * facility.upsUnitKw },
    },
    // By the device: a server with measured accelerators has an id of its own.
    gpus: server === undefined ? {} : { [server.id]: gpus / servers },
    replicasNeeded: needed,
  });
};

/**
 * Losses in the hall of a plan, each followed to its end: of every kind of part, or of `kinds`. `pairsOf` are kinds of which
 * any two are lost together too.
 */
export const planFailures = (
  scenario: PhysicalScenario,
  answer: Plan,
  { layout }: Pick<FleetRacks, 'layout'>,
  { kinds = null, pairsOf = [] }: Partial<FailureScope> = {},
): Result<FailureTable, Problem[]> => {
  const hall = planHall(scenario, answer, layout);
  const compiled = hall.ok ? compileHall(hall.value) : hall;
  if (!compiled.ok) return compiled;
  return ok(allFailures(compiled.value.chain, { kinds, pairsOf, mostPairs: MOST_PAIRS }));
};
