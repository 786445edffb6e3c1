import type { FieldValue } from '../records/sweep.ts';
import { FIGURES, HEADLINES, lineLabel, lineUnit } from '../records/ledger-lines.ts';
import { scenarioSchemas, type Mode } from '../records/scenario.ts';
import { describeField, schemaAt, type FieldDescription, type SchemaNode } from '../records/schema-walk.ts';
import type { Column, Sweep, SweepTask } from '../records/sweep.ts';

/** A cell of a table of rows; null is not known, or does not apply. */
export type Cell = string | number | null;

/** Rows by column, in the order of the columns. */
export type ColumnData = readonly Cell[][];

const schemaOf = (mode: Mode, path: string): SchemaNode => {
  const schema = schemaAt(scenarioSchemas[mode], path.split('.'));
  if (schema === null) throw new Error(`There is no field ${path}.`);
  return schema;
};

/** Numbers alone are a number; where words or lists may stand too, text. */
const isNumeric = ({ kind, options }: FieldDescription): boolean => kind === 'number' && options === null;

const inputColumn = (mode: Mode, path: string): Column => {
  const field = describeField(schemaOf(mode, path));
  return {
    name: path,
    type: isNumeric(field) ? 'double' : 'string',
    unit: field.unit,
    label: field.label ?? path,
  };
};

/** The value of a field as a cell of its column: lists as JSON, as `--set` reads them. */
export const cellOf = (column: Column, value: FieldValue): Cell => {
  if (value === null || column.type === 'double') return value as Cell;
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const column = (name: string, type: Column['type'], label: string, unit = ''): Column => ({ name, type, unit, label });

/** Number of the row in the sweep, from 0. */
export const INDEX_COLUMN = column('index', 'int32', 'Row');

/**
 * `feasible`: there is a plan. `outside`: it breaks a constraint of the sweep. `unknown`: a constraint hangs on what is not
 * known. `infeasible`: no fleet serves this. `refused`: it cannot be computed. `failed`: a fault of this program.
 */
export const STATUSES = ['feasible', 'outside', 'unknown', 'infeasible', 'refused', 'failed'] as const;
export type Status = (typeof STATUSES)[number];

export const STATUS_COLUMNS: readonly Column[] = [
  column('status', 'string', 'Status'),
  column('reason', 'string', 'Why there is no such plan'),
  column('binding', 'string', 'What limits the plan'),
  column('warnings', 'string', 'Codes of warnings'),
];

const FIGURE_COLUMNS: readonly Column[] = FIGURES.map((id) => column(id, 'double', lineLabel(id), lineUnit(id)));

/** What a simulation adds to the plan it checks; of several classes the worst. */
const SIMULATED_COLUMNS: readonly Column[] = [
  column('simulated.verdict', 'string', 'Whether the SLO is kept'),
  column('simulated.ttftP50Ms', 'double', 'Time to first token, median, simulated', 'ms'),
  column('simulated.ttftP99Ms', 'double', 'Time to first token, p99, simulated', 'ms'),
  column('simulated.ttftP99PlusMinusMs', 'double', 'Half-width of its 95 % interval', 'ms'),
  column('simulated.tpotMeanMs', 'double', 'Time per output token, mean, simulated', 'ms'),
  column('simulated.tpotP99Ms', 'double', 'Time per output token, p99, simulated', 'ms'),
  column('simulated.tpotP99PlusMinusMs', 'double', 'Half-width of its 95 % interval', 'ms'),
  column('simulated.keptShare', 'double', 'Share of requests within both SLOs'),
  column('simulated.requests', 'double', 'Requests simulated', 'requests'),
];

/** What draws of its uncertain inputs add to a plan. */
const DRAWN_COLUMNS: readonly Column[] = [
  ...HEADLINES.flatMap(({ id }) =>
    ([5, 50, 95] as const).map((percent) =>
      column(`${id}.p${String(percent)}`, 'double', `${lineLabel(id)}, P${String(percent)}`, lineUnit(id)),
    ),
  ),
  column('draws.withoutFleetShare', 'double', 'Share of draws that no fleet serves'),
];

/** What the task of a sweep adds to a plan. */
export const taskColumns = ({ kind }: SweepTask): readonly Column[] => {
  switch (kind) {
    case 'plan':
      return [];
    case 'simulate':
      return SIMULATED_COLUMNS;
    case 'draws':
      return DRAWN_COLUMNS;
  }
};

const SEED_COLUMN = column('seed', 'double', 'Seed of the simulation');

const taskInputs = ({ kind }: SweepTask): readonly Column[] => (kind === 'simulate' ? [SEED_COLUMN] : []);

/** Fields of the points, in order, as columns. */
export const inputColumns = ({ base }: Pick<Sweep, 'base'>, paths: readonly string[]): readonly Column[] =>
  paths.map((path) => inputColumn(base.mode, path));

/** All columns of the rows of a sweep. */
export const sweepColumns = (sweep: Sweep, paths: readonly string[]): readonly Column[] => [
  INDEX_COLUMN,
  ...inputColumns(sweep, paths),
  ...taskInputs(sweep.task),
  ...STATUS_COLUMNS,
  ...FIGURE_COLUMNS,
  ...taskColumns(sweep.task),
];
