import type { Scenario } from '../records/scenario.ts';
import { SCENARIO_FORMAT, SCENARIO_VERSION } from '../records/scenario.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the source gets wrong, or what must be known to read it; shown beside the plan. */
  readonly notes: readonly string[];
  readonly scenario: Scenario;
}

/** Stand in for whatever a scenario of the physical mode leaves out. */
const physicalDefaults: Scenario = {
  format: SCENARIO_FORMAT,
  version: SCENARIO_VERSION,
  name: 'Untitled',
  mode: 'physical',
  model: 'gpt-3-175b',
  demand: {
    queriesPerDay: 250e6,
    inputTokens: 50,
    outputTokens: 40,
    inputCv: 0.5,
    outputCv: 0.5,
    classes: null,
    peakToAverage: 2,
    hourlyProfile: null,
    surge: 1,
    growthPerYear: 0,
  },
  article: {
    wordsPerQuery: 30,
    secondsPerWord: 0.35,
    rackRounding: 'floor',
    rackPriceUsd: 1_400_000,
    pflopsPerServer: 5,
  },
  precision: { weights: 'fp16', kvCache: 'fp16', activations: 'fp16' },
  hardware: {
    server: 'dgx-a100-640gb',
    accelerator: null,
    calibration: null,
    stack: 'vllm',
    tensorParallel: 'auto',
    pipelineParallel: 1,
  },
  serving: {
    kvPolicy: 'paged',
    maxBatch: 512,
    memoryUtilisation: 0.9,
    targetUtilisation: 0.7,
    chunkTokens: 2048,
    prefixHitRate: 0,
  },
  slo: { ttftP99Ms: 1000, tpotP99Ms: 100 },
  facility: { rackUnits: 42, reservedUnits: 4, rackKw: 34.5, rackKg: 1000, feeds: 'A+B', pue: 1.2, puePeak: 1.4 },
  network: { profile: 'inference-frontend' },
  economics: { electricityUsdPerKwh: 0.08, amortisationYears: 4, discountRate: 0.08 },
  reliability: { serverMtbfHours: 6335, serverMttrHours: 24, blastRadius: 'rack', availabilityTarget: 0.999 },
  carbon: { kgPerKwh: 0.4 },
};

/** The published arithmetic knows no PUE, reserves no rack space and fills racks to the last unit. */
const articleDefaults: Scenario = {
  ...physicalDefaults,
  mode: 'article',
  demand: { ...physicalDefaults.demand, peakToAverage: 1 },
  hardware: { ...physicalDefaults.hardware, server: 'dgx-a100-320gb' },
  facility: {
    ...physicalDefaults.facility,
    reservedUnits: 0,
    rackKw: 45.5,
    rackKg: 1000,
    feeds: 'A',
    pue: 1,
    puePeak: 1,
  },
};

export const scenarioDefaults: Readonly<Record<Scenario['mode'], Scenario>> = {
  article: articleDefaults,
  physical: physicalDefaults,
};

export const presets: readonly Preset[] = [
  {
    id: 'chatgpt-2023-article',
    title: 'ChatGPT, February 2023: the published estimate',
    about:
      'Guosheng Securities, 12 February 2023, as reported by 华尔街见闻: 25 million visitors a day ask ten questions, each answered in 30 words at 350 ms a word on one A100.',
    notes: [
      '2,369,640 kWh is printed in the cost line: that is 2,170 racks × 45.5 kW × 24 h, the racks of a thousand million queries a day; the printed USD 47 thousand is 591,864 kWh × USD 0.08.',
      '542 racks (rounded down) leave 4 servers without a rack; 543 hold them.',
      'The heading says monthly, the sum is daily.',
      '13 million daily visitors in the lead, 25 million in the body; 13 million × 10 gives 15,799 A100s.',
      '542 × 140 = 7.59 hundred million drops the factor of ten thousand; the lead rounds it to about 800 million and the heading to nearly a billion.',
      'No PUE, no utilisation, no switches or storage; maximum power used as average.',
      '5 PFLOP/s a server is the 2:4-sparse figure; dense fp16 is 2.5.',
      '350 ms a word is a batch-1 latency (6 ms for 3 billion parameters × 175/3): the fleet is that of serving without batching.',
      '7 × 6U fill all 42U, which leaves no room for a switch; 45.5 kW and 862 kg exceed most racks.',
    ],
    scenario: { ...articleDefaults, name: 'ChatGPT, February 2023: the published estimate' },
  },
  {
    id: 'chatgpt-2023-physical',
    title: 'ChatGPT, February 2023: the same load, physical model',
    about:
      'The same 250 million queries a day of GPT-3 175B: 50 tokens in, 40 out (30 words at 0.75 words a token), batched as the KV cache allows, twice the daily mean in the busiest hour.',
    notes: [],
    scenario: { ...physicalDefaults, name: 'ChatGPT, February 2023: the same load, physical model' },
  },
];

export const findPreset = (id: string): Preset | null => presets.find((preset) => preset.id === id) ?? null;
