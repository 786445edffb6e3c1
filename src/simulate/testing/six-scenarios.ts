import { scenarioDefaults } from '../../catalog/presets.ts';
import type { PhysicalScenario, TrafficClass } from '../../records/scenario.ts';

/** Kinds of serving that differ in what binds: the weights' reads, the prompts, the KV cache, a mix, experts, one GPU. */
export interface ReferenceCase {
  readonly name: string;
  readonly scenario: PhysicalScenario;
}

const { physical } = scenarioDefaults;

const serving = (
  name: string,
  model: string,
  tensorParallel: number,
  lengths: { readonly inputTokens: number; readonly outputTokens: number; readonly classes?: TrafficClass[] },
): ReferenceCase => ({
  name,
  scenario: {
    ...physical,
    name,
    model,
    demand: { ...physical.demand, queriesPerDay: 1e6, ...lengths },
    hardware: { ...physical.hardware, server: 'dgx-a100-640gb', tensorParallel },
    // The load is set by the policy alone, to compare at a given one.
    slo: { ttftP99Ms: 1e6, tpotP99Ms: 1e5 },
  },
});

const trafficClass = (name: string, share: number, inputTokens: number, outputTokens: number): TrafficClass => ({
  name,
  share,
  inputTokens,
  inputCv: 0.5,
  outputTokens,
  outputCv: 0.5,
  ttftP99Ms: 1e6,
  tpotP99Ms: 1e5,
});

export const sixScenarios: readonly ReferenceCase[] = [
  serving('GPT-3 175B, 50/40', 'gpt-3-175b', 8, { inputTokens: 50, outputTokens: 40 }),
  serving('Llama 2 70B, 512/256', 'llama-2-70b', 8, { inputTokens: 512, outputTokens: 256 }),
  serving('Llama 2 70B, 4096/512', 'llama-2-70b', 8, { inputTokens: 4096, outputTokens: 512 }),
  serving('Llama 2 70B, mix', 'llama-2-70b', 8, {
    inputTokens: 512,
    outputTokens: 256,
    classes: [
      trafficClass('chat', 7, 512, 256),
      trafficClass('documents', 2, 4096, 512),
      trafficClass('short', 1, 50, 40),
    ],
  }),
  serving('Mixtral 8x7B, 512/256', 'mixtral-8x7b', 2, { inputTokens: 512, outputTokens: 256 }),
  serving('Llama 2 7B on one GPU, 512/256', 'llama-2-7b', 1, { inputTokens: 512, outputTokens: 256 }),
];

const inFp8 = (
  name: string,
  model: string,
  [server, tensorParallel, expertParallel]: readonly [string, number, 'yes' | 'no'],
  lengths: Partial<PhysicalScenario['demand']>,
  prefixHitRate = 0,
): ReferenceCase => {
  const { scenario } = serving(name, model, tensorParallel, { inputTokens: 512, outputTokens: 256 });
  return {
    name,
    scenario: {
      ...scenario,
      demand: { ...scenario.demand, ...lengths },
      hardware: { ...scenario.hardware, server, expertParallel },
      precision: { ...scenario.precision, weights: 'fp8', activations: 'fp8', kvCache: 'fp8' },
      serving: { ...scenario.serving, prefixHitRate },
    },
  };
};

const ONE_TOKEN = { outputTokens: 1, outputCv: 0 };

/** What else changes the queue: prefixes from the cache, answers of one token, experts split and dealt out, a fast small model. */
export const eightMore: readonly ReferenceCase[] = [
  inFp8('Llama 3 70B, half of 4096 cached', 'llama-3-70b', ['dgx-h100', 4, 'no'], { inputTokens: 4096 }, 0.5),
  inFp8('Llama 3 70B, nine tenths of 7000 cached', 'llama-3-70b', ['dgx-h100', 8, 'no'], { inputTokens: 7000 }, 0.9),
  inFp8('Llama 3 70B, 512 to one token', 'llama-3-70b', ['dgx-h100', 4, 'no'], ONE_TOKEN),
  inFp8('Llama 3 70B, 4000 to one token', 'llama-3-70b', ['dgx-h100', 4, 'no'], { ...ONE_TOKEN, inputTokens: 4000 }),
  inFp8('DeepSeek-V3 split, 512/256', 'deepseek-v3', ['dgx-h200', 8, 'no'], {}),
  inFp8('DeepSeek-V3 dealt out, 512/256', 'deepseek-v3', ['dgx-h200', 8, 'yes'], {}),
  inFp8(
    'DeepSeek-V3 dealt out, 2000/500, prefixes cached',
    'deepseek-v3',
    ['dgx-h200', 8, 'yes'],
    { inputTokens: 2000, outputTokens: 500 },
    0.56,
  ),
  inFp8('Llama 3 8B, 1024/128', 'llama-3-8b', ['dgx-h100', 1, 'no'], { inputTokens: 1024, outputTokens: 128 }),
];

/** The same with another load policy: the share of its most that a replica carries in the busiest hour. */
export const atLoad = (scenario: PhysicalScenario, targetUtilisation: number): PhysicalScenario => ({
  ...scenario,
  serving: { ...scenario.serving, targetUtilisation },
});
