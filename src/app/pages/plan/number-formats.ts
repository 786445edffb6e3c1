import type { PhysicalScenario } from '../../../records/scenario.ts';
import type { ChoiceOption } from '../../controls/rr-choice-field/rr-choice-field.ts';

type Formats = Pick<PhysicalScenario['precision'], 'weights' | 'kvCache' | 'activations'>;

interface NumberFormatChoice extends Formats {
  readonly id: string;
  readonly label: string;
}

const throughout = (format: Formats['kvCache']): NumberFormatChoice => ({
  id: format,
  label: format,
  weights: format,
  kvCache: format,
  activations: format,
});

/** What people mean by the number format of a served model: weights, cache and products at once. */
const CHOICES: readonly NumberFormatChoice[] = [
  throughout('fp16'),
  throughout('bf16'),
  throughout('fp8'),
  throughout('int8'),
  { id: 'w8a16', label: 'int8 weights', weights: 'int8', kvCache: 'fp16', activations: 'fp16' },
  { id: 'w4a16', label: 'int4 weights', weights: 'int4', kvCache: 'fp16', activations: 'fp16' },
  { id: 'nvfp4', label: 'nvfp4', weights: 'nvfp4', kvCache: 'fp8', activations: 'nvfp4' },
  { id: 'mxfp4', label: 'mxfp4', weights: 'mxfp4', kvCache: 'fp8', activations: 'mxfp4' },
];

const MIXED = 'mixed';

const sameFormats = (a: Formats, b: Formats): boolean =>
  a.weights === b.weights && a.kvCache === b.kvCache && a.activations === b.activations;

/** What a scenario's three formats are together: one of the choices, or a mixture that is named by its parts. */
export const formatChoiceOf = (formats: Formats): string =>
  CHOICES.find((choice) => sameFormats(choice, formats))?.id ?? MIXED;

export const formatOptions = (formats: Formats): readonly ChoiceOption[] => [
  ...(formatChoiceOf(formats) === MIXED
    ? [{ value: MIXED, label: `${formats.weights} weights, ${formats.kvCache} cache, ${formats.activations} products` }]
    : []),
  ...CHOICES.map(({ id, label }) => ({ value: id, label })),
];

/** The three formats of a choice; null for the mixture that is there already. */
export const formatsOf = (id: string): Formats | null => {
  const choice = CHOICES.find((candidate) => candidate.id === id);
  if (choice === undefined) return null;
  const { weights, kvCache, activations } = choice;
  return { weights, kvCache, activations };
};
