import type { SavedSummary } from '../../store/saved-summary.ts';
import type { Collection, Store } from '../../store/store.ts';

/** The draft lies among the saved ones under an id of its own. */
export const DRAFT_ID = 'draft';

/** What lies in the store: a thing with an id of its own, and the time of the last change. */
export interface Kept {
  readonly id: string;
  readonly savedAt: string;
}

/** How one kind of thing that is edited, named and saved lies in the store. */
export interface Keeping<R extends Kept, T> {
  readonly collection: 'scenarios' | 'trainings' | 'projections';
  readonly noun: string;
  readonly of: (store: Store) => Collection<R, SavedSummary>;
  readonly record: (id: string, savedAt: string, value: T) => R;
  readonly value: (record: R) => T;
  /** An edit made here and one made in another tab, laid over each other. */
  readonly merge: (base: T, mine: T, theirs: T) => T;
}
