import { formatCount } from '../../base/format.ts';
import { PROBLEM_COLUMN } from '../../exchange/served-rows.ts';
import { SERVED_KIND, type RowsHeader } from '../../records/sweep.ts';
import { STATUSES, type ColumnData, type Status } from '../../sweep/columns.ts';

/** How many rows there are of each status; of rows of a table of benchmarks, how many have a problem. */
export class StatusCounts {
  readonly #column: number;
  readonly #isServed: boolean;
  readonly #statuses = new Map<string, number>();
  #rows = 0;
  #problems = 0;

  constructor({ kind, columns }: Pick<RowsHeader, 'kind' | 'columns'>) {
    this.#isServed = kind === SERVED_KIND;
    const name = this.#isServed ? PROBLEM_COLUMN : 'status';
    this.#column = columns.findIndex((column) => column.name === name);
  }

  add(data: ColumnData): void {
    for (const text of data[this.#column] ?? []) {
      this.#rows++;
      if (typeof text !== 'string') continue;
      if (this.#isServed) this.#problems++;
      else this.#statuses.set(text, (this.#statuses.get(text) ?? 0) + 1);
    }
  }

  of(status: Status): number {
    return this.#statuses.get(status) ?? 0;
  }

  /** ": 800 feasible, 200 infeasible". */
  statusText(): string {
    const parts = STATUSES.flatMap((status) => {
      const count = this.of(status);
      return count === 0 ? [] : [`${formatCount(count)} ${status}`];
    });
    return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
  }

  /** Null where every row has an answer. */
  problemText(): string | null {
    return this.#problems === 0 ? null : unansweredText(this.#problems, this.#rows);
  }
}

export const unansweredText = (unanswered: number, rows: number): string =>
  `${String(unanswered)} of ${String(rows)} rows could not be represented; column problem says why.`;
