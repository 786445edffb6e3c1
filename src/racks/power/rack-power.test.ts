import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServer } from '../../catalog/catalog.ts';
import type { Server } from '../../catalog/schema.ts';
import { device, dgxA100, dgxB200, dgxH100 } from '../testing/devices.ts';
import { banksFor, feedUsableW, soldFeeds, type Feed } from './feed.ts';
import { netboxAvailableVa, netboxRackPower, type NetboxFeed } from './netbox-power.ts';
import { poweredServer } from './powered-device.ts';
import { rackPower } from './rack-power.ts';
import { powerShelves, runsOn, survivesFeedLoss, usableWithOneFeedLost } from './supplies.ts';

const feed = (name: string, voltageV: number, breakerA: number, continuousShare = 0.8): Feed => ({
  name,
  voltageV,
  phases: 3,
  breakerA,
  breakerStandard: 'ul489',
  continuousShare,
});
const sixty = ['A', 'B'].map((name) => feed(name, 208, 60));

describe('supplies', () => {
  it('lets a DGX A100 (3+3) run on one of two feeds, a DGX H100 (4+2) and B200 (5+1) not; on three feeds only B200 fails', () => {
    const survives = (feeds: number) =>
      [dgxA100, dgxH100, dgxB200].map(({ supplies, powerW }) =>
        survivesFeedLoss(supplies ?? { count: 0, ratingW: null, mayFail: 0 }, powerW, feeds).every(
          (runs) => runs === true,
        ),
      );
    expect(survives(2)).toEqual([true, false, false]);
    expect(survives(3)).toEqual([true, true, false]);
  });

  it('lets GB200 live on half its power shelves, GB300 not', () => {
    const lives = (rackW: number) => {
      const shelves = powerShelves(8, 6, 5500, rackW);
      expect(shelves.count * (shelves.ratingW ?? 0)).toBe(264_000);
      return survivesFeedLoss(shelves, rackW, 2)[0];
    };
    expect([120_000, 132_000, 135_000, 140_000, 142_000].map(lives)).toEqual([true, true, false, false, false]);
  });

  it('hangs power shelves on all three phases alike: GB200 on half of them is within a feed of 250 A', () => {
    const nvl72 = poweredServer(findServer('dgx-gb200-nvl72') as Server);
    const feeds = soldFeeds(132_000, 'A+B', 415, 'ul489');
    const { states, problems } = rackPower({ feeds, banks: banksFor(415) }, [{ device: nvl72, count: 1 }]);
    expect(problems).toEqual([]);
    for (const { feeds: loads, down } of states) {
      expect(down).toEqual([]);
      expect(loads.map(({ verdict }) => verdict)).toEqual(loads.map(() => 'ok'));
    }
  });

  it('knows nothing of a device whose scheme and rating nobody published', () => {
    const silent = { count: 4, ratingW: null, mayFail: null };
    expect([4, 3, 0].map((lit) => runsOn(silent, 2000, lit))).toEqual([true, null, false]);
    expect(runsOn({ ...silent, ratingW: 1000 }, 2000, 2)).toBe(true);
    expect(runsOn({ ...silent, ratingW: 1000 }, 2000, 1)).toBe(false);
  });

  it('carries with one feed lost what the feeds printed for common whips carry', () => {
    const usable = (voltageV: number, breakerA: number) => feedUsableW(feed('A', voltageV, breakerA)) / 1000;
    expect([usable(208, 60), usable(415, 60), usable(400, 32)].map((kw) => kw.toFixed(1))).toEqual([
      '17.3',
      '34.5',
      '17.7',
    ]);
    expect(usableWithOneFeedLost([10, 10], 6)).toBe(10);
    expect(usableWithOneFeedLost([10, 10, 10], 6)).toBe(20);
    expect(usableWithOneFeedLost([10], 6)).toBe(10);
    expect(usableWithOneFeedLost([10, 8], 6)).toBe(8);
  });
});

describe('servers of the catalogue', () => {
  it('carry their scheme, their shelves and what cools them; what nobody published is null', () => {
    const of = (id: string) => {
      const server = findServer(id);
      if (server === null) throw new Error(id);
      return poweredServer(server);
    };
    expect(of('dgx-a100-640gb')).toMatchObject({ powerW: 6500, supplies: { count: 6, mayFail: 3 }, liquidShare: 0 });
    expect(of('dgx-h100').supplies).toEqual({ count: 6, ratingW: 3300, mayFail: 2 });
    expect(of('dell-xe8545').supplies).toMatchObject({ mayFail: null });
    expect(of('dgx-gb200-nvl72')).toMatchObject({
      powerW: 120_000,
      supplies: { count: 8, mayFail: 4 },
      liquidShare: null,
    });
    expect(of('gb200-compute-tray').supplies).toBeNull();
  });
});

describe('NetBox', () => {
  const netboxFeed = (name: string, voltageV: number, amperageA: number): NetboxFeed => ({
    name,
    voltageV,
    amperageA,
    phase: 'three-phase',
    maxUtilizationPercent: 80,
  });
  it('has its available power to the VA, with 1.732', () => {
    expect([
      netboxAvailableVa(netboxFeed('A', 208, 60)),
      netboxAvailableVa(netboxFeed('A', 415, 60)),
      netboxAvailableVa(netboxFeed('A', 400, 32)),
    ]).toEqual([17_292, 34_501, 17_736]);
    expect(netboxAvailableVa({ ...netboxFeed('A', 120, 15), phase: 'single-phase' })).toBe(1440);
  });

  it('adds A and B: 56.4 % for three DGX A100, of which one feed lost makes 112.8 % of usable and 90.2 % of the breaker', () => {
    const feeds = ['A', 'B'].map((name) => netboxFeed(name, 208, 60));
    const shown = (servers: number) => {
      const { shownPercent, oneFeedLost } = netboxRackPower(feeds, servers * 6500);
      return [shownPercent, oneFeedLost[0]!.usablePercent, oneFeedLost[0]!.breakerPercent].map((p) => p.toFixed(1));
    };
    expect(shown(2)).toEqual(['37.6', '75.2', '60.1']);
    expect(shown(3)).toEqual(['56.4', '112.8', '90.2']);
  });

  it('is contradicted by the rack itself: over the continuous rating, no trip', () => {
    const { states } = rackPower({ feeds: sixty, banks: null }, [{ device: dgxA100, count: 3 }]);
    expect(states.map(({ lost, feeds }) => [lost, ...feeds.map(({ verdict }) => verdict)])).toEqual([
      [null, 'ok', 'ok'],
      ['A', 'over'],
      ['B', 'over'],
    ]);
    const [, lost] = states;
    expect(lost!.feeds[0]).toMatchObject({ watts: expect.closeTo(19_500, 6) as number, trip: null });
    expect((100 * lost!.feeds[0]!.usableShare).toFixed(1)).toBe('112.8');
    expect((100 * lost!.feeds[0]!.breakerShare).toFixed(1)).toBe('90.2');
  });
});

describe('a rack', () => {
  const banks = (['L1-L2', 'L2-L3', 'L3-L1'] as const).map((bank) => ({ bank, usableA: 32, outlets: 12 }));

  it('hangs the cords so that the lines carry alike, and checks the breakers inside the PDU', () => {
    const { states, problems } = rackPower({ feeds: sixty, banks }, [{ device: dgxA100, count: 2 }]);
    expect(problems).toEqual([]);
    const lines = states[1]!.feeds[0]!.lineA;
    expect(lines === null ? [] : Object.values(lines).map((current) => current.toFixed(2))).toEqual([
      '36.08',
      '36.08',
      '36.08',
    ]);
    for (const { currentA } of states[1]!.feeds[0]!.banks) expect(currentA).toBeCloseTo(13_000 / 3 / 208, 9);
    const small = banks.map((bank) => ({ ...bank, usableA: 16 }));
    expect(rackPower({ feeds: sixty, banks: small }, [{ device: dgxA100, count: 2 }]).problems[0]!.message).toContain(
      'do not fit the outlets and breakers',
    );
  });

  it('says which devices go down with a feed, and of which that is not known', () => {
    const mixed = [
      { device: dgxH100, count: 1 },
      { device: device('silent', { supplies: { count: 2, ratingW: null, mayFail: null }, powerW: 500 }), count: 2 },
    ];
    const { states } = rackPower({ feeds: sixty, banks: null }, mixed);
    expect(states[0]!.down).toEqual([]);
    expect(states[1]!.down.map(({ device: { id } }) => id)).toEqual(['dgx-h100']);
    expect(states[1]!.unknown.map(({ device: { id } }) => id)).toEqual(['silent']);
    expect(states[1]!.feeds[0]!.watts).toBeCloseTo(1000, 9);
  });

  it('shows what hangs on no known feed, and gives no verdict that it could change', () => {
    const loose = device('loose', { supplies: null, powerW: 9000 });
    const { states, unattributedW } = rackPower({ feeds: sixty, banks: null }, [
      { device: dgxA100, count: 2 },
      { device: loose, count: 1 },
    ]);
    expect(unattributedW).toBe(9000);
    expect(states[0]!.feeds[0]).toMatchObject({ verdict: 'ok', mostWatts: expect.closeTo(15_500, 6) as number });
    expect(states[1]!.feeds[0]!.verdict).toBeNull();
    const dark = rackPower({ feeds: sixty, banks: null }, [{ device: device('dark', { powerW: null }), count: 1 }]);
    expect(dark.withoutPower).toHaveLength(1);
    expect(dark.states[0]!.feeds[0]).toMatchObject({ mostWatts: null, verdict: null });
  });

  it('balances: what the devices that run draw hangs on the feeds, in every state; what is lost is nowhere', () => {
    const devices = fc.array(
      fc.record({
        powerW: fc.integer({ min: 100, max: 15_000 }),
        count: fc.integer({ min: 1, max: 4 }),
        supplies: fc.integer({ min: 1, max: 6 }),
        mayFail: fc.integer({ min: 0, max: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(devices, fc.integer({ min: 1, max: 3 }), fc.boolean(), (some, feedCount, described) => {
        const feeds = ['A', 'B', 'C'].slice(0, feedCount).map((name) => feed(name, 415, 125));
        const wide = (['L1-N', 'L2-N', 'L3-N'] as const).map((bank) => ({ bank, usableA: null, outlets: null }));
        const counted = some.map(({ powerW, count, supplies, mayFail }, index) => ({
          device: device(String(index), {
            powerW,
            supplies: { count: supplies, ratingW: null, mayFail: Math.min(mayFail, supplies - 1) },
          }),
          count,
        }));
        const { states } = rackPower({ feeds, banks: described ? wide : null }, counted);
        expect(states).toHaveLength(feedCount === 1 ? 1 : 1 + feedCount);
        for (const { feeds: loads, down } of states) {
          const runs = counted
            .filter((entry) => !down.includes(entry))
            .reduce((sum, { device: { powerW }, count }) => sum + (powerW ?? 0) * count, 0);
          expect(loads.reduce((sum, { watts }) => sum + watts, 0)).toBeCloseTo(runs, 4);
          for (const { watts, lineA, verdict, usableShare, breakerShare } of loads) {
            if (lineA !== null) {
              const volts = 415 / Math.sqrt(3);
              expect((lineA.L1 + lineA.L2 + lineA.L3) * volts).toBeCloseTo(watts, 4);
            }
            // No feed loss silently exceeds a rating.
            expect(verdict).toBe(breakerShare > 1 + 1e-9 ? 'trips' : usableShare > 1 + 1e-9 ? 'over' : 'ok');
          }
        }
      }),
    );
  });
});
