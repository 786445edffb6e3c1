import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findTrainingPreset, trainingDefaults, trainingPresets } from '../catalog/training-presets.ts';
import { TRAINING_HEADLINES } from '../records/training-lines.ts';
import { withTraining, type Training } from '../records/training.ts';
import { checkTraining } from './check-training.ts';
import { train, trainingFigure, type TrainingPlan } from './train.ts';
import { trainingLevers } from './training-levers.ts';
import { trainingSensitivity } from './training-sensitivity.ts';

const preset = (id: string): Training => {
  const found = findTrainingPreset(id);
  if (found === null) throw new Error(id);
  return found.training;
};

const run = (fields: Partial<Training['training']>): Training => withTraining(trainingDefaults, 'training', fields);
const lineOf = (plan: TrainingPlan, id: string): number | null =>
  plan.ledger.find((line) => line.id === id)?.value ?? null;

describe('train', () => {
  it.each(trainingPresets.map(({ id }) => id))('%s is a training that runs', (id) => {
    expect(checkTraining(preset(id))).toEqual([]);
    const plan = train(preset(id));
    expect(plan.feasible).toBe(true);
    expect(plan.flop).toBeGreaterThan(1e22);
    expect(train(preset(id), { ledger: false })).toEqual({ ...plan, ledger: [] });
  });

  it('gives the published arithmetic to the digit', () => {
    const gpt3 = train(preset('gpt3-training'));
    expect(gpt3.flop).toBe(3.15e23);
    expect(gpt3.gpuHours).toBeCloseTo(607_032, 0);
    expect(gpt3.usd).toBeCloseTo(1_397_994, 0);
    expect(train(preset('gopher-training')).usd).toBeCloseTo(2_236_791, 0);
    expect(train(preset('palm-training')).usd).toBeCloseTo(11_215_909, 0);
  });

  it('counts attention and recompute where they are asked for', () => {
    const shape = { layers: 118, hidden: 12_288, heads: 48, vocabulary: null, sequence: 2048 };
    const palm = withTraining(run({ params: 540e9, tokens: 780e9, attention: 'full' }), 'shape', shape);
    // Chowdhery et al.: 2.56e24 with attention.
    expect(train(palm).flop).toBeCloseTo(2.555e24, -22);
    const causal = train(withTraining(palm, 'training', { attention: 'causal' })).flop ?? NaN;
    expect(causal).toBeCloseTo(((train(palm).flop ?? NaN) + 2.5272e24) / 2, -10);
    const twice = train(run({ recompute: 'full' }));
    expect(twice.flop).toBeCloseTo(4.2e23, -10);
    expect(lineOf(twice, 'run.modelMfu')).toBeCloseTo(0.462 * 0.75, 10);
  });

  it('takes the time of a Megatron run from its layers', () => {
    const days = train(
      run({ params: 175e9, tokens: 300e9, recompute: 'full', mfu: null, achievedTflops: 140, count: 1024 }),
    ).days;
    // Narayanan et al. print 34.
    expect(days).toBeCloseTo(33.9, 1);
  });

  it('has the three costs of hardware and adds the budget up', () => {
    const plan = train(preset('frontier-100m'));
    // Epoch prints 68,783,538 for these inputs.
    expect(plan.methods.amortisedUsd).toBeCloseTo(68_816_798, -2);
    expect(plan.usd).toBe(plan.methods.amortisedUsd);
    const parts = ['computeUsd', 'energyUsd', 'experimentsUsd', 'dataUsd', 'staffUsd', 'otherUsd'];
    const sum = parts.reduce((total, part) => total + (lineOf(plan, `budget.${part}`) ?? NaN), 0);
    expect(sum).toBe(plan.budgetUsd);
    expect(plan.budgetUsd).toBeGreaterThan(100e6);
    const shares = parts.map((part) => (lineOf(plan, `budget.${part}`) ?? NaN) / (plan.budgetUsd ?? NaN));
    expect(shares.reduce((total, share) => total + share, 0)).toBeCloseTo(1, 12);
  });

  it('says that an unknown price leaves the cost unknown, and no more', () => {
    const plan = train(preset('palm-tpu-training'));
    expect([plan.usd, plan.budgetUsd, plan.methods.cloudUsd]).toEqual([null, null, null]);
    expect(plan.mwh).toBeGreaterThan(0);
  });

  it('counts the memory of a step as mlsysim does', () => {
    const llama = withTraining(
      withTraining(run({ params: 8.03e9, accelerator: 'h100-sxm' }), 'shape', {
        layers: 32,
        hidden: 4096,
        heads: 32,
        vocabulary: null,
        sequence: 1024,
      }),
      'memory',
      { microBatch: 8 },
    );
    const plan = train(llama);
    expect(lineOf(plan, 'step.activationsGB')).toBeCloseTo(36.507, 3);
    expect(plan.memory.totalGB).toBeCloseTo(165.79, 2);
    expect(plan.memory.fits).toBe(false);
    expect(plan.feasible).toBe(false);
    expect(plan.binding[0]).toMatchObject({ constraint: 'memory', line: 'step.totalGB' });
  });

  it('says where a job fails faster than it starts again', () => {
    const plan = train(
      withTraining(run({ count: 1e6 }), 'failures', { acceleratorMtbfHours: 50_000, restartMinutes: 60 }),
    );
    expect(plan.feasible).toBe(false);
    expect([plan.days, plan.gpuHours, plan.usd]).toEqual([null, null, null]);
    expect(plan.binding[0]?.constraint).toBe('failures');
  });

  it('names the fields that need each other', () => {
    const paths = (training: Training): string[] => checkTraining(training).map(({ path }) => path);
    expect(paths(run({ flop: 1e23 }))).toEqual(['training.flop', 'training.flop']);
    expect(paths(run({ achievedTflops: 100 }))).toEqual(['training.mfu']);
    expect(paths(run({ accelerator: 'a1000' }))).toEqual(['training.accelerator']);
    expect(paths(run({ accelerator: null }))).toEqual(['training.peakTflops']);
    expect(paths(run({ attention: 'causal' }))).toEqual(['shape.layers', 'shape.hidden', 'shape.sequence']);
    expect(paths(run({ params: null, tokens: null, mfu: null }))).toEqual([
      'training.tokens',
      'training.params',
      'training.mfu',
    ]);
    expect(paths(withTraining(run({ count: 8 }), 'memory', { tensorParallel: 16 }))).toEqual(['memory.tensorParallel']);
  });
});

const failing = fc.record({
  count: fc.integer({ min: 1, max: 100_000 }),
  mtbf: fc.double({ min: 1000, max: 1e6, noNaN: true }),
  worse: fc.double({ min: 0.05, max: 1, noNaN: true }),
  seconds: fc.double({ min: 0, max: 600, noNaN: true }),
  minutes: fc.option(fc.double({ min: 0.1, max: 600, noNaN: true })),
  restart: fc.double({ min: 0, max: 120, noNaN: true }),
});

describe('laws', () => {
  it('more failures never shorten a run', () => {
    fc.assert(
      fc.property(failing, ({ count, mtbf, worse, seconds, minutes, restart }) => {
        const at = (acceleratorMtbfHours: number | null): number =>
          train(
            withTraining(run({ count }), 'failures', {
              acceleratorMtbfHours,
              checkpointSeconds: seconds,
              checkpointMinutes: minutes,
              restartMinutes: restart,
            }),
            { ledger: false },
          ).days ?? Infinity;
        expect(at(mtbf)).toBeGreaterThanOrEqual(at(null));
        expect(at(mtbf * worse)).toBeGreaterThanOrEqual(at(mtbf) * (1 - 1e-12));
      }),
    );
  });

  it('a step that fits still fits with less of anything', () => {
    const whole = fc.integer({ min: 1, max: 64 });
    const shrink = fc.double({ min: 0.1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({
          params: fc.double({ min: 1e8, max: 1e11, noNaN: true }),
          layers: whole,
          heads: whole,
          hidden: fc.integer({ min: 256, max: 16_384 }),
          sequence: fc.integer({ min: 128, max: 8192 }),
          microBatch: fc.integer({ min: 1, max: 16 }),
          bytes: fc.tuple(shrink, shrink, shrink, shrink),
          stage: fc.constantFrom<Training['memory']['shardingStage'][]>('0', '1', '2', '3'),
          kept: fc.constantFrom<Training['memory']['checkpointing'][]>('all', 'selective', 'full'),
        }),
        shrink,
        ({ params, layers, heads, hidden, sequence, microBatch, bytes, stage, kept }, factor) => {
          const [weightBytes, gradientBytes, optimiserBytes, overheadShare] = bytes;
          const base = withTraining(
            withTraining(run({ params, count: 64 }), 'shape', { layers, heads, hidden, sequence, vocabulary: null }),
            'memory',
            {
              microBatch,
              weightBytes,
              gradientBytes,
              optimiserBytes,
              overheadShare,
              shardingStage: stage,
              checkpointing: kept,
            },
          );
          const total = (training: Training): number => train(training, { ledger: false }).memory.totalGB ?? NaN;
          const before = total(base);
          const fewer = (value: number): number => Math.max(1, Math.floor(value * factor));
          const smaller = [
            withTraining(base, 'training', { params: params * factor }),
            withTraining(base, 'shape', { layers: fewer(layers) }),
            withTraining(base, 'shape', { heads: fewer(heads) }),
            withTraining(base, 'shape', { hidden: fewer(hidden) }),
            withTraining(base, 'shape', { sequence: fewer(sequence) }),
            withTraining(base, 'memory', { microBatch: fewer(microBatch) }),
            withTraining(base, 'memory', { weightBytes: weightBytes * factor }),
            withTraining(base, 'memory', { gradientBytes: gradientBytes * factor }),
            withTraining(base, 'memory', { optimiserBytes: optimiserBytes * factor }),
            withTraining(base, 'memory', { overheadShare: overheadShare * factor }),
          ];
          for (const training of smaller) expect(total(training)).toBeLessThanOrEqual(before * (1 + 1e-12));
        },
      ),
    );
  });

  it('cost goes with work, price and time, whatever they are', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e6, max: 1e15, noNaN: true }),
        fc.double({ min: 1, max: 1e16, noNaN: true }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (params, tokens, mfu, usdPerGpuHour) => {
          const { flop, gpuHours, usd } = train(run({ params, tokens, mfu, usdPerGpuHour }), { ledger: false });
          expect((flop ?? NaN) / (6 * params * tokens)).toBeCloseTo(1, 12);
          expect((gpuHours ?? NaN) / ((6 * params * tokens) / (312e12 * mfu) / 3600)).toBeCloseTo(1, 12);
          expect((usd ?? NaN) / ((gpuHours ?? NaN) * usdPerGpuHour)).toBeCloseTo(1, 12);
        },
      ),
    );
  });
});

describe('bands and levers', () => {
  it('has a band around every headline that is not stated', () => {
    const found = trainingSensitivity(preset('frontier-100m'));
    expect(found.map(({ id }) => id)).toEqual(TRAINING_HEADLINES.map(({ id }) => id));
    for (const { id, low, value, high } of found) {
      expect(value).toBe(trainingFigure(train(preset('frontier-100m')), id));
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it('takes a published share, or the user’s own in its place', () => {
    const published = trainingLevers(preset('gpt3-training'));
    expect(published.map(({ ratio }) => ratio)).toEqual(
      [...published.map(({ ratio }) => ratio)].sort((a, b) => (a ?? 0) - (b ?? 0)),
    );
    const data = published.find(({ id }) => id === 'dataEfficiency');
    expect(data).toMatchObject({ tier: 'published' });
    expect(data?.ratio).toBeCloseTo(1 / 6.6, 10);
    expect(published.some(({ id }) => id === 'shared')).toBe(false);
    const own = trainingLevers(withTraining(preset('gpt3-training'), 'levers', { dataEfficiency: 0.5, shared: 0.3 }));
    expect(own.find(({ id }) => id === 'dataEfficiency')).toMatchObject({ tier: 'assumed', ratio: 0.5 });
    expect(own.find(({ id }) => id === 'shared')?.ratio).toBeCloseTo(0.3, 10);
    for (const { plan } of own) expect(plan.usd).toBeGreaterThan(0);
  });

  it('names the next generation with its rent', () => {
    const hardware = trainingLevers(preset('gpt3-training')).find(({ id }) => id === 'hardware');
    expect(hardware?.training.training).toMatchObject({ accelerator: 'h100-sxm', usdPerGpuHour: 1.69 });
    expect(hardware?.ratio).toBeCloseTo((312 / 989) * (1.69 / 2.303), 6);
  });
});
