import type { ModelFormats, NumberFormat } from '../records/model.ts';
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
export const withModelFormats = (scenario: Scenario, formats: ModelFormats): Scenario => {
  if (!isQuantised(formats)) return scenario;
  const { weights, activations, kvCache } = plannedFormats(formats);
  return scenario.mode === 'physical'
    ? withFields(scenario, 'precision', { weights, activations, kvCache })
    : withFields(scenario, 'precision', { weights, activations });
};
