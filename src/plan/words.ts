import { formatNumber } from '../base/format.ts';

/** Numbers as they stand in sentences: three digits, and every digit before the point. */
export const numberText = (value: number): string =>
  formatNumber(value, Math.max(3, Math.floor(Math.log10(Math.abs(value) || 1)) + 1));

/** A time as a person says it: milliseconds up to ten seconds. */
export const milliseconds = (seconds: number): string =>
  seconds < 10 ? `${formatNumber(1000 * seconds)} ms` : `${formatNumber(seconds)} s`;

export const gigabytes = (bytes: number): string => `${formatNumber(bytes / 1e9)} GB`;
