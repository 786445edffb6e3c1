import type { Warning } from '../records/measurement.ts';
import type { ModelFormats, NumberFormat } from '../records/model.ts';
import { withHardware } from '../catalog/own-hardware.ts';
import type { OwnModel } from '../records/own-hardware.ts';
import { withFields, type PhysicalScenario, type Precision, type Scenario } from '../records/scenario.ts';

/** The format that a plan computes with, by the one that a model is published in. */
const PLANNED: Readonly<Record<NumberFormat, Precision>> = {
  fp32: 'bf16',
  bf16: 'bf16',
  fp16: 'fp16',
  fp8: 'fp8',
  int8: 'int8',
  int6: 'int8',
  int5: 'int8',
  fp4: 'nvfp4',
  nvfp4: 'nvfp4',
  mxfp4: 'mxfp4',
  int4: 'int4',
  int3: 'int4',
  int2: 'int4',
  ternary: 'int4',
};

type CachePrecision = PhysicalScenario['precision']['kvCache'];

/** Caches of four-bit floats are planned in eight bits. */
const cachePrecision = (format: NumberFormat): CachePrecision => {
  const planned = PLANNED[format];
  return planned === 'nvfp4' || planned === 'mxfp4' ? 'fp8' : planned;
};

/** Four-bit floats are multiplied with their like where the chip can; all else with the wide format. */
const productFormat = (weights: NumberFormat, wide: NumberFormat): NumberFormat =>
  ['fp4', 'nvfp4', 'mxfp4'].includes(weights) ? weights : wide;

export const isQuantised = ({ weights, wide }: ModelFormats): boolean => weights !== wide;

/** Formats of a plan by those of a model. */
export const plannedFormats = ({ weights, activations, kvCache, wide }: ModelFormats) => ({
  weights: PLANNED[weights],
  activations: PLANNED[activations ?? productFormat(weights, wide)],
  kvCache: cachePrecision(kvCache ?? wide),
});

/**
 * The scenario in the formats of a quantised model. One that is not quantised leaves them as they are: whoever serves it may
 * quantise it.
 */
const inFormats = (scenario: Scenario, formats: ModelFormats): Scenario => {
  if (!isQuantised(formats)) return scenario;
  const { weights, activations, kvCache } = plannedFormats(formats);
  return scenario.mode === 'physical'
    ? withFields(scenario, 'precision', { weights, activations, kvCache })
    : withFields(scenario, 'precision', { weights, activations });
};

/** The scenario with an own model in the place of its model, in the formats that it is published in. */
export const servingOwnModel = (scenario: Scenario, model: OwnModel): Scenario => {
  const carried = { accelerators: [], servers: [], models: [model] };
  // The model of this name that it carried before, if any, gives way.
  const others = (scenario.own?.models ?? []).filter(({ id }) => id !== model.id);
  const without = scenario.own === null ? scenario : { ...scenario, own: { ...scenario.own, models: others } };
  return inFormats({ ...withHardware(without, carried), model: model.id }, model.formats);
};

/**
 * What is added to the band of a model whose file was not wholly understood, in natural log: half as much again either way.
 * A guess; the files that used to be read as another model were off by 1.2 to 13 times.
 */
const DOUBT = Math.log(1.5);

/** The model that the scenario carries with it; undefined where it is one of the catalogue. */
const ownModelOf = ({ own, model }: Pick<Scenario, 'own' | 'model'>): OwnModel | undefined =>
  own?.models.find(({ id }) => id === model);

export const modelDoubt = (scenario: Pick<Scenario, 'own' | 'model'>): number =>
  ownModelOf(scenario)?.doubtful === true ? DOUBT : 0;

/** What a plan on a model that was read from a file must say of the reading. */
export const modelWarnings = (scenario: Scenario): Warning[] => {
  const read = ownModelOf(scenario);
  if (read === undefined) return [];
  const { name, formats, warnings, doubtful } = read;
  const warning = (code: string, message: string): Warning => ({ code, message: `${name}: ${message}` });
  const planned = plannedFormats(formats);
  const { weights } = scenario.precision;
  return [
    ...warnings.map((message) => warning('model-read', message)),
    ...(doubtful
      ? [warning('model-doubtful', 'not all of its file was understood, so that every band is wider.')]
      : []),
    ...(isQuantised(formats) && weights === planned.weights && weights !== formats.weights
      ? [
          warning(
            'model-format',
            `its weights are published in ${formats.weights}, and planned as ${weights}, the nearest there is.`,
          ),
        ]
      : []),
    ...(weights !== planned.weights
      ? [
          warning(
            'model-format',
            `its weights are published in ${formats.weights}, and planned as ${weights}, as the scenario has it (precision.weights).`,
          ),
        ]
      : []),
    ...(isQuantised(formats) &&
    weights === planned.weights &&
    formats.unquantised.some((part) => part !== 'embeddings' && part !== 'head')
      ? [
          warning(
            'model-mixed',
            `${formats.unquantised.join(', ')} stay in ${formats.wide}, and are planned as ${weights} with the rest: it takes more memory than is counted.`,
          ),
        ]
      : []),
  ];
};
