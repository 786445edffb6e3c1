import { describe, expect, test } from 'vitest';
import type { LineId } from '../../../records/ledger-lines.ts';
import type { LedgerLine } from '../../../records/plan.ts';
import { citation, formulaParts, groupLines } from './ledger-view.ts';

const line = (id: LineId, value: number | null, change: Partial<LedgerLine> = {}): LedgerLine => ({
  kind: 'input',
  id,
  label: id,
  value,
  unit: '',
  formula: null,
  inputs: [],
  source: 'test',
  tier: 'datasheet',
  ...change,
});

describe('a formula with values put in', () => {
  test('cuts at whole ids, also where one begins another', () => {
    const lines = new Map([line('fleet.gpus', 30_382), line('fleet.gpusPerRack', 8)].map((entry) => [entry.id, entry]));
    const servers = line('fleet.servers', 3798, {
      formula: 'ceil(fleet.gpus / fleet.gpusPerRack)',
      inputs: ['fleet.gpus', 'fleet.gpusPerRack'],
    });
    expect(formulaParts(servers, lines)).toEqual([
      { kind: 'text', text: 'ceil(' },
      { kind: 'line', id: 'fleet.gpus', text: '30,382' },
      { kind: 'text', text: ' / ' },
      { kind: 'line', id: 'fleet.gpusPerRack', text: '8' },
      { kind: 'text', text: ')' },
    ]);
  });

  test('is empty for an input', () => {
    expect(formulaParts(line('server.gpus', 1), new Map())).toEqual([]);
  });
});

test('lines of a section stand together in the order of the computation', () => {
  const groups = groupLines([line('demand.surge', 1), line('fleet.racks', 2), line('demand.inputTokens', 3)]);
  expect(groups.map(({ title, lines }) => [title, lines.map(({ id }) => id)])).toEqual([
    ['Demand', ['demand.surge', 'demand.inputTokens']],
    ['Fleet', ['fleet.racks']],
  ]);
});

test('a citation carries the formula, the tier and the source', () => {
  const gpus = line('fleet.gpus', 30_382, {
    label: 'GPUs',
    unit: 'GPUs',
    formula: 'ceil(a.b / 24)',
    source: 'arithmetic',
  });
  expect(citation(gpus)).toBe(
    'GPUs: 30,382 GPUs = ceil(a.b / 24) (datasheet; arithmetic), Roofrack ledger line fleet.gpus',
  );
});
