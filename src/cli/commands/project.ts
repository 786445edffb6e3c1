import { percentText } from '../../base/format.ts';
import { basename } from 'node:path';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { PublishedSeries, SeriesSlip } from '../../catalog/series.ts';
import { chooseProjectionPreset, parseProjection, projectionCsv } from '../../exchange/projection.ts';
import { showText } from '../../exchange/show.ts';
import {
  allPoints,
  bothLaws,
  expectationsOf,
  periodsOf,
  projectYears,
  yearsOf,
} from '../../projection/compare-laws.ts';
import { PROJECTED_UNTIL, type Fit, type Prediction, type Projected } from '../../projection/project.ts';
import { LAWS, type Law, type Projection } from '../../records/projection.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { figure } from '../figure.ts';
import { textTable } from '../table.ts';

interface Input {
  readonly title: string;
  readonly series: readonly PublishedSeries[];
  readonly slips: readonly SeriesSlip[];
}

const ofFile = (file: string): Result<Input, Problem[]> => {
  const text = readText(file);
  if (!text.ok) return text;
  const name = basename(file).replace(/\.[^.]*$/, '');
  const read = parseProjection(text.value, name);
  if (!read.ok) return err(read.error.map(({ path, message }) => problem(path, `${file}: ${message}`)));
  const projection = read.value;
  const own = { id: name, projection, citation: null, expected: [], printedYearlyFall: null };
  return ok({ title: projection.name, series: [own], slips: [] });
};

const readInput = (args: Arguments): Result<Input, Problem[]> => {
  const [file] = args.positionals;
  const preset = args.value('preset');
  if (file !== undefined && preset !== null) {
    return err([problem('preset', `Both FILE (${file}) and --preset (${preset}) are given; keep one.`)]);
  }
  if (file !== undefined) return ofFile(file);
  const chosen = chooseProjectionPreset(preset ?? 'ark-2023');
  return chosen.ok ? chosen : err([chosen.error]);
};

/** Slopes given on the command line take the place of fitted ones, and of a preset's. */
const SLOPES = {
  'yearly-fall': 'yearlyFall',
  'halving-months': 'halvingMonths',
  'learning-rate': 'learningRate',
  'volume-growth': 'volumeGrowth',
  slowest: 'slowestFall',
  fastest: 'fastestFall',
} as const;
type SlopeOption = keyof typeof SLOPES;

const RANGES: Readonly<Record<SlopeOption, { readonly low: number; readonly high: number; readonly unit: string }>> = {
  'yearly-fall': { low: -100, high: 0.999999, unit: '' },
  'halving-months': { low: 0.01, high: 1e5, unit: 'months' },
  'learning-rate': { low: -10, high: 0.999999, unit: '' },
  'volume-growth': { low: -0.99, high: 1e6, unit: '' },
  slowest: { low: -100, high: 0.999999, unit: '' },
  fastest: { low: -100, high: 0.999999, unit: '' },
};

const readSlopes = (args: Arguments): Result<Partial<Projection>, Problem[]> => {
  const read = (Object.keys(SLOPES) as SlopeOption[]).map(
    (option) => [SLOPES[option], readNumber(args, option, RANGES[option])] as const,
  );
  const problems = read.flatMap(([, value]) => (value.ok ? [] : [value.error]));
  if (problems.length > 0) return err(problems);
  const given = Object.fromEntries(
    read.flatMap(([key, value]) => (value.ok && value.value !== null ? [[key, value.value]] : [])),
  ) as Partial<Projection>;
  const slope = ['yearlyFall', 'halvingMonths', 'learningRate'].some((key) => Object.hasOwn(given, key));
  return ok(slope ? { yearlyFall: null, halvingMonths: null, learningRate: null, ...given } : given);
};

const readLaw = (args: Arguments): Result<Law | null, Problem> => {
  const text = args.value('law');
  if (text === null) return ok(null);
  const law = LAWS.find((known) => known === text);
  return law === undefined
    ? err(problem('law', `--law is ${showText(text) || 'empty'}; it must be one of ${LAWS.join(', ')}.`))
    : ok(law);
};

interface Answer {
  readonly series: PublishedSeries;
  readonly law: Law;
  readonly prediction: Prediction;
  readonly other: Prediction | null;
  readonly years: readonly Projected[];
}

const answerOf = (series: PublishedSeries, law: Law | null, until: number): Result<Answer, Problem[]> => {
  const chosen = law ?? series.projection.law;
  const both = bothLaws(series.projection);
  const chosenLaw = both[chosen];
  if (!chosenLaw.ok)
    return err([problem(chosenLaw.error.path, `${series.projection.name}: ${chosenLaw.error.message}`)]);
  const other = both[chosen === 'wright' ? 'exponential' : 'wright'];
  return ok({
    series,
    law: chosen,
    prediction: chosenLaw.value,
    other: other.ok ? other.value : null,
    years: projectYears(chosenLaw.value, yearsOf(series.projection, until)),
  });
};

const fitOf = ({ at: _at, ...fit }: Prediction): Fit => fit;

const json = ({ series, law, prediction, other, years }: Answer, until: number) => {
  const { id, projection, expected, printedYearlyFall } = series;
  const exponential = law === 'exponential' ? prediction : other;
  const wright = law === 'wright' ? prediction : other;
  return {
    id,
    name: projection.name,
    unit: projection.unit,
    source: projection.source,
    law,
    yearlyFall: prediction.yearlyFall,
    printedYearlyFall,
    points: projection.points,
    expected: expectationsOf(prediction, expected),
    periods: periodsOf(allPoints(series)),
    laws: {
      exponential: exponential === null ? null : fitOf(exponential),
      wright: wright === null ? null : fitOf(wright),
    },
    until: prediction.at(until),
    years,
  };
};

/** The third digit is what 68.7 and 70 differ in. */
const percent = (share: number): string => percentText(share, 3);
/** A negative fall is a rise. */
const fallWords = (fall: number): string => `${percent(Math.abs(fall))} ${fall < 0 ? 'more' : 'less'} each year`;

const KNOWN = { given: 'as given', fitted: 'fitted', 'two points': 'through two points' } as const;

const year = (value: number): string => String(Number(value.toFixed(2)));

const readable = ({ series, prediction, other, years }: Answer): string => {
  const { projection, expected, printedYearlyFall } = series;
  const wright = prediction.law === 'wright' ? prediction : other;
  const lines = [
    projection.name,
    `  ${prediction.law}, ${KNOWN[prediction.known]}: ${fallWords(prediction.yearlyFall)}${printedYearlyFall === null ? '' : `; printed ${percent(printedYearlyFall)}`}`,
    ...(wright === null || wright.learningRate === null || wright.volumeGrowth === null
      ? []
      : [
          `  Wright: b ${figure(wright.exponent ?? NaN)}, ${percent(Math.abs(wright.learningRate))} ${wright.learningRate < 0 ? 'more' : 'less'} with each doubling, volume growing ${percent(wright.volumeGrowth)} per year`,
        ]),
    ...periodsOf(allPoints(series)).map(
      ({ from, to, yearlyFall }) => `  ${year(from)} to ${year(to)} as printed: ${fallWords(yearlyFall)}`,
    ),
    ...expectationsOf(prediction, expected).map(
      ({ year: at, expected: told, projected }) =>
        `  ${year(at)}: ${figure(told)} expected by the source, ${figure(projected)} by the law`,
    ),
    `  Source: ${projection.source === '' ? 'not stated' : projection.source}`,
  ];
  const rows = years.map(({ year: at, value, low, high }) => [
    year(at),
    figure(value),
    low === null || high === null ? '' : `${figure(low)} to ${figure(high)}`,
  ]);
  const table = textTable([['year', projection.unit, 'band'], ...rows], [0, 1]).replace(/^(?=.)/gm, '    ');
  return `${lines.join('\n')}\n${table}`;
};

export const projectCommand: Command = {
  name: 'project',
  summary: 'Carry a cost to other years, by an exponential and by Wright’s law, beside what its source says.',
  operands: '[FILE | --preset ID]',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    preset: { value: 'ID', help: 'A published series; FILE is a table year,value[,volume] or a series as JSON.' },
    to: { value: 'YEAR', help: `Last year, ${String(PROJECTED_UNTIL)} where nothing is said.` },
    law: { value: 'LAW', help: `${LAWS.join(' or ')}.` },
    'yearly-fall': { value: 'X', help: 'Share that goes each year, instead of a fit; negative for a rise.' },
    'halving-months': { value: 'N', help: 'Months in which the cost halves, instead of a fit.' },
    'learning-rate': { value: 'X', help: 'Share that goes with each doubling of the volume (Wright).' },
    'volume-growth': { value: 'X', help: 'Growth of the volume per year: 1 doubles it.' },
    slowest: { value: 'X', help: 'Slowest yearly fall of the band, where the points leave none.' },
    fastest: { value: 'X', help: 'Fastest yearly fall of the band.' },
    json: { help: 'Print the series as JSON.' },
    csv: { help: 'Print year by year as CSV.' },
  },
  run(args, io) {
    const input = readInput(args);
    const slopes = readSlopes(args);
    const law = readLaw(args);
    const to = readNumber(args, 'to', { low: 1900, high: 2200, unit: '' });
    const problems = [input, slopes].flatMap((read) => (read.ok ? [] : read.error));
    problems.push(...[law, to].flatMap((read) => (read.ok ? [] : [read.error])));
    if (!input.ok || !slopes.ok || !law.ok || !to.ok) return reportProblems(io, problems);
    const until = to.value ?? PROJECTED_UNTIL;
    const answers = input.value.series.map((series) =>
      answerOf({ ...series, projection: { ...series.projection, ...slopes.value } }, law.value, until),
    );
    const failed = answers.flatMap((answer) => (answer.ok ? [] : answer.error));
    if (failed.length > 0) return reportProblems(io, failed);
    const all = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    const { title, slips } = input.value;
    if (args.has('json')) {
      const series = all.map((answer) => json(answer, until));
      io.out(`${JSON.stringify({ format: 'roofrack-projections', version: 1, title, series, slips }, null, 2)}\n`);
    } else if (args.has('csv')) {
      io.out(
        projectionCsv(
          all.flatMap(({ series, law: by, years }) =>
            years.map((year) => ({ series: series.projection.name, law: by, unit: series.projection.unit, ...year })),
          ),
        ),
      );
    } else {
      const told = slips.map(({ text, caseId }) => `  ${text} (roofrack errata ${caseId})`);
      io.out(
        `${title}\n\n${all.map(readable).join('\n')}${told.length === 0 ? '' : `\nWhat the source contradicts itself in\n${told.join('\n')}\n`}`,
      );
    }
    return EXIT.done;
  },
};
