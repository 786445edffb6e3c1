import { spawnSync } from 'node:child_process';
import { checkTally } from '../../scripts/tally.ts';
import type { Part } from './part.ts';
import { root } from '../../config/root.ts';

export const journeys: Part = {
  name: 'journeys',
  title: 'Journeys, long',
  about: 'The journeys of e2e/ that take minutes, tagged @deep. --only takes those whose name contains a word.',
  run: ({ only }) => {
    const { status, stdout } = spawnSync(
      'npx',
      ['playwright', 'test', '--reporter=list', ...(only.length === 0 ? [] : ['--grep', only.join('|')])],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
        env: { ...process.env, ROOFRACK_DEEP: '1' },
        shell: process.platform === 'win32',
      },
    );
    const lines = stdout.split('\n').filter((line) => /^\s*[✓✘]|passed|failed/.test(line));
    return Promise.resolve({
      tally: checkTally(status === 0),
      print: `\`\`\`text\n${lines.join('\n').trim()}\n\`\`\``,
    });
  },
};
