import { entryAt } from '../base/checked.ts';
import { headlinesOf, type HeadlineId, type LineId } from '../records/ledger-lines.ts';
import type { LedgerLine, Plan } from '../records/plan.ts';
import type { ScenarioDifference } from './attribution.ts';
import { createLedger, type Ledger } from './ledger.ts';

/** Ledgers of what two plans are beside each other: each number of theirs is a fact here, with its line as the source. */

const lineOf = ({ ledger }: Plan, id: LineId): LedgerLine | undefined => ledger.find((line) => line.id === id);

type Side = 'published' | 'physical' | 'before' | 'after';

const take = (ledger: Ledger, side: Side, of: string, { id, value, tier }: LedgerLine): void => {
  ledger.input(`${side}.${id}`, value, `line ${id} of ${of}`, tier, { of });
};

/** Published arithmetic over the physical model, for every number that both compute. */
export const gapLines = (article: Plan, physical: Plan): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true });
  for (const line of article.ledger) {
    const beside = lineOf(physical, line.id);
    if (beside === undefined || line.formula === null || beside.formula === null) continue;
    take(ledger, 'published', 'published arithmetic', line);
    take(ledger, 'physical', 'the physical model', beside);
    const { id } = line;
    ledger.line(`gap.${id}`, `published.${id} / physical.${id}`, { of: 'Published over physical' });
  }
  estimateLine(ledger, article, physical);
  return ledger.lines();
};

/** Where the waterfall from the published estimate begins: its accelerators, on servers as the physical model has them. */
const estimateLine = (ledger: Ledger, article: Plan, physical: Plan): void => {
  const hours = lineOf(article, 'demand.gpuHoursPerDay');
  const gpus = lineOf(physical, 'server.gpus');
  if (hours === undefined || gpus === undefined) return;
  take(ledger, 'published', 'published arithmetic', hours);
  take(ledger, 'physical', 'the physical model', gpus);
  ledger.line('estimate.servers', 'published.demand.gpuHoursPerDay / 24 / physical.server.gpus');
};

const SHARED_OUT =
  'effect of the change, averaged over the orders in which the changes can be made one after the other (Shapley value)';

/** Id of the line of what one of the changed inputs adds to a headline; inputs count from 1. */
export const changeLine = (input: number, headline: HeadlineId): LineId => `change${input}.${headline}`;

/** What tells two scenarios apart: both ends, and what every changed input adds. `names` are those of the inputs. */
export const differenceLines = (
  { before, after, inputs }: ScenarioDifference,
  names: readonly string[],
): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true });
  for (const { id } of headlinesOf('difference')) {
    const from = lineOf(before, id);
    const to = lineOf(after, id);
    if (from === undefined || to === undefined) continue;
    take(ledger, 'before', `“${before.scenario.name}”`, from);
    take(ledger, 'after', `“${after.scenario.name}”`, to);
    ledger.line(`difference.${id}`, `after.${id} - before.${id}`, { of: 'Difference' });
    for (const [index, { contribution }] of inputs.entries()) {
      const words = { of: entryAt(names, index), detail: 'what it adds' };
      const ends = [`before.${id}`, `after.${id}`] as const;
      ledger.model(changeLine(index + 1, id), contribution[id] ?? NaN, SHARED_OUT, ends, words);
    }
  }
  return ledger.lines();
};
