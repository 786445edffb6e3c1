import type { ContestRequest } from './contest.ts';
import { failedStanding, type Outcome, type ParticipantId, type Standing } from './participant.ts';

/** How an attempt at a contest ended: with its standings, or cut short by the participant that was at work. */
export type Ending =
  | { readonly standings: readonly Standing[] }
  | { readonly culprit: ParticipantId | null; readonly outcome: Outcome; readonly reason: string };

/**
 * Holds a contest to its end. A participant that hangs or takes the page with it is given up for this contest, with
 * its reason, and the others start again without it, since what they had was lost or disturbed.
 */
export const holdToTheEnd = async (
  request: ContestRequest,
  attempt: (request: ContestRequest) => Promise<Ending>,
): Promise<Standing[]> => {
  const standings = new Map<ParticipantId, Standing>();
  for (;;) {
    const ending = await attempt({ ...request, participants: request.participants.filter((id) => !standings.has(id)) });
    if ('standings' in ending) {
      for (const standing of ending.standings) standings.set(standing.id, standing);
      return request.participants.map((id) => standings.get(id)!);
    }
    const { culprit, outcome, reason } = ending;
    // Without a culprit there is nobody to leave out, and the next attempt would end the same way.
    if (culprit === null) throw new Error(`No contest could be held: ${reason}`);
    standings.set(culprit, failedStanding(culprit, outcome, reason));
  }
};
