import type { LineId } from '../../records/ledger-lines.ts';
import type { Follower, Ledger } from '../ledger.ts';
import { LineValues, placeOf } from '../line-values.ts';
import type { UncertainInput } from './uncertain-inputs.ts';

/**
 * The values of a plan with some of its lines multiplied, for one set of factors after the other: the same numbers that the whole
 * plan would give. What is returned holds until it is asked for others.
 */
export const following = (
  ledger: Ledger,
  followers: readonly Follower[],
  multiplied: readonly UncertainInput[],
): ((factorOf: (id: string) => number) => LineValues) => {
  const values = new LineValues(ledger.values);
  const moved = multiplied.flatMap(({ id, lineTimes }) =>
    lineTimes === undefined || !ledger.has(id as LineId)
      ? []
      : [{ id, place: placeOf(id), planned: ledger.value(id as LineId), lineTimes }],
  );
  const steps = followers.map(({ id, evaluate }) => ({ place: placeOf(id), evaluate }));
  return (factorOf) => {
    for (const { id, place, planned, lineTimes } of moved) values.set(place, lineTimes(planned, factorOf(id)));
    for (const { place, evaluate } of steps) values.set(place, evaluate(values));
    return values;
  };
};
