import { describe, expect, it } from 'vitest';
import { publishedLoad } from '../../../catalog/presets.ts';
import { plan } from '../../../plan/plan.ts';
import type { Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import { headlinesOf } from '../../../records/ledger-lines.ts';
import { planHeadlines, sharedByStrip } from './plan-headlines.ts';

const answer = plan(publishedLoad);
/** Ranges of all headlines; the first few come mostly from another input than the rest. */
const ranges = (others: number): Sensitivity =>
  ({
    headlines: headlinesOf('strip').map(({ id }, i) => ({
      id,
      halfWidth: 0.1,
      contributions: [{ label: i < others ? 'PUE' : 'Accelerator time' }],
    })),
  }) as unknown as Sensitivity;
const told = (others: number): number =>
  planHeadlines(answer, ranges(others)).filter(({ range }) => range?.includes('mostly') === true).length;

describe('what ranges come from', () => {
  it('is told once where it is the same of all, and of the others alone where it is that of most', () => {
    expect(sharedByStrip(answer, ranges(0))).toMatchObject({ cause: 'accelerator time', causeOfAll: true });
    expect(told(0)).toBe(0);
    expect(sharedByStrip(answer, ranges(2))).toMatchObject({ cause: 'accelerator time', causeOfAll: false });
    expect(told(2)).toBe(2);
    expect(planHeadlines(answer, ranges(2))[0]?.range).toMatch(/\nmostly PUE$/);
  });
});

it('one spare server is one server', () => {
  const small = plan({ ...publishedLoad, demand: { ...publishedLoad.demand, queriesPerDay: 1 } });
  const notes = planHeadlines(small, null).map(({ note }) => note);
  expect(notes).toContain('1 server spare');
  expect(planHeadlines(answer, null).map(({ note }) => note)).toContain(
    `${String(answer.fleet.spareServers)} servers spare`,
  );
});
