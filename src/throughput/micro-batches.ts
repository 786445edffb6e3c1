import { passesOf, sumTerms, type Replica, type StepLoad } from './replica.ts';

const half = (load: StepLoad): StepLoad => ({
  ...load,
  decodes: load.decodes / 2,
  promptTokens: load.promptTokens / 2,
  promptsFinished: load.promptsFinished / 2,
});

/**
 * A replica whose exchanges are hidden behind its computing: a pass is cut into two micro-batches, of which one computes while the
 * other's tokens are under way (DeepSeek's dual micro-batches, SGLang's two-batch overlap, vLLM's dual-batch overlap). Each half
 * reads its weights for itself, so that small passes are not cut: the shorter of both counts. Published for experts over many
 * servers; none of the tables holds a row of it.
 */
export const overlappingExchanges = (replica: Replica): Replica => {
  const stepS: Replica['stepS'] = (load) => {
    const whole = replica.stepS(load);
    const terms = replica.stepTerms(half(load));
    const others = sumTerms(terms) - terms.collectivesS;
    return Math.min(whole, 2 * Math.max(others, terms.collectivesS));
  };
  return {
    ...replica,
    stepS,
    ...passesOf(stepS),
    withStack: (stack) => overlappingExchanges(replica.withStack(stack)),
  };
};
