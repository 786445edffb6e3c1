import * as v from 'valibot';
import { choice, quantity } from './fields.ts';
import { unknown } from './values.ts';

/** Banks as people write them: the order of two lines makes no difference. */
export const WRITTEN_BANKS = [
  'L1-L2',
  'L2-L3',
  'L3-L1',
  'L2-L1',
  'L3-L2',
  'L1-L3',
  'L1-N',
  'L2-N',
  'L3-N',
  'L1-L2-L3',
] as const;

/** A three-phase supply and what hangs on it, for `roofrack phases`. */
export const phaseSupplySchema = v.strictObject({
  connection: choice('Connection', ['delta', 'wye'], 'Delta: three lines; wye: with a neutral.'),
  voltageV: quantity('Voltage', 'V', 1, 100_000, 'From line to line.'),
  usableA: quantity('Usable current', 'A', 0.001, 100_000, 'Continuous rating of a line.'),
  breakerA: unknown(quantity('Breaker', 'A', 0.001, 100_000, 'Rating of the breaker before it.')),
  breakerStandard: v.optional(
    choice('Breaker standard', ['ul489', 'iec60898'], 'What the breaker must carry and when it must open.'),
    'ul489',
  ),
  loads: v.array(
    v.strictObject({
      name: v.optional(v.pipe(v.string(), v.maxLength(200), v.metadata({ label: 'Name', unit: '', help: '' }))),
      bank: v.nullable(
        choice('Bank', WRITTEN_BANKS, 'Two lines, a line and the neutral, or all three lines; left open: not known.'),
      ),
      watts: quantity('Load', 'W', 0, 1e9, 'Real power, at unity power factor.'),
    }),
  ),
});
