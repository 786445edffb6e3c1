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
  test('the fit, on the accelerator that it was made on', () => {
    const fit = calibrationFixture({ accelerator: 'l4', tier: 'measured', dtype: 'f16' });
    expect(transferTo(known('l4'), 'vllm', fit)).toMatchObject({
      tier: 'measured',
      computeEfficiency: 0.83,
      band: 0.19,
      caveat: null,
    });
  });

  test('published constants, on any other, whatever was measured', () => {
    const fit = calibrationFixture({ accelerator: 'l4' });
    const withFit = transferTo(known('a100-sxm-80gb'), 'vllm', fit);
    const without = transferTo(known('a100-sxm-80gb'), 'vllm', null);
    expect(withFit.tier).toBe('published');
    expect({ ...withFit, sentence: '' }).toEqual({ ...without, sentence: '' });
    expect(without.band).toBeGreaterThan(0.1);
  });

  test('never a software adapter', () => {
    const fit = calibrationFixture({ accelerator: 'l4', software: true });
    expect(transferTo(known('l4'), 'vllm', fit).sentence).toContain('does not move it');
  });

  test('typical efficiencies with a caveat, where nobody published timings', () => {
    const { tier, band, caveat } = transferTo(known('mi300x'), 'vllm', null);
    expect([tier, band]).toEqual(['assumed', null]);
    expect(caveat).toContain('Nobody published');
  });
});
