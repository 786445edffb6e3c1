import { isPlainObject } from '../../base/plain-object.ts';
import { changeEach, changeField, withDefaults, type Migration } from '../migrate.ts';

const rule1To2 = (rule: unknown): unknown =>
  withDefaults(rule, { others: [], rowsUpTo: null, outputsUpTo: null, depthFrom: null });

const kernels1To2 = (kernels: unknown): unknown =>
  isPlainObject(kernels) ? changeField(kernels, 'choice', (choice) => changeEach(choice, rule1To2)) : kernels;

const parameters1To2 = (parameters: unknown): unknown =>
  isPlainObject(parameters)
    ? changeField({ packingEfficiency: null, tile: null, kernels: null, ...parameters }, 'kernels', kernels1To2)
    : parameters;

const intervals1To2 = (intervals: unknown): unknown => {
  if (!isPlainObject(intervals)) return intervals;
  const { tile = {}, ...core } = intervals;
  return { ...core, others: tile };
};

/** What was left out where there was none is there; the intervals that stood under `tile` are those of all other parameters. */
export const calibration1To2: Migration = (older) => {
  const filled = { matrixUnits: false, forms: [], prediction: null, replay: null, paceExponent: null, ...older };
  return changeField(
    changeField(changeField(filled, 'parameters', parameters1To2), 'intervals', intervals1To2),
    'residuals',
    (residuals) => changeEach(residuals, (row) => withDefaults(row, { kernel: null })),
  );
};
