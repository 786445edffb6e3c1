/**
 * Where the time of a case goes: into waiting for the GPU, into JavaScript that draws operands and checks results, and into
 * the rest, compilers above all. Each grows by a law of its own, so the time left is guessed from each by itself.
 */
export interface Spent {
  readonly gpuMs: number;
  readonly scriptMs: number;
}

export class Stopwatch {
  readonly #now: () => number;
  #gpuMs = 0;
  #scriptMs = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get spent(): Spent {
    return { gpuMs: this.#gpuMs, scriptMs: this.#scriptMs };
  }

  script<T>(work: () => T): T {
    const startMs = this.#now();
    const result = work();
    this.#scriptMs += this.#now() - startMs;
    return result;
  }

  /** Time that somebody has spent waiting for the GPU. */
  waited(ms: number): void {
    this.#gpuMs += ms;
  }
}
