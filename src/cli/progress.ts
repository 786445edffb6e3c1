import { formatCount, formatWait } from '../base/format.ts';

const PROGRESS_MS = 1000;

/** Tells every second how far a long piece of work is. */
export class Progress {
  readonly #startedMs = performance.now();
  #toldMs = performance.now();
  #done = 0;
  readonly #wanted: number;
  readonly #noun: string;
  readonly #log: (text: string) => void;

  /** @param noun what is counted: "rows" */
  constructor(wanted: number, noun: string, log: (text: string) => void) {
    this.#wanted = wanted;
    this.#noun = noun;
    this.#log = log;
  }

  add(count: number): void {
    this.#done += count;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < PROGRESS_MS) return;
    this.#toldMs = nowMs;
    const perS = (1000 * this.#done) / (nowMs - this.#startedMs);
    const leftS = (this.#wanted - this.#done) / perS;
    this.#log(
      `${formatCount(this.#done)} of ${formatCount(this.#wanted)} ${this.#noun}, ${formatCount(Math.round(perS))} per second, ${formatWait(1000 * leftS)} left`,
    );
  }
}
