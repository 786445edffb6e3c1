import { describe, expect, it } from 'vitest';
import { findPreset } from '../catalog/presets.ts';
import { plan } from '../plan/plan.ts';
import type { LedgerLine } from '../records/plan.ts';
import { formulaWithValues } from '../plan/formula-values.ts';
import { ledgerCsv } from './ledger.ts';

const line: LedgerLine = {
  id: 'fleet.servers',
  label: 'Servers',
  value: 12,
  unit: 'servers',
  kind: 'formula',
  formula: 'ceil(fleet.servingServers + max(1, a1.b2.c3) * 24)',
  inputs: ['fleet.servingServers', 'a1.b2.c3'],
  tier: 'calibrated',
  source: '',
} as LedgerLine;
const known = new Map<string, number | null>([
  ['fleet.servingServers', 9],
  ['a1.b2.c3', null],
]);
const shown = (ledgerLine: LedgerLine): string | null =>
  formulaWithValues(
    ledgerLine,
    (id) => known.get(id),
    (value) => `<${String(value)}>`,
  );

describe('a formula with values', () => {
  it('has the value of each line in place of its id, however long, and leaves words and numbers', () => {
    expect(shown(line)).toBe('ceil(<9> + max(1, unknown) * 24)');
  });

  it('keeps an id that is no line', () => {
    expect(shown({ ...line, formula: 'fleet.servingServers * other.thing' })).toBe('<9> * other.thing');
  });

  it('lists what a rule in words was computed from', () => {
    const model = { ...line, kind: 'model', formula: 'kernel times of all matrices' } as LedgerLine;
    expect(shown(model)).toBe('fleet.servingServers = <9>, a1.b2.c3 = unknown');
  });

  it('is none for a line that was given', () => {
    expect(shown({ ...line, formula: null })).toBeNull();
  });
});

describe('the ledger as a table', () => {
  it('has a row for each line and a column for each of its facts', () => {
    const made = plan(findPreset('chatgpt-2023-article')!.scenario);
    const rows = ledgerCsv(made).trimEnd().split('\n');
    expect(rows[0]).toBe('id,label,value,unit,kind,formula,inputs,tier,source');
    expect(rows).toHaveLength(made.ledger.length + 1);
    const small = ledgerCsv({ ...made, ledger: [line] });
    expect(small.split('\n')[1]).toBe(
      'fleet.servers,Servers,12,servers,formula,"ceil(fleet.servingServers + max(1, a1.b2.c3) * 24)",fleet.servingServers a1.b2.c3,calibrated,',
    );
  });
});
