import { inSample, type MutantPlace } from './sample.ts';

/**
 * A plugin of StrykerJS, which has no sampling of its own: as a "checker" it is asked before a mutant is run, and only
 * those of the sample may go on. The report calls the others compile errors.
 */
const check = (mutants: readonly (MutantPlace & { readonly id: string; readonly fileName: string })[]) =>
  Promise.resolve(
    Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        inSample(mutant.fileName, mutant)
          ? { status: 'passed' }
          : { status: 'compileError', reason: 'not in the sample' },
      ]),
    ),
  );

export const strykerPlugins = [
  { kind: 'Checker', name: 'sample', factory: () => ({ init: () => Promise.resolve(), check }) },
];
