import { entryAt } from '../base/checked.ts';
import { valueAt } from '../base/plain-object.ts';
import { plan, planServing, type PlanOptions } from '../plan/plan.ts';
import { monteCarloSteps } from '../plan/sensitivity/monte-carlo.ts';
import { decidesServing } from '../plan/serving/choose-replica.ts';
import { FIGURES, HEADLINES, type FigureId } from '../records/ledger-lines.ts';
import { figureOf, type Plan } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import type { Column, RowRange, Sweep } from '../records/sweep.ts';
import { checkPlan, type Estimate } from '../simulate/check-plan.ts';
import { judgeSlos } from '../simulate/compare.ts';
import { simulable } from '../simulate/simulable.ts';
import { cellOf, inputColumns, sweepColumns, taskColumns, type Cell, type ColumnData, type Status } from './columns.ts';
import { readConstraint, type Constraint } from './constraints.ts';
import { pointTable, scenarioAt } from './points.ts';

export interface RowHooks {
  /** Awaited every now and then; rejects or throws where nobody wants the rows any more. */
  readonly pause: () => Promise<void>;
}

/** Something whose rows can be computed in any order and anywhere. */
export interface RowSource {
  /** What a row is. */
  readonly kind: string;
  readonly columns: readonly Column[];
  readonly total: number;
  /** Rows that are worth a message: about a second of work. */
  readonly rowsAtOnce: number;
  /** The rows of a range, by column. */
  readonly rows: (range: RowRange, hooks: RowHooks) => Promise<ColumnData>;
}

/** Rows between two breaths: plans take a third of a millisecond. */
const ROWS_PER_PAUSE = 64;

const ROWS_AT_ONCE = { plan: 8192, simulate: 8, draws: 8 } as const;

interface Judgement {
  readonly status: Status;
  readonly reason: string | null;
}

const FIGURE_IDS: ReadonlySet<string> = new Set(FIGURES);
const isFigure = (name: string): name is FigureId => FIGURE_IDS.has(name);

const numberAt = (scenario: Scenario, path: string): number => {
  const value = valueAt(scenario, path);
  return typeof value === 'number' ? value : NaN;
};

/** The first constraint that is broken, or hangs on what is not known. */
const broken = (constraints: readonly Constraint[], valueOf: (name: string) => number): Judgement | null => {
  let unknown: Judgement | null = null;
  for (const { text, names, holds } of constraints) {
    const held = holds(valueOf);
    if (held === false) return { status: 'outside', reason: text };
    if (held === null) {
      const missing = names.filter((name) => Number.isNaN(valueOf(name))).join(', ');
      unknown ??= { status: 'unknown', reason: `${text}: ${missing} is not known` };
    }
  }
  return unknown;
};

const EMPTY_FIGURES: readonly null[] = FIGURES.map(() => null);

const codes = (entries: readonly string[]): string | null =>
  entries.length === 0 ? null : [...new Set(entries)].join(',');

const planCells = (answer: Plan, { status, reason }: Judgement): Cell[] => [
  status,
  reason,
  codes(answer.binding.map(({ constraint }) => constraint)),
  codes(answer.warnings.map(({ code }) => code)),
  ...FIGURES.map((id) => figureOf(answer, id)),
];

const withoutPlan = ({ status, reason }: Judgement): Cell[] => [status, reason, null, null, ...EMPTY_FIGURES];

/** A fault in one row of millions is told in its place; the others stand. */
const failed = (cause: unknown): Cell[] =>
  withoutPlan({ status: 'failed', reason: cause instanceof Error ? cause.message : String(cause) });

const ms = ({ value }: Pick<Estimate, 'value'>): number | null => (Number.isFinite(value) ? 1000 * value : null);
const plusMinusMs = ({ halfWidth }: Estimate): number | null => (halfWidth === null ? null : ms({ value: halfWidth }));

/** The class in which a time is longest; one that never ends is longer than any. */
const worst = <T>(classes: readonly T[], of: (entry: T) => Estimate): Estimate =>
  classes.map(of).reduce((most, estimate) => (estimate.value > most.value ? estimate : most));

/** The rows of a sweep. Constraints were read before: one that cannot be read is a bug. */
export const createSweepRows = (sweep: Sweep): RowSource => {
  const { base, task, calibration, stackFit } = sweep;
  const table = pointTable(sweep.points);
  const { paths } = table;
  const inputs = inputColumns(sweep, paths);
  const columns = sweepColumns(sweep, paths);
  const options: PlanOptions = { calibration, stackFit, ledger: false };
  const constraints = sweep.constraints.map((text) => {
    const read = readConstraint(text);
    if (!read.ok) throw new Error(`${text}: ${read.error}`);
    return read.value;
  });
  const before = constraints.filter(({ names }) => !names.some(isFigure));
  const behind = constraints.filter(({ names }) => names.some(isFigure));
  const seeds = task.kind === 'simulate' ? task.seeds : [];
  const repeats = Math.max(1, seeds.length);
  const noTask: readonly null[] = taskColumns(task).map(() => null);

  const judge = (scenario: Scenario, answer: Plan): Judgement => {
    if (!answer.feasible) {
      const [binding] = answer.binding;
      return { status: 'infeasible', reason: binding === undefined ? null : `${binding.message} ${binding.relief}` };
    }
    const valueOf = (name: string): number =>
      isFigure(name) ? (figureOf(answer, name) ?? NaN) : numberAt(scenario, name);
    return broken(behind, valueOf) ?? { status: 'feasible', reason: null };
  };

  const simulated = async (scenario: Scenario, seed: number, { pause }: RowHooks): Promise<readonly Cell[]> => {
    if (task.kind !== 'simulate') return noTask;
    const physical = simulable(scenario);
    if (!physical.ok) return noTask;
    const serving = planServing(physical.value, options);
    if (!serving.ok) return noTask;
    const { hours, replicas } = task;
    const check = await checkPlan(
      physical.value,
      serving.value,
      { hours, replicas, seed, routing: 'random', burstiness: 1 },
      { pause },
    );
    const { classes, all, outcome } = check;
    const ttft = worst(classes, ({ ttftP99S }) => ttftP99S);
    const tpot = worst(classes, ({ tpotP99S }) => tpotP99S);
    return [
      judgeSlos(serving.value, check),
      ms(worst(classes, ({ ttftP50S }) => ttftP50S)),
      ms(ttft),
      plusMinusMs(ttft),
      ms(worst(classes, ({ tpotMeanS }) => tpotMeanS)),
      ms(tpot),
      plusMinusMs(tpot),
      all.offered === 0 ? null : all.kept / all.offered,
      outcome.requests,
    ];
  };

  const drawn = async (scenario: Scenario, { pause }: RowHooks): Promise<readonly Cell[]> => {
    if (task.kind !== 'draws') return noTask;
    const steps = monteCarloSteps(scenario, options, task);
    for (;;) {
      const step = steps.next();
      await pause();
      if (step.done !== true) continue;
      const { headlines, withoutFleet } = step.value;
      return [
        ...HEADLINES.flatMap(({ id }): Cell[] => {
          const band = headlines.find((headline) => headline.id === id);
          return band === undefined ? [null, null, null] : [band.p5, band.p50, band.p95];
        }),
        withoutFleet.reduce((sum, { share }) => sum + share, 0),
      ];
    }
  };

  const resultCells = async (scenario: Scenario, seed: number, hooks: RowHooks): Promise<Cell[]> => {
    const outside = broken(before, (name) => numberAt(scenario, name));
    if (outside !== null) return [...withoutPlan(outside), ...noTask];
    let answer: Plan;
    try {
      answer = plan(scenario, options);
    } catch (cause) {
      return [...failed(cause), ...noTask];
    }
    const judgement = judge(scenario, answer);
    const cells = planCells(answer, judgement);
    return judgement.status === 'feasible' || judgement.status === 'unknown'
      ? [...cells, ...(await (task.kind === 'draws' ? drawn(scenario, hooks) : simulated(scenario, seed, hooks)))]
      : [...cells, ...noTask];
  };

  /** Plans share what they have in common where those of one replica follow each other, whatever axis turns fastest. */
  const deciding = paths.map((path, index) => (decidesServing(path) ? index : -1)).filter((index) => index >= 0);
  const inGoodOrder = ({ from, to }: RowRange): readonly number[] => {
    const groups = new Map<string, number[]>();
    for (let index = from; index < to; index++) {
      const values = table.valuesAt(Math.floor(index / repeats));
      const key = JSON.stringify(deciding.map((axis) => values[axis]));
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [index]);
      else group.push(index);
    }
    return [...groups.values()].flat();
  };

  return {
    kind: task.kind,
    columns,
    total: table.count * repeats,
    rowsAtOnce: ROWS_AT_ONCE[task.kind],
    rows: async (range, hooks) => {
      const data = columns.map(() => new Array<Cell>(range.to - range.from));
      let sincePause = 0;
      for (const index of inGoodOrder(range)) {
        if (++sincePause > ROWS_PER_PAUSE) {
          sincePause = 0;
          await hooks.pause();
        }
        const values = table.valuesAt(Math.floor(index / repeats));
        const scenario = scenarioAt(base, paths, values);
        const seed = seeds[index % repeats] ?? 0;
        const cells: Cell[] = [
          index,
          ...inputs.map((column, axis) => cellOf(column, values[axis] ?? null)),
          ...(task.kind === 'simulate' ? [seed] : []),
          ...(await resultCells(scenario, seed, hooks)),
        ];
        // Without iterators: it is done for every cell of millions of rows.
        for (let which = 0; which < data.length; which++)
          entryAt(data, which)[index - range.from] = cells[which] ?? null;
      }
      return data;
    },
  };
};
