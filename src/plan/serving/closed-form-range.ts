import { percentText } from '../../base/format.ts';
import type { Warning } from '../../records/measurement.ts';
import type { ServingPlan } from './choose-replica.ts';

/**
 * Up to 75 % load closed form and simulation agree within 15 % (TPOT, median first token) and 25 % (p99) on fourteen scenarios;
 * at 85 % a mix of short and long prompts no longer does (docs/queueing.md).
 */
const TRUSTED_LOAD = 0.75;

/** From here on the wait for a slot reaches the 99th percentile, where the form is too careful (docs/queueing.md). */
const NOTED_SLOT_WAIT = 0.01;

/** Where a plan stands outside the range in which its closed form was checked against simulation; empty inside. */
export const closedFormWarnings = ({ requestsPerS, fullRequestsPerS, firstTokens }: ServingPlan): Warning[] => {
  const load = requestsPerS / fullRequestsPerS;
  return [
    ...(load > TRUSTED_LOAD
      ? [
          {
            code: 'high-load',
            message: `A replica carries ${percentText(load)} of what it could: above ${percentText(TRUSTED_LOAD)} the number in progress swings widely and slowly, and the closed form can be too hopeful about latency; check the plan by \`roofrack simulate\`.`,
          },
        ]
      : []),
    ...(firstTokens.slotWait > NOTED_SLOT_WAIT
      ? [
          {
            code: 'slots',
            message: `${percentText(firstTokens.slotWait)} of the requests find every slot taken and wait: p99 of the first token is then too high, two- to twelvefold where it was simulated, and an SLO on it asks for more servers than needed; check it by \`roofrack simulate\`. More KV room or a larger serving.maxBatch would help.`,
          },
        ]
      : []),
  ];
};
