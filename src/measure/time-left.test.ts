import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../base/random.ts';
import { findModel } from '../catalog/catalog.ts';
import type { MeasuredCase } from '../records/measurement.ts';
import { adapterFixture, caseFixture } from '../records/testing/measurement.ts';
import { CLASS_SHAPES, shapeClass, type ShapeClass } from './kernels/choose.ts';
import { plannedLayer, plannedProduct, plannedRoof, type Planned } from './planned.ts';
import { replayPlans } from './suites/replay.ts';
import { roofWorkloads } from './suites/roofs.ts';
import { quickShapes } from './suites/shapes.ts';
import { TimeLeft, type TimedSearch } from './time-left.ts';

const OPTIONS = {
  software: false,
  roofBudgetMs: 600,
  caseBudgetMs: 600,
  searchBudgetMs: 4500,
  longestRunMs: 450,
};

/** Something of a run that ended, in the order in which it did: a case, or the search for the kernel of a class of shapes. */
type Step =
  | {
      readonly id: string;
      readonly tookMs: number;
      readonly gpuMs: number;
      readonly scriptMs: number;
      readonly passMs: number;
    }
  | { readonly search: ShapeClass; readonly reused: boolean; readonly tookMs: number; readonly gflops: number };

/** The quick suite on SwiftShader in Chromium, on two cores: what ended in the measuring worker, and what it had waited for. */
interface Recorded {
  readonly about: string;
  readonly pace: 'constant' | 'changing';
  readonly steps: readonly Step[];
}

const recorded = JSON.parse(
  readFileSync(new URL('./testing/recorded-runs.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

/** The quick suite as a run plans it. */
const quickSuite = (software: boolean): Planned[] => {
  const adapter = adapterFixture({ software, features: [], limits: { maxStorageBufferBindingSize: 2 ** 30 } });
  return [
    ...roofWorkloads(adapter).map(plannedRoof),
    ...quickShapes.map((shape) => plannedProduct(shape, 'f32', shapeClass)),
    ...replayPlans(findModel, software).map((plan) => plannedLayer(plan, shapeClass)),
  ];
};

const measuredOf = ({ id, kind, flop, bytes }: Planned, passMs: number): MeasuredCase => {
  const [m = 0, n = 0, k = 0] = [...id.matchAll(/[;:][mnk]=(\d+)/g)].map(([, size]) => Number(size));
  const { m: _m, n: _n, k: _k, ...timed } = caseFixture(64);
  const rates = {
    gflops: flop === 0 ? null : flop / passMs / 1e6,
    gbps: bytes === 0 ? null : bytes / passMs / 1e6,
  };
  const facts = kind === 'matmul' ? { kind, m, n, k } : { kind, parts: [] };
  return { ...timed, ...facts, id, flop, bytes, medianMs: passMs, ...rates };
};

const searchOf = (shapes: ShapeClass, gflops: number): TimedSearch => {
  const { m, n, k } = CLASS_SHAPES[shapes];
  return { shapes, dtype: 'f32', m, n, k, winner: 'w', log: [{ kernel: 'w', gflops }] };
};

interface Look {
  /** Time left as it was told, over what it was. */
  readonly ratio: number;
  readonly trulyLeftMs: number;
}

/** What was told of the time left at the end of every step, after the first tenth of the run. */
const replay = (
  planned: readonly Planned[],
  steps: readonly Step[],
  options: typeof OPTIONS,
  resumedAfter = 0,
): Look[] => {
  const byId = new Map(planned.map((step) => [step.id, step]));
  const timeLeft = new TimeLeft(planned, options);
  const measured = new Set(steps.flatMap((step) => ('id' in step ? [step.id] : [])));
  const before = steps.slice(0, resumedAfter);
  const now = steps.slice(resumedAfter);
  const tell = (step: Step, isNew: boolean): void => {
    if ('search' in step) {
      timeLeft.searched(searchOf(step.search, step.gflops), isNew && !step.reused ? step.tookMs : null);
      return;
    }
    const known = byId.get(step.id);
    if (known === undefined) throw new Error(`${step.id} is not of the suite.`);
    const done = measuredOf(known, step.passMs);
    if (isNew) {
      timeLeft.finish(done, step.tookMs, step);
      return;
    }
    timeLeft.recall(done);
    timeLeft.leaveOut(step.id);
  };
  for (const step of before) tell(step, false);
  const totalMs = now.reduce((sum, { tookMs }) => sum + tookMs, 0);
  let elapsedMs = 0;
  const looks: Look[] = [];
  for (const [i, step] of now.entries()) {
    tell(step, true);
    // What the run leaves out is known once all before it has ended.
    const next = now.slice(i + 1).find((later) => 'id' in later);
    if (next !== undefined && 'id' in next)
      for (const { id } of planned) {
        if (id === next.id) break;
        if (!measured.has(id)) timeLeft.leaveOut(id);
      }
    elapsedMs += step.tookMs;
    const leftMs = timeLeft.leftMs(0);
    const trulyLeftMs = totalMs - elapsedMs;
    if (elapsedMs >= 0.1 * totalMs && trulyLeftMs > 0)
      looks.push({ ratio: (leftMs ?? NaN) / trulyLeftMs, trulyLeftMs });
  }
  return looks;
};

const replayRecorded = ({ steps }: Recorded, resumedAfter = 0): Look[] =>
  replay(quickSuite(true), steps, { ...OPTIONS, software: true }, resumedAfter);

/** Nobody minds a second or two at the end. */
const NEGLIGIBLE_MS = 2000;

const shareWithin = (looks: readonly Look[]): number =>
  looks.filter(({ ratio, trulyLeftMs }) => {
    const error = Math.abs(ratio - 1);
    return error <= 0.25 || error * trulyLeftMs <= NEGLIGIBLE_MS;
  }).length / looks.length;

const named = (machine: { readonly name: string }, share: number): string =>
  `${machine.name}: ${(100 * share).toFixed(1)} %`;

/** A machine by what it takes, which the guess does not know. */
interface Machine {
  readonly name: string;
  readonly software: boolean;
  /** Of a kernel: compiler, buffers, first run. */
  readonly compileMs: number;
  readonly fmaGflops: number;
  /** Share of it that products reach. */
  readonly share: number;
  readonly gbps: number;
  /** Passes over a kernel beside its samples. */
  readonly warming: number;
  /** Samples until they agree. */
  readonly passes: number;
  /** Time of JavaScript over the usual. */
  readonly script: number;
  readonly searchMs: number;
  /** Standard deviation of log rates of products. */
  readonly noise: number;
  /** Share of the looks that are within 25 %, at least. */
  readonly least: number;
}

const PROCESSOR: Machine = {
  name: 'processor',
  software: true,
  compileMs: 350,
  fmaGflops: 40,
  share: 0.16,
  gbps: 10,
  warming: 8,
  passes: 40,
  script: 1.5,
  searchMs: 5200,
  noise: 0.2,
  least: 0.95,
};

const MACHINES: readonly Machine[] = [
  PROCESSOR,
  { ...PROCESSOR, name: 'processor with a slow compiler', compileMs: 1500, searchMs: 7000, least: 0.8 },
  {
    name: 'phone',
    software: false,
    compileMs: 90,
    fmaGflops: 900,
    share: 0.2,
    gbps: 30,
    warming: 6,
    passes: 30,
    script: 3,
    searchMs: 5000,
    noise: 0.25,
    least: 0.95,
  },
  {
    name: 'laptop',
    software: false,
    compileMs: 30,
    fmaGflops: 4000,
    share: 0.35,
    gbps: 120,
    warming: 5,
    passes: 25,
    script: 1,
    searchMs: 4200,
    noise: 0.2,
    least: 0.95,
  },
  {
    name: 'graphics card',
    software: false,
    compileMs: 15,
    fmaGflops: 50_000,
    share: 0.45,
    gbps: 900,
    warming: 5,
    passes: 20,
    script: 0.6,
    searchMs: 3000,
    noise: 0.2,
    least: 0.95,
  },
];

/** What a machine makes of planned cases, in the order in which a run takes them. */
const stepsOn = (machine: Machine, planned: readonly Planned[], random: Random): Step[] => {
  const scatter = (): number => Math.exp(machine.noise * random.normal());
  const some = (): number => Math.exp(0.1 * random.normal());
  const steps: Step[] = [];
  const searched = new Set<ShapeClass>();
  const bestOf = new Map<ShapeClass, number>();
  const gflopsNow = (): number => machine.fmaGflops * machine.share * scatter();
  const search = (shapes: ShapeClass): void => {
    if (searched.has(shapes)) return;
    searched.add(shapes);
    const gflops = gflopsNow();
    bestOf.set(shapes, gflops);
    steps.push({ search: shapes, reused: false, tookMs: machine.searchMs * some(), gflops });
  };
  const largest = planned.filter(({ kind }) => kind === 'matmul').sort((a, b) => b.flop - a.flop)[0];
  planned.forEach(({ id, kind, flop, bytes, products, searches, scriptMs }, i) => {
    const [product] = products;
    const { shapes = 'large' } = product ?? {};
    if (kind === 'matmul' && flop / (bestOf.get(shapes) ?? Infinity) / 1e6 > OPTIONS.longestRunMs) return;
    searches.forEach(search);
    const gflops = products.length === 0 ? 0.8 * machine.fmaGflops * some() : gflopsNow();
    const passMs = Math.max(flop / gflops / 1e6, bytes / machine.gbps / 1e6, 1e-3);
    if (kind === 'matmul') bestOf.set(shapes, Math.max(bestOf.get(shapes) ?? 0, flop / passMs / 1e6));
    const sampledMs = Math.max(6 * passMs, Math.min(machine.passes * Math.max(passMs, 2), OPTIONS.caseBudgetMs));
    const warmingMs = Math.min(machine.warming * Math.max(passMs, 2), OPTIONS.caseBudgetMs + passMs);
    const gpuMs = some() * (2 * passMs + warmingMs + sampledMs);
    const script = some() * machine.script * scriptMs;
    const restMs = some() * machine.compileMs * (products.length === 0 ? 1 : 0.2);
    steps.push({ id, tookMs: gpuMs + script + restMs, gpuMs, scriptMs: script, passMs });
    if (i === 0 && largest !== undefined) largest.searches.forEach(search);
  });
  return steps;
};

describe('the time left after the first tenth of a run', () => {
  it.each(recorded.filter(({ pace }) => pace === 'constant'))('is within 25 % in 95 % of the looks: $about', (run) => {
    const looks = replayRecorded(run);
    expect(looks.length).toBeGreaterThan(50);
    expect(shareWithin(looks)).toBeGreaterThan(0.95);
  });

  // Nobody can know that a machine will be slower.
  it.each(recorded.filter(({ pace }) => pace === 'changing'))('mostly so where the pace changes: $about', (run) => {
    expect(shareWithin(replayRecorded(run))).toBeGreaterThan(0.55);
  });

  it.each(recorded)('is within 25 % when a run is taken up again at its half: $about', (run) => {
    const half = Math.floor(run.steps.length / 2);
    expect(shareWithin(replayRecorded(run, half))).toBeGreaterThan(0.9);
  });

  it.each(MACHINES)('is within 25 % on a $name', (machine) => {
    const planned = quickSuite(machine.software);
    const looks = Array.from({ length: 20 }, (_, seed) =>
      replay(planned, stepsOn(machine, planned, createRandom(seed + 1)), { ...OPTIONS, software: machine.software }),
    ).flat();
    expect(looks.length).toBeGreaterThan(500);
    const share = shareWithin(looks);
    expect(share, named(machine, share)).toBeGreaterThan(machine.least);
  });

  it.each(MACHINES)('is within 25 % for roofs and three products on a $name', (machine) => {
    const planned = quickSuite(machine.software).filter(
      ({ kind, id }) => !['matmul', 'replay'].includes(kind) || /m=(64|128|512);.*k=(128|512|1534);/.test(id),
    );
    const looks = Array.from({ length: 20 }, (_, seed) =>
      replay(planned, stepsOn(machine, planned, createRandom(seed + 1)), { ...OPTIONS, software: machine.software }),
    ).flat();
    const share = shareWithin(looks);
    expect(share, named(machine, share)).toBeGreaterThan(0.95);
  });
});

describe('the guess', () => {
  const spent = { gpuMs: 900, scriptMs: 50 };
  const planned: Planned[] = [1, 2, 3, 4].map((size) => ({
    id: caseFixture(size).id,
    kind: 'matmul',
    flop: 2e6,
    bytes: 1000,
    products: [{ flop: 2e6, bytes: 1000, shapes: 'small' }],
    searches: [],
    scriptMs: 20,
  }));

  it('is none before a rate is known, and nothing once all is done', () => {
    const timeLeft = new TimeLeft(planned, OPTIONS);
    expect(timeLeft.leftMs(0)).toBeNull();
    const left = [1, 2, 3, 4].map((size) => {
      timeLeft.finish(caseFixture(size), 1000, spent);
      return timeLeft.leftMs(0) ?? NaN;
    });
    expect(left[0]).toBeGreaterThan(left[1] ?? NaN);
    expect(left[2]).toBeGreaterThan(100);
    expect(left[3]).toBe(0);
  });

  it('goes down with what is under way, which eats nothing of what comes after it', () => {
    const timeLeft = new TimeLeft(planned, OPTIONS);
    timeLeft.finish(caseFixture(1), 1000, spent);
    const whole = timeLeft.leftMs(0) ?? NaN;
    expect(timeLeft.leftMs(100)).toBeCloseTo(whole - 100);
    expect(timeLeft.leftMs(1e9)).toBeCloseTo((2 * whole) / 3);
  });

  it('takes a search for what its number format moves', () => {
    const read = quickSuite(false).find(({ kind }) => kind === 'read');
    if (read === undefined) throw new Error('The quick suite has no read roof.');
    const [f32, w4] = (['f32', 'w4'] as const).map((dtype) => {
      const timeLeft = new TimeLeft([plannedProduct(CLASS_SHAPES.gemv, dtype, () => null)], OPTIONS);
      timeLeft.recall(measuredOf(read, read.bytes / 1e8));
      timeLeft.searched({ ...searchOf('gemv', 10), dtype }, null);
      return timeLeft.leftMs(0) ?? NaN;
    });
    // The product of the search itself takes what it took there, however little of that was moving.
    expect(w4).toBeCloseTo(f32 ?? NaN, 6);
  });

  it('holds a search for each class that still needs one, and what is left out no more', () => {
    const searching = planned.map((step, i): Planned => ({ ...step, searches: [i < 2 ? 'small' : 'large'] }));
    const timeLeft = new TimeLeft(searching, OPTIONS);
    for (const size of [1, 2, 3]) timeLeft.finish(caseFixture(size), 1000, spent);
    const before = timeLeft.leftMs(0) ?? NaN;
    timeLeft.searched(searchOf('large', 1), 4500);
    expect(before - (timeLeft.leftMs(0) ?? NaN)).toBeGreaterThan(3500);
    timeLeft.leaveOut(caseFixture(4).id);
    expect(timeLeft.leftMs(0)).toBe(0);
  });

  it('decides what is too long when the kernel of its class is known, and keeps to it', () => {
    const large: Planned = {
      id: 'large',
      kind: 'matmul',
      flop: 1e9,
      bytes: 1000,
      products: [{ flop: 1e9, bytes: 1000, shapes: 'small' }],
      searches: ['small'],
      scriptMs: 20,
    };
    const timeLeft = new TimeLeft([...planned, large], OPTIONS);
    timeLeft.searched(searchOf('small', 1), 4500);
    const product = { flop: large.flop, shapes: 'small' } as const;
    expect(timeLeft.isTooLong({ id: 'large', ...product })).toBe(true);
    timeLeft.searched(searchOf('small', 1000), 4500);
    expect(timeLeft.isTooLong({ id: 'large', ...product })).toBe(true);
    for (const { id } of planned) timeLeft.leaveOut(id);
    expect(timeLeft.leftMs(0)).toBe(0);
    expect(timeLeft.isTooLong({ id: 'nobody decided', ...product })).toBe(false);
  });
});
