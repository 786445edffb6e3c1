import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPreset, presets, scenarioDefaults } from '../catalog/presets.ts';
import { headlinesOf } from '../records/ledger-lines.ts';
import { figureOf } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import { changedPaths, compareScenarios, shareOut } from './attribution.ts';

const bits = (state: number, n: number): number[] => Array.from({ length: n }, (_, i) => (state >> i) & 1);

describe('shareOut', () => {
  const known = fc.integer({ min: 1, max: 6 }).chain((n) =>
    fc.record({
      n: fc.constant(n),
      values: fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 << n, maxLength: 1 << n }),
      unknown: fc.array(fc.integer({ min: 1, max: (1 << n) - 1 }), { maxLength: 6 }),
    }),
  );

  it('adds up to the change, also where some states in between are not known', () => {
    fc.assert(
      fc.property(known, ({ n, values, unknown }) => {
        const all = (1 << n) - 1;
        const seen = values.map((value, state) => (unknown.includes(state) && state !== all ? null : value));
        const shares = shareOut(n, seen);
        if (shares === null) return;
        const sum = shares.reduce((total, share) => total + share, 0);
        expect(sum).toBeCloseTo(values[all]! - values[0]!, 4);
      }),
    );
  });

  it('gives each input its own where they do not meet, whatever states are known', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 6 }), (effects) => {
        const n = effects.length;
        const values = Array.from({ length: 1 << n }, (_, state) =>
          bits(state, n).reduce((sum, bit, i) => sum + bit * effects[i]!, 0),
        );
        for (const [i, share] of (shareOut(n, values) ?? []).entries()) expect(share).toBeCloseTo(effects[i]!, 6);
      }),
    );
  });

  it('is the Shapley value where all is known', () => {
    // A product of two inputs shares its surplus evenly: 1·1 → 3·5 gives (2 + 10)/2 and (4 + 12)/2.
    expect(shareOut(2, [1, 3, 5, 15])).toEqual([6, 8]);
  });

  it('takes only the orders that exist', () => {
    expect(shareOut(2, [1, null, 5, 15])).toEqual([10, 4]);
    expect(shareOut(2, [1, null, null, 15])).toBeNull();
    expect(shareOut(0, [7])).toEqual([]);
  });
});

const physical = scenarioDefaults.physical;
const preset = (id: string): Scenario => {
  const found = findPreset(id);
  if (found === null) throw new Error(id);
  return found.scenario;
};

describe('compareScenarios', () => {
  it.each(presets.flatMap((one, i) => presets.slice(i + 1).map((other) => [one.id, other.id] as const)))(
    '%s against %s: every headline’s change is shared out whole, or said not to be',
    (one, other) => {
      const { before, after, inputs, unexplained } = compareScenarios(preset(one), preset(other));
      for (const { id } of headlinesOf('difference')) {
        const [from, to] = [figureOf(before, id), figureOf(after, id)];
        if (unexplained.includes(id)) continue;
        const sum = inputs.reduce((total, { contribution }) => total + (contribution[id] ?? NaN), 0);
        expect(Math.abs(sum - ((to ?? NaN) - (from ?? NaN))), id).toBeLessThanOrEqual(1e-9 * Math.abs(to ?? 1) + 1e-9);
      }
    },
  );

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
      own: { accelerators: [], servers: [] },
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
