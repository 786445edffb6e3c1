import { binaryText, formatNumber, quantityText } from '../../base/format.ts';
import type { RatedCase, TimedCase } from '../../records/cases.ts';
import type { MeasuredCase, Measurement } from '../../records/measurement.ts';
import { replayText } from '../../records/replay-text.ts';

/** How an outcome is said in a table. */
export const OUTCOME_WORDS: Record<MeasuredCase['outcome'], string> = {
  measured: 'measured',
  'wrong-result': 'wrong result, not timed',
  'device-lost': 'device lost',
  timeout: 'did not finish in time',
  unsupported: 'not supported here',
  'out-of-memory': 'out of memory',
  'clock-unusable': 'clock not usable',
  'gpu-error': 'GPU error',
  cancelled: 'cancelled',
  hidden: 'page was hidden',
};

/** How a run ended that did not end by itself. */
export const RUN_ENDINGS: Record<Exclude<Measurement['outcome'], 'complete'>, string> = {
  cancelled: 'cancelled',
  'broken-off': 'broken off',
  'device-lost': 'GPU lost',
  failed: 'not finished',
};

export const KIND_WORDS: Record<MeasuredCase['kind'], string> = {
  matmul: 'Matrix product',
  fma: 'Multiply-add',
  read: 'Read',
  write: 'Write',
  copy: 'Copy',
  'workgroup-memory': 'Workgroup memory',
  latency: 'Latency',
  intensity: 'Intensity sweep',
  replay: 'Layer replay',
};

export const shapeText = (measured: MeasuredCase): string | null =>
  measured.kind === 'matmul' ? `${measured.m}×${measured.n}×${measured.k}` : null;

const LATENCY_WORDS: Readonly<Record<string, string>> = {
  'latency:what=dispatch': 'Dispatch latency',
  'latency:what=round-trip': 'Round trip to the GPU',
  'latency:what=map': 'Round trip with a read',
};

/** Bytes of the set that a stream goes over again and again; null where it goes over all it moves once. */
export const workingSet = ({ id }: Pick<MeasuredCase, 'id'>): number | null => {
  const set = /;set=(\d+)/.exec(id)?.[1];
  return set === undefined ? null : Number(set);
};

export const caseText = (measured: MeasuredCase): string => {
  if (measured.kind === 'replay') return `Layer of ${replayText(measured.id)}`;
  const set = workingSet(measured);
  const words = LATENCY_WORDS[measured.id] ?? KIND_WORDS[measured.kind];
  return shapeText(measured) ?? (set === null ? words : `${words}, set of ${binaryText(set)}`);
};

/** Rates at the two ends of the interval of the median time; null where there is none. */
export const rateInterval = ({ flop, ci95Ms }: TimedCase): readonly [number, number] | null =>
  ci95Ms[0] <= 0 ? null : [flop / ci95Ms[1] / 1e6, flop / ci95Ms[0] / 1e6];

export const rateText = (rated: RatedCase): string => {
  const interval = rateInterval(rated);
  const range = interval === null ? '' : ` (${interval.map((end) => formatNumber(end)).join('–')})`;
  return `${quantityText(rated.gflops, 'GFLOP/s')}${range}`;
};
