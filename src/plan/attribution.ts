import { entryAt, lastOf } from '../base/checked.ts';
import { valueAt, withValueAt } from '../base/plain-object.ts';
import { shareOut } from '../base/statistics/share-out.ts';
import { headlinesOf, type HeadlineId } from '../records/ledger-lines.ts';
import { figureOf, type Plan } from '../records/plan.ts';
import { SCENARIO_TOPICS, type Scenario } from '../records/scenario.ts';
import { changedPaths } from './changed-paths.ts';
import { plan, type PlanOptions } from './plan.ts';

const HEADLINES = headlinesOf('difference');

/** One changed input, or a group of them where there are too many to try in every order. */
export interface ChangedInput {
  /** Paths of the fields, dotted. */
  readonly paths: readonly string[];
  readonly before: readonly unknown[];
  readonly after: readonly unknown[];
  /** What it adds to each headline, averaged over the orders in which the inputs may change; null where it is not known. */
  readonly contribution: Readonly<Partial<Record<HeadlineId, number | null>>>;
}

/** The plans of both ends come with their ledgers. */
export interface ScenarioDifference {
  readonly before: Plan;
  readonly after: Plan;
  readonly inputs: readonly ChangedInput[];
  /** Headlines whose change could not be shared out, because no order leads through plans that exist. */
  readonly unexplained: readonly HeadlineId[];
}

/** Hardware a scenario carries is one thing with the choice of it: half of it makes no plan. */
const WHOLE = ['hardware.server', 'hardware.accelerator', 'own'];
/** Every subset of the inputs is a plan: eight make 256, some tenths of a second. */
const MOST_INPUTS = 8;

const grouped = (paths: readonly string[]): readonly (readonly string[])[] => {
  const hardware = WHOLE.filter((path) => paths.includes(path));
  const single = paths.filter((path) => !WHOLE.includes(path)).map((path) => [path]);
  const groups = hardware.length === 0 ? single : [...single, hardware];
  if (groups.length <= MOST_INPUTS) return groups;
  const sectionOf = (path: string): string => path.split('.')[0] ?? path;
  const topics: readonly (readonly string[])[] = [['mode'], ...SCENARIO_TOPICS.map(({ sections }) => sections)];
  return topics
    .map((sections) => paths.filter((path) => sections.includes(sectionOf(path))))
    .filter((group) => group.length > 0);
};

/** The largest figure of a headline at either end of a comparison; null where neither is known. */
const largestOf = ({ before, after }: ScenarioDifference, id: HeadlineId): number | null => {
  const known = [before, after].flatMap((end) => (end.feasible ? [Math.abs(figureOf(end, id) ?? 0)] : []));
  const largest = Math.max(0, ...known);
  return largest > 0 ? largest : null;
};

/**
 * What an input adds to a headline, to a thousandth of the larger of both plans' figures: finer digits, such as a twelfth of a
 * server, are of the averaging and say nothing.
 */
export const shownShare = (difference: ScenarioDifference, input: ChangedInput, id: HeadlineId): number | null => {
  const share = input.contribution[id] ?? null;
  const largest = largestOf(difference, id);
  if (share === null || largest === null) return share;
  const decimals = -Math.floor(Math.log10(largest / 1000));
  const scale = 10 ** decimals;
  return Number((Math.round(share * scale) / scale).toPrecision(12)) + 0;
};

export const OUTGROWN =
  'Some shares are larger than either plan: changes that work against each other cancel in the sum, and each counts by itself.';

/** Whether a share is larger than what either plan needs: changes work against each other. */
export const outgrows = (difference: ScenarioDifference): boolean =>
  difference.inputs.some((input) =>
    HEADLINES.some(({ id }) => Math.abs(input.contribution[id] ?? 0) > (largestOf(difference, id) ?? Infinity)),
  );

/** Two scenarios → what changed, and how much of the change of each headline every changed input makes. */
export const compareScenarios = (before: Scenario, after: Scenario, options: PlanOptions = {}): ScenarioDifference => {
  const groups = grouped(changedPaths(before, after));
  const states = 1 << groups.length;
  const modeGroup = groups.findIndex((paths) => paths.includes('mode'));
  const holds = (state: number, group: number): boolean => group >= 0 && (state & (1 << group)) !== 0;
  const plans = Array.from({ length: states }, (_, state) => {
    // The mode decides which fields there are; all others are set in both.
    const base = holds(state, modeGroup) ? after : before;
    const mixed = groups.reduce<unknown>((whole, paths, group) => {
      const end = holds(state, group) ? after : before;
      return end === base || group === modeGroup
        ? whole
        : paths.reduce((partly, path) => withValueAt(partly, path, valueAt(end, path)), whole);
    }, base) as Scenario;
    const isEnd = state === 0 || state === states - 1;
    return plan(state === states - 1 ? after : mixed, { ...options, ledger: isEnd });
  });
  const shares = new Map(
    HEADLINES.map(({ id }) => {
      const values = plans.map((answer) => (answer.feasible ? figureOf(answer, id) : null));
      return [id, shareOut(groups.length, values)];
    }),
  );
  return {
    before: entryAt(plans, 0),
    after: lastOf(plans),
    inputs: groups.map((paths, i) => ({
      paths,
      before: paths.map((path) => valueAt(before, path)),
      after: paths.map((path) => valueAt(after, path)),
      contribution: Object.fromEntries(HEADLINES.map(({ id }) => [id, shares.get(id)?.[i] ?? null])),
    })),
    unexplained: HEADLINES.flatMap(({ id }) => (shares.get(id) === null ? id : [])),
  };
};
