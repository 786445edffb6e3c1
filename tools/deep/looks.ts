import { spawnSync } from 'node:child_process';
import { checkTally } from '../../scripts/tally.ts';
import type { Part } from './part.ts';
import { root } from '../../config/root.ts';

/** Its picture shows what was measured, which is another number each time. */
const MEASURES = 'What does this GPU deliver';

export const looks: Part = {
  name: 'looks',
  title: 'Pictures of pages and parts',
  about:
    'Every picture in docs/screenshots against its page as it is now, pixel by pixel; those that differ on purpose are taken anew by npm run screenshots. --only takes those whose title contains a word.',
  run: ({ only }) => {
    const { status, stdout } = spawnSync(
      'playwright',
      ['test', '--reporter=list', '--grep-invert', MEASURES, ...(only.length === 0 ? [] : ['--grep', only.join('|')])],
      {
        cwd: root,
        env: { ...process.env, ROOFRACK_SCREENSHOTS: 'compare' },
        stdio: ['ignore', 'pipe', 'inherit'],
        encoding: 'utf8',
        shell: process.platform === 'win32',
      },
    );
    const lines = stdout.split('\n').filter((line) => /^\s*[✓✘]|passed|failed|pixels/.test(line));
    return Promise.resolve({
      tally: checkTally(status === 0),
      print: `\`\`\`text\n${lines.join('\n').trim()}\n\`\`\``,
    });
  },
};
