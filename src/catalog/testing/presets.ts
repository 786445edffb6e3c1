import type { ArticleScenario, PhysicalScenario } from '../../records/scenario.ts';
import { findPreset, presets } from '../presets.ts';

/** A preset by its id, of the mode that a test needs. */
export const physicalPreset = (id: string): PhysicalScenario => {
  const scenario = findPreset(id)?.scenario;
  if (scenario?.mode !== 'physical') throw new Error(`there is no preset ${id} of the physical model`);
  return scenario;
};

export const articlePreset = (id: string): ArticleScenario => {
  const scenario = findPreset(id)?.scenario;
  if (scenario?.mode !== 'article') throw new Error(`there is no preset ${id} of published arithmetic`);
  return scenario;
};

export const physicalPresets = presets.flatMap(({ id, scenario }) =>
  scenario.mode === 'physical' ? [{ id, scenario }] : [],
);
