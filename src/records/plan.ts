import { FIGURES, type FigureId, type HeadlineId, type LineId, type PlanFigures } from './ledger-lines.ts';
import type { Warning } from './measurement.ts';
import type { Scenario } from './scenario.ts';
import type { Tier } from './tier.ts';

/** The answer to a scenario. A plan is its ledger: every other number in it is the value of a ledger line. */
export const PLAN_FORMAT = 'roofrack-plan';
export const PLAN_VERSION = 1;

export interface LedgerLine {
  /**
   * `choice`: what the scenario asks for; it does not weaken the tier of what follows from it. `input`: a fact, from the
   * catalogue or a source. `formula`: the formula over other lines. `model`: computed by the throughput model or a solver
   * from the inputs listed; `formula` then says how in words.
   */
  readonly kind: 'choice' | 'input' | 'formula' | 'model';
  /** Dotted id, for example `fleet.gpus`; formulas refer to lines by it. */
  readonly id: LineId;
  readonly label: string;
  readonly value: number | null;
  readonly unit: string;
  /** Expression over ids, for example `ceil(demand.gpuHoursPerDay / 24)`; null for an input. */
  readonly formula: string | null;
  readonly inputs: readonly LineId[];
  /** Where an input or a formula comes from. */
  readonly source: string;
  readonly tier: Tier;
}

/** What limits the plan, in words, with what would relieve it. */
export interface Binding {
  readonly constraint: string;
  readonly message: string;
  readonly relief: string;
  /** Ledger line of the number that binds; missing where the plan has none. */
  readonly line?: LineId;
  /** Fields of the scenario and values of theirs that would lift it, each on its own; missing where none is known. */
  readonly ways?: readonly Way[];
}

export interface Way {
  readonly path: string;
  /** Null: the field left open. */
  readonly value: string | number | null;
}

export interface Band {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

/** Quantiles of a number over draws of all uncertain inputs at once. */
export interface DrawnBand extends Band {
  /** Standard error of the 95 % quantile for want of more draws, as a share of it. */
  readonly p95Error: number;
}

/** The draws that quantiles are of. */
export interface MonteCarloRecord {
  readonly draws: number;
  readonly seed: number;
  /** Share of the draws that have no fleet, by what they break, largest first; quantiles are of the others. */
  readonly withoutFleet: readonly { readonly constraint: string; readonly share: number }[];
}

/** The figures beside the ledger are values of its lines: `plan.fleet.gpus` is that of `fleet.gpus`. */
export interface Plan extends PlanFigures {
  readonly format: typeof PLAN_FORMAT;
  readonly version: typeof PLAN_VERSION;
  readonly scenario: Scenario;
  readonly feasible: boolean;
  readonly binding: readonly Binding[];
  /** Quantiles of each headline by ledger id; null where nothing was drawn. */
  readonly uncertainty: Readonly<Partial<Record<HeadlineId, DrawnBand>>> | null;
  readonly monteCarlo: MonteCarloRecord | null;
  readonly ledger: readonly LedgerLine[];
  readonly warnings: readonly Warning[];
}

/** Where each figure stands in a plan. */
export const FIGURE_PLACES = FIGURES.map((id) => {
  const [section = '', key = ''] = id.split('.');
  return { id, section, key };
});

const placeOf: ReadonlyMap<FigureId, (typeof FIGURE_PLACES)[number]> = new Map(
  FIGURE_PLACES.map((place) => [place.id, place]),
);

/** The value of a figure of a plan; null where it is not known or not part of it. */
export const figureOf = (plan: PlanFigures, id: FigureId): number | null => {
  const { section = '', key = '' } = placeOf.get(id) ?? {};
  return (plan as Readonly<Record<string, Readonly<Record<string, number | null>>>>)[section]?.[key] ?? null;
};
