import { describe, expect, it } from 'vitest';
import { publishedParametersFor } from './published-parameters.ts';
import { findAccelerator } from '../../catalog/catalog.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import { calibrationOf } from '../../records/testing/calibration.ts';
import { planningParameters } from './planning-parameters.ts';

const accelerator = (id: string): Accelerator => {
  const found = findAccelerator(id);
  if (found === null) throw new Error(`${id} is not in the catalogue`);
  return found;
};
const A100 = accelerator('a100-sxm-80gb');

const published = publishedParametersFor(A100, 'vllm');

describe('what a local calibration is worth for a plan', () => {
  it('nothing measured: published', () => {
    expect(planningParameters(A100, 'vllm', null)).toEqual({ ...published, use: 'none', explanation: null });
  });

  it('a software adapter: published, and it says so', () => {
    const chosen = planningParameters(A100, 'vllm', calibrationOf({ software: true, accelerator: 'a100-sxm-80gb' }));
    expect(chosen).toMatchObject({ parameters: published.parameters, use: 'none', tier: 'published' });
    expect(chosen.explanation).toMatch(/software adapter/);
  });

  it('layers replayed as a whole say how far composing is off, before products do', () => {
    const replay = { layers: [{ id: 'layer', measuredUs: 10, predictedUs: 19 }], median: 0.9, band: Math.log(1.9) };
    const chosen = planningParameters(A100, 'vllm', calibrationOf({ replay }));
    expect(chosen.band).toBe(replay.band);
    expect(chosen.bandSource).toMatch(/replayed/);
    const precise = planningParameters(A100, 'vllm', calibrationOf({ replay: { ...replay, median: 0, band: 0 } }));
    expect(precise.band).toBe(published.band);
  });

  it('another GPU: published constants, its numbers move nothing but the error', () => {
    const chosen = planningParameters(A100, 'vllm', calibrationOf({ holdoutError: { median: 0.1, p90: 0.6 } }));
    expect(chosen).toMatchObject({ parameters: published.parameters, tier: 'published', use: 'model-form' });
    expect(chosen.band).toBeCloseTo(Math.log(1.6), 12);
    const precise = planningParameters(A100, 'vllm', calibrationOf({ holdoutError: { median: 0.01, p90: 0.02 } }));
    expect(precise.band).toBe(published.band);
  });

  it('this GPU in a browser without matrix units: its bandwidth, and no compute number', () => {
    const chosen = planningParameters(A100, 'vllm', calibrationOf({ accelerator: 'a100-sxm-80gb' }));
    expect(chosen.use).toBe('bandwidth');
    expect(chosen.parameters.memoryEfficiency).toBeCloseTo((0.9 * 1500) / 2039, 12);
    expect(chosen.parameters.computeEfficiency).toBe(published.parameters.computeEfficiency);
    expect(chosen.explanation).toMatch(/published compute efficiency stands/);
  });

  it('leaves a memory efficiency that the rows did not determine', () => {
    const { intervals } = calibrationOf({});
    const open = { ...intervals, memoryEfficiency: [0.56, 1.2] as [number, number] };
    const chosen = planningParameters(A100, 'vllm', calibrationOf({ accelerator: 'a100-sxm-80gb', intervals: open }));
    expect(chosen.use).toBe('none');
    expect(chosen.parameters).toEqual(publishedParametersFor(A100, 'vllm').parameters);
    expect(chosen.explanation).toMatch(/does not determine .* \(95 % interval 0.56 to 1.2\)/);
  });

  it('caps a bandwidth that a cache has flattered', () => {
    const chosen = planningParameters(
      A100,
      'vllm',
      calibrationOf({ accelerator: 'a100-sxm-80gb', bandwidthGBps: 4000 }),
    );
    expect(chosen.parameters.memoryEfficiency).toBe(1);
  });

  it('this GPU, measured natively on its matrix units: all of it', () => {
    const native = calibrationOf({
      source: 'Measurement m',
      accelerator: 'a100-sxm-80gb',
      dtype: 'bf16',
      elementBytes: 2,
      peakTflops: 312,
      bandwidthGBps: 2039,
      matrixUnits: true,
    });
    const chosen = planningParameters(A100, 'vllm', native);
    expect(chosen).toMatchObject({
      parameters: native.parameters,
      tier: 'calibrated',
      use: 'whole',
      source: 'Measurement m',
    });
  });

  it('widens the band with the distance of the published fit', () => {
    const own = publishedParametersFor(A100, 'vllm').band;
    const otherStack = publishedParametersFor(A100, 'lmdeploy').band;
    const nobodys = publishedParametersFor(accelerator('mi300x'), 'vllm').band;
    expect(own).toBeLessThan(otherStack);
    expect(otherStack).toBeLessThan(nobodys);
  });
});
