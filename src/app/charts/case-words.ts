import { formatNumber, quantityText } from '../../base/format.ts';
import type { MeasuredCase } from '../../records/measurement.ts';

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

export const KIND_WORDS: Record<MeasuredCase['kind'], string> = {
  matmul: 'Matrix product',
  gemv: 'Matrix times vector',
  fma: 'Multiply-add',
  read: 'Read',
  write: 'Write',
  copy: 'Copy',
  'workgroup-memory': 'Workgroup memory',
  latency: 'Latency',
  intensity: 'Intensity sweep',
  replay: 'Layer replay',
};

export const shapeText = ({ m, n, k }: Pick<MeasuredCase, 'm' | 'n' | 'k'>): string | null =>
  m === null || n === null || k === null ? null : `${m}×${n}×${k}`;

export const caseText = (one: MeasuredCase): string => shapeText(one) ?? KIND_WORDS[one.kind];

/** Rates at the two ends of the interval of the median time; null where there is none. */
export const rateInterval = ({ flop, ci95Ms }: MeasuredCase): readonly [number, number] | null =>
  ci95Ms === null || ci95Ms[0] <= 0 ? null : [flop / ci95Ms[1] / 1e6, flop / ci95Ms[0] / 1e6];

export const rateText = (one: MeasuredCase): string => {
  if (one.gflops === null) return '–';
  const interval = rateInterval(one);
  const range = interval === null ? '' : ` (${interval.map((end) => formatNumber(end)).join('–')})`;
  return `${quantityText(one.gflops, 'GFLOP/s')}${range}`;
};
