import { describe, expect, it } from 'vitest';
import { findTrainingPreset, trainingPresets } from '../catalog/training-presets.ts';
import type { Training } from '../records/training.ts';
import { checkTraining } from './check-training.ts';
import { train } from './train.ts';

const preset = (id: string): Training => {
  const found = findTrainingPreset(id);
  if (found === null) throw new Error(id);
  return found.training;
};

describe('train', () => {
  it.each(trainingPresets.map(({ id }) => id))('%s is a training that runs', (id) => {
    expect(checkTraining(preset(id))).toEqual([]);
    const plan = train(preset(id));
    console.log(id, plan.flop, plan.gpuHours, plan.days, plan.usd, plan.mwh, plan.tCO2e, plan.mfu, plan.budgetUsd, plan.methods, plan.memory, plan.goodput, plan.warnings.map((w) => w.message), plan.binding);
    expect(plan.feasible).toBe(true);
  });
});
