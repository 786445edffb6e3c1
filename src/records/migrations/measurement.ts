import { isPlainObject, type PlainObject } from '../../base/plain-object.ts';
import { changeEach, changeField, withDefaults, type Migration } from '../migrate.ts';
import { tuning1To2 } from './tuning.ts';

const pick = (from: PlainObject, keys: readonly string[]): PlainObject =>
  Object.fromEntries(keys.filter((key) => Object.hasOwn(from, key)).map((key) => [key, from[key]]));

const without = (from: PlainObject, keys: readonly string[]): PlainObject =>
  Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));

const SHAPE = ['m', 'n', 'k'];
const BUILT = ['compileMs', 'firstDispatchMs', 'maxError', 'errorBound'];
const SAMPLED = ['verified', 'warmCompileMs', 'samplesMs', 'wallSamplesMs', 'paces', 'dispatchesPerSample'];
const RESULT = ['medianMs', 'ci95Ms', 'gflops', 'gbps', 'percentOfRoof'];
const ALL = [...SHAPE, 'parts', 'reason', ...BUILT, ...SAMPLED, ...RESULT];

/** What a case of each outcome and kind holds of the fields that all of them had. */
const fieldsOf = (outcome: unknown): readonly string[] => {
  if (outcome === 'measured') return [...BUILT, ...SAMPLED, ...RESULT];
  if (outcome === 'hidden' || outcome === 'clock-unusable') return ['reason', ...BUILT, ...SAMPLED];
  return outcome === 'wrong-result' ? ['reason', ...BUILT] : ['reason'];
};
const shapeOf = (kind: unknown): readonly string[] => {
  if (kind === 'replay') return ['parts'];
  return kind === 'matmul' ? SHAPE : [];
};

/**
 * All cases had all fields, null where there was nothing to say; some came later. A kind of its own for few rows (gemv) was
 * written by nobody.
 */
const case1To2 = (older: unknown): unknown => {
  if (!isPlainObject(older)) return older;
  const kind = older['kind'] === 'gemv' ? 'matmul' : older['kind'];
  const nothingTimed = older['outcome'] === 'measured' && (older['medianMs'] ?? null) === null;
  const outcome = nothingTimed ? 'clock-unusable' : older['outcome'];
  const filled = { warmCompileMs: null, paces: [], parts: [], ...older };
  return {
    ...without(older, ALL),
    kind,
    outcome,
    ...pick(filled, shapeOf(kind)),
    ...pick({ ...filled, reason: older['reason'] ?? '' }, fieldsOf(outcome)),
  };
};

/**
 * A case holds what its outcome and kind have (before: every field, most of them null); what was left out where there was
 * none is there: settings, sittings, searches, matrix shapes, paces.
 */
export const measurement1To2: Migration = (older) => {
  const { createdAt, clock } = older;
  const filled = { settings: null, sittings: [{ startedAt: createdAt, firstCase: 0, clock }], tuning: [], ...older };
  return changeField(
    changeField(
      changeField(filled, 'adapter', (adapter) => withDefaults(adapter, { subgroupMatrices: [] })),
      'cases',
      (cases) => changeEach(cases, case1To2),
    ),
    'tuning',
    (tuning) => changeEach(tuning, tuning1To2),
  );
};
