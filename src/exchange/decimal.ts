const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A decimal number as people and programs write it, −0 as 0; NaN for all else, also for what `Number` would take (hex,
 * blanks).
 */
export const decimal = (text: string): number => (DECIMAL.test(text) ? Number(text) + 0 : NaN);
