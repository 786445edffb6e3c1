/** Beyond these nobody counts the digits. */
const [TINY, HUGE] = [1e-9, 1e15];

/** At least four digits, and never fewer than stand before the point: 47,349 and 0.0001894; 1.5e300 beyond what is read. */
export const figure = (value: number | null): string =>
  value === null
    ? '–'
    : value !== 0 && (Math.abs(value) < TINY || Math.abs(value) >= HUGE)
      ? Number(value.toPrecision(4)).toExponential().replace('e+', 'e')
      : value.toLocaleString('en-US', {
          maximumSignificantDigits: Math.max(4, Math.floor(Math.log10(Math.abs(value) || 1)) + 1),
          signDisplay: 'negative',
        });
