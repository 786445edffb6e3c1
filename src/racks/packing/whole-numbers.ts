/** Decimals that are kept of a figure: nano-watts of a watt are nobody's concern, binary noise of a product is less. */
const MOST_DECIMALS = 9;
/** Sums over a rack stay below 2^53. */
const LARGEST = 2 ** 52;

const decimals = (value: number): number => {
  const [mantissa = '', exponent] = value.toExponential().split('e');
  const digits = (mantissa.split('.')[1] ?? '').length;
  return Math.max(0, digits - Number(exponent));
};

export const gcd = (a: number, b: number): number => {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
};

export interface WholeNumbers {
  readonly capacity: number;
  readonly needs: readonly number[];
  /** What one step stands for, in the unit of the figures. */
  readonly step: number;
}

/**
 * Needs and a capacity as whole numbers of the largest step that expresses all needs exactly: as written in decimal, so
 * that ten times 0.1 kW is 1 kW. The capacity is rounded down to a step, which takes nothing from it.
 */
export const wholeNumbers = (capacity: number, needs: readonly number[]): WholeNumbers => {
  const wanted = Math.max(0, ...[capacity, ...needs].map((value) => Math.min(MOST_DECIMALS, decimals(value))));
  const largest = Math.max(1, capacity, ...needs);
  const places = Math.min(wanted, Math.floor(Math.log10(LARGEST / largest)));
  const scale = 10 ** places;
  const scaled = needs.map((need) => Math.round(need * scale));
  const step = Math.max(
    1,
    scaled.reduce((common, need) => gcd(need, common), 0),
  );
  return {
    capacity: Math.floor(Math.round(capacity * scale) / step),
    needs: scaled.map((need) => need / step),
    step: step / scale,
  };
};
