import type { Replica } from './replica.ts';

export interface SteadyService {
  readonly outputTokensPerS: number;
  /** Mean time between the tokens of a request, the prompts of others that come in between included. */
  readonly tpotS: number;
}

/**
 * A replica that always has `concurrency` requests in progress, as a benchmark with a concurrency limit keeps it: each one
 * that ends is replaced, and its prompt P shares the device with the others' steps, so that a request takes
 * output·step + concurrency·P (Little's law with a full house):
 *
 *   λ = n / (output·step(n) + n·P),   TPOT = step(n) + n·P/output,   P the time a prompt adds to a step.
 */
export const steadyService = (
  replica: Replica,
  concurrency: number,
  inputTokens: number,
  outputTokens: number,
): SteadyService => {
  const load = {
    decodes: concurrency,
    meanContextTokens: inputTokens + outputTokens / 2,
    promptTokens: 0,
    meanPromptContextTokens: (inputTokens + 1) / 2,
    promptsFinished: 0,
  };
  const stepS = replica.stepS(load);
  const promptS = replica.stepS({ ...load, promptTokens: inputTokens, promptsFinished: 1 }) - stepS;
  const requestS = outputTokens * stepS + concurrency * promptS;
  return {
    outputTokensPerS: (concurrency * outputTokens) / requestS,
    tpotS: stepS + (concurrency * promptS) / outputTokens,
  };
};
