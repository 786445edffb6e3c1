import type { BreakerStandard } from './breaker.ts';
import { threePhaseW } from './phases.ts';

/** A circuit to a rack, behind one breaker. */
export interface Feed {
  readonly name: string;
  /** From line to line; of a single-phase feed, between its two conductors. */
  readonly voltageV: number;
  readonly phases: 1 | 3;
  readonly breakerA: number;
  readonly breakerStandard: BreakerStandard;
  /** Share of the breaker that a continuous load may take: 0.8 by NEC 210.20, 1 by IEC. */
  readonly continuousShare: number;
}

/** What a feed carries for hours, in W at unity power factor: V · A · (√3) · share. */
export const feedUsableW = (feed: Feed): number => feed.continuousShare * feedBreakerW(feed);

/** The same at the rating of its breaker. */
export const feedBreakerW = ({ voltageV, phases, breakerA }: Feed): number =>
  phases === 3 ? threePhaseW(voltageV, breakerA) : voltageV * breakerA;
