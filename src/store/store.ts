import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import type { Measurement, Tuning } from '../records/measurement.ts';
import type { SavedHardware } from '../records/own-hardware.ts';
import type { SavedScenario } from '../records/saved-scenario.ts';
import type { SavedStackFit } from '../records/stack-fit.ts';
import type { MeasurementSummary } from './measurement-summary.ts';
import type { ScenarioSummary } from './scenario-summary.ts';

/**
 * Records of one kind. `list` gives what a list shows, newest first, without reading the records themselves: a
 * thousand runs must open without a pause. A record that cannot be read is a Problem and stays where it is.
 */
export interface Collection<T, S = T> {
  list(): Promise<readonly S[]>;
  get(id: string): Promise<Result<T | null, Problem>>;
  put(record: T): Promise<Result<null, Problem>>;
  delete(id: string): Promise<Result<null, Problem>>;
}

export type CollectionName = 'measurements' | 'calibrations' | 'stackFits' | 'scenarios' | 'tunings' | 'hardware';

export type ChangeListener = (collection: CollectionName, id: string | null) => void;

export interface Store {
  /** False where the browser keeps nothing (private windows): everything then lasts until the tab closes. */
  readonly lasting: boolean;
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
