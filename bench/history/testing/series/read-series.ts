import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SeriesPoint {
  /** Seconds since 1970, or the index where the file has no times. */
  readonly time: number;
  readonly value: number;
}

export const readSeries = (name: string): SeriesPoint[] =>
  readFileSync(join(import.meta.dirname, `${name}.csv`), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [time = NaN, value = NaN] = line.split(',').map(Number);
      return { time, value };
    });
