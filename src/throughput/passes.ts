import type { Replica } from './replica.ts';

/** Passes over requests that are all alike, from the time of any pass. */
export const passesOf = (stepS: Replica['stepS']): Pick<Replica, 'decodeStepS' | 'prefillS'> => ({
  decodeStepS: (batch, meanContextTokens) =>
    stepS({ decodes: batch, meanContextTokens, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 }),
  prefillS: (tokens, prompts = 1, cachedTokens = 0) =>
    stepS({
      decodes: 0,
      meanContextTokens: 0,
      promptTokens: tokens * prompts,
      meanPromptContextTokens: cachedTokens + (tokens + 1) / 2,
      promptsFinished: prompts,
    }),
});
