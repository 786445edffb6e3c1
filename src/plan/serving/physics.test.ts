import { expect, it } from 'vitest';
import { physicalPreset } from '../../catalog/testing/presets.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import { plan } from '../plan.ts';

const llama = physicalPreset('llama3-70b-chat');
const withDemand = (
  demand: Partial<PhysicalScenario['demand']>,
  more: Partial<PhysicalScenario> = {},
): PhysicalScenario => ({
  ...llama,
  ...more,
  demand: { ...llama.demand, inputCv: 0, outputCv: 0, ...demand },
});

it('a pipeline does not make a lone request faster', () => {
  const firstToken = (pipelineParallel: number): number => {
    const scenario = withDemand(
      { inputTokens: 1024 },
      {
        hardware: { ...llama.hardware, tensorParallel: 1, pipelineParallel },
        precision: { ...llama.precision, weights: 'int4', activations: 'fp16', kvCache: 'fp8' },
        serving: { ...llama.serving, targetUtilisation: 0.05 },
        slo: { ttftP99Ms: 1e6, tpotP99Ms: 1e5 },
      },
    );
    return plan(scenario).serving.ttftMs ?? NaN;
  };
  const alone = firstToken(1);
  for (const stages of [2, 4, 8]) expect(firstToken(stages)).toBeGreaterThan(0.85 * alone);
});

it('answers of one token need no more servers than longer ones', () => {
  const servers = (outputTokens: number): number => plan(withDemand({ outputTokens })).fleet.servers ?? NaN;
  for (const longer of [2, 8, 64]) expect(servers(1)).toBeLessThanOrEqual(servers(longer));
});

it('an answer of one token has no time between tokens that an SLO could hold', () => {
  const strict = plan(withDemand({ outputTokens: 1 }, { slo: { ...llama.slo, tpotP99Ms: 1 } }));
  const loose = plan(withDemand({ outputTokens: 1 }, { slo: { ...llama.slo, tpotP99Ms: 1e6 } }));
  expect(strict.fleet.servers).toBe(loose.fleet.servers);
});

it('requests beyond the context window are warned of', () => {
  const warned = (inputTokens: number): string =>
    plan(withDemand({ inputTokens, outputTokens: 256 }))
      .warnings.map(({ message }) => message)
      .join('\n');
  expect(warned(8100)).toContain('more than the context window of Llama 3 70B, 8,192 tokens');
  expect(warned(4096)).not.toContain('context window');
});
