import { describe, expect, it } from 'vitest';
import { physicalPreset } from '../catalog/testing/presets.ts';
import { monteCarlo, withDraws } from '../plan/sensitivity/monte-carlo.ts';
import { plan } from '../plan/plan.ts';
import type { Plan } from '../records/plan.ts';
import { run } from './testing/run-cli.ts';

const PRESET = ['plan', '--preset', 'llama2-70b-chat'] as const;

describe('roofrack plan', () => {
  it('carries quantiles of its headlines as JSON, those of the seed', async () => {
    const { out } = await run(...PRESET, '--json', '--draws', '200', '--seed', '5');
    const scenario = physicalPreset('llama2-70b-chat');
    const drawn = withDraws(plan(scenario), monteCarlo(scenario, {}, { draws: 200, seed: 5 }));
    const { uncertainty, monteCarlo: record } = JSON.parse(out) as Plan;
    expect(JSON.stringify({ uncertainty, record })).toBe(
      JSON.stringify({ uncertainty: drawn.uncertainty, record: drawn.monteCarlo }),
    );
    expect(uncertainty?.['fleet.gpus']?.p95).toBeGreaterThan(uncertainty?.['fleet.gpus']?.p5 ?? Infinity);
  });

  it('draws nothing where it is told so, and refuses fewer draws than quantiles need', async () => {
    const { uncertainty, monteCarlo: record } = JSON.parse(
      (await run(...PRESET, '--json', '--draws', '0')).out,
    ) as Plan;
    expect([uncertainty, record]).toEqual([null, null]);
    const few = await run(...PRESET, '--json', '--draws', '50');
    expect(few.code).toBe(2);
    expect(few.log).toContain('--draws is 50; quantiles need 200 or more, or choose 0 for none.');
  });

  it('prints the range of each headline, where it comes from and what halves it', async () => {
    const { out } = await run(...PRESET, '--uncertainty', '--draws', '200');
    expect(out).toContain('Uncertainty: 200 draws of all inputs at once, seed 1');
    expect(out).toMatch(/cost\.usdPerQuery .*server\.priceUsd ±\d+ %.*known/);
  });

  it('counts energy and carbon within the boundary that is asked for, and shows all of them', async () => {
    const { out } = await run(...PRESET, '--boundary', 'lifecycle');
    expect(out).toMatch(/Carbon of operation and making +[\d,.]+ +kg CO2e\/day/);
    expect(out).not.toMatch(/^Operational carbon /m);
    for (const id of ['chip', 'server', 'room', 'lifecycle']) expect(out).toMatch(new RegExp(`^${id} `, 'm'));
    expect(out).toMatch(/decoding +[\d.]+ W +[\d.]+ % of the time/);
    const wrong = await run(...PRESET, '--boundary', 'building');
    expect(wrong.code).toBe(2);
    expect(wrong.log.join('\n')).toMatch(
      /--boundary is .*building.*; it must be one of chip, server, room, lifecycle\./,
    );
  });
});
