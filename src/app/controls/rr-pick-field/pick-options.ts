import type { ChoiceOption } from '../rr-choice-field/rr-choice-field.ts';

export interface OptionGroup {
  /** Empty for those of no group. */
  readonly group: string;
  readonly options: readonly ChoiceOption[];
}

/** In groups, each where its first option stands. */
export const grouped = (options: readonly ChoiceOption[]): readonly OptionGroup[] =>
  [...Map.groupBy(options, ({ group = '' }) => group)].map(([group, within]) => ({ group, options: within }));

/** Letters and digits alone, so that "a100 80gb" is found in "A100 80 GB". */
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** Those that have every word of a text, in whatever order. */
export const matching = (options: readonly ChoiceOption[], text: string): readonly ChoiceOption[] => {
  const words = text.split(/\s+/).map(plain).filter(Boolean);
  return options.filter(({ label, group = '', note = '' }) => {
    const all = plain(`${group} ${label} ${note}`);
    return words.every((word) => all.includes(word));
  });
};
