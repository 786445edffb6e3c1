import type { PhysicalScenario } from '../../records/scenario.ts';

/** Mean lengths over all requests, in tokens per query: those of a mix are weighted by its shares. */
export const meanLengths = ({
  classes,
  inputTokens,
  outputTokens,
}: PhysicalScenario['demand']): Pick<PhysicalScenario['demand'], 'inputTokens' | 'outputTokens'> => {
  if (classes === null) return { inputTokens, outputTokens };
  const shares = classes.reduce((sum, { share }) => sum + share, 0);
  const mean = (key: 'inputTokens' | 'outputTokens'): number =>
    classes.reduce((sum, trafficClass) => sum + (trafficClass.share / shares) * trafficClass[key], 0);
  return { inputTokens: mean('inputTokens'), outputTokens: mean('outputTokens') };
};
