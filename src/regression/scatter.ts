import { median, robustSd } from '../base/statistics/order.ts';
import type { Comparison, ExpectedScatter, Session } from '../records/comparison.ts';
import { sessionLogRatios } from './session-ratios.ts';
import { placeOf } from './unlike.ts';

/** Where nothing was timed on a machine yet: interleaved sessions on a software adapter with neighbours (docs/method.md). */
export const UNKNOWN_SCATTER: ExpectedScatter = { sd: 0.036, from: 'nothing was compared on this machine yet' };
/** Sessions that agree to the step of the clock are an accident, not a promise. */
const LEAST_SD = 0.002;
/** With fewer sessions than this a scatter is not believed. */
const FEWEST = 10;

/** Deviations of log ratios from the middle of their own comparison, larger by what the middle took away. */
const deviationsOf = (sessions: readonly Session[]): number[] => {
  const ratios = sessionLogRatios(sessions);
  if (ratios.length < 2) return [];
  const middle = median(ratios);
  const lost = Math.sqrt(ratios.length / (ratios.length - 1));
  return ratios.map((x) => Math.abs(x - middle) * lost);
};

/** Earlier comparisons in the same place as the one that is about to run; none where nobody knows where that is. */
const alikeOf = (earlier: readonly Comparison[], now: Comparison | null): readonly Comparison[] =>
  earlier
    .filter(({ id }) => id !== now?.id)
    .filter((comparison) => now !== null && placeOf(comparison) === placeOf(now));

/** Those of a case by its id, or of the control. */
const sessionsOf = ({ cases, control }: Comparison, id: string | null): readonly Session[] =>
  id === null ? control.equal : (cases.find((compared) => compared.id === id)?.sessions ?? []);

/**
 * How far sessions of a case (or of the control, null) will scatter on this machine, from earlier comparisons of its class: its own
 * first, else those of every case and control. The median absolute deviation, so that a wild session does not make later ones timid.
 */
export const learnScatter = (
  earlier: readonly Comparison[],
  now: Comparison | null,
  id: string | null,
): ExpectedScatter => {
  const alike = alikeOf(earlier, now);
  const own = alike.map((comparison) => deviationsOf(sessionsOf(comparison, id)));
  const all = alike.map(({ cases, control }) => [
    ...deviationsOf(control.equal),
    ...cases.flatMap(({ sessions }) => deviationsOf(sessions)),
  ]);
  const learnt = (deviations: readonly (readonly number[])[], of: string): ExpectedScatter | null => {
    const values = deviations.flat();
    if (values.length < FEWEST) return null;
    const comparisons = deviations.filter((list) => list.length > 0).length;
    return {
      sd: Math.max(LEAST_SD, robustSd(values)),
      from: `${String(values.length)} sessions ${of} in ${String(comparisons)} earlier comparison${comparisons === 1 ? '' : 's'} here`,
    };
  };
  return learnt(own, 'of this case') ?? learnt(all, 'of all cases') ?? UNKNOWN_SCATTER;
};

/** How long a session of a case (or of the control, null) takes on this machine, in s; null where none was timed here. */
export const learnSeconds = (
  earlier: readonly Comparison[],
  now: Comparison | null,
  id: string | null,
): number | null => {
  const alike = alikeOf(earlier, now);
  const own = alike.flatMap((comparison) => sessionsOf(comparison, id));
  const sessions = own.length > 0 ? own : alike.flatMap(({ cases }) => cases.flatMap((compared) => compared.sessions));
  return sessions.length > 0 ? median(sessions.map(({ seconds }) => seconds)) : null;
};
