import type { LedgerLine, Plan } from '../records/plan.ts';
import { ATTRIBUTED_LINES, type Attributed, type ScenarioDifference } from './attribution.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Ledgers of what two plans are beside each other: each number of theirs is a fact here, with its line as the source. */

const lineOf = ({ ledger }: Plan, id: string): LedgerLine | undefined => ledger.find((line) => line.id === id);

const take = (ledger: Ledger, prefix: string, name: string, { id, label, unit, value, tier }: LedgerLine): void => {
  ledger.input(`${prefix}.${id}`, `${name}: ${label}`, unit, value, `line ${id} of ${name}`, tier);
};

/** Published arithmetic over the physical model, for every number that both compute. */
export const gapLines = (article: Plan, physical: Plan): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true });
  for (const line of article.ledger) {
    const beside = lineOf(physical, line.id);
    if (beside === undefined || line.formula === null || beside.formula === null) continue;
    take(ledger, 'published', 'published arithmetic', line);
    take(ledger, 'physical', 'the physical model', beside);
    const { id, label } = line;
    ledger.line(`gap.${id}`, `Published over physical: ${label}`, '', `published.${id} / physical.${id}`);
  }
  return ledger.lines();
};

const SHARED_OUT =
  'effect of the change, averaged over the orders in which the changes can be made one after the other (Shapley value)';

/** Id of the line of what one of the changed inputs adds to a headline; inputs count from 1. */
export const changeLine = (input: number, headline: Attributed): string =>
  `change${String(input)}.${ATTRIBUTED_LINES[headline]}`;

/** What tells two scenarios apart: both ends, and what every changed input adds. `names` are those of the inputs. */
export const differenceLines = (
  { before, after, inputs }: ScenarioDifference,
  names: readonly string[],
): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true });
  for (const [headline, id] of Object.entries(ATTRIBUTED_LINES) as [Attributed, string][]) {
    const from = lineOf(before, id);
    const to = lineOf(after, id);
    if (from === undefined || to === undefined) continue;
    take(ledger, 'before', `“${before.scenario.name}”`, from);
    take(ledger, 'after', `“${after.scenario.name}”`, to);
    ledger.line(`difference.${id}`, `Difference: ${to.label}`, to.unit, `after.${id} - before.${id}`);
    for (const [index, { contribution }] of inputs.entries()) {
      const label = `${names[index]}: what it adds to ${to.label.toLowerCase()}`;
      const value = contribution[headline] ?? NaN;
      ledger.model(changeLine(index + 1, headline), label, to.unit, value, SHARED_OUT, [`before.${id}`, `after.${id}`]);
    }
  }
  return ledger.lines();
};
