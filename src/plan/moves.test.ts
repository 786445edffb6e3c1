import { describe, expect, it } from 'vitest';
import { withValueAt } from '../base/plain-object.ts';
import { physicalPreset } from '../catalog/testing/presets.ts';
import { findPreset } from '../catalog/presets.ts';
import type { Scenario } from '../records/scenario.ts';
import { moves } from './moves.ts';
import { plan } from './plan.ts';

const preset = (id: string): Scenario => {
  const found = findPreset(id);
  if (found === null) throw new Error(`no preset ${id}`);
  return found.scenario;
};

const withField = (scenario: Scenario, path: string, value: unknown): Scenario =>
  withValueAt(scenario, path, value) as Scenario;

const servers = (scenario: Scenario): number => plan(scenario, { ledger: false }).fleet.servers ?? NaN;

describe('moves', () => {
  it.each(['chatgpt-2023-physical', 'llama3-70b-chat', 'rag-4096-512'])(
    'of %s are what planning anew with each of them gives',
    (id) => {
      const scenario = preset(id);
      const found = moves(scenario);
      expect(found.length).toBeGreaterThan(0);
      for (const move of found) {
        expect(move.servers).toBeLessThan(0);
        expect(servers(withField(scenario, move.path, move.to))).toBe(servers(scenario) + move.servers);
      }
      expect(found).toEqual([...found].sort((a, b) => a.servers - b.servers));
    },
  );

  it('of availability are by a nine, and of other shares by a tenth of what they are or leave, whichever is less', () => {
    const moved = (scenario: Scenario): ReadonlyMap<string, readonly unknown[]> =>
      new Map(moves(scenario).map(({ path, from, to }) => [path, [from, to]]));
    const deepseek = physicalPreset('deepseek-v3-chat');
    const { demand, serving, reliability } = deepseek;
    const many: Scenario = {
      ...deepseek,
      demand: { ...demand, queriesPerDay: 250e6 },
      reliability: { ...reliability, blastRadius: 'server', serverMtbfHours: 500 },
    };
    expect(moved(many).get('reliability.availabilityTarget')).toEqual([0.999, 0.99]);
    expect(moved(many).get('serving.targetUtilisation')).toEqual([0.7, 0.73]);
    const lightly = { ...many, serving: { ...serving, targetUtilisation: 0.4 } };
    expect(moved(lightly).get('serving.targetUtilisation')).toEqual([0.4, 0.44]);
  });

  it('and what binds do not name a limit that is reached but changes nothing', () => {
    const llama = physicalPreset('llama3-70b-chat');
    const scenario: Scenario = {
      ...llama,
      demand: { ...llama.demand, queriesPerDay: 250e6 },
      // Half again as strict an SLO binds first.
      slo: { ...llama.slo, tpotP99Ms: 60 },
      hardware: { ...llama.hardware, server: 'dgx-a100-640gb' },
      precision: { ...llama.precision, weights: 'fp8', kvCache: 'fp8', activations: 'fp8' },
    };
    expect(plan(scenario).binding.map(({ constraint }) => constraint)).toEqual(['slo.tpotP99Ms']);
    // The batch that keeps an SLO is found to a thousandth.
    const unlimited = servers(withField(scenario, 'serving.maxBatch', 4096));
    expect(Math.abs(unlimited / servers(scenario) - 1)).toBeLessThan(2e-3);
    expect(moves(scenario).map(({ path }) => path)).not.toContain('serving.maxBatch');
  });

  it('of a plan without a fleet, and of published arithmetic, are none', () => {
    expect(moves(preset('chatgpt-2023-article'))).toEqual([]);
    expect(moves(withField(preset('llama3-70b-chat'), 'slo.ttftP99Ms', 1))).toEqual([]);
  });
});
