import { expect, test } from 'vitest';
import type { LedgerView } from '../../../plan/ledger-views.ts';
import { parseHash } from '../../router/location.ts';
import { ledgerHref, parseView, viewText, withoutLedger } from './ledger-address.ts';

const VIEWS: readonly LedgerView[] = [
  { kind: 'other-mode' },
  { kind: 'gap' },
  { kind: 'racks' },
  { kind: 'server', server: 'own-a:b 1' },
  { kind: 'lever', lever: 'weights-int8' },
  { kind: 'load', queriesPerDay: 249_999_999.125 },
  { kind: 'hour', hour: 0 },
  { kind: 'point', ofPlanned: 0.1 + 0.2 },
];

test.each(VIEWS)('$kind survives its address', (view) => {
  const { query } = parseHash(ledgerHref('fleet.gpus', viewText(view)));
  expect(query['line']).toBe('fleet.gpus');
  expect(parseView(query['of'] ?? '')).toEqual(view);
});

test.each([
  '',
  'plan',
  'server:',
  'lever:',
  'load:',
  'load:-1',
  'load:1e99',
  'hour:1.5',
  'hour:-1',
  'point:x',
  'gap:1',
  '__proto__',
])('%j names no ledger', (text) => {
  expect(parseView(text)).toBeNull();
});

test('the address keeps what else the page stands at, and gives it back', () => {
  const page = { segments: ['plan', 'scenarios'], query: { a: 'x', b: 'y' } };
  const opened = parseHash(ledgerHref('before.fleet.gpus', 'difference', page));
  expect(opened).toEqual({ ...page, query: { ...page.query, line: 'before.fleet.gpus', of: 'difference' } });
  expect(withoutLedger(opened)).toEqual(page);
});
