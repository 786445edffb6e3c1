import { entryAt } from './checked.ts';

/**
 * Numbers for people: significant digits and the prefix that keeps the figure between 1 and 1000. In English notation, so that
 * command line, files and reports print alike; a page writes them in its reader's.
 */
export interface FormattedQuantity {
  readonly text: string;
  readonly unit: string;
}

const decimal = (prefixed: readonly string[], firstExponent: number): readonly (readonly [string, number])[] =>
  prefixed.map((unit, index) => [unit, 10 ** (firstExponent + 3 * index)] as const);

/** Units that change their prefix with the size of the number, smallest first. */
const FAMILIES: readonly (readonly (readonly [string, number])[])[] = [
  decimal(['FLOP', 'kFLOP', 'MFLOP', 'GFLOP', 'TFLOP', 'PFLOP', 'EFLOP'], 0),
  decimal(['B', 'kB', 'MB', 'GB', 'TB', 'PB'], 0),
  decimal(['W', 'kW', 'MW', 'GW'], 0),
  decimal(['Wh', 'kWh', 'MWh', 'GWh', 'TWh'], 0),
  decimal(['ns', 'µs', 'ms', 's'], -9),
  [
    ['kg', 1],
    ['t', 1000],
  ],
];

/** Below it a sum of money is told per million of what it is for. */
const LEAST_USD = 0.001;
/** Weights up to here stay in kilograms, beside the others of a rack. */
const MOST_KG = 10_000;

/** What stands between groups of three digits, and before the decimals. */
interface Notation {
  readonly group: string;
  readonly decimal: string;
}

const ENGLISH: Notation = { group: ',', decimal: '.' };
let notation = ENGLISH;

const notationOf = (language: string): Notation => {
  const parts = new Intl.NumberFormat(language).formatToParts(1_234_567.5);
  const mark = (wanted: 'group' | 'decimal'): string =>
    parts.find(({ type }) => type === wanted)?.value ?? ENGLISH[wanted];
  return { group: mark('group'), decimal: mark('decimal') };
};

/**
 * From here on numbers have the marks of this language. Digits and groups of three stay: what is printed can be typed again
 * everywhere.
 */
export const writeNumbersIn = (language: string): void => {
  notation = notationOf(language);
};

const inNotation = (english: string): string =>
  notation === ENGLISH ? english : english.replace(/[.,]/g, (mark) => notation[mark === ',' ? 'group' : 'decimal']);

const cache = new Map<number, Intl.NumberFormat>();

/** Beyond these nobody counts the zeros: (1.4e-298) → `1.4e-298`, which can be typed as well. */
const LEAST_WRITTEN_OUT = 1e-6;
const MOST_WRITTEN_OUT = 1e15;

/** `digits` significant digits with group separators: (1437) → `1,440`. */
export const formatNumber = (value: number, digits = 3): string => {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if ((size > 0 && size < LEAST_WRITTEN_OUT) || size >= MOST_WRITTEN_OUT) {
    const text = inNotation(Number(size.toPrecision(digits)).toExponential().replace('e+', 'e'));
    return value < 0 ? `−${text}` : text;
  }
  let format = cache.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits, signDisplay: 'negative' });
    cache.set(digits, format);
  }
  return inNotation(format.format(value).replace('-', '−'));
};

/** A count of things that are bought or stand somewhere: every one of them is printed. */
export const formatCount = (value: number): string => formatNumber(Math.round(value), 15);

const PLURALS: Readonly<Record<string, string>> = { query: 'queries' };

/** (1870, 'USD') → $1,870; (3.56e12, 'USD/day') → $3.56 T per day; (0.0000231, 'USD/query') → $23.1 per million queries. */
const formatUsd = (value: number, per: readonly string[], digits: number, like: number): FormattedQuantity => {
  const size = Number(Math.abs(like).toPrecision(digits));
  const tiny = size > 0 && size < LEAST_USD;
  const [scale, suffix] = tiny
    ? [1e-6, '']
    : size >= 1e12
      ? [1e12, ' T']
      : size >= 1e9
        ? [1e9, ' B']
        : size >= 1e6
          ? [1e6, ' M']
          : [1, ''];
  const amount = formatNumber(Math.abs(value) / scale, digits);
  const of = per.map((unit) => (tiny ? (PLURALS[unit] ?? unit) : unit)).join(' per ');
  const unit = tiny ? ['per million', of].filter(Boolean).join(' ') : of === '' ? '' : `per ${of}`;
  return { text: `${value < 0 && amount !== '0' ? '−' : ''}$${amount}${suffix}`, unit };
};

/**
 * Value with the fitting prefix: (0.0132, 's') → 13.2 ms, (591864, 'kWh/day') → 592 MWh/day; with that of `like` where numbers
 * stand side by side.
 */
export const formatQuantity = (value: number, unit: string, digits = 3, like = value): FormattedQuantity => {
  const [head = '', ...tail] = unit.split('/');
  if (head === 'USD' && Number.isFinite(value)) return formatUsd(value, tail, digits, like);
  const family = FAMILIES.find((units) => units.some(([name]) => name === head));
  if (family === undefined || !Number.isFinite(value) || value === 0) {
    return { text: formatNumber(value, digits), unit };
  }
  const factor = family.find(([name]) => name === head)?.[1] ?? 1;
  const base = value * factor;
  // Rounding first keeps 999.6 kW from being printed as 1,000 kW instead of 1 MW.
  const size = Number(Math.abs(like * factor).toPrecision(digits));
  const [name, scale] =
    family.findLast(([unitName, threshold]) => size >= (unitName === 't' ? MOST_KG : threshold)) ?? entryAt(family, 0);
  return { text: formatNumber(base / scale, digits), unit: [name, ...tail].join('/') };
};

/** `1/day` as people say it: `per day`. */
export const unitWords = (unit: string): string => unit.replace(/^1\//, 'per ');

/** Units that are words, as they stand beside a 1. */
const SINGULARS: Readonly<Record<string, string>> = {
  GPUs: 'GPU',
  ports: 'port',
  racks: 'rack',
  replicas: 'replica',
  requests: 'request',
  rows: 'row',
  servers: 'server',
  stages: 'stage',
  tokens: 'token',
  years: 'year',
};

export const quantityText = (value: number, unit: string, digits = 3): string => {
  const formatted = formatQuantity(value, unit, digits);
  if (formatted.unit === '') return formatted.text;
  const spoken = formatted.text === '1' ? (SINGULARS[formatted.unit] ?? formatted.unit) : formatted.unit;
  return `${formatted.text} ${unitWords(spoken)}`;
};

/** A count of things, every one of them printed: (1, 'racks') → `1 rack`, (1437, 'racks') → `1,437 racks`. */
export const countText = (value: number, things: string): string => quantityText(Math.round(value), things, 15);

/** A count, or a quantity where it has a unit. */
export const amountText = (value: number, unit: string): string =>
  unit === '' ? formatCount(value) : quantityText(value, unit);

/** A quantity, or that nobody knows it. */
export const knownText = (value: number | null, unit: string): string =>
  value === null ? 'not known' : quantityText(value, unit);

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A size of memory in powers of two: (67108864) → `64 MiB`. */
export const binaryText = (bytes: number): string => {
  const power = bytes < 1 ? 0 : Math.min(BINARY.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${formatNumber(bytes / 2 ** (10 * power), 4)} ${BINARY[power]}`;
};

/** A label within a sentence: “Accelerator time” is accelerator time, PUE stays PUE. */
export const inSentence = (label: string): string =>
  label.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());

/** A share as percent: (0.0423) → `4.2 %`. */
export const percentText = (share: number, digits = 2): string => `${formatNumber(100 * share, digits)} %`;

/** A ratio as a change: (1.0213) → `+2.13 %`, (0.98) → `−2.00 %`. */
export const changeText = (ratio: number, decimals = 2): string =>
  `${ratio < 1 ? '−' : '+'}${inNotation(Math.abs(100 * (ratio - 1)).toFixed(decimals))} %`;

const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

const momentText = (format: Intl.DateTimeFormat, iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? iso : format.format(new Date(iso));

/** The day of an ISO 8601 moment where the reader is: `22 Nov 2026`. What is no moment is printed as it stands. */
export const dateText = (iso: string): string => momentText(DATE, iso);

/** Day and minute of an ISO 8601 moment where the reader is: `22 Nov 2026, 14:05`. */
export const dateTimeText = (iso: string): string => momentText(DATE_TIME, iso);

/** What may stand behind a number: letters, and the words of English and German. */
const SUFFIXES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '': 1,
    '%': 0.01,
    k: 1e3,
    m: 1e6,
    g: 1e9,
    b: 1e9,
    t: 1e12,
    thousand: 1e3,
    million: 1e6,
    millions: 1e6,
    billion: 1e9,
    billions: 1e9,
    trillion: 1e12,
    tsd: 1e3,
    mio: 1e6,
    millionen: 1e6,
    mrd: 1e9,
    milliarde: 1e9,
    milliarden: 1e9,
  }),
);

export type DecimalMark = '.' | ',';

/** What the reader's language puts before the decimals. */
export const decimalMarkOf = (language: string): DecimalMark => (notationOf(language).decimal === ',' ? ',' : '.');

/** One reading, or the two that a text may have; none where it is no number. */
export type NumberReadings = readonly [] | readonly [number] | readonly [number, number];

const isGrouped = (text: string, mark: string): boolean => {
  const [first = '', ...groups] = text.split(mark);
  return /^\d{1,3}$/.test(first) && groups.every((group) => /^\d{3}$/.test(group));
};

/** The digits of a number, with the marks that people put between them, as JavaScript writes it. */
const readDigits = (text: string, mark: DecimalMark): readonly string[] => {
  const dots = text.split('.').length - 1;
  const commas = text.split(',').length - 1;
  if (dots + commas === 0) return [text];
  if (dots > 0 && commas > 0) {
    const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
    const [whole = '', ...fractions] = text.split(decimal);
    const grouping = decimal === '.' ? ',' : '.';
    return fractions.length === 1 && isGrouped(whole, grouping)
      ? [`${whole.replaceAll(grouping, '')}.${fractions[0]}`]
      : [];
  }
  const only = dots > 0 ? '.' : ',';
  if (dots + commas > 1) return isGrouped(text, only) ? [text.replaceAll(only, '')] : [];
  const asDecimal = text.replace(',', '.');
  const grouped = isGrouped(text, only) && !text.startsWith('0');
  const asGroups = text.replace(only, '');
  // Where the comma is the reader's decimal mark, either may be meant either way: English texts are everywhere.
  if (mark === ',') return grouped ? [asGroups, asDecimal] : [asDecimal];
  return only === '.' ? [asDecimal] : grouped ? [asGroups] : [];
};

/**
 * Reads what people type for a number, in their own language's notation: `250M`, `250 million`, `250 000 000`,
 * `1.234.567`; `99.9 %` is 0.999. Where the decimal mark is a comma, `1,5` is 1.5 and `250.000` and `250,000` have two readings.
 */
export const readNumber = (typed: string, mark: DecimalMark = '.'): NumberReadings => {
  const compact = typed.replace(/[\s_'’\u00a0\u202f]/g, '').replace('−', '-');
  const match = /^([+-]?)([\d.,]*\d[\d.,]*)(e[+-]?\d+)?([a-z%]*)\.?$/i.exec(compact);
  if (match === null) return [];
  const [, sign = '', digits = '', exponent = '', suffix = ''] = match;
  const factor = SUFFIXES.get(suffix.toLowerCase());
  if (factor === undefined) return [];
  // −0 is 0.
  const values = readDigits(digits, mark).map((text) => Number(`${sign}${text}${exponent}`) * factor + 0);
  return values.some(Number.isNaN) ? [] : (values as unknown as NumberReadings);
};

/** The number that a text in English notation stands for; null if none. */
export const parseNumber = (typed: string): number | null => readNumber(typed)[0] ?? null;

/** Steps in which a wait is told, s, from a length on: rounding is off by some percent at most, and the text does not flicker. */
const WAIT_STEPS = [
  { fromS: 600, stepS: 60 },
  { fromS: 90, stepS: 10 },
  { fromS: 20, stepS: 5 },
] as const;

/** Length of a wait: `8 s`, `45 s`, `1 min 40 s`, `12 min`. */
export const formatWait = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  const stepS = WAIT_STEPS.find(({ fromS }) => seconds >= fromS)?.stepS ?? 1;
  const roundS = Math.round(seconds / stepS) * stepS;
  if (roundS < 90) return `${roundS} s`;
  const restS = roundS % 60;
  return `${Math.floor(roundS / 60)} min${restS === 0 ? '' : ` ${restS} s`}`;
};
