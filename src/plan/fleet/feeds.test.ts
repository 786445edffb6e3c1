import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../../catalog/presets.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import { plan } from '../plan.ts';

const { physical } = scenarioDefaults;
const chat: PhysicalScenario = {
  ...physical,
  model: 'llama-2-70b',
  demand: { ...physical.demand, queriesPerDay: 20e6, inputTokens: 512, outputTokens: 256 },
};
const at = (
  facility: Partial<PhysicalScenario['facility']>,
  { server = 'dgx-a100-640gb', ...reliability }: Partial<PhysicalScenario['reliability']> & { server?: string } = {},
) =>
  plan({
    ...chat,
    hardware: { ...chat.hardware, server },
    facility: { ...chat.facility, ...facility },
    reliability: { ...chat.reliability, ...reliability },
  });
const lineOf = (answer: ReturnType<typeof plan>, id: LineId): number | null =>
  answer.ledger.find((line) => line.id === id)?.value ?? null;

describe('feeds in a plan', () => {
  it('take the servers of a rack with them where their supplies do not carry them', () => {
    const lost = (feeds: PhysicalScenario['facility']['feeds'], server: string) =>
      lineOf(at({ feeds }, { server }), 'fleet.rackServersLostWithFeed');
    expect([lost('A', 'dgx-a100-640gb'), lost('A+B', 'dgx-a100-640gb')]).toEqual([5, 0]);
    expect([lost('A+B', 'dgx-h100'), lost('A+B+C', 'dgx-h100')]).toEqual([3, 0]);
    expect([lost('A+B', 'dgx-b200'), lost('A+B+C', 'dgx-b200')]).toEqual([2, 2]);
  });

  it('cost servers, racks, power and money where a lost feed is to be survived', () => {
    const survive = (feeds: PhysicalScenario['facility']['feeds']) => at({ feeds }, { blastRadius: 'feed' });
    const [single, double] = [survive('A'), survive('A+B')];
    expect(single.fleet.spareServers).toBe(5);
    expect(double.fleet.spareServers).toBe(lineOf(double, 'fleet.sparesForFailures'));
    for (const [withOne, withTwo] of [
      [single.fleet.servers, double.fleet.servers],
      [single.power.facilityMw, double.power.facilityMw],
      [single.cost.capexUsd, double.cost.capexUsd],
    ]) {
      expect(withOne).toBeGreaterThan(withTwo ?? Infinity);
    }
  });

  it('are as large as the rack needs with one lost: all of it on two, half on three', () => {
    const built = (feeds: PhysicalScenario['facility']['feeds']) => {
      const answer = at({ feeds });
      return (['power.feedKw', 'power.feeds', 'power.feedsMw'] as const).map((id) => lineOf(answer, id));
    };
    const racks = at({}).fleet.racks ?? 0;
    expect(built('A')).toEqual([34.5, racks, expect.closeTo(racks * 0.0345, 9)]);
    expect(built('A+B')).toEqual([34.5, 2 * racks, expect.closeTo(racks * 0.069, 9)]);
    expect(built('A+B+C')).toEqual([17.25, 3 * racks, expect.closeTo(racks * 0.05175, 9)]);
  });

  it('balance: IT, losses and what is left for cooling are the facility', () => {
    for (const ups of ['N', 'N+1', '2N', '4N/3', 'block-redundant'] as const) {
      const answer = at({ ups });
      const sum = ['power.itMw', 'power.distributionMw', 'power.coolingMw'].reduce(
        (all, id) => all + (lineOf(answer, id as LineId) ?? NaN),
        0,
      );
      expect(sum).toBeCloseTo(answer.power.facilityMw ?? NaN, 12);
    }
    const share = (ups: PhysicalScenario['facility']['ups']) => {
      const answer = at({ ups });
      return (lineOf(answer, 'power.distributionMw') ?? NaN) / (answer.power.itMw ?? NaN);
    };
    expect(share('2N')).toBeGreaterThan(share('4N/3'));
  });

  it('warn of servers that a lost feed stops, with the feeds that would not, and of a PUE below the losses', () => {
    const codes = (answer: ReturnType<typeof plan>) => answer.warnings.map(({ code }) => code);
    const h100 = at({}, { server: 'dgx-h100' });
    expect(h100.warnings.find(({ code }) => code === 'feed-loss')?.message).toContain('On A+B+C it runs on');
    expect(codes(at({}))).not.toContain('feed-loss');
    expect(codes(at({ puePeak: 1.02 }))).toContain('pue-below-losses');
    expect(lineOf(at({ puePeak: 1 }), 'power.coolingMw')).toBe(0);
    expect(codes(at({}))).not.toContain('pue-below-losses');
  });
});

describe('cooling in a plan', () => {
  it('limits a rack like power does, and refuses one that no room can cool', () => {
    expect(lineOf(at({ airKw: 20 }), 'fleet.serversPerRackByAir')).toBe(3);
    expect(at({ airKw: 20 }).fleet.serversPerRack).toBe(3);
    const none = at({ airKw: 5 });
    expect(none).toMatchObject({ feasible: false, binding: [{ constraint: 'facility' }] });
    expect(none.binding[0]!.ways).toContainEqual({ path: 'facility.airKw', value: 6.5 });
  });

  it('counts water by IT energy, the busiest hour by its load', () => {
    const answer = at({ wueLPerKwh: 1.8 });
    const it = (answer.energy.kwhPerDay ?? NaN) / 1.2;
    expect(lineOf(answer, 'energy.waterLPerDay')).toBeCloseTo(1.8 * it, 6);
    const busiest = lineOf(answer, 'power.busiestHourMw') ?? NaN;
    expect(busiest).toBeLessThan(answer.power.facilityMw ?? NaN);
    expect(busiest).toBeGreaterThan(((answer.energy.kwhPerDay ?? NaN) / 24 / 1000 / 1.2) * 1.4);
  });
});
