import { ownIdFor } from '../../catalog/own-conflicts.ts';
import type { OwnModel } from '../../records/own-hardware.ts';
import type { ReadModel } from './read-model-config.ts';

/** A model that was read, as a person's own; `otherIds` are those that are in use. */
export const ownModelOf = (
  { name, modelType, shape, formats, warnings, doubtful }: ReadModel,
  file: string,
  otherIds: readonly string[],
): OwnModel => ({
  id: ownIdFor(name, otherIds),
  name,
  modelType: modelType.slice(0, 200),
  ...shape,
  formats,
  warnings: warnings.slice(0, 50).map((warning) => warning.slice(0, 4000)),
  doubtful,
  source: `config.json given by the user (${file})`.slice(0, 500),
  note: '',
});
