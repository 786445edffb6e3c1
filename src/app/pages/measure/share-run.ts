import { err, ok, problem, type Problem, type Result } from '../../../base/result.ts';
import { parseMeasurement } from '../../../exchange/measurement.ts';
import { packExtract, unpackExtract } from '../../../exchange/run-extract.ts';
import { packText, unpackText } from '../../../exchange/share-text.ts';
import { DTYPE_FACTS } from '../../../measure/kernels/dtypes.ts';
import { isSampled } from '../../../records/cases.ts';
import type { MeasuredCase, Measurement } from '../../../records/measurement.ts';
import { formatHash } from '../../router/location.ts';

/** Digits of a sample in a link: 0.01 % is far below any clock's step, and halves the length. */
const SAMPLE_DIGITS = 4;

const hashOf = (packed: string): string => formatHash({ segments: ['measure', 'shared'], query: { result: packed } });

/**
 * The part of an address behind its # that carries the results of a run, where no server sees them; null where they do not fit
 * a link.
 * @param page what stands before the #
 */
export const runHash = async (run: Measurement, page: string): Promise<string | null> => {
  const dtype = run.settings?.dtype ?? run.cases.find(({ kind }) => kind === 'matmul')?.dtype ?? 'f32';
  const { activationBytes, weightBytes } = DTYPE_FACTS[dtype];
  const extract = await packExtract(run, [activationBytes, weightBytes], `${page}${hashOf('')}`.length);
  return extract === null ? null : hashOf(extract);
};

const rounded = (value: number): number => Number(value.toPrecision(SAMPLE_DIGITS));

const lighter = (measured: MeasuredCase): MeasuredCase =>
  isSampled(measured)
    ? {
        ...measured,
        samplesMs: measured.samplesMs.map(rounded),
        wallSamplesMs: measured.wallSamplesMs.map(rounded),
      }
    : measured;

const packed = (run: Measurement): Promise<string> =>
  packText(JSON.stringify({ ...run, cases: run.cases.map(lighter) }));

/** The same of two runs that are compared: with their samples, of which a comparison is made. */
export const comparisonHash = async (run: Measurement, other: Measurement): Promise<string> =>
  formatHash({ segments: ['measure', 'shared'], query: { run: await packed(run), other: await packed(other) } });

/** What a link carries: a run, and the one that it is compared with. */
export interface Shared {
  readonly run: Measurement;
  readonly other: Measurement | null;
  /** Its samples came along, as those of comparisons and of links of older versions do. */
  readonly isWhole: boolean;
}

const readWhole = async (text: string): Promise<Result<Measurement, Problem[]>> => {
  const unpacked = await unpackText(text);
  return unpacked.ok ? parseMeasurement(unpacked.value) : unpacked;
};

/** @param query of the address; each of its texts is empty where there is none */
export const readShared = async (
  query: Readonly<Record<'result' | 'run' | 'other', string>>,
): Promise<Result<Shared, Problem[]>> => {
  if (query.result !== '') {
    const result = await unpackExtract(query.result);
    return result.ok ? ok({ run: result.value, other: null, isWhole: false }) : result;
  }
  if (query.run === '') return err([problem('', 'This link carries no run. Ask for a new one.')]);
  const run = await readWhole(query.run);
  if (!run.ok || query.other === '') return run.ok ? ok({ run: run.value, other: null, isWhole: true }) : run;
  const other = await readWhole(query.other);
  return other.ok ? ok({ run: run.value, other: other.value, isWhole: true }) : other;
};
