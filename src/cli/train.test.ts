import { describe, expect, it } from 'vitest';
import { serialiseTraining } from '../exchange/training.ts';
import { findTrainingPreset } from '../catalog/training-presets.ts';
import type { TrainingPlan } from '../training/train.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();

const trainJson = async (...args: string[]): Promise<TrainingPlan> =>
  JSON.parse((await run('train', ...args, '--json')).out) as TrainingPlan;

describe('train', () => {
  it('has the keys that others rely on', async () => {
    const plan = await trainJson('--preset', 'gpt3-training');
    expect(plan).toMatchObject({ format: 'roofrack-training-plan', flop: 3.15e23, mfu: 0.462, feasible: true });
    for (const key of ['gpuHours', 'days', 'usd', 'mwh', 'tCO2e'] as const) expect(plan[key]).toBeGreaterThan(0);
    expect(plan.uncertainty?.['money.usd']?.p5).toBeLessThan(plan.usd ?? NaN);
  });

  it('a setting of one of two alternatives removes the other, also a preset’s', async () => {
    const flop = await trainJson('--preset', 'gpt3-training', '--set', 'training.flop=1e24');
    expect(flop.flop).toBe(1e24);
    expect(flop.training.training).toMatchObject({ params: null, tokens: null });
    const rate = await trainJson('--set', 'training.achievedTflops=140');
    expect(rate.training.training).toMatchObject({ mfu: null, achievedTflops: 140 });
    expect(rate.mfu).toBeCloseTo(140 / 312, 12);
    const back = await trainJson('--preset', 'frontier-100m', '--set', 'training.params=70e9', 'training.tokens=2e12');
    expect(back.flop).toBe(8.4e23);
  });

  it('reads a training from a file, whatever it leaves out, and writes the same', async () => {
    const small = file('small.json', JSON.stringify({ training: { params: 7e9, tokens: 1e12, count: 64 } }));
    expect((await trainJson(small)).flop).toBe(4.2e22);
    const preset = findTrainingPreset('llama31-405b-training')?.training;
    if (preset === undefined) throw new Error('preset');
    const whole = file('whole.json', serialiseTraining(preset));
    expect((await trainJson(whole)).training).toEqual(preset);
    const stated = file('stated.json', JSON.stringify({ training: { flop: 1e22, achievedTflops: 100 } }));
    expect((await trainJson(stated)).gpuHours).toBeCloseTo(27_778, 0);
  });

  it('refuses with every problem, path by path', async () => {
    const { code, log } = await run('train', '--set', 'training.mfu=2', 'training.foo=1', 'training.count=1.5');
    expect(code).toBe(2);
    expect(log).toEqual([
      'training.foo is not a known setting; did you mean "training.flop"?',
      'training.count (Accelerators) is 1.5; it must be a whole number from 1 to 100,000,000 GPUs. Give such a value.',
      'training.mfu (MFU) is 2; it must be a number from 0.0001 to 1 or null. Give such a value.',
    ]);
    const both = file('both.json', JSON.stringify({ training: { flop: 1e22, params: 1e9 } }));
    expect((await run('train', both)).log.join('\n')).toContain('training.flop and training.params are both set');
    expect((await run('train', '--preset', 'gpt3')).log.join('\n')).toContain('did you mean "gpt3-training"?');
    expect((await run('train', small(), '--preset', 'gpt3-training')).code).toBe(2);
    expect((await run('train', file('typo.json', '{"training":{"param":1}}'))).log.join('\n')).toContain(
      'did you mean "params"?',
    );
  });

  it('exits 1 where a step does not fit, with what would relieve it', async () => {
    const { code, out } = await run('train', '--preset', 'gpt3-training', '--set', 'memory.tensorParallel=1');
    expect(code).toBe(1);
    expect(out).toMatch(/Not feasible: A step takes .* GB .*\. (Raise|Lower) /);
  });

  it('prints levers with their sources, the ledger, and tables', async () => {
    const { out } = await run('train', '--levers', '--uncertainty', '--explain');
    expect(out).toMatch(/× 0\.1515 .*Better data.*arxiv\.org\/abs\/2406\.11794/);
    expect(out).toMatch(/run\.flop +3\.15e\+23 FLOP +\S*= run\.flopPerToken \* training\.tokens/);
    expect(out).toMatch(/Cost of the run +1,397,994 +USD .* to /);
    const { out: csv } = await run('train', '--csv');
    expect(csv).toMatch(/^id,label,value,unit,kind,formula,inputs,tier,source\n/);
    expect((await run('train', '--markdown')).out).toMatch(/^# GPT-3 175B\n/);
    expect((await run('train', '--markdown', '--json')).code).toBe(2);
  });

  const small = (): string => `${folder}/small.json`;
});

describe('project', () => {
  it('has ARK’s series by both laws with its slips', async () => {
    const { code, out } = await run('project', '--preset', 'ark-2023', '--json');
    expect(code).toBe(0);
    const { series, slips } = JSON.parse(out) as {
      series: { id: string; yearlyFall: number; laws: { wright: { exponent: number } }; until: { value: number } }[];
      slips: { caseId: string }[];
    };
    expect(series.map(({ id }) => id)).toEqual([
      'gpt3-training',
      'inference-per-1e9-queries',
      'gpt3x57-params-x720-tokens',
    ]);
    expect(series[0]?.yearlyFall).toBeCloseTo(0.6872, 4);
    expect(series[1]?.laws.wright.exponent).toBeCloseTo(1.737, 3);
    expect(series[1]?.until.value).toBeCloseTo(656.1, 1);
    expect(slips).toHaveLength(4);
  });

  it('takes a series by file, and a slope instead of a fit', async () => {
    const table = file('s.csv', 'year,usd\n2017,1000\n2019,10\n');
    const at = async (...args: string[]): Promise<{ year: number; value: number }> =>
      (
        JSON.parse((await run('project', table, '--json', '--to', '2020', ...args)).out) as {
          series: { until: { year: number; value: number } }[];
        }
      ).series[0]?.until ?? { year: NaN, value: NaN };
    expect((await at()).value).toBeCloseTo(1, 9);
    expect((await at('--halving-months', '12')).value).toBeCloseTo(125, 9);
    expect((await at('--law', 'wright', '--learning-rate', '0.5', '--volume-growth', '3')).value).toBeCloseTo(
      1000 / 64,
      9,
    );
    const json = file('s.json', '{"name":"mine","points":[{"year":2020,"value":8}],"halvingMonths":12}');
    expect((await run('project', json, '--to', '2023', '--csv')).out).toContain('mine,exponential,2023,1,');
  });

  it('refuses what is no series', async () => {
    expect((await run('project', file('h.csv', 'a,b\n1,2\n'))).log.join('\n')).toContain('year,value');
    expect((await run('project', file('n.csv', 'year,value\n2020,-1\n2021,x\n'))).log.join('\n')).toMatch(
      /points\[0\]\.value.*-1/,
    );
    expect((await run('project', file('one.csv', 'year,value\n2020,1\n'))).log.join('\n')).toContain(
      'points has one year only',
    );
    expect((await run('project', '--law', 'moore')).code).toBe(2);
    expect((await run('project', '--yearly-fall', '1')).code).toBe(2);
  });
});

describe('reconcile', () => {
  it('shares the ratio of two published costs out', async () => {
    const { code, out } = await run('reconcile', 'epoch-gpt3', 'oneflow-gpt3', '--json');
    expect(code).toBe(0);
    const { shares, logRatio } = JSON.parse(out) as { shares: { share: number }[]; logRatio: number };
    expect(shares).toHaveLength(8);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(logRatio, 12);
    expect(logRatio).toBeCloseTo(Math.log(1.398 / 3.26), 12);
  });

  it('takes presets and files, and says what is missing', async () => {
    expect((await run('reconcile', 'gpt3-training', 'frontier-100m')).out).toContain('all together');
    expect((await run('reconcile', 'gpt3-training', 'palm-tpu-training')).log.join('\n')).toContain(
      'training.usdPerGpuHour',
    );
    expect((await run('reconcile', 'epoch-gpt3')).code).toBe(2);
  });
});

describe('verify and errata', () => {
  it('exits 0, and 1 with a planted wrong constant, naming the case', async () => {
    const clean = await run('verify', '--json');
    expect([clean.code, clean.log]).toEqual([0, []]);
    const { cases } = JSON.parse(clean.out) as { cases: Record<string, unknown>[] };
    for (const verified of cases) {
      expect(Object.keys(verified)).toEqual(
        expect.arrayContaining(['id', 'printed', 'computed', 'difference', 'verdict', 'source', 'citation']),
      );
    }
    const planted = await run('verify', '--print', 'bloom-kwh=433300');
    expect(planted.code).toBe(1);
    expect(planted.log).toEqual(['bloom-kwh no longer agrees: 433,300 kWh printed, 433,196 computed.']);
    expect((await run('verify', '--print', 'bloom=1')).log.join('\n')).toContain('did you mean "bloom-kwh"?');
  });

  it('prints one erratum or all, as text and as Markdown', async () => {
    expect((await run('errata', 'unite-composed-fall')).out).toMatch(/−77\.2 %, not 70 %\. Computed: .* = 77\.21 %/);
    expect((await run('errata', '--markdown')).out.match(/^## /gm)?.length).toBeGreaterThan(30);
    expect((await run('errata', 'nothing')).code).toBe(2);
  });
});
