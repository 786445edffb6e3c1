import type { LedgerLine, Plan } from '../records/plan.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { onServer } from './compare-hardware.ts';
import { LEVERS } from './lever-list.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { otherMode } from './other-mode.ts';
import { plan, type PlanOptions } from './plan.ts';
import { hourLines, pointLines, rackViewLines } from './reading-lines.ts';
import { gapLines } from './two-plan-lines.ts';

/**
 * A ledger beside that of the plan: of the same question asked otherwise, or the plan's own with the lines of a reading
 * that is no part of it.
 */
export type LedgerView =
  | { readonly kind: 'other-mode' }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'lever'; readonly lever: string }
  | { readonly kind: 'load'; readonly queriesPerDay: number }
  /** Published arithmetic over the physical model, number by number. */
  | { readonly kind: 'gap' }
  /** An hour of the day or the week against capacity. */
  | { readonly kind: 'hour'; readonly hour: number }
  /** Latency at a load over the planned one. */
  | { readonly kind: 'point'; readonly ofPlanned: number }
  /** What stands in the racks as they are drawn. */
  | { readonly kind: 'racks' };

/** The ways of answering, in both orders of asking. */
const inOrder = (scenario: Scenario, options: PlanOptions): readonly [article: Plan, physical: Plan] => {
  const ownPlan = plan(scenario, options);
  const other = plan(otherMode(scenario), options);
  return scenario.mode === 'article' ? [ownPlan, other] : [other, ownPlan];
};

const extended = (scenario: Scenario, options: PlanOptions, add: (ledger: Ledger) => void): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true, given: plan(scenario, options).ledger });
  add(ledger);
  return ledger.lines();
};

/** The lines of a view of the plan of a scenario whose ids, and those of the view, have been checked. */
export const ledgerView = (scenario: Scenario, view: LedgerView, options: PlanOptions = {}): readonly LedgerLine[] => {
  switch (view.kind) {
    case 'other-mode':
      return plan(otherMode(scenario), options).ledger;
    case 'server':
      return plan(onServer(scenario, view.server), options).ledger;
    case 'lever': {
      const changed =
        scenario.mode === 'article' ? null : (LEVERS.find(({ id }) => id === view.lever)?.apply(scenario) ?? null);
      return changed === null ? [] : plan(changed, options).ledger;
    }
    case 'load':
      return plan(withFields(scenario, 'demand', { queriesPerDay: view.queriesPerDay }), options).ledger;
    case 'gap': {
      const [article, physical] = inOrder(scenario, options);
      return gapLines(article, physical);
    }
    case 'hour':
      return extended(scenario, options, (ledger) => {
        if (scenario.mode === 'physical') hourLines(ledger, scenario, view.hour);
      });
    case 'point':
      return extended(scenario, options, (ledger) => {
        if (scenario.mode === 'physical') pointLines(ledger, scenario, options, view.ofPlanned);
      });
    case 'racks':
      return extended(scenario, options, (ledger) => {
        rackViewLines(ledger, scenario, options);
      });
  }
};
