import { modesOf } from '../base/statistics/modes.ts';
import { median } from '../base/statistics/order.ts';
import { sessionLogRatio } from '../base/statistics/paired-sessions.ts';
import type { Session } from '../records/comparison.ts';

/** Times of a draw are looked at together over at most so many sessions: modes that are long past say nothing. */
const SESSIONS_FOR_MODES = 25;
/** The first session whose past has draws enough to show modes; after it they are looked for now and then, as a density takes time. */
const FIRST_LOOK = 3;
const LOOK_EVERY = 7;

const logTimesOf = (sessions: readonly Session[], side: 'baseMs' | 'headMs'): number[] =>
  sessions
    .slice(-SESSIONS_FOR_MODES)
    .flatMap(({ draws }) =>
      draws
        .filter(({ pairs }) => pairs.length > 0)
        .map(({ pairs }) => Math.log(median(pairs.map((pair) => pair[side])))),
    )
    .filter(Number.isFinite);

/** Times of both builds together would show two modes wherever one is slower: each side is looked at by itself. */
const hasModes = (sessions: readonly Session[]): boolean =>
  (['baseMs', 'headMs'] as const).some((side) => modesOf(logTimesOf(sessions, side)).length > 1);

/** Mean over a session's draws of the median log ratio of each: follows how often a draw falls into which mode. */
const meanLogRatio = ({ draws }: Session): number => {
  const ratios = draws.map(({ pairs }) => sessionLogRatio([pairs])).filter(Number.isFinite);
  return ratios.reduce((sum, x) => sum + x, 0) / ratios.length;
};

/**
 * The log ratio of each session. Where the sessions *before* it show two modes of time, it is the mean over draws, which moves with
 * the weights of the modes and with the shift of either; a median would stay in the mode that most draws fall into. Else it is the
 * median, which one wild draw does not move. Only earlier sessions choose, so that a bet is still placed before its outcome.
 */
export const sessionLogRatios = (sessions: readonly Session[]): readonly number[] => {
  let grouped = false;
  return sessions
    .map((session, index) => {
      if (index === FIRST_LOOK || (index > 0 && index % LOOK_EVERY === 0)) grouped = hasModes(sessions.slice(0, index));
      return grouped ? meanLogRatio(session) : sessionLogRatio(session.draws.map(({ pairs }) => pairs));
    })
    .filter(Number.isFinite);
};

export interface TimeMode {
  /** Median time of the mode, in ms of one run. */
  readonly ms: number;
  /** Share of the side's draws that fall into it. */
  readonly share: number;
}

/** The modes of either side's times, fastest first; one where they do not fall into groups. */
export const modesOfSides = (sessions: readonly Session[]): Readonly<Record<'base' | 'head', readonly TimeMode[]>> => {
  const ofSide = (side: 'baseMs' | 'headMs'): TimeMode[] =>
    modesOf(logTimesOf(sessions, side)).map(({ at, weight }) => ({ ms: Math.exp(at), share: weight }));
  return { base: ofSide('baseMs'), head: ofSide('headMs') };
};
