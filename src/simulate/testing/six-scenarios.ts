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

/** The same with another load policy: the share of its most that a replica carries in the busiest hour. */
export const atLoad = (scenario: PhysicalScenario, targetUtilisation: number): PhysicalScenario => ({
  ...scenario,
  serving: { ...scenario.serving, targetUtilisation },
});
