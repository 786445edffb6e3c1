import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureInstalled } from '../install.ts';
import { checkTally } from '../../scripts/tally.ts';
import { percent, type Part } from './part.ts';
import { inSample, SAMPLE_SEED, SAMPLE_SHARE, type MutantPlace } from './sample.ts';
import { root } from '../../config/root.ts';

/**
 * Mutation of the pure rooms: operators, conditions, blocks and calls are changed one at a time by StrykerJS, and the
 * room's own tests must notice. What survives is either a weak test or a change that makes no difference.
 */
interface MutatedRoom {
  readonly name: string;
  /** Part of the mutants that is drawn: what some minutes allow, since the tests of some rooms are simulations. */
  readonly share: number;
  /** Part that must be killed: what was reached less some three standard errors of the draw, one half where none was. */
  readonly atLeast: number;
}

const rooms: readonly MutatedRoom[] = [
  { name: 'base/statistics', share: 0.5, atLeast: 0.8 },
  { name: 'racks', share: 1, atLeast: 0.95 },
  { name: 'throughput', share: 0.3, atLeast: 0.5 },
  { name: 'exchange', share: 0.3, atLeast: 0.75 },
  { name: 'calibrate', share: 0.05, atLeast: 0.5 },
  { name: 'simulate', share: 0.05, atLeast: 0.5 },
  { name: 'plan', share: 0.03, atLeast: 0.5 },
];

const folder = join(root, '.cache/mutation');

type Status = 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'CompileError' | 'RuntimeError' | 'Ignored';
interface Mutant extends MutantPlace {
  readonly status: Status;
}
interface MutationReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}
interface DrawnMutant {
  readonly file: string;
  readonly source: string;
  readonly mutant: Mutant;
}

const configurationOf = (room: MutatedRoom, report: string) => ({
  testRunner: 'vitest',
  vitest: { configFile: 'tools/deep/mutation.vitest.config.ts', related: false },
  mutate: [`src/${room.name}/**/*.ts`, '!src/**/*.test.ts', '!src/**/testing/**'],
  // Words of messages are checked by reading them, not by tests.
  mutator: { excludedMutations: ['StringLiteral'] },
  plugins: ['@stryker-mutator/vitest-runner', './tools/deep/sample-checker.ts'],
  checkers: ['sample'],
  reporters: ['json'],
  jsonReporter: { fileName: report },
  coverageAnalysis: 'perTest',
  concurrency: Math.max(1, availableParallelism() - 1),
  // The sandbox is a copy of what the tests read; pictures and built files are not part of it.
  ignorePatterns: ['dist', 'dist-cli', 'dist-report', 'docs', 'e2e', 'src/app', '.cache'],
  tempDirName: '.cache/mutation/sandbox',
  timeoutMS: 4000,
  logLevel: 'error',
  allowConsoleColors: false,
});

const runRoom = (room: MutatedRoom, share: number, seed: number): MutationReport => {
  const slug = room.name.replaceAll('/', '-');
  const report = join(folder, `${slug}.json`);
  const configuration = join(folder, `${slug}.config.json`);
  const stryker = join(
    dirname(createRequire(import.meta.url).resolve('@stryker-mutator/core/package.json')),
    'bin/stryker.js',
  );
  rmSync(report, { force: true });
  writeFileSync(configuration, JSON.stringify(configurationOf(room, report)));
  const { error } = spawnSync(process.execPath, [stryker, 'run', configuration], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ROOFRACK_MUTATION_TESTS: `src/${room.name}/**/*.test.ts`,
      [SAMPLE_SEED]: String(seed),
      [SAMPLE_SHARE]: String(share),
    },
  });
  if (error) console.error(error.message);
  return JSON.parse(readFileSync(report, 'utf8')) as MutationReport;
};

/** The mutated text and what stood in its place, each on one line. */
const describe = ({ file, source, mutant }: DrawnMutant): string => {
  const { start, end } = mutant.location;
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines[lines.length - 1]!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  const brief = (text: string): string => {
    const flat = text.replace(/\s+/g, ' ').trim();
    return flat.length > 70 ? `${flat.slice(0, 67)}…` : flat;
  };
  const untested = mutant.status === 'NoCoverage' ? ' (no test runs it)' : '';
  return `${file}:${String(start.line)} ${mutant.mutatorName}${untested}: ${brief(lines.join('\n'))}  →  ${brief(mutant.replacement ?? '')}`;
};

const partOf = (room: MutatedRoom): Part => ({
  name: `mutation:${room.name}`,
  title: `Mutation of ${room.name}`,
  about: `StrykerJS changes src/${room.name}; its tests must notice.`,
  run: (options) => {
    ensureInstalled();
    mkdirSync(folder, { recursive: true });
    const share = Math.min(1, room.share * options.scale);
    const report = runRoom(room, share, options.seed);
    const mutants = Object.entries(report.files).flatMap(([file, { source, mutants: all }]) =>
      all.filter((mutant) => inSample(file, mutant, options.seed, share)).map((mutant) => ({ file, source, mutant })),
    );
    const having = (...statuses: readonly Status[]): DrawnMutant[] =>
      mutants.filter(({ mutant }) => statuses.includes(mutant.status));
    const killed = having('Killed', 'Timeout').length;
    const survivors = having('Survived', 'NoCoverage');
    const valid = killed + survivors.length;
    const score = killed / valid;
    const good = score >= room.atLeast;
    const untested = having('NoCoverage').length;
    const counts = `${String(valid)} mutants, ${percent(share, 0)} of all by a draw: ${String(killed)} killed, ${String(survivors.length - untested)} survived, ${String(untested)} in code that no test of the room runs.`;
    const verdict = `Score ${percent(score)}, ${good ? 'at least' : '**below**'} the ${percent(room.atLeast, 0)} that is asked for.`;
    const lines = survivors.map((drawn) => `- \`${describe(drawn).replaceAll('`', "'")}\``);
    const list = lines.length === 0 ? [] : ['<details><summary>Survivors</summary>', lines.join('\n'), '</details>'];
    return Promise.resolve({
      tally: checkTally(good),
      print: [`${counts} ${verdict}`, ...list].join('\n\n'),
    });
  },
});

export const mutation: readonly Part[] = rooms.map(partOf);
