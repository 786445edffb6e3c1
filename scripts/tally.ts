import { readFileSync } from 'node:fs';

/** What a test runner counted. Skipped tests are a word about the machine, not a failure. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** A check without counts of its own. */
export const checkTally = (good: boolean): Tally => ({ passed: good ? 1 : 0, failed: good ? 0 : 1, skipped: 0 });

export const tallyText = ({ passed, failed, skipped }: Tally): string =>
  `${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`;

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}
export const vitestTally = (report: unknown): Tally => {
  const { numPassedTests, numFailedTests, numPendingTests } = report as VitestReport;
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests };
};

/**
 * The tally of a runner's report. A runner can fail without a failed test: an import that throws, a page that never
 * opens, no test at all; that is one failure more.
 */
export const readTally = (file: string, exitedWell: boolean, read: (report: unknown) => Tally): Tally => {
  try {
    const tally = read(JSON.parse(readFileSync(file, 'utf8')));
    const silent = (!exitedWell && tally.failed === 0) || tally.passed + tally.failed + tally.skipped === 0;
    return silent ? { ...tally, failed: tally.failed + 1 } : tally;
  } catch (cause) {
    console.error(`No report of tests could be read (${String(cause)}).`);
    return checkTally(false);
  }
};
