import { SCENARIO } from '../records/kinds.ts';
import type { ArticleScenario, PhysicalScenario, Scenario } from '../records/scenario.ts';

export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** What the source gets wrong, or what must be known to read it; shown beside the plan. */
  readonly notes: readonly string[];
  /** Month that it asks about, "2023-02": its software is then of that month or before. Left out where it is of today. */
  readonly date?: string;
  readonly scenario: Scenario;
}

/** What the two modes have in common. */
const common = {
  format: SCENARIO.format,
  version: SCENARIO.version,
  name: 'Untitled',
  model: 'gpt-3-175b',
  carbon: { kgPerKwh: 0.4 },
  own: null,
} as const;
const prices = {
  region: null,
  electricityUsdPerKwh: 0.08,
  demandUsdPerKwMonth: 0,
  usdPerGpuHour: null,
  reservedUsdPerGpuHour: null,
  spotUsdPerGpuHour: null,
  spotLostShare: 0.1,
  rentFallPerYear: 0,
  utilisation: 1,
  years: 4,
  amortisationYears: 4,
  residualShare: 0,
  discountRate: 0.08,
  taxRate: 0,
} as const;
/** Published arithmetic counts servers and electricity; everything else stands at nothing until it is asked for. */
const ownership = {
  housing: 'own',
  colocationUsdPerKwMonth: 150,
  powerUsdPerW: 0,
  coolingUsdPerW: 0,
  buildingUsdPerW: 0,
  facilityYears: 12,
  maintenanceShare: 0,
  staffPerMw: 0,
  usdPerStaffYear: 120_000,
  idleMonths: 0,
  rampMonths: 0,
} as const;
const load = { queriesPerDay: 250e6, inputTokens: 50, outputTokens: 40, growthPerYear: 0 } as const;

/** Stand in for whatever a scenario of the physical mode leaves out. */
const physicalDefaults: PhysicalScenario = {
  ...common,
  mode: 'physical',
  carbon: { ...common.carbon, embodiedKgPerServer: null, hourlyProfile: null },
  demand: {
    ...load,
    inputCv: 0.5,
    outputCv: 0.5,
    classes: null,
    peakToAverage: 2,
    hourlyProfile: null,
    surge: 1,
  },
  precision: { sparsity: 'dense', weights: 'fp16', kvCache: 'fp16', activations: 'fp16' },
  hardware: {
    server: 'dgx-a100-640gb',
    accelerator: null,
    calibration: null,
    stackCalibration: null,
    stack: 'vllm',
    tensorParallel: 'auto',
    expertParallel: 'auto',
    attentionDataParallel: 'auto',
    pipelineParallel: 1,
    prefillTensorParallel: 'same',
    prefillExpertParallel: 'same',
    prefillAttentionDataParallel: 'same',
    prefillPipelineParallel: 'same',
  },
  serving: {
    kvPolicy: 'paged',
    maxBatch: 512,
    memoryUtilisation: 0.9,
    targetUtilisation: 0.7,
    chunkTokens: 2048,
    prefill: 'chunked',
    draftTokens: 0,
    draftAcceptance: 0.7,
    draftCost: 0.05,
    prefixHitRate: 0,
  },
  slo: { ttftP99Ms: 1000, tpotP99Ms: 100 },
  facility: {
    rackUnits: 42,
    reservedUnits: 4,
    powerShare: 1,
    powerExponent: null,
    rackKw: 34.5,
    rackKg: 1000,
    cabinetKg: 0,
    rackWidthMm: null,
    rackDepthMm: null,
    feeds: 'A+B',
    feedVoltageV: 415,
    breakerStandard: 'ul489',
    racksPerPanel: 20,
    ups: '2N',
    upsUnitKw: 1500,
    airKw: null,
    liquidKw: null,
    pue: 1.2,
    puePeak: 1.4,
    wueLPerKwh: null,
    equipment: [],
  },
  cooling: { airSupplyC: 25, airRiseK: 12, waterSupplyC: 30, approachK: 5, waterRiseK: 10 },
  hall: {
    racksPerRow: 16,
    coldAisleMm: 1200,
    hotAisleMm: 1200,
    perimeterMm: 1200,
    containment: 'hot',
    rackOrder: 'as packed',
  },
  network: { profile: 'inference-frontend', switchUsd: null },
  economics: { ...prices, peakPriceFactor: 1, peakFromHour: 16, peakHours: 5 },
  // A facility of USD 10 per W of IT; its parts, maintenance and staff are round assumptions (docs/money.md).
  ownership: {
    ...ownership,
    powerUsdPerW: 5,
    coolingUsdPerW: 3,
    buildingUsdPerW: 2,
    maintenanceShare: 0.05,
    staffPerMw: 2,
    rackUsd: 3000,
    networkYears: 5,
  },
  reliability: { serverMtbfHours: 6335, serverMttrHours: 24, blastRadius: 'rack', availabilityTarget: 0.999 },
  published: null,
};

/** The published arithmetic knows no PUE, reserves no rack space and fills racks to the last unit. */
const articleDefaults: ArticleScenario = {
  ...common,
  mode: 'article',
  demand: load,
  article: {
    wordsPerQuery: 30,
    secondsPerWord: 0.35,
    rackRounding: 'floor',
    rackPriceUsd: 1_400_000,
    pflopsPerServer: 5,
  },
  precision: { weights: 'fp16', activations: 'fp16' },
  hardware: { server: 'dgx-a100-320gb', accelerator: null },
  facility: { rackUnits: 42, reservedUnits: 0, rackKw: null, rackKg: null, pue: 1, puePeak: 1 },
  economics: prices,
  ownership,
};

export const scenarioDefaults = { article: articleDefaults, physical: physicalDefaults } as const;

/**
 * The load everybody has heard of, on the physical model and with software of its month, with the estimate that was published
 * of it. Nobody had paged caches then (vLLM is of June 2023); prompts beside decoding are those of iteration-level scheduling
 * (Orca, OSDI 2022).
 */
export const publishedLoad: PhysicalScenario = {
  ...physicalDefaults,
  name: 'ChatGPT’s load of 2023',
  hardware: { ...physicalDefaults.hardware, stack: 'deepspeed-2022' },
  serving: { ...physicalDefaults.serving, kvPolicy: 'reserve' },
  published: { model: articleDefaults.model, ...articleDefaults.article },
};

/** A typical chat service: twenty million queries per day, the SLO of llm-d's interactive profile. */
const chat = (model: string, name: string, change: Partial<PhysicalScenario> = {}): PhysicalScenario => ({
  ...physicalDefaults,
  name,
  model,
  demand: { ...physicalDefaults.demand, queriesPerDay: 20e6, inputTokens: 512, outputTokens: 256 },
  slo: { ttftP99Ms: 1000, tpotP99Ms: 100 },
  ...change,
});

export const presets: readonly Preset[] = [
  {
    id: 'chatgpt-2023-article',
    date: '2023-02',
    title: 'ChatGPT, February 2023: the published estimate',
    about:
      'Guosheng Securities, 12 February 2023, as reported by 华尔街见闻: 25 million visitors a day ask ten questions, each answered in 30 words at 350 ms per word on one A100.',
    notes: [
      '2,369,640 kWh is printed in the cost line: that is 2,170 racks × 45.5 kW × 24 h, the racks of a thousand million queries per day; the printed USD 47 thousand is 591,864 kWh × USD 0.08.',
      '542 racks (rounded down) leave 4 servers without a rack; 543 hold them.',
      'The heading says monthly, the sum is daily.',
      '13 million daily visitors in the lead, 25 million in the body; 13 million × 10 gives 15,799 A100s.',
      '542 × 140 = 7.59 hundred million drops the factor of ten thousand; the lead rounds it to about 800 million and the heading to nearly a billion.',
      'No PUE, no utilisation, no switches or storage; maximum power used as average.',
      '5 PFLOP/s per server is the 2:4-sparse figure; dense fp16 is 2.5.',
      '350 ms per word is a batch-1 latency (6 ms for 3 billion parameters × 175/3): the fleet is that of serving without batching.',
      '7 × 6U fill all 42U, which leaves no room for a switch; 45.5 kW and 862 kg exceed most racks.',
    ],
    scenario: { ...articleDefaults, name: 'ChatGPT, February 2023: the published estimate' },
  },
  {
    id: 'chatgpt-2023-physical',
    date: '2023-02',
    title: 'ChatGPT, February 2023: the same load, physical model',
    about:
      'The same 250 million queries per day of GPT-3 175B: 50 tokens in, 40 out (30 words at 0.75 words per token), batched as the KV cache allows, twice the daily mean in the busiest hour.',
    notes: [
      'The software is that of its time, DeepSpeed-Inference as the BLOOM blog of September 2022 timed it on the same server; today’s vLLM (hardware.stack=vllm, serving.kvPolicy=paged) serves the load with fewer servers.',
    ],
    scenario: { ...publishedLoad, name: 'ChatGPT, February 2023: the same load, physical model' },
  },
  {
    id: 'semianalysis-2023',
    date: '2023-02',
    title: 'SemiAnalysis, February 2023: the inference cost of ChatGPT',
    about:
      '13 million users per day × 15 responses × 2,000 tokens on rented HGX A100, half of the time idle, at USD 1 per accelerator hour: 0.36 cents per query.',
    notes: [
      'The 694,444 accelerator hours per day mean 156 tokens per second and accelerator on average, 312 when busy.',
      'Secondary copies print USD 0.36 per query, a hundred times too much.',
      'With 2,000 generated tokens the KV cache would hold far fewer requests than 312 tokens per second need: the 2,000 are more likely context.',
    ],
    scenario: {
      ...articleDefaults,
      name: 'SemiAnalysis, February 2023: the inference cost of ChatGPT',
      demand: { ...articleDefaults.demand, queriesPerDay: 195e6, outputTokens: 2000 },
      article: { ...articleDefaults.article, wordsPerQuery: 2000, secondsPerWord: 1 / 156, rackRounding: 'ceil' },
      economics: { ...articleDefaults.economics, usdPerGpuHour: 1 },
    },
  },
  {
    id: 'llama2-70b-chat',
    title: 'Llama 2 70B, chat',
    about: '20 million queries per day, 512 tokens in and 256 out, on DGX A100.',
    notes: [],
    scenario: chat('llama-2-70b', 'Llama 2 70B, chat'),
  },
  {
    id: 'llama3-70b-chat',
    title: 'Llama 3 70B, chat',
    about: '20 million queries per day, 512 tokens in and 256 out, on DGX H100 in fp8.',
    notes: [],
    scenario: chat('llama-3-70b', 'Llama 3 70B, chat', {
      precision: { sparsity: 'dense', weights: 'fp8', kvCache: 'fp8', activations: 'fp8' },
      hardware: { ...physicalDefaults.hardware, server: 'dgx-h100' },
    }),
  },
  {
    id: 'deepseek-v3-chat',
    title: 'DeepSeek-V3, chat',
    about: '20 million queries per day, 512 tokens in and 256 out, a mixture of 256 experts in fp8 on DGX H200.',
    notes: [],
    scenario: chat('deepseek-v3', 'DeepSeek-V3, chat', {
      precision: { sparsity: 'dense', weights: 'fp8', kvCache: 'bf16', activations: 'fp8' },
      hardware: { ...physicalDefaults.hardware, server: 'dgx-h200' },
    }),
  },
  {
    id: 'rag-4096-512',
    title: 'Answers from documents: 4,096 in, 512 out',
    about: 'A million queries per day with long prompts (llm-d’s profile for retrieval), Llama 2 70B on DGX A100.',
    notes: [],
    scenario: chat('llama-2-70b', 'Answers from documents: 4,096 in, 512 out', {
      demand: { ...physicalDefaults.demand, queriesPerDay: 1e6, inputTokens: 4096, outputTokens: 512 },
      slo: { ttftP99Ms: 5000, tpotP99Ms: 100 },
    }),
  },
];

export const findPreset = (id: string): Preset | null => presets.find((preset) => preset.id === id) ?? null;
