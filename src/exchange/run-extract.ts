import * as v from 'valibot';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { fastestOf, isRated, isTimed } from '../records/cases.ts';
import { DTYPES } from '../records/dtypes.ts';
import {
  CASE_OUTCOMES,
  MEASUREMENT,
  measurementSchema,
  warningSchema,
  type CaseFacts,
  type MeasuredCase,
  type Measurement,
} from '../records/measurement.ts';
import { productFlop, type Product } from '../records/product.ts';
import { placeUnderRoof } from '../records/roofline.ts';
import { list, nonNegative, text, timestamp, whole } from '../records/values.ts';
import { packText, unpackText } from './share-text.ts';
import { readJson } from './read-json.ts';
import { validate } from './validate.ts';

/**
 * What of a run fits a link that mail programs leave whole: its results, without their samples, what the adapter offers, the
 * search for kernels and compile times. Columns in place of records, and small numbers in place of long ones.
 */

export const MOST_LINK_CHARACTERS = 2000;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE = ALPHABET.length;

/** Numbers of so many characters each, as one text: after compression six bits a character. */
const toColumn = (values: readonly number[], characters: number): string =>
  values
    .map((value) =>
      Array.from({ length: characters }, (_, place) =>
        ALPHABET.charAt(Math.floor(value / BASE ** (characters - 1 - place)) % BASE),
      ).join(''),
    )
    .join('');

const fromColumn = (column: string, characters: number): number[] =>
  Array.from({ length: column.length / characters }, (_, index) =>
    [...column.slice(index * characters, (index + 1) * characters)].reduce(
      (value, character) => value * BASE + ALPHABET.indexOf(character),
      0,
    ),
  );

/** A time in three characters: its logarithm in steps of 0.01 %, from a nanosecond to four hours. */
const TIME_CHARACTERS = 3;
const TIME_STEP = 1e-4;
const SHORTEST_MS = 1e-6;
const fromTime = (ms: number): number =>
  Math.min(BASE ** TIME_CHARACTERS - 1, Math.max(0, Math.round(Math.log(ms / SHORTEST_MS) / TIME_STEP)));
const toTime = (steps: number): number => Number((SHORTEST_MS * Math.exp(steps * TIME_STEP)).toPrecision(5));

/** Distance of an interval's end from the median in one character, rounded outwards: 0.1 % is 6, 145 % is the most. */
const PARTS = 1000;
const STEPS_OF_TWOFOLD = 6;
const fromDistance = (share: number): number =>
  Math.min(BASE - 1, Math.ceil(STEPS_OF_TWOFOLD * Math.log2(1 + PARTS * share) - 1e-9));
const toDistance = (steps: number): number => (2 ** (steps / STEPS_OF_TWOFOLD) - 1) / PARTS;

/** Warnings of single cases: what they say in full stands in the file. */
const LEFT_OUT = 'The link of this run does not say; its file does.';
const ID_CHARACTERS = 8;
const ROOF_DIGITS = 4;

const MOST_CASES = 2000;
const numbers = list(nonNegative, MOST_CASES);
const names = list(text(300), MOST_CASES);
const columnOf = (characters: number) =>
  v.pipe(
    v.string(),
    v.maxLength(characters * MOST_CASES),
    v.regex(/^[\w-]*$/),
    v.check((column) => column.length % characters === 0),
  );
/** By the place of a case among all. */
const byPlace = <S extends v.GenericSchema>(entry: S) => v.record(text(6), entry);
const { outcome, roofs, clock } = measurementSchema.entries;

const extractSchema = v.strictObject({
  /** Head of the run's id. */
  id: text(ID_CHARACTERS),
  name: text(200),
  at: timestamp,
  suite: text(64),
  seed: whole,
  outcome,
  adapter: v.strictTuple([text(200), text(200), text(200), text(500), v.boolean()]),
  browser: v.nullable(v.strictTuple([text(100), text(100)])),
  host: v.nullable(v.strictTuple([text(100), text(100)])),
  clock: v.strictTuple([
    clock.entries.source,
    clock.entries.timestampQuantumNs,
    nonNegative,
    clock.entries.wallOverTimestamp,
  ]),
  dtype: v.picklist(DTYPES),
  roofs: v.strictTuple([
    roofs.entries.fmaGflops,
    roofs.entries.readGBps,
    roofs.entries.writeGBps,
    roofs.entries.copyGBps,
  ]),
  /** Bytes of an element of the left and of the right operand. */
  operands: v.strictTuple([nonNegative, nonNegative]),
  /** What is no product comes first, by kind, id, FLOP and bytes; then the products by m, n and k. */
  probes: v.strictTuple([names, names, numbers, numbers]),
  products: v.strictTuple([numbers, numbers, numbers]),
  kernels: list(text(200), BASE),
  /** The products' kernels; of all cases the median, and how far the ends of its interval are from it. */
  kernel: columnOf(1),
  time: columnOf(TIME_CHARACTERS),
  low: columnOf(1),
  high: columnOf(1),
  /** Of those without a time. */
  outcomes: byPlace(v.picklist(CASE_OUTCOMES)),
  /** Codes of warnings, and the cases that have some. */
  codes: names,
  unverified: list(whole, MOST_CASES),
  warned: byPlace(list(whole, 50)),
  warnings: list(warningSchema, 50),
});
type Extract = v.InferOutput<typeof extractSchema>;

/** Bytes of an element of the left operand, and of the right one; of the result it is 4. */
export type OperandBytes = readonly [left: number, right: number];

const bytesOf = ({ m, n, k }: Product, [left, right]: OperandBytes): number =>
  Math.round(left * m * k + right * k * n + 4 * m * n);

type ProductCase = MeasuredCase & Product & { readonly kind: 'matmul' };
const isProduct = (measured: MeasuredCase): measured is ProductCase => measured.kind === 'matmul';

const indexIn = (known: string[], name: string): number => {
  const at = known.indexOf(name);
  return at >= 0 ? at : known.push(name) - 1;
};

const extractOf = (run: Measurement, operands: OperandBytes): Extract => {
  const probes = run.cases.filter((measured) => !isProduct(measured));
  const products = run.cases.filter(isProduct);
  const cases = [...probes, ...products];
  const kernels: string[] = [];
  const codes: string[] = [];
  const { adapter, browser, host } = run;
  const rounded = (value: number | null): number | null => value && Number(value.toPrecision(ROOF_DIGITS));
  const distances = (end: 0 | 1): string =>
    toColumn(
      cases.map((measured) =>
        isTimed(measured) ? fromDistance(Math.abs(measured.ci95Ms[end] / measured.medianMs - 1)) : 0,
      ),
      1,
    );
  return {
    id: run.id.slice(0, ID_CHARACTERS),
    name: run.name,
    at: run.createdAt,
    suite: run.suite,
    seed: run.seed,
    outcome: run.outcome,
    adapter: [adapter.vendor, adapter.architecture, adapter.device, adapter.description, adapter.software],
    browser: browser && [browser.name, browser.version],
    host: host && [host.name, host.version],
    clock: [run.clock.source, run.clock.timestampQuantumNs, run.clock.wallStepMs, rounded(run.clock.wallOverTimestamp)],
    dtype: products[0]?.dtype ?? 'f32',
    roofs: [
      rounded(run.roofs.fmaGflops),
      rounded(run.roofs.readGBps),
      rounded(run.roofs.writeGBps),
      rounded(run.roofs.copyGBps),
    ],
    operands: [...operands],
    probes: [
      probes.map(({ kind }) => kind),
      probes.map(({ id }) => id),
      probes.map(({ flop }) => flop),
      probes.map(({ bytes }) => bytes),
    ],
    products: [products.map(({ m }) => m), products.map(({ n }) => n), products.map(({ k }) => k)],
    kernel: toColumn(
      products.map(({ kernel }) => indexIn(kernels, kernel)),
      1,
    ),
    kernels,
    time: toColumn(
      cases.map((measured) => (isTimed(measured) ? fromTime(measured.medianMs) : 0)),
      TIME_CHARACTERS,
    ),
    low: distances(0),
    high: distances(1),
    outcomes: Object.fromEntries(
      cases.flatMap((measured, place) => (measured.outcome === 'measured' ? [] : [[place, measured.outcome]])),
    ),
    warned: Object.fromEntries(
      cases.flatMap(({ warnings }, place) =>
        warnings.length === 0 ? [] : [[place, warnings.map(({ code }) => indexIn(codes, code))]],
      ),
    ),
    codes,
    unverified: cases.flatMap((measured, place) => (isTimed(measured) && !measured.verified ? [place] : [])),
    warnings: run.warnings,
  };
};

/** Without what only shows caches and the ends of chains: products, layers, and the probes that are the roofs. */
const essentialsOf = ({ cases, roofs: { readGBps } }: Measurement): MeasuredCase[] => {
  const timed = cases.filter(isTimed).filter(isRated);
  return cases.filter((measured) => {
    const { kind, dtype } = measured;
    if (kind === 'matmul' || kind === 'replay') return true;
    if (!isTimed(measured)) return false;
    const ofFormat = timed.filter((other) => other.kind === 'fma' && other.dtype === dtype);
    return kind === 'fma' ? measured === fastestOf(ofFormat) : kind === 'read' && measured.gbps === readGBps;
  });
};

/** A run with less and less of what a reader can do without. */
const shorterAndShorter = (run: Measurement): Measurement[] => [
  run,
  { ...run, warnings: [] },
  { ...run, warnings: [], cases: essentialsOf(run) },
];

/**
 * The results of a run as text for a link of at most `MOST_LINK_CHARACTERS`, of which `before` are those in front of it; null
 * where they do not fit, or where the run has what an extract cannot say: such a run travels as a file.
 */
export const packExtract = async (run: Measurement, operands: OperandBytes, before: number): Promise<string | null> => {
  if (run.cases.some((measured) => isProduct(measured) && measured.bytes !== bytesOf(measured, operands))) return null;
  for (const shorter of shorterAndShorter(run)) {
    const extract = extractOf(shorter, operands);
    if (extract.kernels.length > BASE) return null;
    const packed = await packText(JSON.stringify(extract));
    if (before + packed.length <= MOST_LINK_CHARACTERS) return packed;
  }
  return null;
};

const factsOf = ({ probes, products, kernel, kernels, dtype, operands }: Extract): CaseFacts[] => {
  const [kinds, ids, flops, bytes] = probes;
  const [ms, ns, ks] = products;
  return [
    ...ids.map((id, place): CaseFacts => {
      const kind = kinds[place] ?? '';
      const common = {
        id,
        dtype: DTYPES.find((known) => id.endsWith(`dtype=${known}`)) ?? 'f32',
        // A small set that is read again shows a cache; what finds the roofs knows such a kernel by its name.
        kernel: id.includes(';set=') ? `${kind}-again` : kind,
        flop: flops[place] ?? NaN,
        bytes: bytes[place] ?? NaN,
      };
      // Whether there is such a kind is for the schema of the run to say.
      return (kind === 'replay' ? { ...common, kind, parts: [] } : { ...common, kind }) as CaseFacts;
    }),
    ...fromColumn(kernel, 1).map((at, place): CaseFacts => {
      const product = { m: ms[place] ?? NaN, n: ns[place] ?? NaN, k: ks[place] ?? NaN };
      const { m, n, k } = product;
      return {
        ...product,
        id: `matmul:m=${String(m)};n=${String(n)};k=${String(k)};dtype=${dtype}`,
        kind: 'matmul',
        dtype,
        kernel: kernels[at] ?? '',
        flop: productFlop(product),
        bytes: bytesOf(product, operands),
      };
    }),
  ];
};

const BUILT = { compileMs: null, firstDispatchMs: null, maxError: null, errorBound: null } as const;
const SAMPLED = {
  ...BUILT,
  warmCompileMs: null,
  samplesMs: [] as number[],
  wallSamplesMs: [] as number[],
  paces: [],
  dispatchesPerSample: 0,
} as const;

interface Columns {
  readonly time: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** What this place of the columns says; whether it is sound is for the schema of a run to say. */
const caseOf = (facts: CaseFacts, extract: Extract, place: number, columns: Columns): unknown => {
  const warnings = (extract.warned[place] ?? []).map((code) => ({
    code: extract.codes[code] ?? '',
    message: LEFT_OUT,
  }));
  const outcome = extract.outcomes[place] ?? 'measured';
  const common = { ...facts, outcome, warnings };
  const sampled = { ...SAMPLED, verified: !extract.unverified.includes(place) };
  if (outcome === 'hidden' || outcome === 'clock-unusable') return { ...common, ...sampled, reason: LEFT_OUT };
  if (outcome === 'wrong-result') return { ...common, ...BUILT, reason: LEFT_OUT };
  if (outcome !== 'measured') return { ...common, reason: LEFT_OUT };
  const medianMs = toTime(columns.time[place] ?? NaN);
  const rate = (work: number): number | null => (work === 0 ? null : work / medianMs / 1e6);
  return {
    ...common,
    ...sampled,
    medianMs,
    ci95Ms: [
      Math.max(0, medianMs * (1 - toDistance(columns.low[place] ?? NaN))),
      medianMs * (1 + toDistance(columns.high[place] ?? NaN)),
    ],
    gflops: rate(facts.flop),
    gbps: rate(facts.bytes),
    percentOfRoof: null,
  };
};

const WAY_OUT = 'Ask for the file of the run instead, or for a new link.';

/** An extract as the run that it is from, as far as it says: what it leaves out is null or empty. */
export const unpackExtract = async (packed: string): Promise<Result<Measurement, Problem[]>> => {
  const unpacked = await unpackText(packed);
  if (!unpacked.ok) return unpacked;
  const read = readJson(unpacked.value);
  if (!read.ok) return read;
  const valid = validate(extractSchema, read.value.value, { wayOut: WAY_OUT, asWritten: read.value.overflows });
  if (!valid.ok) return valid;
  const extract = valid.value;
  const facts = factsOf(extract);
  const columns: Columns = {
    time: fromColumn(extract.time, TIME_CHARACTERS),
    low: fromColumn(extract.low, 1),
    high: fromColumn(extract.high, 1),
  };
  const { probes, products } = extract;
  const areOfLength = (lists: readonly (readonly unknown[])[], count: number): boolean =>
    lists.every(({ length }) => length === count);
  const areWhole =
    areOfLength(probes, probes[0].length) &&
    areOfLength(products, facts.length - probes[0].length) &&
    areOfLength([columns.time, columns.low, columns.high], facts.length);
  if (!areWhole) return err([problem('', `This link is damaged: its columns differ in length. ${WAY_OUT}`)]);
  const [vendor, architecture, device, description, software] = extract.adapter;
  const [source, timestampQuantumNs, wallStepMs, wallOverTimestamp] = extract.clock;
  const [fmaGflops, readGBps, writeGBps, copyGBps] = extract.roofs;
  const clockRecord = { source, timestampQuantumNs, wallStepMs, crossOriginIsolated: null, wallOverTimestamp };
  const run = {
    format: MEASUREMENT.format,
    version: MEASUREMENT.version,
    id: extract.id,
    name: extract.name,
    createdAt: extract.at,
    suite: extract.suite,
    seed: extract.seed,
    outcome: extract.outcome,
    adapter: {
      vendor,
      architecture,
      device,
      description,
      software,
      features: [],
      limits: {},
      subgroupMinSize: null,
      subgroupMaxSize: null,
      subgroupMatrices: [],
    },
    browser: extract.browser && { name: extract.browser[0], version: extract.browser[1], userAgent: '' },
    host: extract.host && { name: extract.host[0], version: extract.host[1] },
    clock: clockRecord,
    settings: null,
    sittings: [{ startedAt: extract.at, firstCase: 0, clock: clockRecord }],
    roofs: { fmaGflops, readGBps, writeGBps, copyGBps },
    cases: facts.map((known, place) => caseOf(known, extract, place, columns)),
    tuning: [],
    warnings: extract.warnings,
  };
  const sound = validate(measurementSchema, run, { wayOut: WAY_OUT, asWritten: new Map() });
  return sound.ok ? ok({ ...sound.value, cases: placeUnderRoof(sound.value.cases) }) : sound;
};
