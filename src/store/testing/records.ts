import * as v from 'valibot';
import { scenarioDefaults } from '../../catalog/presets.ts';
import { trainingDefaults } from '../../catalog/training-presets.ts';
import { calibrationOf } from '../../records/testing/calibration.ts';
import { measurementFixture, tuningFixture } from '../../records/testing/measurement.ts';
import { projectionSchema } from '../../records/projection.ts';
import { stackFitOf } from '../../records/testing/stack-fit.ts';
import { RECORD_KINDS, type CollectionName, type RecordTypes } from '../record-kinds.ts';

const savedAt = '2026-01-01T00:00:00.000Z';

export const savedScenario = (id: string, name = id) => ({
  id,
  savedAt,
  scenario: { ...scenarioDefaults.physical, name },
});

const own = { vendor: '', source: '', note: '' };

/** A sound record of every kind that is kept, under a key of the caller's. */
export const soundRecords: {
  readonly [Name in CollectionName]: (key: string) => RecordTypes[Name]['record'];
} = {
  measurements: (id) => measurementFixture({ id }),
  calibrations: (id) => calibrationOf({ id }),
  stackFits: (id) => ({ id, savedAt, name: 'our service', fit: stackFitOf() }),
  scenarios: (id) => savedScenario(id),
  trainings: (id) => ({ id, savedAt, training: { ...trainingDefaults, name: id } }),
  projections: (id) => ({
    id,
    savedAt,
    projection: v.parse(projectionSchema, {
      name: id,
      points: [
        { year: 2020, value: 4.6e6 },
        { year: 2022, value: 450_000 },
      ],
    }),
  }),
  hardware: (id) => ({
    id,
    savedAt,
    kind: 'rack',
    fact: { ...own, id, model: 'Rack', uHeight: 47, weightKg: null, maxStaticLoadKg: 1200 },
  }),
  tunings: (key) => tuningFixture({ key }),
};

/** A key that every kind takes. */
export const SOUND_KEY = 'own-sound';

/** Whether a store's list of a kind shows the record of a key. */
export const showsKey = (name: CollectionName, listed: readonly object[], key: string): boolean =>
  listed.some((entry) => (entry as Readonly<Record<string, unknown>>)[RECORD_KINDS[name].key] === key);
