import * as v from 'valibot';
import { choice, count, identifier, named, quantity } from './fields.ts';
import { ownFactsSchema } from './own-hardware.ts';
import { SCENARIO } from './kinds.ts';
import { BREAKER_STANDARDS, hallSchema, rackOrders } from './rack-layout.ts';

export const MODES = ['article', 'physical'] as const;
export type Mode = (typeof MODES)[number];

/** One kind of requests in a mix. */
const trafficClass = v.strictObject({
  name: v.pipe(v.string(), v.maxLength(100), v.metadata({ label: 'Name', unit: '', help: 'Name of the class.' })),
  share: quantity('Share', '', 0, 1e9, 'Its requests in proportion to those of the other classes.'),
  inputTokens: quantity('Input', 'tokens/query', 1, 1e6, 'Prompt tokens of a query, on average.'),
  inputCv: quantity('Input spread', '', 0, 5, 'Standard deviation of the prompt length over its mean.'),
  outputTokens: quantity('Output', 'tokens/query', 1, 1e6, 'Generated tokens of a query, on average.'),
  outputCv: quantity('Output spread', '', 0, 5, 'Standard deviation of the answer length over its mean.'),
  ttftP99Ms: quantity('First token p99', 'ms', 1, 1e7, 'Time to first token that 99 % of its requests meet.'),
  tpotP99Ms: quantity('Token interval p99', 'ms', 0.1, 1e6, 'Time per output token that 99 % of its requests meet.'),
});

/** Hours of a day and of a week. */
export const HOURS_OF_TABLE: readonly number[] = [24, 168];

/** Something in each hour of a day or of a week, in any unit. */
const hoursOf = (label: string) =>
  v.nullable(
    v.pipe(
      v.array(quantity(label, '', 0, 1e15, 'In any unit.')),
      v.minLength(Math.min(...HOURS_OF_TABLE)),
      v.maxLength(Math.max(...HOURS_OF_TABLE)),
      v.check(
        (hourly) => HOURS_OF_TABLE.includes(hourly.length) && hourly.some((value) => value > 0),
        'a list, one entry above 0, of 24 hours of a day or 168 of a week',
      ),
    ),
  );

const load = {
  queriesPerDay: quantity('Queries', '1/day', 0, 1e13, 'Requests per day, averaged over the day.'),
  inputTokens: quantity('Input', 'tokens/query', 1, 1e6, 'Prompt tokens of a query.'),
  outputTokens: quantity('Output', 'tokens/query', 1, 1e6, 'Generated tokens of a query.'),
};
const growthPerYear = quantity('Growth', '1/year', -0.9, 100, 'Growth of the load in a year, as a fraction.');

const articleDemand = v.strictObject({ ...load, growthPerYear });

const physicalDemand = v.strictObject({
  ...load,
  inputCv: quantity('Input spread', '', 0, 5, 'Standard deviation of the prompt length over its mean.'),
  outputCv: quantity('Output spread', '', 0, 5, 'Standard deviation of the answer length over its mean.'),
  /** Classes of traffic with their own lengths and SLO, in place of those above; null: all requests are alike. */
  classes: v.nullable(v.pipe(v.array(trafficClass), v.minLength(1), v.maxLength(16))),
  peakToAverage: quantity('Peak to average', '', 1, 20, 'Load of the busiest hour over the daily mean.'),
  /** Load of each hour; null: a smooth day with the peak above. */
  hourlyProfile: hoursOf('Load of an hour'),
  surge: quantity('Surge', '', 1, 100, 'Factor on the busiest hour for which capacity is kept.'),
  growthPerYear,
});

const estimate = {
  wordsPerQuery: quantity('Words', 'words/query', 0.01, 1e6, 'Words the published estimate generates for a query.'),
  secondsPerWord: quantity('Time per word', 's', 1e-6, 1e4, 'Time one accelerator needs for a word, no batching.'),
  rackRounding: choice('Rack rounding', ['floor', 'ceil'], 'The published estimate rounds racks down; up houses all.'),
  rackPriceUsd: quantity('Rack price', 'USD', 0, 1e10, 'Price of a filled rack, as rounded by the estimate.'),
  pflopsPerServer: quantity('Server speed', 'PFLOP/s', 0, 1e6, 'Speed of a server as the estimate states it.'),
};
const article = v.strictObject(estimate);

export const precisions = ['fp16', 'bf16', 'fp8', 'int8', 'int4', 'nvfp4', 'mxfp4'] as const;

/** Four-bit floats are of weights and products; caches are kept in eight bits or more, or as integers. */
const cachePrecisions = ['fp16', 'bf16', 'fp8', 'int8', 'int4'] as const;

const weights = choice('Weights', precisions, 'Number format of the weights.');
const activations = choice(
  'Activations',
  precisions,
  'Number format the products are computed in, where the hardware has it.',
);

/** As far as the least number of accelerators hangs on it. */
const articlePrecision = v.strictObject({ weights, activations });

const physicalPrecision = v.strictObject({
  sparsity: choice(
    'Sparsity',
    ['dense', '2:4'],
    'Two of four weights pruned, which saves memory and, where the hardware has it, time.',
  ),
  weights,
  kvCache: choice('KV cache', cachePrecisions, 'Number format of the keys and values kept for attention.'),
  activations,
});

const box = {
  server: identifier('Server', 'Catalogue id of the server that fills the racks.'),
  accelerator: v.nullable(identifier('Accelerator', 'Catalogue id; left open: what the server holds.')),
};
/** Id or file of a fit. */
const fit = (label: string, help: string) =>
  v.nullable(v.pipe(v.string(), v.maxLength(4096), v.metadata({ label, unit: '', help })));

const articleHardware = v.strictObject(box);

const PREFILL_HELP = 'Of replicas that read prompts alone: a choice of their own, or same as those that decode.';

const physicalHardware = v.strictObject({
  ...box,
  calibration: fit(
    'Calibration',
    'Fit of kernels in use, or of a stack where there is only that; left open: published.',
  ),
  stackCalibration: fit('Stack calibration', 'Fit of the serving stack in use; left open: published.'),
  stack: identifier('Serving stack', 'Inference software whose published efficiency is used.'),
  tensorParallel: v.union([
    v.literal('auto'),
    count('Tensor parallelism', 'GPUs', 1, 1024, 'Accelerators that share every layer of one copy of the model.'),
  ]),
  expertParallel: choice(
    'Expert parallelism',
    ['auto', 'no', 'yes'],
    'A mixture of experts: deal out whole experts, and sequences for attention, in place of splitting every matrix.',
  ),
  attentionDataParallel: v.union([
    v.literal('auto'),
    count(
      'Attention data parallelism',
      'groups',
      1,
      1024,
      'Groups that attend to sequences of their own; auto: every accelerator where experts are dealt out.',
    ),
  ]),
  pipelineParallel: v.union([
    v.literal('auto'),
    count('Pipeline parallelism', 'stages', 1, 64, 'Groups of accelerators that hold a part of the layers each.'),
  ]),
  prefillTensorParallel: v.union([
    v.literal('same'),
    v.literal('auto'),
    count('Prefill tensor parallelism', 'GPUs', 1, 1024, PREFILL_HELP),
  ]),
  prefillExpertParallel: choice('Prefill expert parallelism', ['same', 'auto', 'no', 'yes'], PREFILL_HELP),
  prefillAttentionDataParallel: v.union([
    v.literal('same'),
    v.literal('auto'),
    count('Prefill attention data parallelism', 'groups', 1, 1024, PREFILL_HELP),
  ]),
  prefillPipelineParallel: v.union([
    v.literal('same'),
    v.literal('auto'),
    count('Prefill pipeline stages', 'stages', 1, 64, PREFILL_HELP),
  ]),
});

const serving = v.strictObject({
  kvPolicy: choice('KV policy', ['reserve', 'paged'], 'Reserve the full length on admission, or allocate pages.'),
  maxBatch: count('Batch limit', 'requests', 1, 65536, 'Most requests a replica decodes together.'),
  memoryUtilisation: quantity('Memory utilisation', '', 0.1, 1, 'Share of accelerator memory for the stack.'),
  chunkTokens: count('Prefill chunk', 'tokens', 16, 1e6, 'Prompt tokens per step at most, of one or several prompts.'),
  prefill: choice(
    'Prompts',
    ['chunked', 'whole', 'disaggregated'],
    'In chunks beside decoding, whole in passes of their own, or on replicas of their own.',
  ),
  draftTokens: count(
    'Draft',
    'tokens',
    0,
    16,
    'Tokens a small model proposes for each step; 0: no speculative decoding.',
  ),
  draftAcceptance: quantity('Acceptance', '', 0, 0.99, 'Probability that a proposed token is accepted.'),
  draftCost: quantity('Draft cost', '', 0, 1, 'Time of a proposed token over that of a step of the model.'),
  prefixHitRate: quantity('Prefix cache hits', '', 0, 0.99, 'Share of prompt tokens already in the KV cache.'),
  targetUtilisation: quantity('Target utilisation', '', 0.05, 0.99, 'Load of a replica in the busiest hour, at most.'),
});

const slo = v.strictObject({
  ttftP99Ms: quantity('First token p99', 'ms', 1, 1e7, 'Time to first token that 99 % of requests meet.'),
  tpotP99Ms: quantity('Token interval p99', 'ms', 0.1, 1e6, 'Time per output token that 99 % of requests meet.'),
});

const rack = {
  rackUnits: count('Rack height', 'U', 1, 100, 'Height of a rack.'),
  reservedUnits: count('Reserved', 'U', 0, 100, 'Height kept free: power strips, patch panels and air.'),
};
const pue = {
  pue: quantity('PUE', '', 1, 5, 'Energy of the facility over energy of its IT, over a year.'),
  puePeak: quantity('Peak PUE', '', 1, 5, 'The same ratio in the worst hour; sizes the power connection.'),
};

/** The published estimate fills racks by height alone, unless a rack's other limits are asked about. */
const articleFacility = v.strictObject({
  ...rack,
  rackKw: v.nullable(
    quantity('Rack power', 'kW', 0.1, 1000, 'Usable power of a rack; left open: no limit, as published.'),
  ),
  rackKg: v.nullable(quantity('Rack load', 'kg', 10, 10000, 'Mass that a rack may carry; left open: no limit.')),
  ...pue,
});

/** How many circuits a rack has, and how UPS units stand in for each other (docs/racks.md). */
export const FEEDS = ['A', 'A+B', 'A+B+C'] as const;
export const UPS_SCHEMES = ['N', 'N+1', '2N', '4N/3', 'block-redundant'] as const;

export const EQUIPMENT_ROLES = ['storage', 'management', 'cdu', 'pdu', 'power-shelf', 'other'] as const;

/** What stands in the racks beside servers and switches. */
const equipment = v.strictObject({
  name: named('Name', 'What it is.'),
  role: choice('Role', EQUIPMENT_ROLES, 'What it is for.'),
  per: choice('Per', ['fleet', 'rack'], 'So many in all, or in every rack.'),
  count: count('Count', '', 1, 100_000, 'In all, or in every rack.'),
  units: quantity('Height', 'U', 0, 100, 'Of one; 0 for what hangs beside the rails.'),
  kw: quantity('Power', 'kW', 0, 1000, 'Input power of one, day and night.'),
  kg: quantity('Mass', 'kg', 0, 10_000, 'Of one.'),
  coolsKw: v.optional(
    v.nullable(
      quantity('Cools', 'kW', 0, 1e6, 'Heat that liquid takes to it, of a CDU; left open: no CDU, or not known.'),
    ),
    null,
  ),
  usd: v.optional(
    v.nullable(quantity('Price', 'USD', 0, 1e9, 'Of one; left open: not known, left out of the cost.')),
    null,
  ),
});

const physicalFacility = v.strictObject({
  ...rack,
  powerShare: quantity('Derating', '', 0.05, 1, 'Share of a server’s nameplate that is planned with; 1: all of it.'),
  powerExponent: v.nullable(
    quantity(
      'Power exponent',
      '',
      0.1,
      5,
      'Power above idle grows with load to this power; left open: with what the accelerators do.',
    ),
  ),
  rackKw: quantity('Rack power', 'kW', 0.1, 1000, 'Usable power of a rack, after derating and with one feed lost.'),
  rackKg: quantity('Rack load', 'kg', 10, 10000, 'Mass that a rack may carry.'),
  cabinetKg: quantity('Cabinet', 'kg', 0, 5000, 'Mass of the empty rack; 0 where the rack load is that of equipment.'),
  rackWidthMm: v.nullable(quantity('Rack width', 'mm', 100, 5000, 'Outer; left open: 600 mm are assumed.')),
  rackDepthMm: v.nullable(quantity('Rack depth', 'mm', 100, 5000, 'Outer; left open: 1,200 mm are assumed.')),
  feeds: choice('Feeds', FEEDS, 'Circuits to a rack, each from its own side; with one lost the others carry it.'),
  feedVoltageV: quantity('Feed voltage', 'V', 100, 1000, 'Of three phases, from line to line.'),
  breakerStandard: choice('Breakers', BREAKER_STANDARDS, 'What a breaker must carry, and when it must open.'),
  racksPerPanel: count('Racks per panel', 'racks', 1, 1000, 'Racks whose feeds of one side come from one panel.'),
  ups: choice('UPS', UPS_SCHEMES, 'How UPS units stand in for each other.'),
  upsUnitKw: quantity('UPS unit', 'kW', 1, 100_000, 'Rating of a UPS unit.'),
  airKw: v.nullable(quantity('Air cooling', 'kW', 0, 1000, 'Heat that air takes from a rack; left open: no limit.')),
  liquidKw: v.nullable(
    quantity('Liquid cooling', 'kW', 0, 2000, 'Heat that liquid takes from a rack; left open: no limit.'),
  ),
  ...pue,
  wueLPerKwh: v.nullable(
    quantity('WUE', 'L/kWh', 0, 20, 'Water that cooling evaporates per kWh of IT energy; left open: not known.'),
  ),
  equipment: v.pipe(v.array(equipment), v.maxLength(64)),
});

/** What carries the heat of a rack away, and how warm. */
const cooling = v.strictObject({
  airSupplyC: quantity('Air supply', '°C', 0, 60, 'Air at the fronts of the racks.'),
  airRiseK: quantity('Air rise', 'K', 1, 60, 'By which it is warmer behind them.'),
  waterSupplyC: quantity('Water supply', '°C', 0, 60, 'Water of the building, at the CDUs.'),
  approachK: quantity('Approach', 'K', 0, 30, 'By which the CDUs make it warmer for the racks.'),
  waterRiseK: quantity('Coolant rise', 'K', 1, 40, 'By which it is warmer behind the racks.'),
});

/** How the racks stand, for floor area, cables and exports. */
const hall = v.strictObject({
  ...hallSchema.entries,
  rackOrder: choice('Order of racks', rackOrders, 'How racks stand in their rows.'),
});

const network = v.strictObject({
  profile: v.nullable(
    identifier(
      'Network',
      'Fabric that joins the servers; superpod: that of the server’s own pod; left open: none is counted.',
    ),
  ),
  switchUsd: v.nullable(
    quantity(
      'Switch price',
      'USD',
      0,
      1e7,
      'Of one switch with its optics and cables; left open: not known, left out of the cost.',
    ),
  ),
});

const rentOf = (label: string, help: string) => v.nullable(quantity(label, 'USD/h', 0, 1e4, help));

/** Who owns the building that servers of one's own stand in. */
export const HOUSINGS = ['own', 'colocation'] as const;

/** Prices and terms. */
const prices = {
  region: v.nullable(
    identifier(
      'Region',
      'State, country or cloud region; choosing it fills in its tariff, carbon, PUE and water, as far as they are known.',
    ),
  ),
  electricityUsdPerKwh: quantity('Electricity', 'USD/kWh', 0, 10, 'Price of electricity, averaged over a day.'),
  demandUsdPerKwMonth: quantity(
    'Demand charge',
    'USD/kW-month',
    0,
    1000,
    'Of the largest power of a month, beside the energy.',
  ),
  usdPerGpuHour: rentOf(
    'Rent',
    'Price of an accelerator hour on demand. With one the plan costs rent; left open: its servers are bought.',
  ),
  reservedUsdPerGpuHour: rentOf(
    'Reserved rent',
    'Price of an accelerator hour that is paid whether used or not, for the whole term; left open: as published, if at all.',
  ),
  spotUsdPerGpuHour: rentOf(
    'Spot rent',
    'Price of an accelerator hour that may be taken away again; left open: not compared.',
  ),
  spotLostShare: quantity('Lost on spot', '', 0, 0.9, 'Share of the hours on spot whose work is lost and done again.'),
  rentFallPerYear: quantity('Fall of rents', '1/year', 0, 0.9, 'By which rents on demand and on spot fall each year.'),
  utilisation: quantity(
    'Rented hours',
    '',
    0.001,
    1,
    'Share of all hours for which the accelerators would be rented on demand.',
  ),
  years: quantity('Term', 'years', 0.5, 30, 'Years over which owning and renting are compared.'),
  amortisationYears: quantity('Amortisation', 'years', 0.5, 30, 'Service life of the servers.'),
  residualShare: quantity(
    'Residual value',
    '',
    0,
    0.9,
    'Share of its price that a server is worth when its life ends.',
  ),
  discountRate: quantity('Discount rate', '1/year', 0, 1, 'Cost of capital.'),
  taxRate: quantity('Profit tax', '', 0, 0.9, 'Tax on profit; capital is written off in equal parts over its life.'),
};

const articleEconomics = v.strictObject(prices);

/** What it costs to own servers beside their price and electricity. */
const ownershipCosts = {
  housing: choice('Housing', HOUSINGS, 'A building of one’s own, or rented room in somebody’s.'),
  colocationUsdPerKwMonth: quantity(
    'Colocation',
    'USD/kW-month',
    0,
    5000,
    'Rent of room, power and cooling per kW of IT, without the electricity.',
  ),
  powerUsdPerW: quantity('Power plant', 'USD/W', 0, 100, 'Switchgear, UPS and generators, per W of IT.'),
  coolingUsdPerW: quantity('Cooling plant', 'USD/W', 0, 100, 'Chillers, pumps and air handlers, per W of IT.'),
  buildingUsdPerW: quantity('Building', 'USD/W', 0, 100, 'Shell, land and fit-out, per W of IT.'),
  facilityYears: quantity('Life of the facility', 'years', 1, 50, 'Of building, power, cooling and racks.'),
  maintenanceShare: quantity('Maintenance', '1/year', 0, 1, 'Of the price of servers, network, equipment and racks.'),
  staffPerMw: quantity('Staff', '1/MW', 0, 1000, 'People per MW of IT.'),
  usdPerStaffYear: quantity('Pay', 'USD/year', 0, 1e7, 'What a person of the staff costs.'),
  idleMonths: quantity('Idle months', 'months', 0, 60, 'Between delivery and the first load, servers powered.'),
  rampMonths: quantity('Ramp', 'months', 0, 60, 'In which the load then grows from nothing to all of it.'),
};

const articleOwnership = v.strictObject(ownershipCosts);

const physicalOwnership = v.strictObject({
  ...ownershipCosts,
  rackUsd: quantity('Rack', 'USD', 0, 1e6, 'Price of an empty rack with its power strips.'),
  networkYears: quantity('Life of the network', 'years', 0.5, 30, 'Of switches, optics and cables.'),
});

const physicalEconomics = v.strictObject({
  ...prices,
  peakPriceFactor: quantity('Peak tariff', '', 1, 100, 'Price of electricity in the dear hours over the others.'),
  peakFromHour: quantity('Dear from', 'h', 0, 24, 'Hour of the day at which the dear hours begin.'),
  peakHours: quantity('Dear for', 'h', 0, 24, 'How long they last.'),
});

const reliability = v.strictObject({
  serverMtbfHours: quantity('Server MTBF', 'h', 1, 1e7, 'Mean time between failures of a server.'),
  serverMttrHours: quantity('Server MTTR', 'h', 0, 1e5, 'Mean time to repair a server.'),
  blastRadius: choice(
    'Survives',
    ['server', 'feed', 'rack'],
    'Largest thing that may fail at once without breaking the SLO.',
  ),
  availabilityTarget: quantity('Availability', '', 0.5, 0.9999999, 'Probability that enough servers are up.'),
});

const grid = { kgPerKwh: quantity('Grid carbon', 'kg/kWh', 0, 5, 'CO2e of a kWh from the grid.') };
const articleCarbon = v.strictObject(grid);

const physicalCarbon = v.strictObject({
  ...grid,
  embodiedKgPerServer: v.nullable(
    quantity('Embodied carbon', 'kg', 0, 1e7, 'CO2e of making a server; left open: by its accelerators, as published.'),
  ),
  /** Carbon of the grid in each hour, about the mean above; null: the same in every hour. */
  hourlyProfile: v.optional(hoursOf('Grid carbon of an hour'), null),
});

const model = identifier('Model', 'Catalogue id of the language model that is served.');
const head = {
  format: v.literal(SCENARIO.format),
  version: v.literal(SCENARIO.version),
  name: v.pipe(v.string(), v.maxLength(200)),
};
const modeOf = <const M extends Mode>(mode: M) =>
  v.pipe(
    v.literal(mode),
    v.metadata({ label: 'Mode', unit: '', help: 'The published arithmetic, or throughput from a calibrated model.' }),
  );
/** Hardware that the catalogue does not have, as far as this scenario uses it: it travels with the scenario. */
const own = v.optional(v.nullable(ownFactsSchema), null);

const articleSchema = v.strictObject({
  ...head,
  mode: modeOf('article'),
  model,
  demand: articleDemand,
  article,
  precision: articlePrecision,
  hardware: articleHardware,
  facility: articleFacility,
  economics: articleEconomics,
  ownership: articleOwnership,
  carbon: articleCarbon,
  own,
});

const physicalSchema = v.strictObject({
  ...head,
  mode: modeOf('physical'),
  model,
  demand: physicalDemand,
  precision: physicalPrecision,
  hardware: physicalHardware,
  serving,
  slo,
  facility: physicalFacility,
  cooling,
  hall,
  network,
  economics: physicalEconomics,
  ownership: physicalOwnership,
  reliability,
  carbon: physicalCarbon,
  /** The published estimate of this load, with the model that it was made for; null: nobody published any. */
  published: v.optional(v.nullable(v.strictObject({ model, ...estimate })), null),
  own,
});

/**
 * The question to the planner: a load, a model, hardware, an SLO, a facility and prices. Each mode has the fields that count
 * in it and no others. Every field has a label, a unit and a range; a scenario file may leave fields out, the defaults of
 * its mode then stand in.
 */
export const scenarioSchemas = { article: articleSchema, physical: physicalSchema } as const;
export const scenarioSchema = v.variant('mode', [articleSchema, physicalSchema]);

export type ArticleScenario = v.InferOutput<typeof articleSchema>;
export type PhysicalScenario = v.InferOutput<typeof physicalSchema>;
export type Scenario = ArticleScenario | PhysicalScenario;
export type Equipment = v.InferOutput<typeof equipment>;
export type TrafficClass = v.InferOutput<typeof trafficClass>;
export type Precision = (typeof precisions)[number];

/** Sections of both modes. */
type CommonSection = 'demand' | 'precision' | 'hardware' | 'facility' | 'economics' | 'ownership' | 'carbon';

/** The scenario with some fields of a section changed. */
export const withFields = <S extends Scenario, K extends CommonSection>(
  scenario: S,
  section: K,
  fields: Partial<S[K]>,
): S => ({ ...scenario, [section]: { ...scenario[section], ...fields } });

/** The estimate that was published of the load of a scenario; null where nobody published any for its model. */
export const publishedEstimate = (scenario: Scenario): ArticleScenario['article'] | null => {
  if (scenario.mode === 'article') return scenario.article;
  if (scenario.published === null || scenario.published.model !== scenario.model) return null;
  const { model: _model, ...published } = scenario.published;
  return published;
};

/** Sections that bear on the same thing, under the title that a form gives them. */
export const SCENARIO_TOPICS = [
  { id: 'load', title: 'Load', sections: ['demand', 'article'] },
  { id: 'model', title: 'Model', sections: ['model', 'precision'] },
  { id: 'hardware', title: 'Hardware and serving', sections: ['hardware', 'serving', 'own'] },
  { id: 'slo', title: 'SLO and reliability', sections: ['slo', 'reliability'] },
  { id: 'facility', title: 'Facility and network', sections: ['facility', 'cooling', 'hall', 'network'] },
  { id: 'economics', title: 'Economics and carbon', sections: ['economics', 'carbon', 'ownership'] },
] as const;

/** A scenario on the shelf. */
export interface SavedScenario {
  readonly id: string;
  readonly savedAt: string;
  readonly scenario: Scenario;
}
