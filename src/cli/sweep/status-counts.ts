import { formatCount } from '../../base/format.ts';
import type { Column } from '../../records/sweep.ts';
import { STATUSES, type ColumnData, type Status } from '../../sweep/columns.ts';

/** How many rows there are of each status. */
export class StatusCounts {
  readonly #column: number;
  readonly #counts = new Map<string, number>();

  constructor(columns: readonly Column[]) {
    this.#column = columns.findIndex(({ name }) => name === 'status');
  }

  add(data: ColumnData): void {
    for (const status of data[this.#column] ?? []) {
      if (typeof status === 'string') this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    }
  }

  of(status: Status): number {
    return this.#counts.get(status) ?? 0;
  }
}

/** ": 800 feasible, 200 infeasible"; nothing where rows have no status. */
export const statusText = (counts: StatusCounts): string => {
  const parts = STATUSES.flatMap((status) => {
    const count = counts.of(status);
    return count === 0 ? [] : [`${formatCount(count)} ${status}`];
  });
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
};
