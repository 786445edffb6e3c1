import { isTimed } from '../records/cases.ts';
import { shapeClass, type ShapeClass } from './kernels/choose.ts';
import type { CaseFacts, MeasuredCase } from '../records/measurement.ts';

/**
 * How long the rest of a run will take. A case costs something whatever its size (a compiler, a clock that warms up, samples
 * of a least length) and something for its size (passes over its kernel, operands drawn and results checked in JavaScript).
 * All are guessed from the rates that the run has seen so far, and scaled by factors fitted to the cases that are done: an
 * adapter of software compiles a hundred times longer than a GPU, and neither is known before it has been seen.
 */

/** What is known of a case before it is measured. */
export type Planned = Pick<CaseFacts, 'id' | 'kind' | 'flop' | 'bytes'> & {
  /** Classes of shapes whose kernel is searched for once, before the first case that needs it. */
  readonly searches: readonly string[];
  /** Class of shapes of a product. */
  readonly shapes?: ShapeClass;
};

export interface TimeLeftOptions {
  readonly software: boolean;
  /** Time for the samples of a case, and for a search. */
  readonly caseBudgetMs: number;
  readonly searchBudgetMs: number;
  /** Products whose kernel would run longer are left out. */
  readonly longestRunMs: number;
}

/** Cases differ too much for a guess from fewer. */
const LEAST_CASES = 3;

/** A kernel is compiled in so many ms, as a first guess. */
const COMPILE_MS = 150;
const LEAST_SAMPLES = 6;
const SHORTEST_PASS_MS = 2;
const USUAL_SAMPLES = 20;
/** JavaScript draws an operand's elements twice and goes over the result's as often, in so many ns an element. */
const SCRIPT_NS = 80;
/** What is usual before the run itself has shown it. */
const USUAL = {
  software: {
    /** Share of the multiply-add roof that products reach. */
    shareOfFma: 0.14,
    /** Passes over a kernel beside its samples: two of verification, and those that warm the clock up until two agree. */
    passes: 16,
    /** Time of a search over its budget: a processor compiles its last candidate beyond it. */
    searchOverBudget: 1.15,
  },
  gpu: { shareOfFma: 0.22, passes: 8, searchOverBudget: 0.9 },
} as const;

/** How strongly the factors are held at 1, as if so many cases of usual length had gone as guessed. */
const PRIOR_CASES = 1;
const LEAST_FACTOR = 0.05;
const SWEEPS = 20;

/** Time of a case by what it goes into: whatever its size, passes over its kernel, JavaScript; ms. */
type Guess = readonly [fixedMs: number, passesMs: number, scriptMs: number];
type Factors = readonly [fixed: number, passes: number, script: number];
const NO_FACTORS: Factors = [1, 1, 1];

interface Done {
  readonly guess: Guess;
  readonly tookMs: number;
}

const sumOf = (guess: Guess, factors: Factors): number =>
  guess.reduce((sum, part, index) => sum + part * (factors[index] ?? 1), 0);

/**
 * The factors of least Σ (Σ factor·part − took)² / Σ part, held at 1 by `PRIOR_CASES`; found one after the other, again and
 * again, since none may fall below `LEAST_FACTOR`.
 */
const fitFactors = (done: readonly Done[]): Factors => {
  const factors: [number, number, number] = [1, 1, 1];
  const priorMs = (PRIOR_CASES * done.reduce((sum, { guess }) => sum + sumOf(guess, NO_FACTORS), 0)) / done.length;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const index of [0, 1, 2] as const) {
      let [upper, lower] = [priorMs, priorMs];
      for (const { guess, tookMs } of done) {
        const part = guess[index];
        const weight = part / sumOf(guess, NO_FACTORS);
        upper += weight * (tookMs - sumOf(guess, factors) + factors[index] * part);
        lower += weight * part;
      }
      factors[index] = Math.max(LEAST_FACTOR, upper / lower);
    }
  }
  return factors;
};

/** Rates of products in FLOP per ms; 0 where nothing is known. */
class Rate {
  #flop = 0;
  #ms = 0;
  best = 0;

  take(flop: number, ms: number): void {
    this.#flop += flop;
    this.#ms += ms;
    this.best = Math.max(this.best, flop / ms);
  }

  /** Over all of them: what is still to do is large, as what weighs most here. */
  get mean(): number {
    return this.#ms > 0 ? this.#flop / this.#ms : 0;
  }
}

/** The rates that the run has seen so far. */
class Seen {
  #fma = 0;
  #gbps = 0;
  readonly #usualShare: number;
  readonly #products = new Rate();
  readonly #ofClass = new Map<string, Rate>();

  constructor(usualShare: number) {
    this.#usualShare = usualShare;
  }

  take(measured: MeasuredCase): void {
    if (!isTimed(measured)) return;
    const { kind, gflops, gbps, flop, medianMs } = measured;
    if (kind === 'fma') this.#fma = Math.max(this.#fma, gflops ?? 0);
    if (kind === 'read') this.#gbps = Math.max(this.#gbps, gbps ?? 0);
    if (kind !== 'matmul') return;
    const name = shapeClass(measured);
    const ofClass = this.#ofClass.get(name) ?? new Rate();
    this.#ofClass.set(name, ofClass);
    ofClass.take(flop, medianMs);
    this.#products.take(flop, medianMs);
  }

  /** Time of one pass over a kernel: as others of its class went, else by the roof that binds it. */
  passMs({ kind, flop, bytes, shapes }: Planned): number {
    const known = this.#rateOf(shapes)?.mean ?? 0;
    if (known > 0) return flop / known;
    const roof = 1e6 * this.#fma;
    // Another class tells nothing: vectors are bound by memory, and large products are not.
    const perMs = kind === 'matmul' || kind === 'replay' ? this.#usualShare * roof || this.#products.mean : roof;
    const computing = perMs > 0 ? flop / perMs : 0;
    const moving = this.#gbps > 0 ? bytes / this.#gbps / 1e6 : 0;
    return Math.max(computing, moving);
  }

  /** Time of one pass at the best rate of its class, else of any product; 0 where none has been timed. */
  shortestPassMs({ flop, shapes }: Pick<Planned, 'flop' | 'shapes'>): number {
    const best = this.#rateOf(shapes)?.best ?? this.#products.best;
    return best > 0 ? flop / best : 0;
  }

  #rateOf(shapes: ShapeClass | undefined): Rate | undefined {
    return shapes === undefined ? undefined : this.#ofClass.get(shapes);
  }
}

export class TimeLeft {
  readonly #options: TimeLeftOptions;
  readonly #usual: (typeof USUAL)['software' | 'gpu'];
  readonly #seen: Seen;
  readonly #ahead: Map<string, Planned>;
  readonly #searched = new Set<string>();
  readonly #done: Done[] = [];
  readonly #searchesMs: number[] = [];

  constructor(planned: readonly Planned[], options: TimeLeftOptions) {
    this.#ahead = new Map(planned.map((step) => [step.id, step]));
    this.#options = options;
    this.#usual = USUAL[options.software ? 'software' : 'gpu'];
    this.#seen = new Seen(this.#usual.shareOfFma);
  }

  /** A case has ended, `tookMs` after what came before it. */
  finish(measured: MeasuredCase, tookMs: number): void {
    const step = this.#ahead.get(measured.id);
    this.#seen.take(measured);
    if (step === undefined) return;
    this.#ahead.delete(measured.id);
    if (isTimed(measured)) this.#done.push({ guess: this.#guess(step), tookMs });
  }

  /** A case of an earlier sitting: its rates count, its time does not. */
  recall(measured: MeasuredCase): void {
    this.#seen.take(measured);
  }

  /** Whether a product is left out, because one run of its kernel would take too long here. */
  isTooLong(product: Pick<Planned, 'flop' | 'shapes'>): boolean {
    return this.#seen.shortestPassMs(product) > this.#options.longestRunMs;
  }

  /** One pass over a product's kernel at the best rate seen, ms; 0 where nothing is known. */
  shortestPassMs(product: Pick<Planned, 'flop' | 'shapes'>): number {
    return this.#seen.shortestPassMs(product);
  }

  /** A product is not measured at all. */
  leaveOut(id: string): void {
    this.#ahead.delete(id);
  }

  searched(shapes: string, tookMs: number): void {
    this.#searched.add(shapes);
    this.#searchesMs.push(tookMs);
  }

  /** Of what has not ended, less what the part under way has taken so far; null while too little has been seen. */
  leftMs(sinceLastEndMs: number): number | null {
    if (this.#done.length < LEAST_CASES) return null;
    const factors = fitFactors(this.#done);
    const searches = new Set<string>();
    let casesMs = 0;
    for (const step of this.#ahead.values()) {
      const chance = step.kind === 'matmul' ? this.#chanceOf(step) : 1;
      if (chance === 0) continue;
      casesMs += chance * sumOf(this.#guess(step), factors);
      for (const shapes of step.searches) if (!this.#searched.has(shapes)) searches.add(shapes);
    }
    const searchMs = this.#searchMs();
    // What is under way has taken long already where it is longer than was guessed, so that something of it is always left.
    return Math.max(0, casesMs + searches.size * searchMs - sinceLastEndMs);
  }

  /** How likely a product is to be measured: whether it is too long is decided by a rate that the run has not seen yet. */
  #chanceOf(step: Planned): number {
    const shortestMs = this.#seen.shortestPassMs(step) || this.#seen.passMs(step);
    return Math.min(1, Math.max(0, 1.5 - shortestMs / this.#options.longestRunMs));
  }

  #searchMs(): number {
    const guessed = this.#usual.searchOverBudget * this.#options.searchBudgetMs;
    return (guessed + this.#searchesMs.reduce((sum, ms) => sum + ms, 0)) / (1 + this.#searchesMs.length);
  }

  #guess(step: Planned): Guess {
    const passMs = this.#seen.passMs(step);
    const sampled = Math.max(
      LEAST_SAMPLES * passMs,
      Math.min(USUAL_SAMPLES * Math.max(passMs, SHORTEST_PASS_MS), this.#options.caseBudgetMs),
    );
    const least = Math.min(USUAL_SAMPLES * SHORTEST_PASS_MS, this.#options.caseBudgetMs);
    return [
      COMPILE_MS + least,
      this.#usual.passes * passMs + Math.max(0, sampled - least),
      (SCRIPT_NS * step.bytes) / 4 / 1e6,
    ];
  }
}
