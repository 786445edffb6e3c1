/** One thing that has to be fast. */
export interface Budget {
  readonly name: string;
  /** What it works on, in words. */
  readonly load: string;
  readonly unit: string;
  readonly budget: number;
  readonly better: 'higher' | 'lower';
  /** Runs it once and says how fast it was, in the unit. */
  readonly run: () => number | Promise<number>;
}
