import type { Problem, Result } from '../base/result.ts';
import {
  COLLECTION_NAMES,
  RECORD_KINDS,
  type CollectionName,
  type RecordTypes,
  type StoredKind,
} from './record-kinds.ts';
import type { EndTurn } from './turns.ts';

/**
 * Records of one kind. `list` gives what a list shows, newest first, without reading the records themselves: a
 * thousand runs must open without a pause. A record that cannot be read is a Problem and hides no other; `put` under its
 * id sets it aside whole, under another.
 */
export interface Collection<T, S = T> {
  list(): Promise<readonly S[]>;
  get(id: string): Promise<Result<T | null, Problem>>;
  put(record: T): Promise<Result<null, Problem>>;
  delete(id: string): Promise<Result<null, Problem>>;
}

export type Collections = {
  readonly [Name in CollectionName]: Collection<RecordTypes[Name]['record'], RecordTypes[Name]['listed']>;
};

/** The collections of every kind of record, made by one rule. */
export const createCollections = (
  create: <T, S>(name: CollectionName, kind: StoredKind<T, S>) => Collection<T, S>,
): Collections =>
  // That each collection is of its own kind's types is what `create` promises for any two.
  Object.fromEntries(
    COLLECTION_NAMES.map((name) => [name, create(name, RECORD_KINDS[name] as StoredKind<unknown, unknown>)]),
  ) as unknown as Collections;

export type ChangeListener = (collection: CollectionName, id: string | null) => void;

/** A record that this version cannot read: damaged, or written by a newer one. It stays as it is until somebody deletes it. */
export interface Unreadable {
  readonly collection: CollectionName;
  /** What a person calls a record of its kind: "run". */
  readonly noun: string;
  readonly id: string;
  /** As far as the record tells one. */
  readonly name: string;
  readonly why: Problem;
  /** The whole record as JSON, to take along. */
  readonly text: string;
}

export interface Store extends Collections {
  /** Why everything lasts only until the tab closes (private windows, a newer version's data); null where it is kept. */
  readonly notLasting: Problem | null;
  /** Records that are known to be unreadable. A change of the collection without an id says that there are others. */
  unreadable(): Promise<readonly Unreadable[]>;
  /**
   * One tab at a time has the turn of a name. Null where another has it and `wait` is false; what is returned ends the turn.
   */
  takeTurn(name: string, wait: boolean): Promise<EndTurn | null>;
  /**
   * Calls back after a change made here or in another tab, with the id of the record where it was a single one; returns
   * how to stop.
   */
  onChange(listener: ChangeListener): () => void;
  close(): void;
}
