import { isTimed } from '../records/cases.ts';
import type { Dtype } from '../records/dtypes.ts';
import type { MeasuredCase, Tuning } from '../records/measurement.ts';
import { productFlop } from '../records/product.ts';
import { shapeClass } from './kernels/choose.ts';
import { leastBytes } from './kernels/matmul.ts';
import type { Planned, PlannedProduct } from './planned.ts';
import type { Spent } from './stopwatch.ts';

/**
 * How long the rest of a run will take. What a case takes falls into three: passes over its kernel, JavaScript that draws its
 * operands and checks its results, and the rest, which does not grow with it. Each is guessed from what is known of the case and
 * what the run has seen, and scaled by how such guesses went so far: an adapter of software compiles a hundred times longer than
 * a GPU, and neither is known before it has been seen. Searches end when their time is up.
 */

export interface TimeLeftOptions {
  readonly software: boolean;
  /** Time for the samples of a roof, of another case, and for a search. */
  readonly roofBudgetMs: number;
  readonly caseBudgetMs: number;
  readonly searchBudgetMs: number;
  /** Products whose kernel would run longer are left out. */
  readonly longestRunMs: number;
}

const LEAST_SAMPLES = 6;
const SHORTEST_PASS_MS = 2;
const USUAL_SAMPLES = 20;
/** Two passes verify. */
const VERIFYING = 2;
/** Of a class of products. */
interface UsualClass {
  /** Rate over that of large ones. */
  readonly rate: number;
  /** Time that a byte takes over what it takes at the read roof: tiles are packed first, and a processor's caches are small. */
  readonly moving: number;
}

/** What is usual before the run itself has shown it. */
const USUAL = {
  software: {
    classes: { gemv: { rate: 0.25, moving: 1 }, thin: { rate: 0.3, moving: 1 }, tiled: { rate: 1, moving: 4 } },
    /** Share of the multiply-add roof that large products reach. */
    shareOfFma: 0.2,
    /** Multiply-add roof over read roof. */
    flopPerByte: 15,
    warmUps: 5,
    /** A large kernel is compiled once more for its first run. */
    longPasses: 1.3,
    /** Of a roof: a compiler for a processor. */
    roofRestMs: 250,
    productRestMs: 60,
    /** Time of a search over its budget: the last candidate is compiled beyond it. */
    searchOverBudget: 1.15,
  },
  gpu: {
    classes: { gemv: { rate: 0.1, moving: 1 }, thin: { rate: 0.3, moving: 1 }, tiled: { rate: 1, moving: 1 } },
    shareOfFma: 0.25,
    flopPerByte: 30,
    warmUps: 3,
    longPasses: 1,
    roofRestMs: 50,
    productRestMs: 30,
    searchOverBudget: 0.9,
  },
} as const;

/** A factor is held at what is usual as if so much had gone so. */
const PRIOR_MS = { shortPasses: 1500, longPasses: 4000, script: 500, rest: 100 } as const;

/** What went before counts so much less with every case: the pace of the machine changes, and so does what a case is made of. */
const REMEMBERED = 0.97;

/** How guesses of one kind went so far: what was taken over what was guessed. */
class Factor {
  #guessedMs: number;
  #tookMs: number;

  constructor(priorMs: number, usual = 1) {
    this.#guessedMs = priorMs;
    this.#tookMs = usual * priorMs;
  }

  take(guessedMs: number, tookMs: number): void {
    this.#guessedMs = REMEMBERED * this.#guessedMs + guessedMs;
    this.#tookMs = REMEMBERED * this.#tookMs + tookMs;
  }

  get value(): number {
    return this.#tookMs / this.#guessedMs;
  }
}

type Size = Pick<PlannedProduct, 'flop' | 'bytes'>;

/** Half the weight of what is alike goes to what differs so much in FLOP per byte or in bytes, as a natural logarithm. */
const ALIKE = 0.4;

/** Of a pass at least this share is computing, however much it moves. */
const LEAST_COMPUTING = 0.3;

/** The products of a class that were timed. */
class Timed {
  readonly #products: (Size & { readonly ms: number })[] = [];

  take({ flop, bytes }: Size, ms: number): void {
    this.#products.push({ flop, bytes, ms });
  }

  /** FLOP per ms of the fastest. */
  get best(): number {
    return Math.max(...this.#products.map(({ flop, ms }) => flop / ms));
  }

  /** Time of a pass: what moves takes `msPerByte`, and what is computed goes as in those that are most like it. */
  passMs({ flop, bytes }: Size, msPerByte: number): number {
    let [weights, logs] = [0, 0];
    for (const other of this.#products) {
      const intensity = Math.log(flop / bytes / (other.flop / other.bytes));
      const size = Math.log(bytes / other.bytes);
      const weight = 1 / (ALIKE ** 2 + intensity ** 2 + size ** 2);
      const computingMs = Math.max(other.ms - msPerByte * other.bytes, LEAST_COMPUTING * other.ms);
      weights += weight;
      logs += weight * Math.log(other.flop / computingMs);
    }
    return flop / Math.exp(logs / weights) + msPerByte * bytes;
  }
}

/** The rates that the run has seen so far. */
class Seen {
  #fma = 0;
  #gbps = 0;
  readonly #usual: (typeof USUAL)['software' | 'gpu'];
  readonly #ofClass = new Map<string, Timed>();

  constructor(usual: (typeof USUAL)['software' | 'gpu']) {
    this.#usual = usual;
  }

  take(measured: MeasuredCase): void {
    if (!isTimed(measured)) return;
    const { kind, gflops, gbps, medianMs } = measured;
    if (kind === 'fma') this.#fma = Math.max(this.#fma, gflops ?? 0);
    if (kind === 'read') this.#gbps = Math.max(this.#gbps, gbps ?? 0);
    if (kind === 'matmul') this.takeProduct(shapeClass(measured), measured, medianMs);
  }

  takeProduct(shapes: string, size: Size, ms: number): void {
    const ofClass = this.#ofClass.get(shapes) ?? new Timed();
    this.#ofClass.set(shapes, ofClass);
    ofClass.take(size, ms);
  }

  /** Whether products, or at least something that tells of their rates, have been timed. */
  get knowsProducts(): boolean {
    return this.#ofClass.size > 0 || this.#fmaPerMs() > 0;
  }

  passMs({ flop, bytes, products }: Planned): number {
    if (products.length > 0) return products.reduce((sum, product) => sum + this.#productMs(product), 0);
    const roof = this.#fma > 0 ? this.#fmaPerMs() : this.#rateOfLarge() / this.#usual.shareOfFma;
    return Math.max(flop > 0 && roof > 0 ? flop / roof : 0, this.#movingMs(bytes));
  }

  /** Time of one pass at the best rate of its class, else of any product; 0 where none has been timed. */
  shortestPassMs({ flop, shapes }: Pick<PlannedProduct, 'flop' | 'shapes'>): number {
    const rates = [...this.#ofClass.values()].map(({ best }) => best);
    const best = this.#ofClass.get(shapes)?.best ?? Math.max(0, ...rates);
    return best > 0 ? flop / best : 0;
  }

  /** As others of its class went, else as classes usually compare, and never faster than its bytes move. */
  #productMs(product: PlannedProduct): number {
    const { flop, bytes, shapes } = product;
    const known = this.#ofClass.get(shapes);
    if (known !== undefined) return known.passMs(product, this.#movingMs(this.#usualOf(shapes).moving));
    const perMs = this.#usualOf(shapes).rate * this.#rateOfLarge();
    return Math.max(perMs > 0 ? flop / perMs : 0, this.#movingMs(bytes));
  }

  #movingMs(bytes: number): number {
    return this.#gbps > 0 ? bytes / this.#gbps / 1e6 : 0;
  }

  #usualOf(shapes: string): UsualClass {
    const { gemv, thin, tiled } = this.#usual.classes;
    return shapes.startsWith('gemv') ? gemv : shapes.startsWith('thin') ? thin : tiled;
  }

  /** FLOP per ms of products of square tiles; 0 where nothing is known. */
  #rateOfLarge(): number {
    const rates = [...this.#ofClass].map(([shapes, { best }]) => best / this.#usualOf(shapes).rate);
    return this.#ofClass.get('large')?.best ?? rates[0] ?? this.#usual.shareOfFma * this.#fmaPerMs();
  }

  /** The multiply-add roof in FLOP per ms, as measured, else as it usually is beside the read roof; 0 where neither is known. */
  #fmaPerMs(): number {
    return 1e6 * (this.#fma || this.#usual.flopPerByte * this.#gbps);
  }
}

/** Of a search what tells how fast its class is. */
export type TimedSearch = Pick<Tuning, 'shapes' | 'm' | 'n' | 'k' | 'winner'> & {
  readonly dtype: Dtype;
  readonly log: readonly Pick<Tuning['log'][number], 'kernel' | 'gflops'>[];
};

/** Time of a case by what it goes into, ms. */
interface Guess {
  readonly gpuMs: number;
  readonly scriptMs: number;
  readonly restMs: number;
}

export class TimeLeft {
  readonly #options: TimeLeftOptions;
  readonly #usual: (typeof USUAL)['software' | 'gpu'];
  readonly #seen: Seen;
  readonly #ahead: Map<string, Planned>;
  readonly #searched = new Set<string>();
  readonly #tooLong = new Map<string, boolean>();
  /** Short passes are sampled until they agree, which differs from machine to machine; long ones a fixed number of times. */
  readonly #shortPasses = new Factor(PRIOR_MS.shortPasses);
  readonly #longPasses: Factor;
  readonly #script = new Factor(PRIOR_MS.script);
  readonly #restOfRoofs = new Factor(PRIOR_MS.rest);
  readonly #restOfProducts = new Factor(PRIOR_MS.rest);
  readonly #searchesMs: number[] = [];

  constructor(planned: readonly Planned[], options: TimeLeftOptions) {
    this.#ahead = new Map(planned.map((step) => [step.id, step]));
    this.#options = options;
    this.#usual = USUAL[options.software ? 'software' : 'gpu'];
    this.#seen = new Seen(this.#usual);
    this.#longPasses = new Factor(PRIOR_MS.longPasses, this.#usual.longPasses);
  }

  /** A case has ended, `tookMs` after what came before it. */
  finish(measured: MeasuredCase, tookMs: number, { gpuMs, scriptMs }: Spent): void {
    const step = this.#ahead.get(measured.id);
    this.#seen.take(measured);
    if (step === undefined) return;
    this.#ahead.delete(measured.id);
    if (!isTimed(measured)) return;
    const guess = this.#guess(step, measured.medianMs);
    this.#passes(measured.medianMs).take(guess.gpuMs, gpuMs);
    this.#script.take(guess.scriptMs, scriptMs);
    this.#restOf(step).take(guess.restMs, Math.max(0, tookMs - gpuMs - scriptMs));
  }

  /** A case of an earlier sitting: its rates count, its time does not. */
  recall(measured: MeasuredCase): void {
    this.#seen.take(measured);
  }

  /**
   * Whether a product is left out, because one run of its kernel would take too long here. Decided once the kernel of its class
   * is known, and kept: a large product that comes or goes with the last rates seen would move the time left by seconds.
   */
  isTooLong({ id, ...product }: Pick<PlannedProduct, 'flop' | 'shapes'> & { readonly id: string }): boolean {
    return this.#tooLong.get(id) ?? this.#seen.shortestPassMs(product) > this.#options.longestRunMs;
  }

  /** One pass over a product's kernel at the best rate seen, ms; 0 where nothing is known. */
  shortestPassMs(product: Pick<PlannedProduct, 'flop' | 'shapes'>): number {
    return this.#seen.shortestPassMs(product);
  }

  /** A product is not measured at all. */
  leaveOut(id: string): void {
    this.#ahead.delete(id);
  }

  /** The kernel of a class is known, and how fast it is; `tookMs` where it was searched for just now. */
  searched({ shapes, dtype, winner, log, ...shape }: TimedSearch, tookMs: number | null): void {
    this.#searched.add(shapes);
    if (tookMs !== null) this.#searchesMs.push(tookMs);
    const gflops = log.find(({ kernel }) => kernel === winner)?.gflops ?? 0;
    const size = { flop: productFlop(shape), bytes: leastBytes(shape, dtype) };
    if (gflops > 0) this.#seen.takeProduct(shapes, size, size.flop / gflops / 1e6);
    for (const { id, kind, products } of this.#ahead.values()) {
      const [product] = products;
      if (kind === 'matmul' && product?.shapes === shapes) this.#tooLong.set(id, this.isTooLong({ id, ...product }));
    }
  }

  /**
   * Of what has not ended, less what the part under way has taken so far; null while too little has been seen.
   * @param underWay what that part is: the next search, or the next case
   */
  leftMs(sinceLastEndMs: number, underWay: 'search' | 'case' = 'case'): number | null {
    if (!this.#seen.knowsProducts) return null;
    const searches = new Set<string>();
    let casesMs = 0;
    let nextCaseMs: number | null = null;
    for (const step of this.#ahead.values()) {
      if (this.#isLeftOut(step)) continue;
      const passMs = this.#seen.passMs(step);
      const { gpuMs, scriptMs, restMs } = this.#guess(step, passMs);
      const caseMs =
        this.#passes(passMs).value * gpuMs + this.#script.value * scriptMs + this.#restOf(step).value * restMs;
      casesMs += caseMs;
      nextCaseMs ??= caseMs;
      for (const shapes of step.searches) if (!this.#searched.has(shapes)) searches.add(shapes);
    }
    const searchMs = this.#searchMs();
    // What takes longer than was guessed eats nothing of what comes after it.
    const underWayMs = underWay === 'search' ? searchMs : (nextCaseMs ?? 0);
    return casesMs + searches.size * searchMs - Math.min(sinceLastEndMs, underWayMs);
  }

  #isLeftOut({ id, kind, products: [product] }: Planned): boolean {
    return kind === 'matmul' && product !== undefined && this.isTooLong({ id, ...product });
  }

  #searchMs(): number {
    const guessed = this.#usual.searchOverBudget * this.#options.searchBudgetMs;
    return (guessed + this.#searchesMs.reduce((sum, ms) => sum + ms, 0)) / (1 + this.#searchesMs.length);
  }

  #passes(passMs: number): Factor {
    return USUAL_SAMPLES * passMs < this.#options.caseBudgetMs ? this.#shortPasses : this.#longPasses;
  }

  #restOf({ products }: Planned): Factor {
    return products.length === 0 ? this.#restOfRoofs : this.#restOfProducts;
  }

  #guess({ products, scriptMs }: Planned, passMs: number): Guess {
    const isRoof = products.length === 0;
    const budgetMs = isRoof ? this.#options.roofBudgetMs : this.#options.caseBudgetMs;
    const sampleMs = Math.max(passMs, SHORTEST_PASS_MS);
    const sampledMs = Math.max(LEAST_SAMPLES * sampleMs, Math.min(USUAL_SAMPLES * sampleMs, budgetMs));
    const warmingMs = Math.min(this.#usual.warmUps * sampleMs, budgetMs + sampleMs);
    return {
      gpuMs: VERIFYING * passMs + warmingMs + sampledMs,
      scriptMs,
      // A compiler that is slow for roofs is slow for products.
      restMs: isRoof ? this.#usual.roofRestMs : this.#restOfRoofs.value * this.#usual.productRestMs * products.length,
    };
  }
}
