import type { RowRange, Sweep } from '../records/sweep.ts';
import type { FieldValue } from '../records/sweep.ts';
import type { Cell } from './columns.ts';
import { createSweepRows } from './evaluate.ts';

/** A sweep without its points: what stands in the metadata of its rows. */
export type SweepSubject = Omit<Sweep, 'points'>;

/** A row of a sweep by what it was asked: the values of its fields, and the seed of its simulation. */
export interface RowInputs {
  readonly paths: readonly string[];
  readonly values: readonly FieldValue[];
  /** Null where nothing is simulated. */
  readonly seed: number | null;
}

const FIRST: RowRange = { from: 0, to: 1 };

/** The cells of the row, computed here; their index is 0. */
export const computeRow = async (
  subject: SweepSubject,
  { paths, values, seed }: RowInputs,
): Promise<readonly Cell[]> => {
  const { task } = subject;
  const source = createSweepRows({
    ...subject,
    task: task.kind === 'simulate' && seed !== null ? { ...task, seeds: [seed] } : task,
    points: { kind: 'list', paths, rows: [values] },
  });
  const data = await source.rows(FIRST, { pause: () => Promise.resolve() });
  return data.map(([cell = null]) => cell);
};
