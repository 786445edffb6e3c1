import { spawnSync } from 'node:child_process';
import { checkTally } from '../../scripts/tally.ts';
import type { Part } from './part.ts';
import { root } from '../../config/root.ts';

export const newcomer: Part = {
  name: 'newcomer',
  title: 'The whole quick suite',
  about: 'The newcomer’s journey with the whole quick suite, of which the gate measures seven products and all roofs.',
  run: () => {
    const { status } = spawnSync('playwright', ['test', '--project=journeys', 'newcomer', '--reporter=list'], {
      cwd: root,
      env: { ...process.env, ROOFRACK_RUNS: '2' },
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    });
    return Promise.resolve({
      tally: checkTally(status === 0),
      print: status === 0 ? 'All steps of it hold.' : 'It failed; see above.',
    });
  },
};
