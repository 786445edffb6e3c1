import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { floors } from '../config/boundaries.ts';
import { add, NOTHING, one, readTally, tallyText, vitestTally, type Tally } from './tally.ts';

/**
 * The gate: every check and every test of the project, in the order in which they are cheapest to fail. `--check`
 * leaves out what needs a browser. The last line printed is `N passed, N failed` (`, N skipped` where any were).
 */
interface Step {
  readonly name: string;
  readonly command: readonly string[];
  /** Reads the runner's own report; a step without one counts as one check. */
  readonly tally?: (report: unknown) => Tally;
  readonly needsBrowser?: boolean;
}

const root = join(import.meta.dirname, '..');
const reports = join(root, '.cache/test-reports');

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}
const playwrightTally = (report: unknown): Tally => {
  const { expected, unexpected, flaky, skipped } = (report as PlaywrightReport).stats;
  return { passed: expected, failed: unexpected + flaky, skipped };
};

const reportFile = (name: string): string => join(reports, `${name.replaceAll(' ', '-')}.json`);
const vitest = (name: string, project: string): Step => ({
  name,
  command: [
    'vitest',
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile(name)}`,
  ],
  tally: vitestTally,
  needsBrowser: project === 'browser',
});

const steps: readonly Step[] = [
  { name: 'types of the pure rooms', command: ['tsc', '-p', 'tsconfig.pure.json'] },
  { name: 'types of the page', command: ['tsc', '-p', 'tsconfig.app.json'] },
  { name: 'types of tools and tests', command: ['tsc', '-p', 'tsconfig.node.json'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings=0'] },
  {
    name: 'lint of templates',
    // Its table of CSS properties is older than the CSS in use.
    command: ['lit-analyzer', 'src/app/**/*.ts', '--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
  },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'import boundaries', command: ['depcruise', ...floors, '--output-type=err'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'licences', command: ['node', 'scripts/licences.ts'] },
  vitest('units', 'node'),
  {
    name: 'kernels under Dawn',
    command: [
      'node',
      'scripts/dawn-tests.ts',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile('kernels under Dawn')}`,
    ],
    tally: vitestTally,
  },
  { name: 'build', command: ['vite', 'build', '--logLevel=warn'] },
  vitest('browser tests', 'browser'),
  {
    name: 'journeys',
    command: ['playwright', 'test', '--reporter=list,json'],
    tally: playwrightTally,
    needsBrowser: true,
  },
];

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`Tests run on Node 24, this is ${process.version}: run them by \`npm test\` after \`npm ci\`.`);
  process.exit(2);
}

const checkOnly = process.argv.includes('--check');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const runStep = (step: Step): Tally => {
  const [command, ...args] = step.command;
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile(step.name) },
  });
  if (error) console.error(error.message);
  const exitedWell = status === 0;
  return step.tally === undefined ? one(exitedWell) : readTally(reportFile(step.name), exitedWell, step.tally);
};

let total = NOTHING;
const failedSteps: string[] = [];
for (const step of steps.filter(({ needsBrowser }) => !(checkOnly && needsBrowser))) {
  const startedMs = performance.now();
  console.log(`\n── ${step.name}`);
  const tally = runStep(step);
  total = add(total, tally);
  if (tally.failed > 0) failedSteps.push(step.name);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`   ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${seconds} s`);
}

if (failedSteps.length > 0) console.log(`\nfailed: ${failedSteps.join(', ')}`);
console.log(`\n${tallyText(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
