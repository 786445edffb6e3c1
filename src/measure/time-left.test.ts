import { describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../base/random.ts';
import type { MeasuredCase } from '../records/measurement.ts';
import { adapterFixture, caseFixture } from '../records/testing/measurement.ts';
import { matmulCase } from './kernels/matmul.ts';
import { plainProblem } from './kernels/matmul-program.ts';
import { shapeClass } from './kernels/choose.ts';
import { roofWorkloads } from './suites/roofs.ts';
import { quickShapes } from './suites/shapes.ts';
import { TimeLeft, type Planned } from './time-left.ts';

const OPTIONS = { software: false, caseBudgetMs: 600, searchBudgetMs: 4500, longestRunMs: 450 };

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
  readonly scriptNs: number;
  readonly searchMs: number;
  /** Of the reports, the share that is to be within 25 %: on a processor, which products are left out hangs on its own noise. */
  readonly least: number;
  /** Standard deviation of log times. */
  readonly noise: number;
}

const MACHINES: readonly Machine[] = [
  {
    name: 'processor',
    software: true,
    compileMs: 350,
    fmaGflops: 40,
    share: 0.16,
    gbps: 10,
    warming: 18,
    passes: 40,
    scriptNs: 60,
    searchMs: 5200,
    least: 0.7,
    noise: 0.2,
  },
  {
    name: 'phone',
    software: false,
    compileMs: 90,
    fmaGflops: 900,
    share: 0.2,
    gbps: 30,
    warming: 12,
    passes: 30,
    scriptNs: 120,
    searchMs: 5000,
    least: 0.75,
    noise: 0.25,
  },
  {
    name: 'laptop',
    software: false,
    compileMs: 30,
    fmaGflops: 4000,
    share: 0.35,
    gbps: 120,
    warming: 8,
    passes: 25,
    scriptNs: 50,
    searchMs: 4200,
    least: 0.9,
    noise: 0.2,
  },
  {
    name: 'graphics card',
    software: false,
    compileMs: 15,
    fmaGflops: 50_000,
    share: 0.45,
    gbps: 900,
    warming: 6,
    passes: 20,
    scriptNs: 40,
    searchMs: 3500,
    least: 0.9,
    noise: 0.2,
  },
];

interface Step extends Planned {
  readonly truth: number;
  readonly search: number;
  readonly measured: MeasuredCase;
}

/** The quick suite on a machine: what each case takes, and what it finds. */
const scheduleOn = (machine: Machine, random: Random): Step[] => {
  const adapter = adapterFixture({
    software: machine.software,
    features: [],
    limits: { maxStorageBufferBindingSize: 2 ** 30 },
  });
  const scatter = (): number => Math.exp(machine.noise * random.normal());
  const searched = new Set<string>();
  const bestOf = new Map<string, number>();
  const products: Planned[] = quickShapes.map((shape) => ({
    ...matmulCase(plainProblem(shape, 'f32'), 'auto'),
    searches: [shapeClass(shape)],
    shapes: shapeClass(shape),
  }));
  const roofs: Planned[] = roofWorkloads(adapter).map((roof) => ({ ...roof, searches: [] }));
  return [...roofs, ...products].flatMap((planned): Step[] => {
    const product = planned.kind === 'matmul';
    const gflops = machine.fmaGflops * (product ? machine.share : 0.8) * scatter();
    const passMs = Math.max(planned.flop / gflops / 1e6, planned.bytes / machine.gbps / 1e6);
    const best = bestOf.get(planned.shapes ?? '') ?? Infinity;
    if (product && planned.flop / best > OPTIONS.longestRunMs) return [];
    bestOf.set(planned.shapes ?? '', Math.max(best === Infinity ? 0 : best, planned.flop / passMs));
    const sampledMs = Math.max(6 * passMs, Math.min(machine.passes * Math.max(passMs, 2), OPTIONS.caseBudgetMs));
    const scriptMs = (machine.scriptNs * planned.bytes) / 4 / 1e6;
    const truth = scatter() * (machine.compileMs + machine.warming * passMs + sampledMs + scriptMs);
    const [shapes] = planned.searches;
    const search = shapes === undefined || searched.has(shapes) ? 0 : machine.searchMs * scatter();
    if (shapes !== undefined) searched.add(shapes);
    const { m: _m, n: _n, k: _k, ...timed } = caseFixture(64);
    const { flop, bytes } = planned;
    const rates = {
      gflops: flop === 0 ? null : flop / passMs / 1e6,
      gbps: bytes === 0 ? null : bytes / passMs / 1e6,
    };
    const { shapes: _shapes, searches: _searches, ...facts } = planned;
    return [
      { ...planned, truth, search, measured: { ...timed, ...facts, medianMs: passMs, ...rates } as MeasuredCase },
    ];
  });
};

/** Shown time left over the true one, at every report between a tenth and nine tenths of the run. */
const ratiosOn = (machine: Machine, seed: number): number[] => {
  const random = createRandom(seed);
  const steps = scheduleOn(machine, random);
  const totalMs = steps.reduce((sum, { truth, search }) => sum + truth + search, 0);
  const timeLeft = new TimeLeft(steps, { ...OPTIONS, software: machine.software });
  const ratios: number[] = [];
  let elapsedMs = 0;
  const look = (): void => {
    const leftMs = timeLeft.leftMs(0);
    if (leftMs !== null && elapsedMs >= 0.1 * totalMs && elapsedMs <= 0.9 * totalMs)
      ratios.push(leftMs / (totalMs - elapsedMs));
  };
  for (const { search, searches, truth, measured } of steps) {
    if (search > 0) {
      elapsedMs += search;
      timeLeft.searched(searches[0] ?? '', search);
      look();
    }
    elapsedMs += truth;
    timeLeft.finish(measured, truth);
    look();
  }
  return ratios;
};

describe('the time left', () => {
  it.each(MACHINES)('on a $name is within 25 % in $least of the reports after the first tenth of a run', (machine) => {
    const ratios = Array.from({ length: 20 }, (_, seed) => ratiosOn(machine, seed + 1)).flat();
    expect(ratios.length).toBeGreaterThan(500);
    const within = ratios.filter((ratio) => Math.abs(ratio - 1) <= 0.25).length / ratios.length;
    expect(within, `${(100 * within).toFixed(0)} %`).toBeGreaterThan(machine.least);
  });

  const planned: Planned[] = [1, 2, 3, 4].map((size) => ({
    id: caseFixture(size).id,
    kind: 'matmul',
    flop: 2e6,
    bytes: 1000,
    searches: [],
  }));

  it('is not known before three cases have ended, and nothing once all have', () => {
    const timeLeft = new TimeLeft(planned, OPTIONS);
    const left = [1, 2, 3, 4].map((size) => {
      timeLeft.finish(caseFixture(size), 1000);
      return timeLeft.leftMs(0);
    });
    expect(left.slice(0, 2)).toEqual([null, null]);
    expect(left[2]).toBeGreaterThan(100);
    expect(left[3]).toBe(0);
  });

  it('counts what is under way, and never falls below nothing', () => {
    const timeLeft = new TimeLeft(planned, OPTIONS);
    for (const size of [1, 2, 3]) timeLeft.finish(caseFixture(size), 1000);
    const whole = timeLeft.leftMs(0) ?? NaN;
    expect(timeLeft.leftMs(100)).toBeCloseTo(whole - 100);
    expect(timeLeft.leftMs(1e9)).toBe(0);
  });

  it('holds a search for each class that still needs one, and what is left out no more', () => {
    const searching = planned.map((step, i) => ({ ...step, searches: [i < 2 ? 'small' : 'large'] }));
    const timeLeft = new TimeLeft(searching, OPTIONS);
    for (const size of [1, 2, 3]) timeLeft.finish(caseFixture(size), 1000);
    const before = timeLeft.leftMs(0) ?? NaN;
    timeLeft.searched('large', 4500);
    expect(before - (timeLeft.leftMs(0) ?? NaN)).toBeGreaterThan(4000);
    timeLeft.leaveOut(caseFixture(4).id);
    expect(timeLeft.leftMs(0)).toBe(0);
  });
});
