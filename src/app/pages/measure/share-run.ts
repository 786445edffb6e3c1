import type { Problem, Result } from '../../../base/result.ts';
import { parseMeasurement } from '../../../exchange/measurement.ts';
import { packText, unpackText } from '../../../exchange/share-text.ts';
import { isSampled } from '../../../records/cases.ts';
import type { MeasuredCase, Measurement } from '../../../records/measurement.ts';
import { formatHash } from '../../router/location.ts';

/** Digits of a sample in a link: 0.01 % is far below any clock's step, and halves the length. */
const SAMPLE_DIGITS = 4;

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

/** An address that carries a run, or two that are compared, behind its #, where no server sees them. */
export const shareHash = async (run: Measurement, other: Measurement | null = null): Promise<string> =>
  formatHash({
    segments: ['measure', 'shared'],
    query: { run: await packed(run), ...(other === null ? {} : { other: await packed(other) }) },
  });

export const readShared = async (packed: string): Promise<Result<Measurement, Problem[]>> => {
  const text = await unpackText(packed);
  return text.ok ? parseMeasurement(text.value) : text;
};
