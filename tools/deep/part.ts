import type { Tally } from '../../scripts/tally.ts';

export interface DeepOptions {
  /** What random cases and samples are drawn from; printed, so that a failure can be repeated. */
  readonly seed: number;
  /** Multiplies every budget; 1 is the run that is kept. */
  readonly scale: number;
  /** Narrows a part to what is named, such as files of the fuzz; empty takes all. */
  readonly only: readonly string[];
}

export interface PartResult {
  readonly tally: Tally;
  /** What is kept in docs/deep.md, in Markdown. */
  readonly print: string;
}

/** One of the checks that are too long for the gate. */
export interface Part {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  run(options: DeepOptions): Promise<PartResult>;
}

/** A row of a Markdown table. */
export const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

/** A Markdown table; columns after the first `words` ones are numbers and stand to the right. */
export const table = (heads: readonly string[], rows: readonly (readonly (string | number)[])[], words = 1): string =>
  [row(heads), row(heads.map((_, i) => (i < words ? '---' : '--:'))), ...rows.map(row)].join('\n');

export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;
