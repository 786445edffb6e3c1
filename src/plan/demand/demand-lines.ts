import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { relativeProfile } from './profile.ts';

/** Sum of products over the classes of traffic, as formula text. */
const overClasses = (count: number, field: string): string =>
  Array.from(
    { length: count },
    (_, index) => `demand.class${String(index + 1)}.share * demand.class${String(index + 1)}.${field}`,
  ).join(' + ');

/** The load and the lengths of requests; of a mix, each class and the mean over all requests. */
export const loadLines = (ledger: Ledger, { demand }: Scenario): void => {
  ledger.choice('demand.queriesPerDay', 'Queries', '1/day', demand.queriesPerDay);
  ledger.line('demand.queriesPerSecond', 'Queries, mean', '1/s', 'demand.queriesPerDay / 86400');
  if (demand.classes === null) {
    ledger.choice('demand.inputTokens', 'Input', 'tokens/query', demand.inputTokens);
    ledger.choice('demand.outputTokens', 'Output', 'tokens/query', demand.outputTokens);
    return;
  }
  const shares = demand.classes.reduce((sum, { share }) => sum + share, 0);
  for (const [index, one] of demand.classes.entries()) {
    const id = `demand.class${String(index + 1)}`;
    ledger.choice(`${id}.share`, `${one.name}: share of the queries`, '', one.share / shares);
    ledger.choice(`${id}.inputTokens`, `${one.name}: input`, 'tokens/query', one.inputTokens);
    ledger.choice(`${id}.outputTokens`, `${one.name}: output`, 'tokens/query', one.outputTokens);
  }
  const count = demand.classes.length;
  ledger.line('demand.inputTokens', 'Input, mean', 'tokens/query', overClasses(count, 'inputTokens'));
  ledger.line('demand.outputTokens', 'Output, mean', 'tokens/query', overClasses(count, 'outputTokens'));
};

/** The hour that sizes the fleet. */
export const peakLines = (ledger: Ledger, { demand }: Scenario): void => {
  if (demand.hourlyProfile === null) {
    ledger.choice('demand.peakToAverage', 'Busiest hour over the mean', '', demand.peakToAverage);
  } else {
    const peak = Math.max(...relativeProfile(demand.hourlyProfile));
    ledger.choice('demand.peakToAverage', 'Busiest hour over the mean', '', peak, 'demand.hourlyProfile');
  }
  ledger.choice('demand.surge', 'Surge that capacity is kept for', '', demand.surge);
  ledger.line(
    'demand.peakQueriesPerSecond',
    'Queries, busiest hour',
    '1/s',
    'demand.queriesPerSecond * demand.peakToAverage * demand.surge',
  );
};
