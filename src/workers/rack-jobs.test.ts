import { describe, expect, it } from 'vitest';
import { scenarioDefaults } from '../catalog/presets.ts';
import { plan } from '../plan/plan.ts';
import { banksFor, soldFeeds } from '../racks/power/feed.ts';
import type { LayoutHall } from '../racks/failures/layout-hall.ts';
import type { JobContext, RacksAnswer } from './compute-protocol.ts';
import { jobHandlers } from './jobs.ts';

const { physical } = scenarioDefaults;
const scenario = { ...physical, demand: { ...physical.demand, queriesPerDay: 2e7 } };
const progress: number[] = [];
const context: JobContext<number> = {
  onProgress: (share) => progress.push(share),
  pause: () => Promise.resolve(),
  cancelled: () => false,
};
const supply = {
  feeds: soldFeeds(1000 * scenario.facility.rackKw, scenario.facility.feeds, 415, 'ul489'),
  banks: banksFor(415),
};

const racks = async (): Promise<RacksAnswer> => {
  const answer = await jobHandlers.racks({ scenario, options: {}, plan: plan(scenario) }, context);
  if (!answer.ok) throw new Error(answer.error[0]?.message);
  return answer.value;
};

const hallOf = ({ layout }: RacksAnswer): LayoutHall => ({
  layout: { ...layout, feeds: supply.feeds },
  power: { supply, racksPerPanel: 2, panelW: null, ups: { scheme: '2N', unitW: 500_000 } },
  gpus: { [scenario.hardware.server]: 8 },
  replicasNeeded: 20,
});

describe('what the Racks page asks', () => {
  it('crosses to another thread and back unchanged', async () => {
    const answer = await racks();
    expect(structuredClone(answer)).toEqual(answer);
    const standing = await jobHandlers.standing({ layout: answer.layout, supply }, context);
    expect(structuredClone(standing)).toEqual(standing);
    expect(standing.power).toHaveLength(answer.layout.placement.racks.length);
    expect(standing.hall.rows.flatMap((row) => row.racks)).toHaveLength(answer.packing.racks);
    const hall = hallOf(answer);
    expect(structuredClone(hall)).toEqual(hall);
  });

  it('follows every loss with its progress told, and one loss with how each rack fares', async () => {
    const hall = hallOf(await racks());
    progress.length = 0;
    const table = await jobHandlers.failures(hall, context);
    if (!table.ok) throw new Error(table.error[0]?.message);
    const { rows, failures, base } = table.value;
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(failures);
    expect(progress[0]).toBe(0);
    expect(progress.every((share, at) => at === 0 || share > (progress[at - 1] ?? 1))).toBe(true);
    const named = await jobHandlers.parts({ hall, text: 'RACK a01', most: 3 }, context);
    expect(named).toEqual(['rack A01', 'rack A01 feed A', 'rack A01 PDU A']);

    const rackLost = await jobHandlers.cascade({ hall, lost: ['rack A01', 'rack Z99'] }, context);
    if (!rackLost.ok) throw new Error(rackLost.error[0]?.message);
    expect(rackLost.value.absent).toEqual(['rack Z99']);
    expect(rackLost.value.racks.slice(0, 2)).toEqual(['down', 'runs']);
    const row = rows.find(({ failure }) => failure.failed.includes('rack A01'));
    expect(rackLost.value.gpusLeft).toBe(row?.failure.gpusLeft);
    const feed = await jobHandlers.cascade({ hall, lost: ['rack A01 feed A'] }, context);
    if (!feed.ok) throw new Error(feed.error[0]?.message);
    expect(feed.value.carried.find(({ node }) => node === 'rack A01 feed B')).toMatchObject({
      unit: 'A',
      verdict: 'ok',
    });
    expect(feed.value.gpusLeft).toBe(base.gpusLeft);
  });

  it('refuses a hall of more racks than are followed, and says how many are', async () => {
    const hall = hallOf(await racks());
    const [first] = hall.layout.placement.racks;
    if (first === undefined) throw new Error('There is no rack.');
    const racksOf = [{ ...first, count: 5001 }];
    const large = { ...hall, layout: { ...hall.layout, placement: { ...hall.layout.placement, racks: racksOf } } };
    const refused = await jobHandlers.failures(large, context);
    expect(refused.ok ? '' : refused.error[0]?.message).toContain('5,001 racks; up to 5,000 are followed');
  });
});
