import { CITATIONS, type Citation } from '../catalog/citations.ts';
import seeds from '../catalog/facts/seeds.json' with { type: 'json' };
import { findProjectionPreset } from '../catalog/series.ts';
import { composedFall, project } from '../projection/project.ts';
import type { PlanLineId } from '../records/ledger-lines.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { halfOf, ofPlan, ofTraining, result, sum, type Computed, type PublishedCase } from './case.ts';

/** Every figure of the four articles that this product starts from; printed figures are read from facts/seeds.json. */

const { inferenceFleet, training, costDecline, adoption } = seeds;
const FLEET = 'chatgpt-2023-article';

const withQueries =
  (queriesPerDay: number) =>
  (scenario: Scenario): Scenario =>
    withFields(scenario, 'demand', { queriesPerDay });

type More = Partial<Pick<PublishedCase, 'why' | 'compute' | 'note'>>;

const guosheng = (
  id: string,
  label: string,
  printed: number,
  unit: string,
  tolerance: number,
  more: More & { readonly compute: PublishedCase['compute'] },
): PublishedCase => ({
  id: `guosheng-2023-${id}`,
  label,
  unit,
  citation: CITATIONS.guosheng,
  printed,
  tolerance,
  why: null,
  ...more,
});

const fleet = (id: string, label: string, line: PlanLineId, printed: number, unit: string, tolerance: number) =>
  guosheng(id, label, printed, unit, tolerance, { compute: ofPlan(FLEET, line) });

const { printed: fleetPrint, inputs: fleetInput } = inferenceFleet;

const fleetCases: readonly PublishedCase[] = [
  fleet('gpu-hours', 'A100 time', 'demand.gpuHoursPerDay', fleetPrint.gpuHoursPerDay, 'h/day', halfOf(1)),
  fleet('gpus', 'A100s', 'fleet.gpus', fleetPrint.gpus, 'GPUs', halfOf(1)),
  fleet('servers', 'DGX A100', 'fleet.servers', fleetPrint.servers, 'servers', halfOf(1)),
  fleet('racks', 'Racks', 'fleet.racks', fleetPrint.racks, 'racks', halfOf(1)),
  fleet('rack-gpus', 'A100s per rack', 'fleet.gpusPerRack', fleetPrint.rackGpus, 'GPUs', halfOf(1)),
  fleet('rack-pflops', 'Speed of a rack, sparse', 'fleet.pflopsPerRack', fleetPrint.rackPflops, 'PFLOP/s', halfOf(1)),
  fleet('rack-kw', 'Power of a rack', 'power.kwPerRack', fleetPrint.rackKw, 'kW', halfOf(0.1)),
  fleet('rack-usd', 'Price of a rack', 'cost.rackUsd', fleetInput.rackPriceUsdRounded, 'USD', halfOf(1e5)),
  fleet('capex', 'Capital', 'cost.capexUsd', fleetPrint.capexUsd, 'USD', halfOf(1e6)),
  fleet('kwh', 'Energy', 'energy.kwhPerDay', fleetPrint.kwhPerDay, 'kWh/day', halfOf(1)),
  fleet('usd', 'Electricity bill', 'energy.usdPerDay', fleetPrint.usdPerDay, 'USD/day', halfOf(1000)),
  guosheng('kwh-in-cost-line', 'Energy, as printed beside its cost', 2_369_640, 'kWh/day', halfOf(1), {
    compute: ofPlan(FLEET, 'energy.kwhPerDay'),
    why: 'The 2,369,640 kWh belong to a thousand million queries per day (2,170 racks); at 0.08 dollars they cost 189,571, and the 47 thousand printed beside them are the bill of 591,864 kWh.',
  }),
  guosheng('kwh-billion-queries', 'Energy of 1e9 queries per day', 2_369_640, 'kWh/day', halfOf(1), {
    compute: ofPlan(FLEET, 'energy.kwhPerDay', withQueries(1e9)),
  }),
  guosheng('gpus-13m-visitors', 'A100s of the 13 million visitors in the lead', fleetPrint.gpus, 'GPUs', halfOf(1), {
    compute: ofPlan(FLEET, 'fleet.gpus', withQueries(130e6)),
    why: 'The lead says 13 million visitors a day, the sum takes 25 million, which is called a week’s figure elsewhere in the text; 13 million asking ten questions need 15,799.',
  }),
  guosheng('servers-housed', 'Servers that the racks hold', fleetPrint.servers, 'servers', halfOf(1), {
    compute: sum('racks * perRack', { racks: fleetPrint.racks, perRack: fleetInput.serversPerRack }),
    why: '542 racks are 542.57 rounded down: they leave four servers without a place; 543 hold them.',
  }),
  guosheng(
    'electricity-monthly',
    'Electricity, under the heading “monthly”',
    fleetPrint.usdPerDay,
    'USD/month',
    halfOf(1000),
    {
      compute: sum('kWhPerDay * price * days', {
        kWhPerDay: fleetPrint.kwhPerDay,
        price: fleetInput.electricityUsdPerKwh,
        days: 30,
      }),
      why: 'The heading says monthly, the sum beneath it is of a day.',
    },
  ),
  guosheng('capex-factor-wan', 'The product 542 × 140', fleetPrint.capexUsd, '', halfOf(1e6), {
    compute: sum('racks * price', { racks: fleetPrint.racks, price: 140 }),
    why: 'The line drops the factor of ten thousand (万): 542 × 140 is 75,880, in units of ten thousand dollars.',
  }),
  guosheng('capex-lead', 'Capital as the lead rounds it', 800e6, 'USD', halfOf(1e6), {
    compute: ofPlan(FLEET, 'cost.capexUsd'),
    why: 'The lead says about 800 million and the heading nearly a billion; the sum is 758.8 million, and the servers alone are 755.8.',
  }),
  guosheng('server-pflops', 'Speed of a server', fleetInput.serverPflops, 'PFLOP/s', halfOf(0.01), {
    compute: sum('gpus * tflops / 1000', {
      gpus: fleetInput.gpusPerServer,
      tflops: training.inputs.a100PeakFlops / 1e12,
    }),
    why: '5 PFLOP/s is the figure with two of four weights left out; dense fp16 is 2.5.',
  }),
  guosheng('seconds-per-word', 'Time of a word on an A100', fleetInput.secondsPerWordOnA100, 's', halfOf(0.01), {
    compute: sum('6 / 1000 * 175 / 3'),
    note: 'It is 6 ms for 3 billion parameters, scaled to 175 (Goldstein 2022): the latency of one request alone. The fleet is that of serving without batching.',
  }),
  guosheng('rack-height', 'Height that the servers of a rack leave free', 0, 'U', halfOf(1), {
    compute: sum('units - servers * height', {
      units: fleetInput.rackUnits,
      servers: fleetInput.serversPerRack,
      height: fleetInput.serverUnits,
    }),
    note: 'Seven servers of 6U fill all 42U: there is no room for a switch.',
  }),
  guosheng('rack-power', 'Power that one common feed of a rack carries', fleetPrint.rackKw, 'kW', halfOf(0.1), {
    compute: sum('sqrt(3) * volts * amps * derating / 1000', { volts: 415, amps: 60, derating: 0.8 }),
    why: 'A rack of 45.5 kW asks more than a feed of 415 V and 60 A carries at 80 % (34.5 kW), and about 862 kg exceed most racks; the sum has no PUE, no utilisation, no switches, no storage, and takes maximum power as the mean.',
  }),
];

const { printed: trainingPrint, exact } = training;

const trainingCases: readonly PublishedCase[] = [
  guosheng('gpt3-training', 'Training GPT-3 once', trainingPrint.gpt3Usd, 'USD', 0.005 * trainingPrint.gpt3Usd, {
    compute: ofTraining('gpt3-training', 'money.usd'),
  }),
  guosheng('gpt3-hours', 'A100 hours of training GPT-3', exact.gpt3A100Hours, 'h', halfOf(1), {
    compute: ofTraining('gpt3-training', 'run.gpuHours'),
  }),
  guosheng('gpt3-flop', 'Compute of training GPT-3', exact.gpt3Flop, 'FLOP', halfOf(1e21), {
    compute: ofTraining('gpt3-training', 'run.flop'),
  }),
  guosheng('gpt3-implied-rent', 'Rent that the cost implies', exact.impliedUsdPerA100Hour, 'USD/h', halfOf(0.001), {
    compute: sum('usd / hours', { usd: trainingPrint.gpt3Usd, hours: exact.gpt3A100Hours }),
  }),
  guosheng(
    'range-low',
    'Training Gopher, the low end of the range',
    trainingPrint.rangeUsd[0] ?? NaN,
    'USD',
    halfOf(1e6),
    {
      compute: ofTraining('gopher-training', 'money.usd'),
    },
  ),
  guosheng('range-high', 'Training PaLM, the high end of the range', trainingPrint.rangeUsd[1] ?? NaN, 'USD', 1e6, {
    compute: ofTraining('palm-training', 'money.usd'),
  }),
  guosheng('mfu', 'MFU that belongs to 6 FLOP per parameter and token', 100 * training.inputs.mfu, '%', halfOf(0.1), {
    compute: sum('100 * tokensPerSecond * 6 * params / (chips * peak)', {
      tokensPerSecond: 238.3e3,
      params: 540e9,
      chips: 6144,
      peak: 275e12,
    }),
    why: '46.2 % is PaLM’s MFU with attention FLOPs, applied here to 6N without attention; 45.7 % is the matching figure.',
  }),
];

const unite = (
  id: string,
  label: string,
  printed: number,
  unit: string,
  tolerance: number,
  more: More & { readonly compute: PublishedCase['compute']; readonly citation?: Citation },
): PublishedCase => ({
  id: `unite-${id}`,
  label,
  unit,
  citation: CITATIONS.unite,
  printed,
  tolerance,
  why: null,
  ...more,
});

/** What a series of a preset of `project` is in a year, by its own law. */
const projected = (preset: string, id: string, year: number) => (): Computed => {
  const found = findProjectionPreset(preset)?.series.find((series) => series.id === id);
  if (found === undefined) throw new Error(`A published case names the series ${id}, which does not exist.`);
  const line = project(found.projection);
  if (!line.ok) throw new Error(line.error.message);
  const [first] = found.projection.points;
  return {
    value: line.value.at(year).value,
    arithmetic: `${String(first?.value ?? NaN)} * (1 - ${line.value.yearlyFall.toPrecision(6)}) ^ (${String(year)} - ${String(first?.year ?? NaN)})`,
  };
};

const seriesOf = (id: string): Readonly<Record<string, number>> => {
  const found = costDecline.series.find((series) => series.id === id);
  if (found === undefined) throw new Error(`The seeds have no series ${id}.`);
  return found.usd;
};
const gpt3 = seriesOf('gpt3-training');
const resnet = seriesOf('resnet50-training');
const inference = seriesOf('inference-per-1e9-queries');
const large = seriesOf('gpt3x57-params-x720-tokens');
const WORK = 57 * 720;
const YEARLY_FALL = '100 * (1 - (last / first) ^ (1 / years))';

const declineCases: readonly PublishedCase[] = [
  unite('gpt3-fall', 'Yearly fall of training to the level of GPT-3, 2020 to 2022', 70, '%', 1.5, {
    compute: sum(YEARLY_FALL, { first: gpt3['2020'] ?? NaN, last: gpt3['2022'] ?? NaN, years: 2 }),
    citation: CITATIONS.ark2023,
  }),
  unite('gpt3-fall-to-2030', 'Yearly fall of training to the level of GPT-3, 2022 to 2030', 70, '%', halfOf(1), {
    compute: sum(YEARLY_FALL, { first: gpt3['2022'] ?? NaN, last: gpt3['2030'] ?? NaN, years: 8 }),
  }),
  unite(
    'gpt3-2030',
    'Training to the level of GPT-3 in 2030, at 70 % per year',
    gpt3['2030'] ?? NaN,
    'USD',
    halfOf(1),
    {
      compute: sum('cost * (1 - fall) ^ years', { cost: gpt3['2022'] ?? NaN, fall: 0.7, years: 8 }),
    },
  ),
  unite('resnet-fall', 'Yearly fall of training ResNet-50', 90, '%', halfOf(1), {
    compute: sum(YEARLY_FALL, { first: resnet['2017'] ?? NaN, last: resnet['2019'] ?? NaN, years: 2 }),
  }),
  unite('resnet-2019', 'Training ResNet-50 in 2019', resnet['2019'] ?? NaN, 'USD', halfOf(1), {
    compute: projected('resnet50-2017-2019', 'resnet50-training', 2019),
  }),
  unite('queries-2030', 'Answering 1e9 queries in 2030', inference['2030'] ?? NaN, 'USD', halfOf(50), {
    compute: projected('ark-2023', 'inference-per-1e9-queries', 2030),
    citation: CITATIONS.uniteVi,
  }),
  unite('queries-2022', 'Answering 1e9 queries now, at a cent each', inference['2022'] ?? NaN, 'USD', halfOf(1), {
    compute: sum('perQuery * queries', { perQuery: 0.01, queries: 1e9 }),
    citation: CITATIONS.uniteVi,
  }),
  unite('searches-2030', 'All searches of a day in 2030', 5525, 'USD/day', halfOf(1), {
    compute: sum('searches * cost / 1e9', { searches: 8.5e9, cost: inference['2030'] ?? NaN }),
    citation: CITATIONS.uniteVi,
  }),
  unite('large-params', 'Parameters, 57 times those of GPT-3', 9.975e12, '', halfOf(1e9), {
    compute: sum('57 * params', { params: 175e9 }),
    citation: CITATIONS.uniteVi,
  }),
  unite('large-tokens', 'Tokens, 720 times those of GPT-3', 216e12, '', halfOf(1e12), {
    compute: sum('720 * tokens', { tokens: 300e9 }),
    citation: CITATIONS.uniteVi,
  }),
  unite('large-words', 'Words, at 0.75 per token', 162e12, '', halfOf(1e12), {
    compute: sum('wordsPerToken * tokens', { wordsPerToken: 0.75, tokens: 216e12 }),
    citation: CITATIONS.uniteVi,
  }),
  unite('large-fall', 'Yearly fall of training 57 × 720 times the work', 70, '%', halfOf(1), {
    compute: sum(YEARLY_FALL, { first: large['2022'] ?? NaN, last: large['2030'] ?? NaN, years: 8 }),
    citation: CITATIONS.uniteVi,
    why: 'From 17 billion to 600 thousand in eight years is 72.2 % per year, not the 70 of the text.',
  }),
  unite('composed-fall', 'Yearly fall of hardware and software together', 70, '%', halfOf(1), {
    compute: result(
      () => 100 * composedFall([costDecline.hardwareYearlyFall, costDecline.softwareYearlyFall]),
      `100 * (1 - (1 - ${String(costDecline.hardwareYearlyFall)}) * (1 - ${String(costDecline.softwareYearlyFall)}))`,
    ),
    why: '−57 % per year by hardware and −47 % by software compose to −77.2 %, not 70 %.',
  }),
  unite(
    'large-2030-per-gpt3',
    'One GPT-3 in 2030, by what 57 × 720 times the work costs',
    gpt3['2030'] ?? NaN,
    'USD',
    halfOf(1),
    {
      compute: sum('cost / work', { cost: large['2030'] ?? NaN, work: WORK }),
      citation: CITATIONS.uniteVi,
      why: '600,000 dollars over 57 × 720 are 14.6 dollars, half of the 30 printed for the same year.',
    },
  ),
  unite(
    'large-2022-per-gpt3',
    'One GPT-3 in 2022, by what 57 × 720 times the work costs',
    gpt3['2022'] ?? NaN,
    'USD',
    halfOf(1e4),
    {
      compute: sum('cost / work', { cost: large['2022'] ?? NaN, work: WORK }),
      citation: CITATIONS.uniteVi,
      why: '17 billion dollars over 57 × 720 are 414 thousand, against the 450 thousand printed.',
    },
  ),
  unite(
    'by-2030',
    'Training to the level of GPT-3 in 2030, 70 % less than in 2022',
    gpt3['2030'] ?? NaN,
    'USD',
    halfOf(1),
    {
      compute: sum('cost * (1 - fall)', { cost: gpt3['2022'] ?? NaN, fall: 0.7 }),
      why: '“70 % by 2030” is 70 % each year: once, it would leave 135 thousand dollars, not 30.',
    },
  ),
  unite(
    'algorithmic-halving',
    'Compute for the same accuracy in 2019, halved every 16 months since 2012',
    1 / 38,
    'of 2012',
    0.0005,
    {
      compute: projected('openai-efficiency', 'alexnet-compute', 2019),
      citation: CITATIONS.openaiEfficiency,
    },
  ),
  {
    id: 'openai-efficiency-44',
    label: 'Times less compute after 84 months, halved every 16',
    unit: 'times',
    citation: CITATIONS.openaiEfficiency,
    printed: 44,
    tolerance: halfOf(1),
    compute: sum('2 ^ (months / halving)', { months: 84, halving: costDecline.algorithmicHalvingMonths }),
    why: 'Halving every 16 months makes 38 times in the seven years; 44 times is every 15.4 months.',
  },
  {
    id: 'ark-2024-composed-fall',
    label: 'Yearly fall of hardware (53 %) and software (47 %) together',
    unit: '%',
    citation: CITATIONS.ark2024,
    printed: 75,
    tolerance: halfOf(1),
    compute: result(() => 100 * composedFall([0.53, 0.47]), '100 * (1 - (1 - 0.53) * (1 - 0.47))'),
    why: null,
  },
  unite('moore', 'Times faster than Moore’s law', 50, 'times', 0, {
    compute: null,
    why: 'The text does not say what is fifty times what: 70 % per year is 3.5 times Moore’s 29 % per year in the logarithm, and 31 times after four years.',
  }),
];

const recorded: readonly PublishedCase[] = [
  unite('chatgpt-users', 'Users of ChatGPT after five days', adoption.chatgptUsersAfterFiveDays, 'users', 0, {
    compute: null,
    citation: CITATIONS.uniteVi,
    why: 'A count that the text reports; there is nothing to compute it from.',
  }),
  unite(
    'forrester',
    'Companies held back by cost, Forrester 2017',
    100 * adoption.forrester2017ShareHeldBackByCost,
    '%',
    0,
    {
      compute: null,
      citation: CITATIONS.uniteVi,
      why: 'A share of a survey that the text reports; there is nothing to compute it from.',
    },
  ),
  {
    id: 'rising-100m',
    label: 'Cost of a frontier run, more than',
    unit: 'USD',
    citation: CITATIONS.rising,
    printed: 100e6,
    tolerance: 0,
    compute: null,
    why: 'The text lists what the budget is made of (compute, data, size of the model, energy, engineering talent) and prints no sums; the preset frontier-100m fills the list with Epoch’s figures.',
  },
];

export const seedCases: readonly PublishedCase[] = [...fleetCases, ...trainingCases, ...declineCases, ...recorded];
