import { describe, expect, test } from 'vitest';
import { findAccelerator } from '../../../catalog/catalog.ts';
import { calibrationFixture } from '../../testing/fixtures.ts';
import { transferTo } from './transfer.ts';

const known = (id: string) => {
  const accelerator = findAccelerator(id);
  if (accelerator === null) throw new Error(`${id} is in the catalogue`);
  return accelerator;
};

describe('what a plan stands on', () => {
  test('the fit, where it is of that accelerator’s matrix units', () => {
    const l4 = known('l4');
    const native = {
      accelerator: 'l4',
      dtype: 'bf16',
      elementBytes: 2,
      matrixUnits: true,
      peakTflops: 121,
      bandwidthGBps: 300,
    };
    const fit = calibrationFixture(native);
    const { tier, computeEfficiency, band, caveat } = transferTo(l4, 'vllm', fit);
    expect([tier, computeEfficiency, caveat]).toEqual(['calibrated', 0.83, null]);
    expect(Math.exp(band)).toBeCloseTo(1.19);
  });

  test('its memory efficiency alone, where the kernels could not reach the matrix units', () => {
    const browser = calibrationFixture({ accelerator: 'l4', bandwidthGBps: 250 });
    const chosen = transferTo(known('l4'), 'vllm', browser);
    const without = transferTo(known('l4'), 'vllm', null);
    expect(chosen.computeEfficiency).toBe(without.computeEfficiency);
    expect(chosen.memoryEfficiency).toBeCloseTo((0.71 * 250) / 300);
    expect(chosen.sentence).toContain('published compute efficiency stands');
  });

  test('published constants, on any other; the fit’s own error only widens the band', () => {
    const a100 = known('a100-sxm-80gb');
    const without = transferTo(a100, 'vllm', null);
    const same = {
      tier: 'published',
      computeEfficiency: without.computeEfficiency,
      memoryEfficiency: without.memoryEfficiency,
    };
    expect(transferTo(a100, 'vllm', calibrationFixture({ accelerator: 'l4' }))).toMatchObject(same);
    const poor = calibrationFixture({ accelerator: 'l4', holdoutError: { median: 0.2, p90: 0.9 } });
    expect(transferTo(a100, 'vllm', poor)).toMatchObject({ ...same, band: Math.log1p(0.9) });
    expect(without.band).toBeGreaterThan(0.1);
    expect(without.band).toBeLessThan(0.4);
  });

  test('never a software adapter', () => {
    const fit = calibrationFixture({ accelerator: 'l4', software: true });
    expect(transferTo(known('l4'), 'vllm', fit).sentence).toContain('says nothing about a GPU');
  });

  test('typical efficiencies with a caveat and a wide band, where nobody published timings', () => {
    const { tier, band, caveat } = transferTo(known('mi300x'), 'vllm', null);
    expect(tier).toBe('assumed');
    expect(band).toBeGreaterThan(0.4);
    expect(caveat).toContain('Nobody published');
  });
});
