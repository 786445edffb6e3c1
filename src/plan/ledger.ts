import { lineLabel, lineUnit, type LineId, type LineWords } from '../records/ledger-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import { weakestTier, type Tier } from '../records/tier.ts';
import { formulaOf, type Formula } from './formula.ts';
import { LineValues, placeOf } from './line-values.ts';

/**
 * A plan is an ordered list of lines, each computed from lines above it. A value that is not known is NaN while the plan
 * is computed, so that it spreads to all that depend on it, and `null` in the plan.
 */
export interface Ledger {
  /** What the scenario asks for, with where that comes from. */
  readonly choice: (id: LineId, value: number, words?: LineWords & { readonly source?: string }) => number;
  /** A fact: from the catalogue or a source. */
  readonly input: (id: LineId, value: number | null, source: string, tier: Tier, words?: LineWords) => number;
  /** A number that follows from lines above. */
  readonly line: (id: LineId, formula: string, words?: LineWords & { readonly source?: string }) => number;
  /** A number that the throughput model or a solver found from lines above; `how` says by what rule. */
  readonly model: (id: LineId, value: number, how: string, inputs: readonly LineId[], words?: LineWords) => number;
  /** The value of a line; NaN where it is not known. Asking for a line that does not exist is a bug. */
  readonly value: (id: LineId) => number;
  /** All of them. */
  readonly values: LineValues;
  readonly has: (id: LineId) => boolean;
  /** Whether the finished lines are kept. */
  readonly recording: boolean;
  readonly lines: () => readonly LedgerLine[];
  /**
   * What has to be evaluated again for `wanted` when the lines `changed` have other values, in order; null where a line on the
   * way follows by more than a formula. Only of a ledger that keeps its steps.
   */
  readonly followers: (changed: ReadonlySet<LineId>, wanted: readonly LineId[]) => readonly Follower[] | null;
}

export interface Follower {
  readonly id: LineId;
  readonly evaluate: Formula['evaluate'];
}

export const knownOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

export interface LedgerOptions {
  /** Without it only the values are kept: the same plan, faster, for searches over many plans. */
  readonly recording: boolean;
  /** Keeps which line follows from which, for `followers`. */
  readonly stepping?: boolean;
  /** Finished lines to go on from. */
  readonly given?: readonly LedgerLine[];
}

const NO_WORDS: LineWords & { readonly source?: string } = {};

const MODEL_SOURCE = 'docs/model.md';

/** A line that follows from others; `evaluate` is null where it does so by more than a formula. */
interface Step {
  readonly id: LineId;
  readonly inputs: readonly LineId[];
  readonly evaluate: Formula['evaluate'] | null;
}

type Followers = readonly Follower[] | null;

const followersAmong = (steps: readonly Step[], changed: ReadonlySet<LineId>, wanted: readonly LineId[]): Followers => {
  const moved = new Set(changed);
  const after: Step[] = [];
  for (const step of steps) {
    if (!step.inputs.some((input) => moved.has(input))) continue;
    moved.add(step.id);
    after.push(step);
  }
  const needed = new Set(wanted);
  const followers: Follower[] = [];
  for (const { id, inputs, evaluate } of after.reverse()) {
    if (!needed.has(id)) continue;
    if (evaluate === null) return null;
    followers.push({ id, evaluate });
    for (const input of inputs) needed.add(input);
  }
  return followers.reverse();
};

const sameIds = (a: readonly LineId[], b: readonly LineId[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);

const sameSteps = (a: readonly Step[], b: readonly Step[]): boolean =>
  a.length === b.length &&
  a.every(({ id, inputs, evaluate }, index) => {
    const other = b[index];
    return id === other?.id && evaluate === other.evaluate && sameIds(inputs, other.inputs);
  });

/** What followed last: plans that differ in their numbers alone have the same steps, one after the other. */
let latest: {
  readonly steps: readonly Step[];
  readonly changed: ReadonlySet<LineId>;
  readonly wanted: readonly LineId[];
  readonly followers: Followers;
} | null = null;

const followersOf = (steps: readonly Step[], changed: ReadonlySet<LineId>, wanted: readonly LineId[]): Followers => {
  if (latest?.changed === changed && sameIds(latest.wanted, wanted) && sameSteps(latest.steps, steps)) {
    return latest.followers;
  }
  const followers = followersAmong(steps, changed, wanted);
  latest = { steps, changed, wanted, followers };
  return followers;
};

export const createLedger = ({ recording, stepping = false, given = [] }: LedgerOptions): Ledger => {
  const values = new LineValues();
  for (const { id, value } of given) values.set(placeOf(id), value ?? NaN);
  const tiers = new Map<LineId, Tier>(given.map(({ id, tier }) => [id, tier]));
  const choices = new Set<LineId>();
  for (const { id, kind, inputs } of given) {
    if (kind !== 'input' && inputs.every((input) => choices.has(input))) choices.add(id);
  }
  const lines = [...given];
  const steps: Step[] = [];

  const valueOf = (id: LineId): number => values.at(placeOf(id));
  const keep = (id: LineId, value: number): number => {
    const place = placeOf(id);
    if (values.has(place)) throw new Error(`The ledger already has a line ${id}.`);
    values.set(place, value);
    return value;
  };
  const record = (id: LineId, line: Omit<LedgerLine, 'id' | 'value' | 'label' | 'unit'>, words: LineWords): void => {
    tiers.set(id, line.tier);
    lines.push({ id, label: lineLabel(id, words), unit: lineUnit(id), ...line, value: knownOrNull(valueOf(id)) });
  };
  /** A choice is no claim: it does not weaken what is derived from it, unless nothing else went in. */
  const tierOf = (id: LineId, inputs: readonly LineId[]): Tier => {
    const tierOfInput = (input: LineId): Tier => {
      const tier = tiers.get(input);
      if (tier === undefined) throw new Error(`The ledger has no line ${input}, which ${id} is to follow from.`);
      return tier;
    };
    const claims = inputs.filter((input) => !choices.has(input));
    if (claims.length === 0) choices.add(id);
    return weakestTier((claims.length === 0 ? inputs : claims).map(tierOfInput));
  };

  return {
    choice: (id, chosen, words = NO_WORDS) => {
      const value = keep(id, chosen);
      if (!recording) return value;
      const { source = 'scenario', ...named } = words;
      choices.add(id);
      record(id, { kind: 'choice', formula: null, inputs: [], source, tier: 'assumed' }, named);
      return value;
    },
    input: (id, fact, source, tier, words = NO_WORDS) => {
      const value = keep(id, fact ?? NaN);
      if (recording) record(id, { kind: 'input', formula: null, inputs: [], source, tier }, words);
      return value;
    },
    line: (id, text, words = NO_WORDS) => {
      const formula = formulaOf(placeOf(id), text);
      const value = keep(id, formula.evaluate(values));
      const inputs = formula.inputs as readonly LineId[];
      if (stepping) steps.push({ id, inputs, evaluate: formula.evaluate });
      if (!recording) return value;
      const { source = 'arithmetic', ...named } = words;
      record(id, { kind: 'formula', formula: text, inputs, source, tier: tierOf(id, inputs) }, named);
      return value;
    },
    model: (id, computed, how, inputs, words = NO_WORDS) => {
      const value = keep(id, computed);
      if (stepping) steps.push({ id, inputs, evaluate: null });
      if (recording) {
        record(id, { kind: 'model', formula: how, inputs, source: MODEL_SOURCE, tier: tierOf(id, inputs) }, words);
      }
      return value;
    },
    value: valueOf,
    values,
    has: (id) => values.has(placeOf(id)),
    recording,
    lines: () => lines,
    followers: (changed, wanted) => followersOf(steps, changed, wanted),
  };
};
