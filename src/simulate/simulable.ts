import { problem, type Problem } from '../base/result.ts';
import type { Scenario } from '../records/scenario.ts';

/** What of a scenario the simulation does not know; empty where it can run. */
export const notSimulable = ({ mode }: Scenario): Problem[] =>
  mode === 'article'
    ? [
        problem(
          'mode',
          'mode is article: a published estimate counts hours, it has no requests that could wait. Add --set mode=physical for the same load on the physical model.',
        ),
      ]
    : [];
