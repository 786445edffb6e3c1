/** Words that have a number at a time; then others take their place. */
const MOST_NUMBERED = 4096;
const numbers = new WeakMap<object, number>();
const numberOfText = new Map<string, number>();
let nextNumber = 0;

/** A number of what a part of a question says: the same words have the same, as long as they are known. Records never change. */
export const numberOf = (part: object): number => {
  const known = numbers.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  const number = numberOfText.get(text) ?? nextNumber++;
  if (numberOfText.size >= MOST_NUMBERED) numberOfText.clear();
  numberOfText.set(text, number);
  numbers.set(part, number);
  return number;
};
