import { describe, expect, it } from 'vitest';
import { publishedLoad } from '../../../catalog/presets.ts';
import { plan } from '../../../plan/plan.ts';
import type { Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import type { BoundaryId } from '../../../records/boundary.ts';
import { HEADLINES, headlinesOf } from '../../../records/ledger-lines.ts';
import { withFields } from '../../../records/scenario.ts';
import { ledgerHref } from './ledger-address.ts';
import { planHeadlines, rangeText, sharedByHeadlines } from './plan-headlines.ts';

const answer = plan(publishedLoad);
const strip = (change: Partial<Parameters<typeof planHeadlines>[1]> = {}) =>
  planHeadlines('strip', { plan: answer, sensitivity: null, before: null, ...change });
/** Ranges of all headlines; the first few come mostly from another input than the rest. */
const ranges = (others: number): Sensitivity =>
  ({
    headlines: HEADLINES.map(({ id }, i) => ({
      id,
      halfWidth: 0.1,
      contributions: [{ label: i < others ? 'PUE' : 'Accelerator time' }],
    })),
  }) as unknown as Sensitivity;

describe('what ranges come from', () => {
  it('is told once for all, and of each on demand', () => {
    expect(sharedByHeadlines(answer, ranges(0))).toMatchObject({ cause: 'accelerator time', causeOfAll: true });
    expect(sharedByHeadlines(answer, ranges(2))).toMatchObject({ cause: 'accelerator time', causeOfAll: false });
    expect(strip({ sensitivity: ranges(2) })[0]?.title).toMatch(/mostly from PUE$/);
    expect(strip({ sensitivity: ranges(2) })[0]?.range).toMatch(/^[\d,]+–[\d,]+$/);
  });
});

it('one spare server is one server', () => {
  const small = plan({ ...publishedLoad, demand: { ...publishedLoad.demand, queriesPerDay: 1 } });
  expect(strip({ plan: small }).map(({ note }) => note)).toContain('1 server spare');
  expect(strip().map(({ note }) => note)).toContain(`${String(answer.fleet.spareServers)} servers spare`);
});

it('what an edit changed is told of every headline, with its sign', () => {
  const before = plan(withFields(publishedLoad, 'demand', { queriesPerDay: 125e6 }));
  const told = strip({ before });
  expect(told).toHaveLength(headlinesOf('strip').length);
  expect(told[1]?.change).toBe(`+${String((answer.fleet.servers ?? 0) - (before.fleet.servers ?? 0))}`);
  expect(told.find(({ label }) => label === 'Facility power')?.change).toMatch(/^\+[\d.]+ MW$/);
  expect(told.find(({ label }) => label === 'Cost per month')?.change).toMatch(/^\+\$/);
});

it('shows both ends of a range in one unit', () => {
  expect(rangeText({ id: 'cost.usdPerQuery', low: 0.00036, high: 0.0012 })).toBe('$360–$1,200 per million');
  expect(rangeText({ id: 'power.facilityMw', low: 0.92, high: 2.7 })).toBe('0.92–2.7 MW');
});

describe('energy and carbon', () => {
  const more = (boundary: BoundaryId) =>
    planHeadlines('more', { plan: answer, sensitivity: null, before: null, boundary });
  const of = (headlines: ReturnType<typeof more>, label: string) =>
    headlines.find((headline) => headline.label === label);

  it('are of the boundary that is chosen, said beside them, and lead to its lines', () => {
    const chip = of(more('chip'), 'CO2e per day');
    expect(chip?.title).toContain(String(answer.carbon.chipKgPerDay));
    expect(chip).toMatchObject({ range: 'accelerators alone', href: ledgerHref('carbon.chipKgPerDay') });
    expect(of(more('lifecycle'), 'CO2e per day')?.range).toBe('over the life cycle');
    expect(of(more('lifecycle'), 'CO2e per day')?.title).toContain(String(answer.carbon.lifecycleKgPerDay));
    expect(of(more('lifecycle'), 'Energy per day')).toMatchObject({ value: '–', href: null });
    expect(more('room')).toEqual(planHeadlines('more', { plan: answer, sensitivity: null, before: null }));
  });

  it('leave every other number as it is', () => {
    const bounded = new Set(['Energy per day', 'CO2e per day']);
    const others = (boundary: BoundaryId) => more(boundary).filter(({ label }) => !bounded.has(label));
    expect(others('chip')).toEqual(others('room'));
  });
});
