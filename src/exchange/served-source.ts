import { err, ok, type Problem, type Result } from '../base/result.ts';
import { toModel } from '../catalog/own-hardware.ts';
import { plannedFormats } from '../plan/model-formats.ts';
import { serveRow, type ServedRow } from '../plan/standing/served-rows.ts';
import type { OwnModel } from '../records/own-hardware.ts';
import { SERVED_KIND } from '../records/sweep.ts';
import type { Cell } from '../sweep/columns.ts';
import type { RowSource } from '../sweep/evaluate.ts';
import { catalogueModel } from './served-models.ts';
import {
  answeredTable,
  servedRow,
  type NamedModel,
  type ServedFigures,
  type ServedTable,
  type TableRow,
} from './served-rows.ts';

/** A table of benchmarks to be answered, as plain data: threads are told it. */
export interface ServedSubject {
  readonly name: string;
  readonly table: ServedTable;
  /** Models of the table that are no names but files, as they were read, by what the table calls them. */
  readonly ownModels: Readonly<Record<string, Result<OwnModel, Problem>>>;
}

const ownModel = (read: Result<OwnModel, Problem>): Result<NamedModel, Problem> =>
  read.ok ? ok({ model: toModel(read.value), published: plannedFormats(read.value.formats).weights }) : read;

/** Each name is looked up once: caches know a model by itself. */
const modelsOf = ({ ownModels }: ServedSubject): ((name: string) => Result<NamedModel, Problem>) => {
  const known = new Map(Object.entries(ownModels).map(([name, read]) => [name, ownModel(read)]));
  return (name) => {
    const model = known.get(name) ?? catalogueModel(name);
    known.set(name, model);
    return model;
  };
};

/** A row of a table, by its place, as a deployment, or why it cannot be one. */
export const deploymentAt = (subject: ServedSubject): ((place: number) => Result<ServedRow, Problem>) => {
  const { rows, uneven } = subject.table;
  const modelNamed = modelsOf(subject);
  const faults = new Map(uneven);
  return (place) => {
    const fault = faults.get(place);
    return fault === undefined ? servedRow(rows[place] ?? {}, modelNamed) : err(fault);
  };
};

/** What a deployment does, as the answered table has it. */
export const servedFigures = (row: ServedRow): Result<ServedFigures, Problem> => {
  const served = serveRow(row);
  if (!served.ok) return served;
  const { ttftS, tpotS, cycleS, cycleBandS, predicted } = served.value;
  return ok({
    ttftMs: 1000 * ttftS,
    tpotMs: 1000 * tpotS,
    cycleMs: 1000 * cycleS,
    cycleLowMs: 1000 * cycleBandS[0],
    cycleHighMs: 1000 * cycleBandS[1],
    mtpTtftMs: 1000 * predicted.ttftS,
    mtpTpotMs: 1000 * predicted.tpotS,
  });
};

const isUncounted = ({ deployment }: ServedRow): boolean =>
  deployment.kind === 'disaggregated' && [deployment.prefill, deployment.decode].some(({ count }) => count === null);

/** What rows leave open, in words. */
export const servedRemarks = (deployments: readonly Result<ServedRow, Problem>[]): readonly string[] => {
  const uncounted = deployments.filter((deployed) => deployed.ok && isUncounted(deployed.value)).length;
  return uncounted === 0
    ? []
    : [
        `${String(uncounted)} rows do not say how many replicas read prompts or decode (prefill_workers, decode_workers): as many as keep up are taken, and the band is wider.`,
      ];
};

/** Rows between two breaths: each takes about a millisecond. */
const ROWS_PER_PAUSE = 32;

const ROWS_AT_ONCE = 1024;

/** The rows of a table of benchmarks, each with both predictions. */
export const createServedRows = (subject: ServedSubject): RowSource => {
  const { table } = subject;
  const { columns, cells } = answeredTable(table, { withPrediction: true });
  const deployed = deploymentAt(subject);
  const answered = (place: number, row: TableRow): readonly Cell[] => {
    const deployment = deployed(place);
    return cells(row, deployment.ok ? servedFigures(deployment.value) : deployment);
  };
  return {
    kind: SERVED_KIND,
    columns,
    total: table.rows.length,
    rowsAtOnce: ROWS_AT_ONCE,
    rows: async ({ from, to }, { pause }) => {
      const data = columns.map(() => new Array<Cell>(to - from));
      for (const [offset, row] of table.rows.slice(from, to).entries()) {
        if (offset % ROWS_PER_PAUSE === 0) await pause();
        for (const [column, cell] of answered(from + offset, row).entries()) {
          const values = data[column];
          if (values !== undefined) values[offset] = cell;
        }
      }
      return data;
    },
  };
};
