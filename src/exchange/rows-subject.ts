import * as v from 'valibot';
import { valueAt } from '../base/plain-object.ts';
import { err, ok, type Result } from '../base/result.ts';
import { LEAST_DRAWS, MOST_DRAWS, wholeDraws } from '../plan/sensitivity/draw-request.ts';
import { calibrationSchema } from '../records/calibration.ts';
import { scenarioSchemas, type Scenario } from '../records/scenario.ts';
import { schemaAt } from '../records/schema-walk.ts';
import { stackFitSchema } from '../records/stack-fit.ts';
import { SERVED_KIND, SWEEP, type FieldValue, type RowsHeader } from '../records/sweep.ts';
import { text } from '../records/values.ts';
import { scenarioAt } from '../sweep/points.ts';
import type { Cell } from '../sweep/columns.ts';
import { readConstraint } from '../sweep/constraints.ts';
import type { RowInputs, SweepSubject } from '../sweep/one-row.ts';
import { applyValue, readScenario, settable } from './scenario.ts';
import { settingValue } from './settings.ts';
import { validate } from './validate.ts';

const seed = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1));

const subjectSchema = v.strictObject({
  format: v.literal(SWEEP.format),
  version: v.literal(SWEEP.version),
  name: text(200),
  base: v.unknown(),
  calibration: v.nullable(calibrationSchema),
  stackFit: v.nullable(stackFitSchema),
  points: v.unknown(),
  constraints: v.pipe(v.array(text(1000)), v.maxLength(1000)),
  task: v.variant('kind', [
    v.strictObject({ kind: v.literal('plan') }),
    v.strictObject({
      kind: v.literal('simulate'),
      hours: v.pipe(v.number(), v.gtValue(0), v.maxValue(1000)),
      replicas: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))),
      seeds: v.pipe(v.array(seed), v.minLength(1), v.maxLength(100_000)),
    }),
    v.strictObject({
      kind: v.literal('draws'),
      draws: v.pipe(
        v.number(),
        v.minValue(LEAST_DRAWS),
        v.maxValue(MOST_DRAWS),
        v.check((draws) => wholeDraws(draws) === draws),
      ),
      seed,
    }),
  ]),
});

/** The sweep that a file of rows says it is of. The error says what is wrong with it, to follow the file's name. */
export const readRowsSubject = ({ kind, subject }: RowsHeader): Result<SweepSubject, string> => {
  if (kind === SERVED_KIND) {
    return err(
      'it has rows of a table of benchmarks, which are no plans. Open it with DuckDB, pandas or a spreadsheet.',
    );
  }
  const checked = validate(subjectSchema, subject, { wayOut: '', asWritten: new Map() });
  if (!checked.ok) return err(`its metadata is not that of a sweep: ${checked.error[0]?.message ?? ''}`);
  const { points: _points, base: given, ...rest } = checked.value;
  const base = readScenario(given, '');
  if (!base.ok) return err(`its base is no scenario of this Roofrack: ${base.error[0]?.message ?? ''}`);
  const unread = rest.constraints.find((shown) => !readConstraint(shown).ok);
  if (unread !== undefined) return err('its metadata has a constraint that cannot be read');
  return ok({ ...rest, base: base.value });
};

/** Fields whose values stand in columns of a file of rows. */
export const inputPathsOf = ({ columns }: RowsHeader, { base }: SweepSubject): readonly string[] => {
  const known = new Set(settable(base.mode));
  return columns.map(({ name }) => name).filter((name) => known.has(name));
};

/** Text stands for the value that `--set` reads of it. */
const valueOf = (base: Scenario, path: string, cell: Cell): FieldValue => {
  const schema = schemaAt(scenarioSchemas[base.mode], path.split('.'));
  return typeof cell === 'string' && schema !== null ? (settingValue(cell, schema) as FieldValue) : cell;
};

/** What a row was asked, from its cells. The error names a value that its field cannot have. */
export const readRowInputs = (
  header: RowsHeader,
  subject: SweepSubject,
  cellOf: (column: string) => Cell,
): Result<RowInputs, string> => {
  const paths = inputPathsOf(header, subject);
  const values = paths.map((path) => valueOf(subject.base, path, cellOf(path)));
  for (const [index, path] of paths.entries()) {
    const value = values[index];
    const checked = value === valueAt(subject.base, path) ? ok(null) : applyValue(subject.base, path, value);
    if (!checked.ok) return err(`its row has a value that no field can have: ${checked.error[0]?.message ?? path}`);
  }
  const drawnFrom = cellOf('seed');
  return ok({ paths, values, seed: typeof drawnFrom === 'number' ? drawnFrom : null });
};

export const scenarioOfRow = ({ base, name }: SweepSubject, { paths, values }: RowInputs, index: number): Scenario => ({
  ...scenarioAt(base, paths, values),
  name: `${name}, row ${String(index)}`.slice(-200),
});
