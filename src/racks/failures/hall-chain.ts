import { entryAt } from '../../base/checked.ts';
import type { Problem } from '../../base/result.ts';
import { heatAtMostW } from '../device.ts';
import { continuousShare } from '../power/breaker.ts';
import { feedBreakerW, feedUsableW, type Feed } from '../power/feed.ts';
import { needsNeutral, type Bank } from '../power/phases.ts';
import type { PoweredDevice } from '../power/powered-device.ts';
import { hangCords, type RackSupply } from '../power/rack-power.ts';
import { suppliesNeeded } from '../power/supplies.ts';
import { upsUnits, type UpsScheme } from '../power/ups.ts';
import {
  chainNode,
  type BankIndex,
  type Chain,
  type ChainLoad,
  type ChainNode,
  type Demand,
  type Rating,
} from './chain.ts';

export interface HallDevice {
  readonly id: string;
  readonly device: PoweredDevice;
  readonly gpus: number;
  /** Replicas that stop with it. */
  readonly replicas: readonly number[];
  /** Leaf switches that it is cabled to. */
  readonly leaves: readonly string[];
}

export interface HallRack {
  readonly id: string;
  readonly devices: readonly HallDevice[];
}

export interface HallPower {
  /** One to six feeds a rack, each from a side of its own. */
  readonly supply: RackSupply;
  readonly racksPerPanel: number;
  /** Main breaker of a panel, W; null where the panel is no limit. */
  readonly panelW: number | null;
  readonly ups: { readonly scheme: UpsScheme; readonly unitW: number };
}

/** A CDU that stands in a rack: for that rack, or for all of the hall. */
export interface StandingCdu {
  readonly id: string;
  readonly unitW: number;
  /** Index of its rack, which it takes its power from. */
  readonly rack: number;
  readonly serves: 'rack' | 'hall';
}

/** Racks in a row share units: coolant distribution for what liquid carries, air handlers for the rest. */
export interface HallCooling {
  readonly racksPerGroup: number;
  readonly cdus: { readonly perGroup: number; readonly unitW: number };
  /** In place of those of a group, where they serve a rack. */
  readonly standing?: readonly StandingCdu[];
  readonly airHandlers: { readonly perGroup: number; readonly unitW: number };
  /** Loops of the building’s water; a group hangs on two of them, where there are so many. */
  readonly loops: number;
}

export interface HallSwitch {
  readonly id: string;
  readonly kind: 'leaf' | 'spine' | 'core';
  /** The switches above that it is cabled to; none where it is the top. */
  readonly above: readonly string[];
  /** Index of the rack that it stands in and takes its power from; null where that is not planned. */
  readonly rack: number | null;
}

export interface HallNetwork {
  readonly switches: readonly HallSwitch[];
  /** How many of its leaves a device needs. */
  readonly leavesNeeded: number;
}

export interface Hall {
  readonly racks: readonly HallRack[];
  readonly power: HallPower;
  readonly cooling: HallCooling | null;
  readonly network: HallNetwork | null;
  readonly replicasNeeded: number;
}

const SIDES = ['A', 'B', 'C', 'D', 'E', 'F'];
const BANK_INDEX: Readonly<Record<Bank, BankIndex>> = {
  'L1-L2': 0,
  'L2-L3': 1,
  'L3-L1': 2,
  'L1-N': 0,
  'L2-N': 1,
  'L3-N': 2,
  'L1-L2-L3': null,
};

const inputs = (nodes: readonly string[]): ChainNode['inputs'] => nodes.map((node) => ({ node, weight: 1 }));
const inWatts = (continuous: number, breakerW: number | null, ratingA: number): Rating => ({
  circuit: { kind: 'amount', unit: 'W' },
  continuous,
  breaker: breakerW === null ? null : { rating: breakerW, standard: 'ul489', ratingA },
});

/** Breaker behind a UPS unit or in front of a panel: large, so that it opens after two hours rather than one. */
const LARGE_BREAKER_A = 1000;

/** Blocks that a group of racks takes each side from, so that every pair of four is used alike. */
const PAIRS_OF_FOUR = [
  [0, 1, 2],
  [2, 3, 0],
  [0, 2, 3],
  [1, 3, 0],
  [0, 3, 1],
  [1, 2, 3],
];

/** What stands before the panels: by group of racks and side, the node that its panel takes from. */
const upsNodes = (
  { scheme, unitW }: HallPower['ups'],
  loadW: number,
  sides: number,
): { readonly nodes: ChainNode[]; readonly sourceOf: (group: number, side: number) => string } => {
  const count = upsUnits(scheme, loadW, unitW);
  const nodes = [chainNode('utility', 'utility')];
  const transformer = (name: string): string => {
    nodes.push(chainNode(`transformer ${name}`, 'transformer', { inputs: inputs(['utility']) }));
    return `transformer ${name}`;
  };
  const unit = (name: string, from: string): string => {
    nodes.push(
      chainNode(`UPS ${name}`, 'ups', { inputs: inputs([from]), rating: inWatts(unitW, unitW, LARGE_BREAKER_A) }),
    );
    return `UPS ${name}`;
  };
  const bus = (name: string, units: readonly string[]): string => {
    nodes.push(chainNode(`UPS bus ${name}`, 'ups bus', { inputs: inputs(units) }));
    return `UPS bus ${name}`;
  };
  const numbered = (length: number): number[] => Array.from({ length }, (_, index) => index);
  switch (scheme) {
    case 'N':
    case 'N+1': {
      const from = transformer('1');
      const all = bus(
        '1',
        numbered(count).map((index) => unit(String(index + 1), from)),
      );
      return { nodes, sourceOf: () => all };
    }
    case '2N': {
      const buses = numbered(sides).map((side) => {
        const from = transformer(SIDES[side]!);
        return bus(
          SIDES[side]!,
          numbered(count / 2).map((index) => unit(`${SIDES[side]}${String(index + 1)}`, from)),
        );
      });
      return { nodes, sourceOf: (_, side) => buses[side]! };
    }
    case '4N/3': {
      const blocks = numbered(4).map((block) => {
        const from = transformer(String(block + 1));
        const units = numbered(count / 4).map((index) => unit(`${String(block + 1)}.${String(index + 1)}`, from));
        return bus(String(block + 1), units);
      });
      return {
        nodes,
        sourceOf: (group, side) =>
          blocks[sides === 1 ? group % 4 : PAIRS_OF_FOUR[group % PAIRS_OF_FOUR.length]![side % 3]!]!,
      };
    }
    case 'block-redundant': {
      const reserve = unit('reserve', transformer('reserve'));
      const switches = numbered(count - 1).map((block) => {
        const own = unit(String(block + 1), transformer(String(block + 1)));
        const id = `static switch ${String(block + 1)}`;
        nodes.push(chainNode(id, 'static switch', { inputs: inputs([own, reserve]), takes: 'first' }));
        return id;
      });
      return { nodes, sourceOf: (group, side) => switches[(group + side) % switches.length]! };
    }
  }
};

/** Rating of a feed: by its lines where the banks behind it are known, else by its power, loads spread alike. */
const feedRating = (feed: Feed, { banks }: RackSupply): Rating => {
  if (banks === null || feed.phases === 1) return inWatts(feedUsableW(feed), feedBreakerW(feed), feed.breakerA);
  const kind = banks.some(({ bank }) => needsNeutral(bank)) ? 'wye' : 'delta';
  return {
    circuit: { kind, voltageV: feed.voltageV },
    continuous: feed.breakerA * feed.continuousShare,
    breaker: { rating: feed.breakerA, standard: feed.breakerStandard, ratingA: feed.breakerA },
  };
};

/** Which nodes of a rack its cords hang on, by device: racks that are filled alike are worked out once. */
const cordPlan = (
  { devices }: HallRack,
  supply: RackSupply,
): {
  readonly byDevice: readonly { readonly feed: number; readonly bank: number | null }[][];
  readonly problems: readonly Problem[];
} => {
  const { hung, problems } = hangCords(
    supply,
    devices.map(({ device }) => ({ device, count: 1 })),
  );
  const byDevice = devices.map((): { feed: number; bank: number | null }[] => []);
  for (const [feed, { cords, assignment }] of hung.entries()) {
    for (const [at, { entry }] of cords.entries())
      byDevice[entry]!.push({ feed, bank: assignment?.bankOf[at] ?? null });
  }
  return { byDevice, problems };
};

/**
 * The chain of a hall: grid, transformers, UPS in their scheme, panels by group of racks and side, a feed and a PDU with
 * its inner breakers for every rack and side, loops and CDUs, spines and leaves, racks, devices. CDUs and air handlers
 * take their power from any panel of their group, leaves from any PDU of their rack. `problems` say what could not be hung.
 */
export const hallChain = ({
  racks,
  power,
  cooling,
  network,
  replicasNeeded,
}: Hall): { readonly chain: Chain; readonly problems: readonly Problem[] } => {
  const { supply, racksPerPanel, panelW } = power;
  const { feeds, banks } = supply;
  const loadW = racks.reduce(
    (sum, { devices }) => sum + devices.reduce((own, { device }) => own + (device.powerW ?? 0), 0),
    0,
  );
  const { nodes, sourceOf } = upsNodes(power.ups, loadW, feeds.length);
  const loads: ChainLoad[] = [];
  const problems: Problem[] = [];
  const panelOf = (rack: number, side: number): string =>
    `panel ${SIDES[side]}${String(Math.floor(rack / racksPerPanel) + 1)}`;
  const pduOf = (rack: number, side: number): string => `${racks[rack]!.id} PDU ${SIDES[side]}`;
  const hasOwnBreaker = (bank: number | null): boolean => bank !== null && (banks?.at(bank)?.usableA ?? null) !== null;
  /** What stands in a rack lives by its place and by any of its PDUs. */
  const inRack = (rack: number): ChainNode['also'] => [
    { nodes: [entryAt(racks, rack).id], needs: 1 },
    { nodes: feeds.map((_, side) => pduOf(rack, side)), needs: 1 },
  ];
  const bankOf = (rack: number, side: number, bank: number): string =>
    `${pduOf(rack, side)} breaker ${String(bank + 1)}`;

  for (let rack = 0; rack < racks.length; rack += racksPerPanel) {
    for (const side of feeds.keys()) {
      nodes.push(
        chainNode(panelOf(rack, side), 'panel', {
          inputs: inputs([sourceOf(rack / racksPerPanel, side)]),
          rating: panelW === null ? null : inWatts(panelW * continuousShare('ul489'), panelW, LARGE_BREAKER_A),
        }),
      );
    }
  }
  for (let loop = 0; loop < (cooling?.loops ?? 0); loop++) nodes.push(chainNode(`loop ${String(loop + 1)}`, 'loop'));

  const coolers = { cdu: new Map<number, string[]>(), 'air handler': new Map<number, string[]>() };
  const coolersOf = (
    kind: keyof typeof coolers,
    rack: number,
    units: HallCooling['cdus'],
    hall: HallCooling,
  ): string[] => {
    const group = Math.floor(rack / hall.racksPerGroup);
    const known = coolers[kind].get(group);
    if (known !== undefined) return known;
    const loops = Array.from({ length: hall.loops }, (_, index) => `loop ${String(index + 1)}`);
    const own = hall.loops <= 2 ? loops : [loops[group % hall.loops]!, loops[(group + 1) % hall.loops]!];
    const ids = Array.from({ length: units.perGroup }, (_, index) => {
      const id = `${kind === 'cdu' ? 'CDU' : kind} ${String(group + 1)}.${String(index + 1)}`;
      nodes.push(
        chainNode(id, kind, {
          inputs: inputs(own),
          also: [{ nodes: feeds.map((_, side) => panelOf(group * hall.racksPerGroup, side)), needs: 1 }],
          rating: inWatts(units.unitW, null, 0),
        }),
      );
      return id;
    });
    coolers[kind].set(group, ids);
    return ids;
  };
  for (const { id, unitW, rack } of cooling?.standing ?? []) {
    nodes.push(
      chainNode(id, 'cdu', {
        inputs: inputs(
          Array.from({ length: Math.min(2, cooling?.loops ?? 0) }, (_, loop) => `loop ${String(loop + 1)}`),
        ),
        also: inRack(rack),
        rating: inWatts(unitW, null, 0),
      }),
    );
  }
  const standingFor = (rack: number): string[] => {
    const standing = cooling?.standing ?? [];
    const own = standing.filter((standingCdu) => standingCdu.serves === 'rack' && standingCdu.rack === rack);
    return (own.length > 0 ? own : standing.filter(({ serves }) => serves === 'hall')).map(({ id }) => id);
  };
  const equally = (ids: readonly string[]): Demand['supplies'] => ids.map((node) => ({ node, units: 1, bank: null }));

  const plans = new Map<string, ReturnType<typeof cordPlan>>();
  for (const [at, rack] of racks.entries()) {
    nodes.push(chainNode(rack.id, 'rack'));
    for (const [side, feed] of feeds.entries()) {
      const feedId = `${rack.id} feed ${SIDES[side]}`;
      nodes.push(
        chainNode(feedId, 'feed', { inputs: inputs([panelOf(at, side)]), rating: feedRating(feed, supply) }),
        chainNode(pduOf(at, side), 'pdu', { inputs: inputs([feedId]) }),
      );
      for (const [index, { bank, usableA }] of feed.phases === 1 ? [] : (banks ?? []).entries()) {
        // A bank without a breaker of its own is lost with its PDU.
        if (usableA === null) continue;
        nodes.push(
          chainNode(bankOf(at, side, index), 'breaker', {
            inputs: inputs([pduOf(at, side)]),
            rating:
              bank === 'L1-L2-L3'
                ? null
                : {
                    circuit: {
                      kind: 'single',
                      voltageV: needsNeutral(bank) ? feed.voltageV / Math.sqrt(3) : feed.voltageV,
                    },
                    continuous: usableA,
                    breaker: {
                      rating: usableA / continuousShare(feed.breakerStandard),
                      standard: feed.breakerStandard,
                      ratingA: usableA / continuousShare(feed.breakerStandard),
                    },
                  },
          }),
        );
      }
    }
    const key = rack.devices.map(({ device }) => device.id).join('\n');
    let plan = plans.get(key);
    if (plan === undefined) {
      plan = cordPlan(rack, supply);
      plans.set(key, plan);
      problems.push(...plan.problems.map(({ path, message }) => ({ path, message: `${rack.id}: ${message}` })));
    }
    for (const [entry, { id, device, gpus, replicas, leaves }] of rack.devices.entries()) {
      const cords = plan.byDevice[entry]!;
      const demands: Demand[] = [{ service: 'place', amount: 0, supplies: equally([rack.id]), needed: 1 }];
      if (device.powerW !== null) {
        const known = device.supplies !== null && cords.length > 0;
        demands.push({
          service: 'power',
          amount: device.powerW,
          // Of supplies that nobody published one a feed is drawn, and whether the device runs on without one is not known.
          supplies: known
            ? cords.map(({ feed, bank }) => ({
                node: hasOwnBreaker(bank) && bank !== null ? bankOf(at, feed, bank) : pduOf(at, feed),
                units: 1,
                bank: bank === null || banks === null ? null : BANK_INDEX[banks[bank]!.bank],
              }))
            : equally(feeds.map((_, side) => pduOf(at, side))),
          needed: known && device.supplies !== null ? suppliesNeeded(device.supplies, device.powerW) : null,
        });
      }
      const heat = heatAtMostW(device);
      if (cooling !== null && heat !== null) {
        const standing = standingFor(at);
        for (const [kind, amount, units] of [
          ['cdu', heat.liquidW, cooling.cdus],
          ['air handler', heat.airW, cooling.airHandlers],
        ] as const) {
          if (amount === 0) continue;
          const own = kind === 'cdu' ? standing : [];
          if (own.length === 0 && units.perGroup === 0) continue;
          const supplies = equally(own.length > 0 ? own : coolersOf(kind, at, units, cooling));
          demands.push({ service: kind, amount, supplies, needed: 1 });
        }
      }
      if (network !== null && gpus > 0 && leaves.length > 0) {
        demands.push({ service: 'network', amount: 0, supplies: equally(leaves), needed: network.leavesNeeded });
      }
      loads.push({ id, gpus, replicas, demands });
    }
  }
  for (const { id, kind, above, rack } of network?.switches ?? []) {
    nodes.push(
      chainNode(id, kind, {
        inputs: inputs(above),
        also: rack === null ? [] : inRack(rack),
      }),
    );
  }
  return { chain: { nodes, loads, replicasNeeded }, problems };
};
