/** Numbers as they stand in sentences: three digits, never an exponent. */

export const numberText = (value: number): string =>
  value.toLocaleString('en-US', {
    maximumSignificantDigits: Math.max(3, Math.floor(Math.log10(Math.abs(value) || 1)) + 1),
  });

/** A time as a person says it: milliseconds up to ten seconds. */
export const milliseconds = (seconds: number): string =>
  seconds < 10
    ? `${Number((1000 * seconds).toPrecision(3)).toLocaleString('en-US')} ms`
    : `${Number(seconds.toPrecision(3)).toLocaleString('en-US')} s`;

export const gigabytes = (bytes: number): string =>
  `${Number((bytes / 1e9).toPrecision(3)).toLocaleString('en-US')} GB`;
