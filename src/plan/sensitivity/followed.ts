import type { LineId } from '../../records/ledger-lines.ts';
import type { Follower, Ledger } from '../ledger.ts';
import type { UncertainInput } from './uncertain-inputs.ts';

export type Values = (id: LineId) => number;

/** The values of a plan with some of its lines multiplied: the same numbers that the whole plan would give. */
export const followed = (
  ledger: Ledger,
  followers: readonly Follower[],
  multiplied: readonly UncertainInput[],
  factorOf: (id: string) => number,
): Values => {
  const values = new Map<LineId, number>();
  const valueOf: Values = (id) => values.get(id) ?? ledger.value(id);
  for (const { id, lineTimes } of multiplied) {
    const line = id as LineId;
    if (lineTimes !== undefined && ledger.has(line)) values.set(line, lineTimes(ledger.value(line), factorOf(id)));
  }
  for (const { id, evaluate } of followers) values.set(id, evaluate(valueOf as (id: string) => number));
  return valueOf;
};
