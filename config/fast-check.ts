import fc from 'fast-check';
import { vi } from 'vitest';
import { effort, scaled, seed } from './effort.ts';

fc.configureGlobal({ seed });

/** The number of cases that fast-check draws where a test does not say. */
const USUAL_RUNS = 100;

/** A test's own number of runs goes before any global setting, so a longer run has to multiply it where it is used. */
if (effort !== 1) {
  vi.doMock('fast-check', async (importOriginal) => {
    const real = await importOriginal<{ readonly default: typeof fc }>();
    const assert = ((property: fc.IRawProperty<unknown>, parameters?: fc.Parameters<unknown>) =>
      real.default.assert(property, {
        ...parameters,
        seed,
        numRuns: scaled(parameters?.numRuns ?? USUAL_RUNS),
      })) as typeof fc.assert;
    return { ...real, assert, default: { ...real.default, assert } };
  });
}
