/** The sum of all; null as soon as one is not known, for then neither is the sum. */
export const totalIfKnown = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
