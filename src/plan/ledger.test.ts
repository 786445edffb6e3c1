import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { presets } from '../catalog/presets.ts';
import type { LedgerLine, Plan } from '../records/plan.ts';
import { createLedger } from './ledger.ts';
import { plan } from './plan.ts';

/**
 * Evaluates a ledger formula as JavaScript, on the printed values of its inputs: an evaluator that shares nothing with
 * the one the plan is computed with.
 * Null stands for a number nobody knows.
 */
const evaluateAsJavaScript = (line: LedgerLine, plan: Plan): number => {
  const values = new Map<string, number>(plan.ledger.map(({ id, value }) => [id, value ?? NaN]));
  const source = (line.formula ?? '')
    .replace(/[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+/g, (id) => `(${String(values.get(id))})`)
    .replaceAll('^', '**')
    .replace(/\b(ceil|floor|round|min|max|sqrt|exp)\(/g, 'Math.$1(')
    .replace(/\bln\(/g, 'Math.log(');
  return runInNewContext(source) as number;
};

describe('a ledger', () => {
  it('gives a derived number the weakest tier of its claims; what the scenario chooses is no claim', () => {
    const ledger = createLedger({ recording: true });
    ledger.choice('demand.queriesPerSecond', 10);
    ledger.input('server.gpus', 4, 'datasheet', 'datasheet');
    ledger.input('stack.deviceScale', 0.5, 'paper', 'published');
    ledger.line('demand.peakQueriesPerSecond', 'demand.queriesPerSecond * 2');
    ledger.line('fleet.servers', 'ceil(demand.peakQueriesPerSecond / server.gpus)');
    ledger.line('fleet.gpus', 'fleet.servers / stack.deviceScale');
    expect(ledger.lines().map(({ tier }) => tier)).toEqual([
      'assumed',
      'datasheet',
      'published',
      'assumed',
      'datasheet',
      'published',
    ]);
  });

  it('spreads what is not known to all that depends on it', () => {
    const ledger = createLedger({ recording: true });
    ledger.input('server.priceUsd', null, 'none', 'published');
    ledger.line('cost.capexUsd', '2 * server.priceUsd');
    expect(ledger.lines().map(({ value }) => value)).toEqual([null, null]);
  });

  it('refuses a line twice and a line from nowhere', () => {
    const ledger = createLedger({ recording: false });
    ledger.choice('demand.surge', 1);
    expect(() => ledger.choice('demand.surge', 2)).toThrow('already');
    expect(() => ledger.line('demand.queriesPerSecond', 'demand.surge + missing')).toThrow('missing');
  });

  it('names a line by what it is of and what is particular to it', () => {
    const ledger = createLedger({ recording: true });
    ledger.input('server.maxKw', 6.5, 'datasheet', 'datasheet', { of: 'DGX A100' });
    ledger.choice('fleet.serversPerRack', 7, { detail: 'by height alone' });
    ledger.choice('demand.class2.share', 0.25, { of: 'chat' });
    ledger.line('before.power.kwPerRack', 'fleet.serversPerRack * server.maxKw', { of: 'before' });
    ledger.line('gap.power.kwPerRack', 'before.power.kwPerRack / server.maxKw', { of: 'A over B' });
    expect(ledger.lines().map(({ label, unit }) => [label, unit])).toEqual([
      ['DGX A100: maximum power', 'kW'],
      ['Servers per rack, by height alone', 'servers'],
      ['chat: share of the queries', ''],
      ['before: power per rack', 'kW'],
      ['A over B: power per rack', ''],
    ]);
  });
});

describe.each(presets.map((preset) => [preset.id, preset.scenario] as const))('the ledger of %s', (_id, scenario) => {
  const result = plan(scenario);

  it('has only lines that follow from lines above', () => {
    const seen = new Set<string>();
    for (const { id, inputs, kind } of result.ledger) {
      expect(
        inputs.filter((input) => !seen.has(input)),
        id,
      ).toEqual([]);
      if (kind === 'formula') expect(inputs.length, id).toBeGreaterThan(0);
      seen.add(id);
    }
    expect(seen.size).toBe(result.ledger.length);
  });

  it('prints formulas that give the printed values', () => {
    const derived = result.ledger.filter(({ kind }) => kind === 'formula');
    expect(derived.length).toBeGreaterThan(10);
    for (const line of derived) {
      const again = evaluateAsJavaScript(line, result);
      if (line.value === null) expect(Number.isFinite(again), line.id).toBe(false);
      else expect(Math.abs(again - line.value), line.id).toBeLessThanOrEqual(1e-12 * Math.abs(line.value));
    }
  });

  it('names a source for every line', () => {
    for (const { id, source, label } of result.ledger) {
      expect(source, id).not.toBe('');
      expect(label, id).not.toBe('');
    }
  });

  it('is left out on request without changing a number', () => {
    expect(plan(scenario, { ledger: false })).toEqual({ ...result, ledger: [] });
  });
});
