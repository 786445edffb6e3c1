import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { floors } from '../config/boundaries.ts';
import { add, checkTally, NOTHING, readTally, tallyText, vitestTally, type Tally } from './tally.ts';
import { root } from '../config/root.ts';

/**
 * The gate: every check and every test of the project. What keeps one core busy runs beside others, what uses all cores
 * or measures runs alone. `--check` leaves out what needs a browser. The last line printed is `N passed, N failed` (`, N skipped`
 * where any were).
 */
interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** Reads the runner's own report; a step without one counts as one check. */
  readonly tally?: (report: unknown) => Tally;
  readonly needsBrowser?: boolean;
  /** Takes all cores, or minds who else does: runs alone, and its output is seen while it runs. */
  readonly alone?: boolean;
}

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
const vitestReport = (name: string): string[] => [
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reportFile(name)}`,
];
/** The types by the compiler that is a program of its own, in a fifth of the time; the linters need the one that is a library. */
const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
const tsc = (config: string): Step['command'] => ['node', compiler, '-p', config];

/** What is quickly said comes first; of the rest the longest, so that the last to end is a short one. */
const steps: readonly Step[] = [
  { name: 'lint', command: ['eslint', '.', '--max-warnings=0'] },
  { name: 'types of bench, scripts and tests', command: tsc('tsconfig.node.json') },
  { name: 'format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'types of the page', command: tsc('tsconfig.app.json') },
  {
    name: 'lint of templates',
    // Its table of CSS properties is older than the CSS in use.
    command: ['lit-analyzer', 'src/app/**/*.ts', '--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
  },
  { name: 'types of the pure rooms', command: tsc('tsconfig.pure.json') },
  { name: 'types of the tools', command: tsc('tools/tsconfig.json') },
  { name: 'import boundaries', command: ['depcruise', ...floors, '--output-type=err'] },
  { name: 'dead code', command: ['knip'] },
  { name: 'build', command: ['node', 'scripts/build.ts'] },
  { name: 'licences', command: ['node', 'scripts/licences.ts'] },
  {
    name: 'browser tests',
    command: ['vitest', 'run', '--project=browser', ...vitestReport('browser tests')],
    tally: vitestTally,
    needsBrowser: true,
  },
  {
    name: 'units',
    command: ['vitest', 'run', '--project=node*', ...vitestReport('units')],
    tally: vitestTally,
  },
  {
    name: 'kernels under Dawn',
    command: ['node', 'scripts/dawn-tests.ts', ...vitestReport('kernels under Dawn')],
    tally: vitestTally,
  },
  ...['journeys', 'frames'].map((project): Step => ({
    name: project,
    command: ['playwright', 'test', `--project=${project}`, '--reporter=list,json'],
    tally: playwrightTally,
    needsBrowser: true,
    alone: true,
  })),
];

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`Tests run on Node 24, this is ${process.version}: run them by \`npm test\` after \`npm ci\`.`);
  process.exit(2);
}

/** Seconds of processor that all ended children took, with their own; not known outside Linux. */
const childrenCpuS = (): number => {
  try {
    // After the name in parentheses; fields 16 and 17 of proc_pid_stat(5), in hundredths of a second.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return NaN;
  }
};

interface Ended {
  readonly step: Step;
  readonly tally: Tally;
  /** What it printed, where it was not seen at once. */
  readonly output: string;
  readonly wallS: number;
  readonly cpuS: number;
}

let cpuBeforeS = childrenCpuS();
const runStep = (step: Step): Promise<Ended> =>
  new Promise((resolve) => {
    const startedMs = performance.now();
    const [command, ...args] = step.command;
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', ...(step.alone ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
      shell: process.platform === 'win32',
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: reportFile(step.name) },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', (cause) => {
      output += `${cause.message}\n`;
    });
    child.on('close', (code) => {
      const cpuNowS = childrenCpuS();
      const cpuS = cpuNowS - cpuBeforeS;
      cpuBeforeS = cpuNowS;
      const isGood = code === 0;
      const tally =
        step.tally === undefined ? checkTally(isGood) : readTally(reportFile(step.name), isGood, step.tally);
      resolve({ step, tally, output, wallS: (performance.now() - startedMs) / 1000, cpuS });
    });
  });

const seconds = (value: number): string => (Number.isNaN(value) ? 'unknown' : `${value.toFixed(1)} s`);

let total = NOTHING;
const failedSteps: string[] = [];
const report = ({ step, tally, output, wallS, cpuS }: Ended): void => {
  total = add(total, tally);
  if (tally.failed > 0) failedSteps.push(step.name);
  const counts = `${String(tally.passed)} passed, ${String(tally.failed)} failed, ${String(tally.skipped)} skipped`;
  if (step.alone !== true) console.log(`\n── ${step.name}`);
  if (output.trim() !== '') console.log(output.trimEnd());
  console.log(`   ${counts} in ${seconds(wallS)}, processor ${seconds(cpuS)}`);
};

/** Runs steps side by side, as many as there are cores. */
const runBeside = async (beside: readonly Step[]): Promise<void> => {
  const waiting = [...beside];
  const work = async (): Promise<void> => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) report(await runStep(step));
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
};

const checkOnly = process.argv.includes('--check');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const load = (): string => (loadavg()[0] ?? NaN).toFixed(1);
const [startedMs, startedCpuS, loadBefore] = [performance.now(), childrenCpuS(), load()];
const wanted = steps.filter(({ needsBrowser }) => !(checkOnly && needsBrowser === true));
await runBeside(wanted.filter(({ alone }) => alone !== true));
for (const step of wanted.filter(({ alone }) => alone === true)) {
  console.log(`\n── ${step.name}`);
  report(await runStep(step));
}

const wallS = (performance.now() - startedMs) / 1000;
console.log(
  `\n${seconds(wallS)} in all, processor ${seconds(childrenCpuS() - startedCpuS)}, load ${loadBefore} before and ${load()} after`,
);
if (failedSteps.length > 0) console.log(`\nfailed: ${failedSteps.join(', ')}`);
console.log(`\n${tallyText(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
