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
  const values = new Map(plan.ledger.map(({ id, value }) => [id, value ?? NaN]));
  const source = (line.formula ?? '')
    .replace(/[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)+/g, (id) => `(${String(values.get(id))})`)
    .replaceAll('^', '**')
    .replace(/\b(ceil|floor|round|min|max|sqrt|exp)\(/g, 'Math.$1(')
    .replace(/\bln\(/g, 'Math.log(');
  return new Function(`return ${source};`)() as number;
};

describe('a ledger', () => {
  it('gives a derived number the weakest tier of its claims; what the scenario chooses is no claim', () => {
    const ledger = createLedger({ recording: true });
    ledger.choice('load', 'Load', '1/s', 10);
    ledger.input('speed', 'Speed', '1/s', 4, 'datasheet', 'datasheet');
    ledger.input('share', 'Share', '', 0.5, 'paper', 'published');
    ledger.line('double', 'Double', '1/s', 'load * 2');
    ledger.line('gpus', 'GPUs', '', 'ceil(double / speed)');
    ledger.line('real', 'GPUs', '', 'gpus / share');
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
    ledger.input('price', 'Price', 'USD', null, 'none', 'published');
    ledger.line('cost', 'Cost', 'USD', '2 * price');
    expect(ledger.lines().map(({ value }) => value)).toEqual([null, null]);
  });

  it('refuses a line twice and a line from nowhere', () => {
    const ledger = createLedger({ recording: false });
    ledger.choice('a', 'A', '', 1);
    expect(() => ledger.choice('a', 'A', '', 2)).toThrow('already');
    expect(() => ledger.line('b', 'B', '', 'a + missing')).toThrow('missing');
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
