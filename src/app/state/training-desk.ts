import { threeWayMerge } from '../../base/three-way-merge.ts';
import type { Projection, SavedProjection } from '../../records/projection.ts';
import type { SavedTraining, Training } from '../../records/training.ts';
import type { Store } from '../../store/store.ts';
import { Draft } from './draft.ts';
import type { Keeping } from './keeping.ts';
import { Shelf } from './shelf.ts';

const TRAINING_KEEPING: Keeping<SavedTraining, Training> = {
  collection: 'trainings',
  noun: 'training',
  of: (store) => store.trainings,
  record: (id, savedAt, training) => ({ id, savedAt, training }),
  value: ({ training }) => training,
  merge: threeWayMerge,
};

const PROJECTION_KEEPING: Keeping<SavedProjection, Projection> = {
  collection: 'projections',
  noun: 'series',
  of: (store) => store.projections,
  record: (id, savedAt, projection) => ({ id, savedAt, projection }),
  value: ({ projection }) => projection,
  merge: threeWayMerge,
};

export type TrainingDraft = Draft<SavedTraining, Training>;
export type TrainingShelf = Shelf<SavedTraining, Training>;
/** Series of costs of the reader's own. */
export type ProjectionShelf = Shelf<SavedProjection, Projection>;

/** What is asked before anybody says something: the published estimate of GPT-3. */
const defaultTraining = async (): Promise<Training> => {
  const { trainingPresets, trainingDefaults } = await import('../../catalog/training-presets.ts');
  return trainingPresets[0]?.training ?? trainingDefaults;
};

/** Read when the page is first opened: the other pages do without. */
export const openTrainingDraft = (store: Promise<Store>): TrainingDraft =>
  new Draft(store, TRAINING_KEEPING, defaultTraining);
export const openTrainingShelf = (store: Promise<Store>): TrainingShelf => new Shelf(store, TRAINING_KEEPING);
export const openProjectionShelf = (store: Promise<Store>): ProjectionShelf => new Shelf(store, PROJECTION_KEEPING);
