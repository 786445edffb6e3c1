import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readTally, vitestTally } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';
import { root } from '../../config/root.ts';

/** The gate's 200 shapes of each family and number format, times this. */
const RUNS = 4;
const TEST_TIMEOUT_MS = 1_800_000;

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly duration?: number | null;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** One row for each family and number format. */
const rows = (report: Report): string[][] => {
  const groups = Map.groupBy(
    report.testResults.flatMap(({ assertionResults }) => assertionResults),
    ({ ancestorTitles }) => ancestorTitles[0] ?? '',
  );
  return [...groups].map(([title, tests]) => {
    const count = (status: string): string => String(tests.filter((test) => test.status === status).length);
    const ms = tests.reduce((sum, { duration }) => sum + (duration ?? 0), 0);
    return [title, count('passed'), count('failed'), (ms / 1000).toFixed(1)];
  });
};

export const kernels: Part = {
  name: 'kernels',
  title: 'Kernels under Dawn, long',
  about: `Every kernel family in each of its number formats on ${String(200 * RUNS)} shapes from another seed, exact and rounded, under Dawn for Node.`,
  run: ({ seed, scale }) => {
    const report = join(root, '.cache/deep-kernels.json');
    rmSync(report, { force: true });
    const times = RUNS * scale;
    const { status, error } = spawnSync(
      process.execPath,
      [
        join(root, 'scripts/dawn-tests.ts'),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        `--testTimeout=${String(TEST_TIMEOUT_MS)}`,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, ROOFRACK_SEED: String(seed), ROOFRACK_RUNS: String(times) },
      },
    );
    if (error) console.error(error.message);
    const tally = readTally(report, status === 0, vitestTally);
    const found = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const failures = found.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((test) => test.status === 'failed')
      .map(
        ({ title, failureMessages }) => `- ${title}: \`${(failureMessages[0] ?? '').split('\n')[0]!.slice(0, 300)}\``,
      );
    return Promise.resolve({
      tally,
      print: [
        `To repeat: \`ROOFRACK_SEED=${String(seed)} ROOFRACK_RUNS=${String(times)} node scripts/dawn-tests.ts\`.`,
        table(['family and format', 'passed', 'failed', 's'], rows(found)),
        ...failures,
      ].join('\n\n'),
    });
  },
};
