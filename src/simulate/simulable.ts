import { problem, type Problem } from '../base/result.ts';
import type { Scenario } from '../records/scenario.ts';

/** What of a scenario the simulation does not know; empty where it can run. */
export const notSimulable = ({ mode, serving }: Scenario): Problem[] => [
  ...(mode === 'article'
    ? [
        problem(
          'mode',
          'mode is article: a published estimate counts hours, it has no requests that could wait. Add --set mode=physical for the same load on the physical model.',
        ),
      ]
    : []),
  ...(serving.draftTokens > 0
    ? [
        problem(
          'serving.draftTokens',
          `serving.draftTokens is ${String(serving.draftTokens)}: the simulation gives one token a step. Set it to 0 to simulate the plan without speculative decoding.`,
        ),
      ]
    : []),
  ...(serving.prefill === 'chunked'
    ? []
    : [
        problem(
          'serving.prefill',
          `serving.prefill is ${serving.prefill}: the simulation takes prompts in chunks beside decoding. Set it to chunked.`,
        ),
      ]),
];
