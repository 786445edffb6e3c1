import { recordKind } from './migrate.ts';

/** Apart from the fields of a training, which lists on the shelf and first loads of pages do without. */
export const TRAINING = recordKind({
  format: 'roofrack-training',
  version: 1,
  noun: 'training',
  migrations: {},
});
