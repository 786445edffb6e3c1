import type { Projection, ProjectionPoint } from '../records/projection.ts';
import { citationText, CITATIONS, type CitationId } from './citations.ts';
import seeds from './facts/seeds.json' with { type: 'json' };
import type { FactRecord } from './provenance.ts';

/** A cost that a source follows over the years: what it says was paid, and what it says will be. */
export interface PublishedSeries {
  readonly id: string;
  readonly projection: Projection;
  /** Null for a series of the user's own. */
  readonly citation: CitationId | null;
  /** What the source expects, to be held against the law. */
  readonly expected: readonly ProjectionPoint[];
  /** Yearly fall as the source prints it; null where it prints none. */
  readonly printedYearlyFall: number | null;
}

/** Places where a source contradicts itself, told beside its series. */
export interface SeriesSlip {
  readonly citation: CitationId;
  /** Case of the Verify page that has its arithmetic. */
  readonly caseId: string;
  readonly text: string;
}

export interface ProjectionPreset {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly series: readonly PublishedSeries[];
  readonly slips: readonly SeriesSlip[];
}

const { series, hardwareYearlyFall, softwareYearlyFall, algorithmicHalvingMonths } = seeds.costDecline;

/** Where nobody counted the volume of a Wright's law: it doubles each year, an assumption that is said to be one. */
export const ASSUMED_VOLUME_GROWTH = 1;

const OBSERVED_UNTIL = 2022;

const pointsOf = (usd: Readonly<Record<string, number>>): ProjectionPoint[] =>
  Object.entries(usd).map(([year, value]) => ({ year: Number(year), value, volume: null }));

const blank = {
  law: 'exponential',
  yearlyFall: null,
  halvingMonths: null,
  learningRate: null,
  slowestFall: null,
  fastestFall: null,
  volumeGrowth: null,
} as const;

const NAMES: Readonly<Record<string, string>> = {
  'gpt3-training': 'GPT-3 level',
  'resnet50-training': 'ResNet-50',
  'inference-per-1e9-queries': '1e9 queries',
  'gpt3x57-params-x720-tokens': '57 × 720 times GPT-3',
};

/** Both factors that ARK names, and what they compose to. */
const arkFalls = {
  slowestFall: softwareYearlyFall,
  fastestFall: 1 - (1 - hardwareYearlyFall) * (1 - softwareYearlyFall),
};

const citationOf = (seed: (typeof series)[number]): CitationId =>
  'marked' in seed ? 'uniteVi' : seed.id === 'gpt3-training' ? 'ark2023' : 'unite';

/** What the articles print of each series, for the catalogue. */
export const printedCosts: readonly (FactRecord & { readonly name: string })[] = series.map((seed) => {
  const citation = CITATIONS[citationOf(seed)];
  return {
    ...seed,
    name: NAMES[seed.id] ?? seed.id,
    source: citationText(citation),
    date: citation.date ?? 'no date kept',
  };
});

const fromSeed = (id: string): PublishedSeries => {
  const seed = series.find((known) => known.id === id);
  if (seed === undefined) throw new Error(`The seeds have no series ${id}.`);
  const points = pointsOf(seed.usd);
  const citation = citationOf(seed);
  return {
    id,
    projection: {
      format: 'roofrack-projection',
      version: 1,
      name: NAMES[id] ?? id,
      unit: 'USD',
      source: citationText(CITATIONS[citation]),
      ...blank,
      ...arkFalls,
      points: points.filter(({ year }) => year <= OBSERVED_UNTIL),
      // One point alone makes no law: the source's own fall carries it.
      yearlyFall:
        points.filter(({ year }) => year <= OBSERVED_UNTIL).length > 1 ? null : (series[0]?.printedYearlyFall ?? null),
    },
    citation,
    expected: points.filter(({ year }) => year > OBSERVED_UNTIL),
    printedYearlyFall: 'printedYearlyFall' in seed ? (seed.printedYearlyFall ?? null) : null,
  };
};

interface Own {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly citation: CitationId;
  readonly points: readonly (readonly [year: number, value: number])[];
  readonly expected?: readonly (readonly [year: number, value: number])[];
  readonly given: Partial<Pick<Projection, 'yearlyFall' | 'halvingMonths' | 'slowestFall' | 'fastestFall'>>;
}

const own = ({ id, name, unit, citation, points, expected = [], given }: Own): PublishedSeries => ({
  id,
  projection: {
    format: 'roofrack-projection',
    version: 1,
    name,
    unit,
    source: citationText(CITATIONS[citation]),
    ...blank,
    ...given,
    points: points.map(([year, value]) => ({ year, value, volume: null })),
  },
  citation,
  expected: expected.map(([year, value]) => ({ year, value, volume: null })),
  printedYearlyFall: null,
});

export const projectionPresets: readonly ProjectionPreset[] = [
  {
    id: 'ark-2023',
    title: 'ARK 2023: what training and answering cost until 2030',
    about:
      'Training to the level of GPT-3 for 4.6 million dollars in 2020 and 450 thousand in 2022, carried to 2030 at “70 % a year”; answering 1e9 queries; and training 57 times the parameters of GPT-3 on 720 times its tokens.',
    series: [fromSeed('gpt3-training'), fromSeed('inference-per-1e9-queries'), fromSeed('gpt3x57-params-x720-tokens')],
    slips: [
      {
        citation: 'unite',
        caseId: 'unite-composed-fall',
        text: '−57 % per year by hardware and −47 % by software compose to −77.2 %, not to the 70 % beside them.',
      },
      {
        citation: 'uniteVi',
        caseId: 'unite-large-2030-per-gpt3',
        text: '600,000 dollars in 2030 for 57 × 720 times the work are 14.6 dollars for one GPT-3, half of the 30 printed for the same year.',
      },
      {
        citation: 'uniteVi',
        caseId: 'unite-large-2022-per-gpt3',
        text: '17 billion dollars in 2022 for 57 × 720 times the work are 414 thousand for one GPT-3, against the 450 thousand printed.',
      },
      {
        citation: 'unite',
        caseId: 'unite-by-2030',
        text: '“70 % by 2030” is 70 % each year: once, it would leave 135 thousand dollars in 2030, not 30.',
      },
    ],
  },
  {
    id: 'resnet50-2017-2019',
    title: 'ResNet-50, 2017 to 2019',
    about: 'From 1,000 to 10 dollars in two years: ten-fold a year.',
    series: [fromSeed('resnet50-training')],
    slips: [],
  },
  {
    id: 'openai-efficiency',
    title: 'Compute for AlexNet’s accuracy, 2012 to 2019',
    about: `Halved every ${String(algorithmicHalvingMonths)} months: algorithms alone, at the same hardware.`,
    series: [
      own({
        id: 'alexnet-compute',
        name: 'AlexNet’s accuracy',
        unit: 'of 2012',
        citation: 'openaiEfficiency',
        points: [[2012, 1]],
        expected: [[2019, 1 / 44]],
        given: {
          halvingMonths: algorithmicHalvingMonths,
          slowestFall: 1 - 2 ** (-12 / algorithmicHalvingMonths),
          fastestFall: 1 - 44 ** (-1 / 7),
        },
      }),
    ],
    slips: [
      {
        citation: 'openaiEfficiency',
        caseId: 'openai-efficiency-44',
        text: 'Halving every 16 months makes 38 times in 84 months; the print has 44 times, which is every 15.4 months.',
      },
    ],
  },
  {
    id: 'ai-index-2025',
    title: 'Price of GPT-3.5’s quality, 2022 to 2024',
    about: 'From 20.00 to 0.07 dollars per million tokens between November 2022 and October 2024.',
    series: [
      own({
        id: 'gpt35-level-inference',
        name: 'GPT-3.5 level, 1M tokens',
        unit: 'USD',
        citation: 'aiIndex',
        points: [
          [2022 + 10 / 12, 20],
          [2024 + 9 / 12, 0.07],
        ],
        // Epoch, quoted there: 9 to 900 times per year by task.
        given: { slowestFall: 1 - 1 / 9, fastestFall: 1 - 1 / 900 },
      }),
    ],
    slips: [
      {
        citation: 'aiIndex',
        caseId: 'ai-index-months',
        text: 'November 2022 to October 2024 are 23 months, not the 18 printed: a factor of 19 per year, not 43.',
      },
    ],
  },
  {
    id: 'epoch-frontier',
    title: 'Cost of frontier runs since 2016',
    about: 'The other direction: the most expensive run costs 2.4 times as much every year.',
    series: [
      own({
        id: 'frontier-run',
        name: 'Most expensive run',
        unit: 'USD',
        citation: 'epoch',
        points: [[2023.2, 40.7e6]],
        // 90 % interval 2.0 to 2.9 times per year.
        given: { yearlyFall: 1 - 2.4, slowestFall: 1 - 2.9, fastestFall: 1 - 2 },
      }),
    ],
    slips: [],
  },
];

export const findProjectionPreset = (id: string): ProjectionPreset | null =>
  projectionPresets.find((preset) => preset.id === id) ?? null;
