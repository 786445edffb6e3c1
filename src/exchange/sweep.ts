import * as v from 'valibot';
import { nearest } from '../base/nearest.ts';
import { isPlainObject, valueAt, type PlainObject } from '../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { scenarioDefaults } from '../catalog/presets.ts';
import { FILLED_PATHS } from '../catalog/regions.ts';
import { REGION_PATH, withRegion } from '../plan/economics/region.ts';
import { DEFAULT_DRAWS, DEFAULT_SEED, LEAST_DRAWS, MOST_DRAWS, wholeDraws } from '../plan/sensitivity/draw-request.ts';
import { FIGURES } from '../records/ledger-lines.ts';
import { count, quantity } from '../records/fields.ts';
import { scenarioSchemas, withFields, type Scenario } from '../records/scenario.ts';
import { describeField, schemaAt, type FieldDescription } from '../records/schema-walk.ts';
import {
  MOST_ROWS,
  SWEEP,
  type FieldRange,
  type FieldValue,
  type Points,
  type Sweep,
  type SweepTask,
} from '../records/sweep.ts';
import { text } from '../records/values.ts';
import { readConstraint } from '../sweep/constraints.ts';
import { pointCount } from '../sweep/points.ts';
import { capProblems, MAX_ARRAY_LENGTH } from './limits.ts';
import { readJson } from './read-json.ts';
import { readYaml } from './read-yaml.ts';
import { upToDate } from './record.ts';
import { applyValue, choosePreset, readScenario, settable, unknownSetting } from './scenario.ts';
import { showText, showValue } from './show.ts';
import { validate } from './validate.ts';

const MOST_SHARDS = 1_000_000;
const LARGEST_SEED = 2 ** 32 - 1;

const seed = count('Seed', '', 0, LARGEST_SEED, 'Draws arrivals and lengths.');

/** A sweep as a person writes it. */
const fileSchema = v.strictObject({
  format: v.optional(v.literal(SWEEP.format)),
  version: v.optional(v.literal(SWEEP.version)),
  name: v.optional(text(200)),
  base: v.optional(v.record(v.string(), v.unknown())),
  grid: v.optional(v.record(v.string(), v.unknown())),
  list: v.optional(v.pipe(v.array(v.record(v.string(), v.unknown())), v.minLength(1), v.maxLength(MAX_ARRAY_LENGTH))),
  lhs: v.optional(v.record(v.string(), v.unknown())),
  constraints: v.optional(v.pipe(v.array(text(2000)), v.maxLength(100))),
  simulate: v.optional(
    v.strictObject({
      hours: v.optional(quantity('Hours', 'h', 0.05, 168, 'Simulated time around the busiest hour.')),
      replicas: v.optional(v.nullable(count('Replicas', 'replicas', 1, 1000, 'Replicas to simulate.'))),
      seeds: v.optional(
        v.union([
          count('Seeds', 'seeds', 1, MAX_ARRAY_LENGTH, 'So many seeds, from 1.'),
          v.pipe(v.array(seed), v.minLength(1), v.maxLength(MAX_ARRAY_LENGTH)),
        ]),
      ),
    }),
  ),
  uncertainty: v.optional(
    v.strictObject({
      draws: v.optional(
        count('Draws', 'draws', LEAST_DRAWS, MOST_DRAWS, 'Draws of the uncertain inputs for each row.'),
      ),
      seed: v.optional(seed),
    }),
  ),
  shards: v.optional(count('Shards', 'shards', 1, MOST_SHARDS, 'Parts that the rows are computed in.')),
});

/** Fields that tell scenarios apart too far for one table, and why. */
const NO_AXIS: Readonly<Record<string, string>> = {
  mode: 'each mode has fields and figures of its own: write a sweep for each',
  name: 'a name changes no plan: leave it out',
  'hardware.calibration': 'a sweep stands on one fit: write a sweep for each, with the fit in its base',
  'hardware.stackCalibration': 'a sweep stands on one fit: write a sweep for each, with the fit in its base',
};

const readBase = (given: PlainObject | undefined): Result<Scenario, Problem[]> => {
  if (given === undefined) return ok(scenarioDefaults.physical);
  if (!Object.hasOwn(given, 'preset')) {
    const scenario = readScenario(given, 'Correct it, or leave it out to take the default.');
    return scenario.ok
      ? scenario
      : err(scenario.error.map(({ path, message }) => problem(`base.${path}`, `base: ${message}`)));
  }
  const { preset, ...more } = given;
  const [surplus] = Object.keys(more);
  if (surplus !== undefined) {
    const message = `base has ${showText(surplus)} beside preset; give a field one value in grid, or write the whole scenario.`;
    return err([problem(`base.${surplus}`, message)]);
  }
  if (typeof preset !== 'string') {
    return err([problem('base.preset', `base.preset is ${showValue(preset)}; it must be the id of a preset.`)]);
  }
  const chosen = choosePreset(preset);
  return chosen.ok ? chosen : err([chosen.error]);
};

/** Reads values of fields, each kind of value once: a list may repeat them a thousand times. */
class FieldReader {
  readonly problems: Problem[] = [];
  readonly #base: Scenario;
  readonly #known: readonly string[];
  readonly #checked = new Set<string>();

  constructor(base: Scenario) {
    this.#base = base;
    this.#known = settable(base.mode);
  }

  /** Whether the field may differ from row to row; where not, why is among the problems. */
  path(path: string, where: string): boolean {
    const why = Object.hasOwn(NO_AXIS, path) ? NO_AXIS[path] : undefined;
    if (why !== undefined) this.refuse(`${where}.${path}`, `${where}: ${path} cannot differ from row to row; ${why}.`);
    else if (!this.#known.includes(path)) {
      this.refuse(`${where}.${path}`, `${where}: ${unknownSetting(path, this.#base.mode).message}`);
    } else return true;
    return false;
  }

  /** Checks a value of a known field. */
  value(path: string, value: unknown, where: string): void {
    const key = `${path}\n${JSON.stringify(value)}`;
    if (this.#checked.has(key)) return;
    this.#checked.add(key);
    const applied = applyValue(this.#base, path, value);
    if (!applied.ok) for (const { message } of applied.error) this.refuse(`${where}.${path}`, `${where}: ${message}`);
  }

  refuse(path: string, message: string): void {
    this.problems.push(problem(path, message));
  }

  describe(path: string): FieldDescription | null {
    const schema = schemaAt(scenarioSchemas[this.#base.mode], path.split('.'));
    return schema === null ? null : describeField(schema);
  }
}

const SCALES = ['linear', 'log'] as const;

/** Two ends and how the values between them are spread; null where that is among the problems. */
const readRange = (fields: FieldReader, path: string, given: unknown, where: string): FieldRange | null => {
  const here = `${where}.${path}`;
  const pair = Array.isArray(given) ? { low: given[0] as unknown, high: given[1] as unknown } : given;
  if (!isPlainObject(pair) || (Array.isArray(given) && given.length !== 2)) {
    fields.refuse(here, `${here} is ${showValue(given)}; a range is [low, high] or {low, high, scale}.`);
    return null;
  }
  const { low, high, scale = 'linear', ...more } = pair;
  const [surplus] = Object.keys(more).filter((key) => key !== 'n');
  const spread = SCALES.find((known) => known === scale);
  const field = fields.describe(path);
  if (surplus !== undefined) {
    fields.refuse(here, `${here} has ${showText(surplus)}, which a range does not; it has low, high and scale.`);
  } else if (field?.kind !== 'number') {
    fields.refuse(here, `${here} is a range, and ${path} is no number; list its values.`);
  } else if (typeof low !== 'number' || typeof high !== 'number' || !(low < high)) {
    fields.refuse(here, `${here} is from ${showValue(low)} to ${showValue(high)}; low must be a number below high.`);
  } else if (spread === undefined) {
    fields.refuse(`${here}.scale`, `${here}.scale is ${showValue(scale)}; it must be one of ${SCALES.join(', ')}.`);
  } else if (spread === 'log' && low <= 0) {
    fields.refuse(`${here}.low`, `${here}.low is ${showValue(low)}; on a log scale it must be above 0.`);
  } else {
    fields.value(path, low, where);
    fields.value(path, high, where);
    return { path, low, high, scale: spread, whole: field.whole };
  }
  return null;
};

/** Values at equal steps, both ends among them. */
const steps = ({ low, high, scale, whole }: FieldRange, n: number): number[] => {
  const values = Array.from({ length: n }, (_, i) => {
    if (i === 0 || i === n - 1) return i === 0 ? low : high;
    const share = i / (n - 1);
    const value = scale === 'log' ? low * (high / low) ** share : low + share * (high - low);
    return whole ? Math.round(value) : value;
  });
  return [...new Set(values)];
};

const readAxis = (fields: FieldReader, path: string, given: unknown): readonly FieldValue[] => {
  const here = `grid.${path}`;
  if (isPlainObject(given)) {
    const range = readRange(fields, path, given, 'grid');
    const { n } = given;
    if (typeof n !== 'number' || !Number.isInteger(n) || n < 2 || n > MAX_ARRAY_LENGTH) {
      fields.refuse(
        `${here}.n`,
        `${here}.n is ${showValue(n)}; it must be a whole number from 2 to ${String(MAX_ARRAY_LENGTH)}.`,
      );
      return [];
    }
    return range === null ? [] : steps(range, n);
  }
  if (!Array.isArray(given) || given.length === 0) {
    fields.refuse(here, `${here} is ${showValue(given)}; it must be a list of values, or {low, high, n, scale}.`);
    return [];
  }
  const values = given as readonly FieldValue[];
  for (const value of values) fields.value(path, value, 'grid');
  const texts = values.map((value) => JSON.stringify(value));
  const twice = texts.find((shown, index) => texts.indexOf(shown) !== index);
  if (twice !== undefined) fields.refuse(here, `${here} has ${showText(twice)} twice; keep it once.`);
  return values;
};

const readGrid = (fields: FieldReader, given: PlainObject): Points => ({
  kind: 'grid',
  axes: Object.entries(given)
    .filter(([path]) => fields.path(path, 'grid'))
    .map(([path, values]) => ({ path, values: readAxis(fields, path, values) })),
});

/**
 * Every row has a value of every field: where it says nothing, that of the base. What a region fills in stands in columns of its
 * own, for rows that name none keep what the base has there.
 */
const readList = (fields: FieldReader, given: readonly PlainObject[], base: Scenario): Points => {
  const named = [...new Set(given.flatMap(Object.keys))].filter((path) => fields.path(path, 'list'));
  const filled = named.includes(REGION_PATH) ? FILLED_PATHS.filter((path) => valueAt(base, path) !== undefined) : [];
  const paths = [...new Set([...named, ...filled])];
  const rows = given.map((entry, index) => {
    const place = Object.hasOwn(entry, REGION_PATH) ? withRegion(base, entry[REGION_PATH]) : base;
    return paths.map((path) => {
      const value = Object.hasOwn(entry, path) ? entry[path] : valueAt(place, path);
      if (Object.hasOwn(entry, path)) fields.value(path, value, `list[${String(index)}]`);
      return value as FieldValue;
    });
  });
  return { kind: 'list', paths, rows };
};

const readHypercube = (fields: FieldReader, given: PlainObject): Points => {
  const { n, seed: drawnFrom = 1, ...ranges } = given;
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 1 || n > MOST_ROWS) {
    fields.refuse(
      'lhs.n',
      `lhs.n is ${showValue(n)}; it must be a whole number of points from 1 to ${String(MOST_ROWS)}.`,
    );
  }
  if (typeof drawnFrom !== 'number' || !Number.isInteger(drawnFrom) || drawnFrom < 0 || drawnFrom > LARGEST_SEED) {
    const message = `lhs.seed is ${showValue(drawnFrom)}; it must be a whole number from 0 to ${String(LARGEST_SEED)}.`;
    fields.refuse('lhs.seed', message);
  }
  if (Object.keys(ranges).length === 0) {
    fields.refuse('lhs', 'lhs has no field; give one or more, such as demand.queriesPerDay: [1e6, 1e8].');
  }
  return {
    kind: 'lhs',
    n: Number(n),
    seed: Number(drawnFrom),
    ranges: Object.entries(ranges).flatMap(([path, range]) =>
      fields.path(path, 'lhs') ? (readRange(fields, path, range, 'lhs') ?? []) : [],
    ),
  };
};

const readConstraints = (fields: FieldReader, given: readonly string[], base: Scenario): void => {
  const names = [...FIGURES, ...settable(base.mode)];
  for (const [index, shown] of given.entries()) {
    const here = `constraints[${String(index)}]`;
    const constraint = readConstraint(shown);
    if (!constraint.ok) {
      fields.refuse(here, `${here} is "${showText(shown)}", which cannot be read: ${constraint.error}.`);
      continue;
    }
    for (const name of constraint.value.names) {
      if (!names.includes(name)) {
        fields.refuse(
          here,
          `${here}: ${showText(name)} is no figure and no field; did you mean "${nearest(name, names) ?? ''}"?`,
        );
      } else if (fields.describe(name)?.kind !== undefined && fields.describe(name)?.kind !== 'number') {
        fields.refuse(
          here,
          `${here}: ${name} is no number; only numbers are compared. Leave values out of grid instead.`,
        );
      }
    }
  }
};

type File = v.InferOutput<typeof fileSchema>;

const readTask = ({ simulate, uncertainty }: File, base: Scenario): Result<SweepTask, Problem> => {
  if (simulate !== undefined && uncertainty !== undefined) {
    return err(problem('', 'The sweep has simulate and uncertainty; keep one, or write a sweep for each.'));
  }
  if (uncertainty !== undefined) {
    const { draws = DEFAULT_DRAWS, seed: drawnFrom = DEFAULT_SEED } = uncertainty;
    return ok({ kind: 'draws', draws: wholeDraws(draws), seed: drawnFrom });
  }
  if (simulate === undefined) return ok({ kind: 'plan' });
  if (base.mode !== 'physical') {
    const message =
      'simulate is given, and the base is of published arithmetic (mode=article): it has no requests that could wait. Leave it out, or take a base of the physical model.';
    return err(problem('simulate', message));
  }
  const { hours = 1, replicas = null, seeds = 1 } = simulate;
  const listed = typeof seeds === 'number' ? Array.from({ length: seeds }, (_, index) => index + 1) : seeds;
  if (new Set(listed).size < listed.length) {
    return err(
      problem('simulate.seeds', 'simulate.seeds has a seed twice, which gives the same rows twice; keep it once.'),
    );
  }
  return ok({ kind: 'simulate', hours, replicas, seeds: listed });
};

const WAYS = ['grid', 'list', 'lhs'] as const;

const readPoints = (fields: FieldReader, file: File, base: Scenario): Points => {
  const given = WAYS.filter((way) => file[way] !== undefined);
  if (given.length > 1) {
    fields.refuse('', `The sweep has ${given.join(' and ')}; keep one, or write a sweep for each and merge nothing.`);
  }
  if (given.length === 0 && file.simulate === undefined && file.uncertainty === undefined) {
    fields.refuse('', 'The sweep has no points; give grid, list or lhs.');
  }
  if (file.list !== undefined) return readList(fields, file.list, base);
  if (file.lhs !== undefined) return readHypercube(fields, file.lhs);
  return readGrid(fields, file.grid ?? {});
};

/** A base whose accelerator is that of its server fits no other: it is left open where servers differ and it does not. */
const openAccelerator = (base: Scenario, paths: readonly string[]): Scenario =>
  paths.includes('hardware.server') && !paths.includes('hardware.accelerator')
    ? withFields(base, 'hardware', { accelerator: null })
    : base;

export const pathsOf = (points: Points): readonly string[] => {
  switch (points.kind) {
    case 'grid':
      return points.axes.map(({ path }) => path);
    case 'list':
      return points.paths;
    case 'lhs':
      return points.ranges.map(({ path }) => path);
  }
};

export interface ReadSweep {
  /** Without fits: whose files those are, is for the reader to say. */
  readonly sweep: Sweep;
  /** Parts that the file says the sweep is computed in; null where it says nothing. */
  readonly shards: number | null;
}

/** A sweep in YAML or JSON, every value of its points checked, or every problem. */
export const parseSweep = (body: string): Result<ReadSweep, Problem[]> => {
  const isJson = body.trimStart().startsWith('{');
  const json = isJson ? readJson(body) : null;
  if (json !== null && !json.ok) return json;
  const value = json === null ? readYaml(body, SWEEP.noun) : ok(json.value.value);
  if (!value.ok) return value;
  const current = upToDate(value.value, SWEEP);
  if (!current.ok) return err([current.error]);
  const checked = validate(fileSchema, current.value, {
    wayOut: 'Correct it, or leave it out.',
    asWritten: json?.value.overflows ?? new Map(),
  });
  if (!checked.ok) return checked;
  const file = checked.value;
  const base = readBase(file.base);
  if (!base.ok) return base;
  const fields = new FieldReader(base.value);
  const points = readPoints(fields, file, base.value);
  const constraints = file.constraints ?? [];
  readConstraints(fields, constraints, base.value);
  const task = readTask(file, base.value);
  const problems = [...fields.problems, ...(task.ok ? [] : [task.error])];
  if (problems.length > 0 || !task.ok) return err(capProblems(problems));
  const rows = pointCount(points) * (task.value.kind === 'simulate' ? task.value.seeds.length : 1);
  if (rows > MOST_ROWS) {
    const message = `The sweep has ${rows.toLocaleString('en-US')} rows; at most ${MOST_ROWS.toLocaleString('en-US')} can be. Split it.`;
    return err([problem('', message)]);
  }
  return ok({
    sweep: {
      format: SWEEP.format,
      version: SWEEP.version,
      name: file.name ?? base.value.name,
      base: openAccelerator(base.value, pathsOf(points)),
      calibration: null,
      stackFit: null,
      points,
      constraints,
      task: task.value,
    },
    shards: file.shards ?? null,
  });
};
