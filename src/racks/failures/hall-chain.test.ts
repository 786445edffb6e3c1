import { describe, expect, it } from 'vitest';
import { FEED_COUNTS, feedFor, feedShareW, feedUsableW, type Feed } from '../power/feed.ts';
import { usableWithOneFeedLost } from '../power/supplies.ts';
import { type UpsScheme } from '../power/ups.ts';
import { UPS_SCHEMES } from '../../records/scenario.ts';
import { device, dgxA100, dgxH100 } from '../testing/devices.ts';
import { allFailures, type Failure } from './all-failures.ts';
import { compileChain } from './compile-chain.ts';
import { hallChain, type Hall } from './hall-chain.ts';
import { uniformRacks, withLeafPairs } from '../testing/uniform-hall.ts';

const feed = (name: string): Feed => ({
  name,
  voltageV: 415,
  phases: 3,
  breakerA: 60,
  breakerStandard: 'ul489',
  continuousShare: 0.8,
});

const RACKS = 12;
const hall = (known: Partial<Hall['power']> = {}, server = dgxA100, perRack = 4, feeds = 2): Hall => ({
  ...withLeafPairs(
    uniformRacks({
      device: server,
      servers: RACKS * perRack,
      serversPerRack: perRack,
      gpusPerServer: 8,
      replicasPerServer: 1,
    }),
    4,
    2,
  ),
  power: {
    supply: { feeds: ['A', 'B', 'C'].slice(0, feeds).map(feed), banks: null },
    racksPerPanel: 2,
    panelW: null,
    ups: { scheme: '2N', unitW: 180_000 },
    ...known,
  },
  cooling: {
    racksPerGroup: 5,
    cdus: { perGroup: 2, unitW: 200_000 },
    airHandlers: { perGroup: 3, unitW: 80_000 },
    loops: 2,
  },
  replicasNeeded: RACKS * perRack - perRack,
});

const failuresOf = (whole: Hall, pairsOf: readonly string[] = []) => {
  const { chain, problems } = hallChain(whole);
  expect(problems).toEqual([]);
  const compiled = compileChain(chain);
  if (!compiled.ok) throw new Error(compiled.error[0]!.message);
  return allFailures(compiled.value, { kinds: null, pairsOf, mostPairs: 10_000 });
};
const of = (failures: readonly Failure[], kind: string): readonly Failure[] =>
  failures.filter((failure) => failure.kind === kind);

describe('a hall', () => {
  it('has every kind of node, and survives the loss of any one with spares for a rack', () => {
    const { failures, base } = failuresOf(hall());
    expect(base).toMatchObject({ trips: [], over: [], gpusLeft: 384, loadShare: 1 });
    const kinds = [...new Set(failures.map(({ kind }) => kind))].sort();
    expect(kinds).toEqual(
      [
        'air handler',
        'feed',
        'leaf',
        'loop',
        'panel',
        'pdu',
        'rack',
        'spine',
        'transformer',
        'ups',
        'ups bus',
        'utility',
      ].sort(),
    );
    for (const failure of failures.filter(({ kind }) => kind !== 'utility')) expect(failure.loadShare).toBe(1);
    expect(of(failures, 'utility')[0]).toMatchObject({ gpusLeft: 0, loadShare: 0 });
    expect(of(failures, 'rack')[0]).toMatchObject({ gpusLeft: 352, loadShare: 1 });
    expect(failures[0]!.kind).toBe('utility');
  });

  it('loses the servers of every rack on a lost panel where their supplies do not carry them', () => {
    const { failures } = failuresOf(hall({}, dgxH100, 3));
    expect(of(failures, 'panel')[0]).toMatchObject({ gpusLeft: 10 * 3 * 8 });
    expect(of(failures, 'feed')[0]).toMatchObject({ gpusLeft: 11 * 3 * 8 });
    const three = failuresOf(hall({}, dgxH100, 3, 3)).failures;
    expect(of(three, 'panel')[0]).toMatchObject({ gpusLeft: 12 * 3 * 8, loadShare: 1 });
  });

  it('carries a lost unit in every redundant UPS scheme; N hands it on until none is left', () => {
    const lose = (scheme: UpsScheme, unitW: number) => failuresOf(hall({ ups: { scheme, unitW } })).failures;
    for (const scheme of UPS_SCHEMES.filter((candidate) => candidate !== 'N')) {
      for (const failure of of(lose(scheme, 110_000), 'ups')) {
        expect(failure, scheme).toMatchObject({ trips: [], loadShare: 1 });
      }
    }
    const [first] = of(lose('N', 110_000), 'ups');
    expect(first).toMatchObject({ gpusLeft: 0, trips: [{ round: 1 }, { round: 1 }] });
    expect(first!.trips[0]!.time.ratio).toBeCloseTo(156 / 110, 9);
  });

  it('hangs cords on the banks so that the breakers inside the PDU hold, or says that they cannot', () => {
    const banks = (['L1-L2', 'L2-L3', 'L3-L1'] as const).map((bank) => ({ bank, usableA: 24, outlets: 12 }));
    const supply = { feeds: ['A', 'B'].map(feed), banks };
    // Two servers with two supplies each: with one feed lost each cord carries a whole server, 9,000 W at 415 V: 21.7 A.
    const two = device('two', { powerW: 9000, supplies: { count: 2, ratingW: 9000, mayFail: 1 } });
    const fits = failuresOf(hall({ supply }, two, 3));
    for (const failure of of(fits.failures, 'feed')) expect(failure).toMatchObject({ trips: [], loadShare: 1 });
    const heavy = { ...two, powerW: 9900, supplies: { count: 2, ratingW: 9900, mayFail: 1 } };
    for (const failure of of(failuresOf(hall({ supply }, heavy, 3)).failures, 'feed')) {
      expect(failure.trips).toEqual([]);
      expect(failure.over.length).toBe(0);
    }
    const none = hallChain(
      hall({ supply }, { ...two, powerW: 12_000, supplies: { count: 2, ratingW: 12_000, mayFail: 1 } }, 3),
    );
    expect(none.problems[0]!.message).toContain('do not fit the outlets and breakers');
  });

  it('says when the rest of the cooling is over its rating, and stops with all of it', () => {
    const wet = device('wet', {
      powerW: 30_000,
      liquidShare: 0.8,
      supplies: { count: 6, ratingW: 15_000, mayFail: 3 },
    });
    const roomy = hall({ ups: { scheme: '2N', unitW: 500_000 } }, wet, 1);
    const tight: Hall = {
      ...roomy,
      cooling: {
        racksPerGroup: 5,
        cdus: { perGroup: 2, unitW: 100_000 },
        airHandlers: { perGroup: 2, unitW: 80_000 },
        loops: 2,
      },
    };
    const { failures } = failuresOf(tight, ['cdu']);
    const [lost] = of(failures, 'cdu');
    expect(lost!.over).toMatchObject([{ load: expect.closeTo(120_000, 6) as number, continuous: 100_000 }]);
    expect(lost!.trips).toEqual([]);
    const both = of(failures, 'cdu + cdu')[0];
    expect(both).toMatchObject({ gpusLeft: 7 * 8 });
  });

  it('has the promised spares where servers are placed for them', () => {
    const { failures } = failuresOf({ ...hall(), replicasNeeded: 45 });
    expect(of(failures, 'rack')[0]!.loadShare).toBeCloseTo(44 / 45, 12);
  });
});

describe('replicas', () => {
  it('that span servers stop with each, and none is promised on a remainder', () => {
    const racks = uniformRacks({
      device: dgxA100,
      servers: 5,
      serversPerRack: 2,
      gpusPerServer: 8,
      replicasPerServer: 0.5,
    });
    expect(racks.map(({ devices }) => devices.map(({ replicas }) => replicas))).toEqual([[[0], [0]], [[1], [1]], [[]]]);
    const several = uniformRacks({
      device: dgxA100,
      servers: 2,
      serversPerRack: 2,
      gpusPerServer: 8,
      replicasPerServer: 2,
    });
    expect(several[0]!.devices.map(({ replicas }) => replicas)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  it('hang on feeds that carry what a rack is planned with', () => {
    expect(feedUsableW(feed('A')) / 1000).toBeCloseTo(34.5, 1);
    for (const feeds of ['A', 'A+B', 'A+B+C'] as const) {
      const each = feedUsableW(feedFor('A', feedShareW(34_500, feeds), 415));
      expect(
        usableWithOneFeedLost(
          Array.from({ length: FEED_COUNTS[feeds] }, () => each),
          6,
        ),
      ).toBeCloseTo(34_500, 6);
    }
  });
});
