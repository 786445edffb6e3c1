import { describe, expect, it } from 'vitest';
import { verifyPublishedCases } from './published-cases.ts';

describe('verifyPublishedCases', () => {
  const cases = verifyPublishedCases();

  it('finds every published figure again, slips aside', () => {
    expect(cases.filter(({ verdict }) => verdict === 'does not agree')).toEqual([]);
    expect(cases.filter(({ verdict }) => verdict === 'agrees')).toHaveLength(12);
  });

  it('gives the exact figures behind the rounded ones', () => {
    const computed = Object.fromEntries(cases.map(({ id, computed }) => [id.replace('guosheng-2023-', ''), computed]));
    expect(computed).toMatchObject({
      gpus: 30_382,
      servers: 3798,
      racks: 542,
      capex: 758_800_000,
      kwh: 591_864,
      usd: 47_349.12,
      'gpus-13m-visitors': 15_799,
    });
  });

  it('explains each slip', () => {
    for (const { verdict, explanation } of cases) expect(explanation !== null).toBe(verdict === 'slip in the source');
  });
});
