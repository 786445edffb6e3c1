import { describe, expect, it } from 'vitest';
import { seed } from '../../config/effort.ts';
import { attacks } from '../../tools/attack/attacks.ts';

/** A short draw; `npm run test:deep -- attacks` tries all. */
describe('nothing goes wrong at', () => {
  it.each(attacks.map((attack) => [attack.name, attack] as const))('%s', async (_, { counts, run }) => {
    const { tried, faults } = await run({ seed, count: counts.gate });
    expect(tried).toBe(counts.gate);
    expect(faults).toEqual([]);
  });
});
