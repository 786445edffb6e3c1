/** What a number may be. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
  readonly whole: boolean;
}

/** A part of a whole, from 0 to 1: what it leaves counts as much as what it is. */
export const isShare = ({ low, high, whole }: NumberRange): boolean => low >= 0 && high <= 1 && !whole;

/** Without what subtracting binary fractions adds: 1 − 0.9 is 0.1. */
const decimal = (value: number): number => Number(value.toPrecision(12));

/** What a share is or what it leaves, whichever is less: 0.001 of 0.999, where a thousandth is a lot. */
export const lesserPart = (share: number): number => decimal(Math.min(share, 1 - share));

/** To so many digits of the lesser part: 0.99912 to 0.9991 with one digit, where 0.12 has 0.1. */
export const roundedShare = (share: number, digits: number): number => {
  const rounded = Number(lesserPart(share).toPrecision(digits));
  return share > 0.5 ? decimal(1 - rounded) : rounded;
};

/** The share whose odds, what it is over what it leaves, are so many times as large; 0 and 1 stay. */
export const withOddsTimes = (share: number, factor: number): number =>
  (share * factor) / (share * factor + (1 - share));
