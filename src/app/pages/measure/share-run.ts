import type { Problem, Result } from '../../../base/result.ts';
import { parseMeasurement } from '../../../exchange/measurement.ts';
import { packExtract, unpackExtract } from '../../../exchange/run-extract.ts';
import { unpackText } from '../../../exchange/share-text.ts';
import { DTYPE_FACTS } from '../../../measure/kernels/dtypes.ts';
import type { Measurement } from '../../../records/measurement.ts';
import { formatHash } from '../../router/location.ts';

const hashOf = (packed: string): string => formatHash({ segments: ['measure', 'shared'], query: { result: packed } });

/**
 * The part of an address behind its # that carries the results of a run, where no server sees them; null where they do not fit
 * a link.
 * @param page what stands before the #
 */
export const runHash = async (run: Measurement, page: string): Promise<string | null> => {
  const dtype = run.settings?.dtype ?? run.cases.find(({ kind }) => kind === 'matmul')?.dtype ?? 'f32';
  const { activationBytes, weightBytes } = DTYPE_FACTS[dtype];
  const packed = await packExtract(run, [activationBytes, weightBytes], `${page}${hashOf('')}`.length);
  return packed === null ? null : hashOf(packed);
};

/** A run out of a link: `isWhole` where its samples came along, as links of older versions carry them. */
export interface SharedRun {
  readonly run: Measurement;
  readonly isWhole: boolean;
}

const opened = (result: Result<Measurement, Problem[]>, isWhole: boolean): Result<SharedRun, Problem[]> =>
  result.ok ? { ok: true, value: { run: result.value, isWhole } } : result;

/** @param result text of a link; @param run that of a link of older versions. Null where there is neither. */
export const readShared = async (result: string, run: string): Promise<Result<SharedRun, Problem[]> | null> => {
  if (result !== '') return opened(await unpackExtract(result), false);
  if (run === '') return null;
  const text = await unpackText(run);
  return text.ok ? opened(parseMeasurement(text.value), true) : text;
};
