import type { PhysicalScenario, Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';
import { relativeProfile } from './profile.ts';

/** Id of a line of a class of the mix; classes count from 1. */
const classLine = <Key extends string>(index: number, key: Key) => `demand.class${index + 1}.${key}` as const;

/** Sum of products over the classes of traffic, as formula text. */
const overClasses = (count: number, key: string): string =>
  Array.from({ length: count }, (_, index) => `${classLine(index, 'share')} * ${classLine(index, key)}`).join(' + ');

/** The load and the lengths of requests; of a mix, each class and the mean over all requests. */
export const loadLines = (ledger: Ledger, scenario: Scenario): void => {
  const { demand } = scenario;
  ledger.choice('demand.queriesPerDay', demand.queriesPerDay);
  ledger.line('demand.queriesPerSecond', 'demand.queriesPerDay / 86400');
  const classes = scenario.mode === 'physical' ? scenario.demand.classes : null;
  if (classes === null) {
    ledger.choice('demand.inputTokens', demand.inputTokens);
    ledger.choice('demand.outputTokens', demand.outputTokens);
    return;
  }
  const shares = classes.reduce((sum, { share }) => sum + share, 0);
  for (const [index, { name: of, share, inputTokens, outputTokens }] of classes.entries()) {
    ledger.choice(classLine(index, 'share'), share / shares, { of });
    ledger.choice(classLine(index, 'inputTokens'), inputTokens, { of });
    ledger.choice(classLine(index, 'outputTokens'), outputTokens, { of });
  }
  const count = classes.length;
  ledger.line('demand.inputTokens', overClasses(count, 'inputTokens'), { detail: 'mean' });
  ledger.line('demand.outputTokens', overClasses(count, 'outputTokens'), { detail: 'mean' });
};

/** The hour that sizes the fleet. */
export const peakLines = (ledger: Ledger, { demand }: PhysicalScenario): void => {
  if (demand.hourlyProfile === null) {
    ledger.choice('demand.peakToAverage', demand.peakToAverage);
  } else {
    const peak = Math.max(...relativeProfile(demand.hourlyProfile));
    ledger.choice('demand.peakToAverage', peak, { source: 'demand.hourlyProfile' });
  }
  ledger.choice('demand.surge', demand.surge);
  ledger.line('demand.peakQueriesPerSecond', 'demand.queriesPerSecond * demand.peakToAverage * demand.surge');
};
