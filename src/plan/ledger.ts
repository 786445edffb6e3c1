import type { LedgerLine } from '../records/plan.ts';
import { weakestTier, type Tier } from '../records/tier.ts';
import { compileFormula } from './formula.ts';

/**
 * A plan is an ordered list of lines, each computed from lines above it. A value that is not known is NaN while the plan
 * is computed, so that it spreads to all that depend on it, and `null` in the plan.
 */
export interface Ledger {
  /** What the scenario asks for, with where that comes from. */
  readonly choice: (id: string, label: string, unit: string, value: number, source?: string) => number;
  /** A fact: from the catalogue or a source. */
  readonly input: (id: string, label: string, unit: string, value: number | null, source: string, tier: Tier) => number;
  /** A number that follows from lines above. */
  readonly line: (id: string, label: string, unit: string, formula: string, source?: string) => number;
  /** A number that the throughput model or a solver found from lines above; `how` says by what rule. */
  readonly model: (
    id: string,
    label: string,
    unit: string,
    value: number,
    how: string,
    inputs: readonly string[],
    source?: string,
  ) => number;
  /** The value of a line; NaN where it is not known. Asking for a line that does not exist is a bug. */
  readonly value: (id: string) => number;
  readonly has: (id: string) => boolean;
  /** Whether the finished lines are kept. */
  readonly recording: boolean;
  readonly lines: () => readonly LedgerLine[];
}

export const knownOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

export interface LedgerOptions {
  /** Without it only the values are kept: the same plan, faster, for searches over many plans. */
  readonly recording: boolean;
  /** Finished lines to go on from. */
  readonly given?: readonly LedgerLine[];
}

export const createLedger = ({ recording, given: before = [] }: LedgerOptions): Ledger => {
  const values = new Map(before.map(({ id, value }) => [id, value ?? NaN]));
  const tiers = new Map(before.map(({ id, tier }) => [id, tier]));
  const choices = new Set<string>();
  for (const { id, kind, inputs } of before) {
    if (kind !== 'input' && inputs.every((input) => choices.has(input))) choices.add(id);
  }
  const lines = [...before];

  const valueOf = (id: string): number => {
    const value = values.get(id);
    if (value === undefined) throw new Error(`The ledger has no line ${id}.`);
    return value;
  };
  const keep = (id: string, value: number): number => {
    if (values.has(id)) throw new Error(`The ledger already has a line ${id}.`);
    values.set(id, value);
    return value;
  };
  const record = (line: Omit<LedgerLine, 'value'>, value: number): void => {
    tiers.set(line.id, line.tier);
    lines.push({ ...line, value: knownOrNull(value) });
  };
  /** A choice is no claim: it does not weaken what is derived from it, unless nothing else went in. */
  const tierOf = (id: string, inputs: readonly string[]): Tier => {
    for (const input of inputs) {
      if (!tiers.has(input)) throw new Error(`The ledger has no line ${input}, which ${id} is said to follow from.`);
    }
    const claims = inputs.filter((input) => !choices.has(input));
    if (claims.length === 0) choices.add(id);
    return weakestTier((claims.length === 0 ? inputs : claims).map((input) => tiers.get(input) as Tier));
  };

  return {
    choice: (id, label, unit, chosen, source = 'scenario') => {
      const value = keep(id, chosen);
      choices.add(id);
      if (recording)
        record({ id, label, kind: 'choice', unit, formula: null, inputs: [], source, tier: 'assumed' }, value);
      return value;
    },
    input: (id, label, unit, given, source, tier) => {
      const value = keep(id, given ?? NaN);
      if (recording) record({ id, label, kind: 'input', unit, formula: null, inputs: [], source, tier }, value);
      return value;
    },
    line: (id, label, unit, text, source = 'arithmetic') => {
      const formula = compileFormula(text);
      const value = keep(id, formula.evaluate(valueOf));
      if (recording) {
        const { inputs } = formula;
        record({ id, label, kind: 'formula', unit, formula: text, inputs, source, tier: tierOf(id, inputs) }, value);
      }
      return value;
    },
    model: (id, label, unit, computed, how, inputs, source = 'docs/model.md') => {
      const value = keep(id, computed);
      if (recording) {
        record({ id, label, kind: 'model', unit, formula: how, inputs, source, tier: tierOf(id, inputs) }, value);
      }
      return value;
    },
    value: valueOf,
    has: (id) => values.has(id),
    recording,
    lines: () => lines,
  };
};
