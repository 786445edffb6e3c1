import { describe, expect, it } from 'vitest';
import { findPreset, presets, scenarioDefaults } from '../catalog/presets.ts';
import { headlinesOf } from '../records/ledger-lines.ts';
import { figureOf } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import { compareScenarios, outgrows, shownShare } from './attribution.ts';
import { changedPaths } from './changed-paths.ts';

const physical = scenarioDefaults.physical;
const preset = (id: string): Scenario => {
  const found = findPreset(id);
  if (found === null) throw new Error(id);
  return found.scenario;
};

describe('compareScenarios', () => {
  it.each(presets.flatMap((a, i) => presets.slice(i + 1).map((b) => [a.id, b.id] as const)))(
    '%s against %s: every headline’s change is shared out whole, or said not to be',
    (a, b) => {
      const { before, after, inputs, unexplained } = compareScenarios(preset(a), preset(b));
      for (const { id } of headlinesOf('difference')) {
        const [from, to] = [figureOf(before, id), figureOf(after, id)];
        if (unexplained.includes(id)) continue;
        const sum = inputs.reduce((total, { contribution }) => total + (contribution[id] ?? NaN), 0);
        expect(Math.abs(sum - ((to ?? NaN) - (from ?? NaN))), id).toBeLessThanOrEqual(1e-9 * Math.abs(to ?? 1) + 1e-9);
      }
    },
  );

  it('shows shares to a thousandth of the larger plan, and says where one is larger than either', () => {
    const published = compareScenarios(preset('chatgpt-2023-article'), preset('chatgpt-2023-physical'));
    expect(outgrows(published)).toBe(true);
    const dearer = { ...physical, economics: { ...physical.economics, electricityUsdPerKwh: 0.16 } };
    expect(outgrows(compareScenarios(physical, dearer))).toBe(false);
    for (const input of published.inputs) {
      const servers = shownShare(published, input, 'fleet.servers') ?? NaN;
      expect(Math.abs(servers - (input.contribution['fleet.servers'] ?? NaN))).toBeLessThanOrEqual(0.5);
      expect(Number.isInteger(servers)).toBe(true);
    }
  });

  it('shows both as they are, under their own names', () => {
    const { before, after } = compareScenarios(preset('llama2-70b-chat'), preset('llama3-70b-chat'));
    expect([before.scenario, after.scenario]).toEqual([preset('llama2-70b-chat'), preset('llama3-70b-chat')]);
  });

  it('finds nothing between a scenario and itself under another name', () => {
    const { inputs, unexplained } = compareScenarios(physical, { ...physical, name: 'another' });
    expect([inputs, unexplained]).toEqual([[], []]);
  });

  it('gives the whole change to the only input that changed', () => {
    const dearer = { ...physical, economics: { ...physical.economics, electricityUsdPerKwh: 0.16 } };
    const { before, inputs } = compareScenarios(physical, dearer);
    expect(inputs.map(({ paths }) => paths)).toEqual([['economics.electricityUsdPerKwh']]);
    expect(inputs[0]!.contribution['energy.usdPerDay']).toBeCloseTo(before.energy.usdPerDay ?? NaN, 6);
    expect(inputs[0]!.contribution['fleet.servers']).toBe(0);
  });

  it('keeps the choice of hardware in one piece, and groups where there are many changes', () => {
    const other: Scenario = {
      ...physical,
      hardware: { ...physical.hardware, server: 'dgx-h100' },
      own: { accelerators: [], servers: [], models: [] },
    };
    expect(compareScenarios(physical, other).inputs.map(({ paths }) => paths)).toEqual([['hardware.server', 'own']]);
    const article = preset('chatgpt-2023-article');
    const { inputs } = compareScenarios(article, preset('deepseek-v3-chat'));
    expect(inputs.length).toBeLessThanOrEqual(8);
    expect(inputs.flatMap(({ paths }) => paths).sort()).toEqual(
      changedPaths(article, preset('deepseek-v3-chat')).sort(),
    );
  });
});
