import { describe, expect, it } from 'vitest';
import seeds from '../catalog/facts/seeds.json' with { type: 'json' };
import { findPreset } from '../catalog/presets.ts';
import { projectionPresets } from '../catalog/series.ts';
import { findTrainingPreset } from '../catalog/training-presets.ts';
import { plan } from '../plan/plan.ts';
import type { ArticleScenario } from '../records/scenario.ts';
import { train } from '../training/train.ts';
import { errata } from './errata.ts';
import { publishedCases, verify } from './verify.ts';

const cases = verify();
const found = (id: string) => cases.find((known) => known.id === id);

describe('verify', () => {
  it('finds every published figure again, wrong prints and recorded ones aside', () => {
    expect(cases.filter(({ verdict }) => verdict === 'does not agree')).toEqual([]);
    // 29 rows of switches and cables, six of them with a third tier, are those of the fabrics.
    const ofFabrics = cases.filter(({ id, verdict }) => id.includes('superpod') && verdict === 'agrees');
    expect(ofFabrics).toHaveLength(3 * 29 + 6);
    const others = cases.filter(({ id }) => !id.includes('superpod'));
    expect(others.filter(({ verdict }) => verdict === 'agrees').length).toBeGreaterThan(60);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  });

  it('gives the exact figures behind the rounded ones', () => {
    const computed = Object.fromEntries(
      cases.map(({ id, computed: value }) => [id.replace('guosheng-2023-', ''), value]),
    );
    const { exact } = seeds.inferenceFleet;
    expect(computed).toMatchObject({
      gpus: exact.gpus,
      servers: exact.servers,
      racks: exact.racksFloor,
      capex: exact.capexUsdRacksFloorRounded,
      kwh: exact.kwhPerDayRacksFloor,
      usd: exact.usdPerDayRacksFloor,
      'gpus-13m-visitors': 15_799,
    });
    expect(computed['gpu-hours']).toBeCloseTo(exact.gpuHoursPerDay, 4);
  });

  it('has what the seeds compute otherwise: racks rounded up, servers alone, the other models', () => {
    const { exact } = seeds.inferenceFleet;
    const article = findPreset('chatgpt-2023-article')?.scenario as ArticleScenario;
    const up = plan({ ...article, article: { ...article.article, rackRounding: 'ceil' } });
    expect([up.fleet.racks, up.energy.kwhPerDay]).toEqual([exact.racksCeil, exact.kwhPerDayRacksCeil]);
    const lines = new Map<string, number | null>(plan(article).ledger.map(({ id, value }) => [id, value]));
    expect(lines.get('cost.serversUsd')).toBe(exact.capexUsdServers);
    expect(lines.get('cost.rackServersUsd')).toBe(exact.rackPriceUsd);
    expect((lines.get('fleet.servers') ?? NaN) * (lines.get('server.maxKw') ?? NaN) * 24).toBe(exact.kwhPerDayServers);
    for (const [id, usd] of [
      ['gopher-training', seeds.training.exact.gopherUsd],
      ['palm-training', seeds.training.exact.palmUsd],
    ] as const) {
      const training = findTrainingPreset(id)?.training;
      if (training === undefined) throw new Error(id);
      expect(Math.abs((train(training).usd ?? NaN) / usd - 1)).toBeLessThan(1e-4);
    }
  });

  it('has every row of the tables of fabrics by the rule, and flags what their maker prints twice', () => {
    expect(found('h100-superpod-127-cables')).toMatchObject({ printed: 2044, computed: 2044, verdict: 'agrees' });
    expect(found('b200-superpod-95-spine')).toMatchObject({ printed: 16, computed: 16, verdict: 'agrees' });
    expect(found('b300-xdr-superpod-288-spine')).toMatchObject({ printed: 18, computed: 18 });
    const wrong = cases.filter(({ id, verdict }) => id.includes('superpod') && verdict === 'print is wrong');
    expect(wrong.map(({ id, printed, computed }) => [id, printed, computed])).toEqual([
      ['h100-superpod-127-other-computeCables', 2042, 2044],
      ['h100-superpod-128-other-spineCoreCables', 1024, null],
      ['h100-superpod-256-other-spineCoreCables', 2048, null],
      ['h100-superpod-2048-other-su', 56, 64],
      ['b300-xdr-superpod-1296-gpus', 9216, 10_368],
    ]);
  });

  it('explains whatever does not simply agree, and says who prints everything', () => {
    for (const { verdict, explanation, citation, source } of cases) {
      if (verdict !== 'agrees') expect(explanation).not.toBeNull();
      expect(citation.author).not.toBe('');
      expect(citation.title).not.toBe('');
      expect(source).toContain(citation.title);
    }
  });

  it('a wrong constant is found, whichever case it stands in', () => {
    for (const planted of publishedCases()) {
      if (planted.compute === null || planted.why !== null) continue;
      const [judged] = verify([
        { ...planted, printed: planted.printed + 3 * planted.tolerance + 1e-3 * Math.abs(planted.printed) + 1e-12 },
      ]);
      expect([planted.id, judged?.verdict]).toEqual([planted.id, 'does not agree']);
    }
  });

  it('a wrong print that suddenly comes out is told as well', () => {
    const wrong = publishedCases().find(({ id }) => id === 'unite-composed-fall');
    if (wrong === undefined) throw new Error('case');
    expect(verify([{ ...wrong, printed: 77.2 }])[0]?.verdict).toBe('does not agree');
  });
});

describe('errata', () => {
  const all = errata(cases);

  it('has a paragraph with its arithmetic for each print that is wrong', () => {
    expect(all.map(({ id }) => id)).toEqual(
      cases.filter(({ verdict }) => verdict === 'print is wrong').map(({ id }) => id),
    );
    expect(all.find(({ id }) => id === 'unite-large-2030-per-gpt3')?.paragraph).toBe(
      'Unite.AI, Vietnamese machine translation whose numbers are permuted, “AI training costs continue to plummet”, no date kept, no address kept: prints 30 USD for “One GPT-3 in 2030, by what 57 × 720 times the work costs”. 600,000 dollars over 57 × 720 are 14.6 dollars, half of the 30 printed for the same year. Computed: 600000 / 41040 = 14.61988 USD (−51.3 % of the print).',
    );
  });

  it('has those that the series of a projection refer to', () => {
    const ids = all.map(({ id }) => id);
    for (const { slips } of projectionPresets) for (const { caseId } of slips) expect(ids).toContain(caseId);
  });
});
