import { accelerators } from '../../../catalog/catalog.ts';
import { childSchema, describeField, knownKeys } from '../../../records/schema-walk.ts';
import { TRAINING_TOPICS, trainingSchema, type Training, type TrainingSection } from '../../../records/training.ts';
import type { ChoiceOption } from '../../controls/rr-choice-field/rr-choice-field.ts';
import { UNSET, type FieldGroup, type ScenarioField } from '../plan/form-fields.ts';

const WORDS: Readonly<Record<string, string>> = {
  params: '6 per parameter and token',
  layers: 'products of every layer',
  none: 'not counted',
  causal: 'half of the square',
  full: 'all of it',
  cloud: 'rented',
  amortised: 'owned, by the hours',
  acquisition: 'owned, bought for it',
  all: 'all kept',
  selective: 'scores left out',
};
const OF_FIELD: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'training.recompute': { none: 'no', full: 'of every layer' },
  'memory.checkpointing': { full: 'inputs of layers only' },
};

const ACCELERATORS: readonly ChoiceOption[] = [
  { value: UNSET, label: 'described by its numbers' },
  ...accelerators.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label)),
];

const fieldOf = (section: TrainingSection, key: string): ScenarioField[] => {
  const schema = childSchema(trainingSchema, section);
  const child = schema === null ? null : childSchema(schema, key);
  if (child === null) return [];
  const path = `${section}.${key}`;
  const description = describeField(child);
  if (path === 'training.accelerator') return [{ path, description, options: ACCELERATORS }];
  const words = description.kind === 'number' ? null : description.options;
  const options = words?.map((value) => ({ value, label: OF_FIELD[path]?.[value] ?? WORDS[value] ?? value })) ?? null;
  return [{ path, description, options }];
};

/** The fields of the form, by what they bear on; all of it is read from the record's schema. */
export const trainingGroups: readonly FieldGroup[] = TRAINING_TOPICS.map(({ id, title }) => {
  const schema = childSchema(trainingSchema, id);
  const keys = schema === null ? null : knownKeys(schema);
  return { id, title, fields: (keys ?? []).flatMap((key) => fieldOf(id, key)) };
});

const labels = new Map(
  trainingGroups.flatMap(({ fields }) => fields.map(({ path, description }) => [path, description.label ?? path])),
);

/** Dotted paths in a sentence as the labels that the form shows. */
export const inTrainingWords = (text: string): string =>
  text.replace(/\b[a-z]+(?:\.[a-zA-Z0-9]+)+\b/g, (path) => {
    const label = labels.get(path);
    return label === undefined ? path : `“${label}”`;
  });

export const trainingFieldLabel = (path: string): string => labels.get(path) ?? path;

/** Fields that count only where another is set so. */
export const countsInTraining = ({ training, failures, economics }: Training, path: string): boolean => {
  if (path.startsWith('failures.') && path !== 'failures.acceleratorMtbfHours') {
    return failures.acceleratorMtbfHours !== null;
  }
  if (path === 'training.flopRule' || path === 'training.attention' || path === 'training.recompute') {
    return training.flop === null;
  }
  if (path === 'economics.priceIndex') return economics.method !== 'cloud';
  return true;
};
