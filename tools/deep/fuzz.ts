import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readTally, vitestTally } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';
import { root } from '../../config/root.ts';

/** What the gate draws, times this: a quarter of an hour on two cores. */
const RUNS = 20;
/** The slowest test plans hundreds of fleets; one that hangs must still end. */
const TEST_TIMEOUT_MS = 1_200_000;

/** Test files that draw as many cases as they are told to: properties, and coverage by simulation. */
export const propertyTests = (): string[] =>
  globSync('{src,bench,config,scripts,tools}/**/*.test.ts', { cwd: root, exclude: ['**/node_modules'] })
    .filter((file) => !/\.(browser|dawn)\.test\.ts$/.test(file))
    .filter((file) => /from '(fast-check|.*config\/effort\.ts)'/.test(readFileSync(join(root, file), 'utf8')))
    .sort();

interface VitestFiles {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const rows = (report: VitestFiles): (string | number)[][] =>
  report.testResults
    .map(({ name, startTime, endTime, assertionResults }) => [
      name.slice(root.length + 1),
      assertionResults.length,
      assertionResults.filter(({ status }) => status === 'failed').length,
      ((endTime - startTime) / 1000).toFixed(1),
    ])
    .sort((a, b) => String(a[0]).localeCompare(String(b[0])));

/** The counterexample as fast-check words it, without the stack. */
const failures = (report: VitestFiles): string[] =>
  report.testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => {
        const [message = ''] = failureMessages;
        return `\`\`\`text\n${fullName}\n${message.split('\n    at ')[0]!.slice(0, 1500)}\n\`\`\``;
      }),
  );

export const fuzz: Part = {
  name: 'fuzz',
  title: 'Property tests, long',
  about: `Every file with property tests, with ${String(RUNS)} times the gate's cases from another seed. --only takes files whose path contains a word.`,
  run: ({ seed, scale, only }) => {
    const files = propertyTests().filter((file) => only.length === 0 || only.some((word) => file.includes(word)));
    const report = join(root, '.cache/fuzz.json');
    rmSync(report, { force: true });
    const times = RUNS * scale;
    const { status, error } = spawnSync(
      'vitest',
      [
        'run',
        '--project=node',
        '--project=tools',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
        `--testTimeout=${String(TEST_TIMEOUT_MS)}`,
        ...files,
      ],
      {
        cwd: root,
        stdio: ['ignore', 'inherit', 'inherit'],
        shell: process.platform === 'win32',
        env: { ...process.env, ROOFRACK_SEED: String(seed), ROOFRACK_RUNS: String(times) },
      },
    );
    if (error) console.error(error.message);
    const tally = readTally(report, status === 0, vitestTally);
    const found = JSON.parse(readFileSync(report, 'utf8')) as VitestFiles;
    return Promise.resolve({
      tally,
      print: [
        `To repeat: \`ROOFRACK_SEED=${String(seed)} ROOFRACK_RUNS=${String(times)} npx vitest run --project=node FILE\`.`,
        table(['file', 'tests', 'failed', 's'], rows(found)),
        ...failures(found),
      ].join('\n\n'),
    });
  },
};
