import { describe, expect, it } from 'vitest';
import { verifyPublishedCases } from './published-cases.ts';

describe('verifyPublishedCases', () => {
  const cases = verifyPublishedCases();

  it('finds every published figure again, slips aside', () => {
    expect(cases.filter(({ verdict }) => verdict === 'does not agree')).toEqual([]);
    // 12 of the estimate; 29 rows of switches and cables, six of them with a third tier.
    expect(cases.filter(({ verdict }) => verdict === 'agrees')).toHaveLength(12 + 3 * 29 + 6);
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

  it('has every row of the tables of fabrics by the rule, and flags what their maker prints twice', () => {
    const found = (id: string) => cases.find((known) => known.id === id);
    expect(found('h100-superpod-127-cables')).toMatchObject({ printed: 2044, computed: 2044, verdict: 'agrees' });
    expect(found('b200-superpod-95-spine')).toMatchObject({ printed: 16, computed: 16, verdict: 'agrees' });
    expect(found('b300-xdr-superpod-288-spine')).toMatchObject({ printed: 18, computed: 18 });
    const slips = cases.filter(({ id, verdict }) => id.includes('superpod') && verdict === 'slip in the source');
    expect(slips.map(({ id, printed, computed }) => [id, printed, computed])).toEqual([
      ['h100-superpod-127-other-computeCables', 2042, 2044],
      ['h100-superpod-128-other-spineCoreCables', 1024, null],
      ['h100-superpod-256-other-spineCoreCables', 2048, null],
      ['h100-superpod-2048-other-su', 56, 64],
      ['b300-xdr-superpod-1296-gpus', 9216, 10_368],
    ]);
  });

  it('explains each slip', () => {
    for (const { verdict, explanation } of cases) expect(explanation !== null).toBe(verdict === 'slip in the source');
  });
});
