import { findServer } from '../../src/catalog/catalog.ts';
import { allFailures } from '../../src/racks/failures/all-failures.ts';
import { compileChain } from '../../src/racks/failures/compile-chain.ts';
import { hallChain } from '../../src/racks/failures/hall-chain.ts';
import { layoutHall } from '../../src/racks/failures/layout-hall.ts';
import { fleetRacks } from '../../src/racks/fleet/fleet-layout.ts';
import { pack } from '../../src/racks/packing/pack.ts';
import { NO_RULES } from '../../src/racks/packing/request.ts';
import { listed, rackType } from '../../src/racks/testing/devices.ts';
import { drawHall } from '../../src/racks/testing/mixes.ts';
import { createRandom } from '../../src/base/random.ts';
import type { Feed } from '../../src/racks/power/feed.ts';
import type { Budget } from './budget.ts';

const server = findServer('dgx-a100-640gb');
if (server === null) throw new Error('DGX A100 is missing.');

const RACKS = 1000;
const feed = (name: string): Feed => ({
  name,
  voltageV: 415,
  phases: 3,
  breakerA: 60,
  breakerStandard: 'ul489',
  continuousShare: 0.8,
});

const fleet = fleetRacks(
  {
    server,
    servers: 4 * RACKS,
    network: 'inference-frontend',
    facility: { rackUnits: 42, reservedUnits: 4, rackKw: 32, rackKg: 1000 },
    replicasPerServer: 1,
    mostServersPerRack: 4,
  },
  'A hall',
);
if (!fleet.ok) throw new Error(fleet.error[0]!.message);

const { chain } = hallChain(
  layoutHall({
    layout: fleet.value.layout,
    power: {
      supply: {
        feeds: ['A', 'B'].map(feed),
        banks: (['L1-L2', 'L2-L3', 'L3-L1'] as const).map((bank) => ({ bank, usableA: 32, outlets: 12 })),
      },
      racksPerPanel: 20,
      panelW: null,
      ups: { scheme: '2N', unitW: 1_500_000 },
    },
    gpus: { [server.id]: server.gpus },
    replicasNeeded: 3900,
  }),
);
const everyNode = { kinds: null, pairsOf: ['panel', 'ups', 'loop'], mostPairs: 20_000 };

/** Time of all failures of the hall, with what the chain costs to prepare. */
const failuresMs = (pairs: boolean): number => {
  const startMs = performance.now();
  const compiled = compileChain(chain);
  if (!compiled.ok) throw new Error(compiled.error[0]!.message);
  allFailures(compiled.value, pairs ? everyNode : { ...everyNode, pairsOf: [] });
  return performance.now() - startMs;
};

const nodes = chain.nodes.length.toLocaleString('en-US');
/** Another hall each time, so that nothing is remembered. */
let drawn = 0;
const packMs = (): number => {
  const request = { rack: rackType(), devices: listed(drawHall(createRandom((drawn += 1)))), rules: NO_RULES };
  const startMs = performance.now();
  const packed = pack(request);
  if (!packed.ok) throw new Error(packed.error[0]!.message);
  return performance.now() - startMs;
};

export const rackBudgets: readonly Budget[] = [
  {
    name: 'packing',
    load: '50,000 devices of 50 classes into some 10,000 racks, with a bound',
    unit: 'ms',
    budget: 200,
    better: 'lower',
    run: packMs,
  },
  {
    name: 'all single failures',
    load: `each of the ${nodes} nodes of a hall of 1,000 racks, phases and breakers of every PDU`,
    unit: 'ms',
    budget: 1000,
    better: 'lower',
    run: () => failuresMs(false),
  },
  {
    name: 'all pairs of panels, UPS units and loops',
    load: 'the same hall, beside its single failures',
    unit: 'ms',
    budget: 10_000,
    better: 'lower',
    run: () => failuresMs(true),
  },
];
