import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Measurement, Tuning } from '../records/measurement.ts';
import type { SavedHardware } from '../records/own-hardware.ts';
import type { SavedScenario } from '../records/saved-scenario.ts';
import type { SavedStackFit } from '../records/stack-fit.ts';
import type { MeasurementSummary } from './measurement-summary.ts';
import type { ScenarioSummary } from './scenario-summary.ts';
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

export type CollectionName = 'measurements' | 'calibrations' | 'stackFits' | 'scenarios' | 'tunings' | 'hardware';

export type ChangeListener = (collection: CollectionName, id: string | null) => void;

/** A record that this version cannot read: damaged, or written by a newer one. It stays as it is until somebody deletes it. */
export interface Unreadable {
  readonly collection: CollectionName;
  readonly id: string;
  /** As far as the record tells one. */
  readonly name: string;
  readonly why: Problem;
  /** The whole record as JSON, to take along. */
  readonly text: string;
}

export interface Store {
  /** Why everything lasts only until the tab closes (private windows, a newer version's data); null where it is kept. */
  readonly notLasting: Problem | null;
  /** Records that are known to be unreadable. A change of the collection without an id says that there are others. */
  unreadable(): Promise<readonly Unreadable[]>;
  /**
   * One tab at a time has the turn of a name. Null where another has it and `wait` is false; what is returned ends the turn.
   */
  takeTurn(name: string, wait: boolean): Promise<EndTurn | null>;
  readonly measurements: Collection<Measurement, MeasurementSummary>;
  readonly calibrations: Collection<Calibration>;
  readonly stackFits: Collection<SavedStackFit>;
  readonly scenarios: Collection<SavedScenario, ScenarioSummary>;
  /** A user's own accelerators, servers and racks. */
  readonly hardware: Collection<SavedHardware>;
  /** Searches for the fastest kernel: one a key, the newest. They outlive the runs that made them. */
  readonly tunings: {
    list(): Promise<readonly Tuning[]>;
    put(tunings: readonly Tuning[]): Promise<Result<null, Problem>>;
  };
  /**
   * Calls back after a change made here or in another tab, with the id of the record where it was a single one; returns
   * how to stop.
   */
  onChange(listener: ChangeListener): () => void;
  close(): void;
}
