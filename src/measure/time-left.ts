import { isTimed } from '../records/cases.ts';
import type { CaseFacts, MeasuredCase } from '../records/measurement.ts';

/**
 * How long the rest of a run will take. A case costs something whatever its size (a compiler, a clock that warms up, samples
 * of a least length) and something for its size (passes over its kernel, operands drawn and results checked in JavaScript).
 * Both are guessed from the rates that the run has seen so far, and scaled by two factors fitted to the cases that are done:
 * an adapter of software compiles a hundred times longer than a GPU, and neither is known before it has been seen.
 */

/** What is known of a case before it is measured. */
export type Planned = Pick<CaseFacts, 'id' | 'kind' | 'flop' | 'bytes'> & {
  /** Classes of shapes whose kernel is searched for once, before the first case that needs it. */
  readonly searches: readonly string[];
};

export interface TimeLeftOptions {
  /** Time for the samples of a case, and for a search. */
  readonly caseBudgetMs: number;
  readonly searchBudgetMs: number;
  /** Products whose kernel would run longer are left out. */
  readonly longestRunMs: number;
}

/** Cases differ too much for a guess from fewer. */
const LEAST_CASES = 3;

/** A kernel of a CPU is compiled in so many ms, as a first guess. */
const COMPILE_MS = 150;
/** Passes over a kernel: two of verification, and those that warm the clock up. */
const PASSES = 6;
const LEAST_SAMPLES = 6;
const SHORTEST_PASS_MS = 2;
const USUAL_SAMPLES = 20;
/** JavaScript draws an operand's elements twice and goes over the result's as often, in so many ns an element. */
const SCRIPT_NS = 40;
/** Share of the multiply-add roof that products reach before any has been timed. */
const USUAL_SHARE_OF_FMA = 0.3;

/** How strongly both factors are held at 1, in cases. */
const PRIOR_CASES = 1;
/** Searches end at their budget, or some candidates later. */
const SEARCH_OVER_BUDGET = 1.2;

interface Guess {
  readonly fixedMs: number;
  readonly sizeMs: number;
}

interface Done extends Guess {
  readonly tookMs: number;
}

const most = (values: readonly (number | null)[]): number => Math.max(0, ...values.map((value) => value ?? 0));

/** The rates of the best that is done so far; 0 where nothing tells. */
class Seen {
  fmaGflops = 0;
  productGflops = 0;
  gbps = 0;

  take(measured: MeasuredCase): void {
    if (!isTimed(measured)) return;
    if (measured.kind === 'fma') this.fmaGflops = most([this.fmaGflops, measured.gflops]);
    if (measured.kind === 'matmul') this.productGflops = most([this.productGflops, measured.gflops]);
    if (measured.kind === 'read') this.gbps = most([this.gbps, measured.gbps]);
  }

  /** Time of one pass over a kernel: by the roof that binds it. */
  passMs({ kind, flop, bytes }: Planned): number {
    const products = Math.max(this.productGflops, USUAL_SHARE_OF_FMA * this.fmaGflops);
    const gflops = kind === 'matmul' || kind === 'replay' ? products : this.fmaGflops;
    const computing = gflops > 0 ? flop / gflops / 1e6 : 0;
    const moving = this.gbps > 0 ? bytes / this.gbps / 1e6 : 0;
    return Math.max(computing, moving);
  }
}

/**
 * Factors a and b of least Σ ((a·fixed + b·size − took) / (fixed + size))², with a prior of `PRIOR_CASES` cases that hold both
 * at 1; neither falls below a twentieth.
 */
const fitFactors = (done: readonly Done[]): readonly [fixed: number, size: number] => {
  let [ff, fs, ss, ft, st] = [PRIOR_CASES, 0, PRIOR_CASES, PRIOR_CASES, PRIOR_CASES];
  for (const { fixedMs, sizeMs, tookMs } of done) {
    const weight = 1 / (fixedMs + sizeMs) ** 2;
    ff += weight * fixedMs * fixedMs;
    fs += weight * fixedMs * sizeMs;
    ss += weight * sizeMs * sizeMs;
    ft += weight * fixedMs * tookMs;
    st += weight * sizeMs * tookMs;
  }
  const determinant = ff * ss - fs * fs;
  const atLeast = (factor: number): number => Math.max(0.05, factor);
  return [atLeast((ft * ss - st * fs) / determinant), atLeast((st * ff - ft * fs) / determinant)];
};

export class TimeLeft {
  readonly #options: TimeLeftOptions;
  readonly #seen = new Seen();
  readonly #ahead: Map<string, Planned>;
  readonly #searched = new Set<string>();
  readonly #done: Done[] = [];
  readonly #searchesMs: number[] = [];

  constructor(planned: readonly Planned[], options: TimeLeftOptions) {
    this.#ahead = new Map(planned.map((step) => [step.id, step]));
    this.#options = options;
  }

  /** A case has ended, `tookMs` after what came before it. */
  finish(measured: MeasuredCase, tookMs: number): void {
    const step = this.#ahead.get(measured.id);
    this.#seen.take(measured);
    if (step === undefined) return;
    this.#ahead.delete(measured.id);
    if (isTimed(measured)) this.#done.push({ ...this.#guess(step), tookMs });
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
    const [fixed, size] = fitFactors(this.#done);
    const searches = new Set<string>();
    let casesMs = 0;
    for (const step of this.#ahead.values()) {
      if (step.kind === 'matmul' && this.#seen.passMs(step) > this.#options.longestRunMs) continue;
      const { fixedMs, sizeMs } = this.#guess(step);
      casesMs += fixed * fixedMs + size * sizeMs;
      for (const shapes of step.searches) if (!this.#searched.has(shapes)) searches.add(shapes);
    }
    const searchMs = this.#searchMs();
    // What is under way has taken long already where it is longer than was guessed, so that something of it is always left.
    return Math.max(0, casesMs + searches.size * searchMs - sinceLastEndMs);
  }

  #searchMs(): number {
    const guessed = SEARCH_OVER_BUDGET * this.#options.searchBudgetMs;
    return (guessed + this.#searchesMs.reduce((sum, ms) => sum + ms, 0)) / (1 + this.#searchesMs.length);
  }

  #guess(step: Planned): Guess {
    const passMs = this.#seen.passMs(step);
    const sampled = Math.max(
      LEAST_SAMPLES * passMs,
      Math.min(USUAL_SAMPLES * Math.max(passMs, SHORTEST_PASS_MS), this.#options.caseBudgetMs),
    );
    const least = Math.min(USUAL_SAMPLES * SHORTEST_PASS_MS, this.#options.caseBudgetMs);
    return {
      fixedMs: COMPILE_MS + least,
      sizeMs: PASSES * passMs + Math.max(0, sampled - least) + (SCRIPT_NS * step.bytes) / 4 / 1e6,
    };
  }
}
