import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { add, checkTally, readTally, vitestTally, type Tally } from '../../scripts/tally.ts';
import { ensureInstalled } from '../install.ts';
import { table, type Part } from './part.ts';
import { root } from '../../config/root.ts';

const report = join(root, '.cache/deep-workspace.json');

interface Check {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
}

const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '-p', 'tools/tsconfig.json'] },
  { name: 'types of the peers', command: ['tsc', '-p', 'tools/tsconfig.peers.json'] },
  { name: 'lint', command: ['eslint', '.', '--max-warnings=0'], cwd: join(root, 'tools') },
];
const tests: Check['command'] = [
  'vitest',
  'run',
  '--project=tools',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];

const succeeds = ([command, ...args]: Check['command'], cwd = root): boolean =>
  spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
    .status === 0;

export const workspace: Part = {
  name: 'workspace',
  title: 'The tools themselves',
  about:
    'Types, lint and tests of tools/, which the gate leaves out; every peer verified and timed on a small product.',
  run: () => {
    ensureInstalled();
    const rows: [string, Tally][] = checks.map(({ name, command, cwd }) => [name, checkTally(succeeds(command, cwd))]);
    rmSync(report, { force: true });
    rows.push(['tests', readTally(report, succeeds(tests), vitestTally)]);
    return Promise.resolve({
      tally: rows.map(([, tally]) => tally).reduce(add),
      print: table(
        ['check', 'passed', 'failed'],
        rows.map(([name, { passed, failed }]) => [name, passed, failed]),
      ),
    });
  },
};
