import { spawnSync } from 'node:child_process';
import { root } from '../config/root.ts';

/**
 * `npm run screenshots [-- word…]`: takes the pictures in docs/screenshots anew, those of tests whose title has a word. They are
 * taken on purpose only, never by a test.
 */
const words = process.argv.slice(2);
const picked = words.length === 0 ? [] : ['--grep', words.join('|')];
const { status } = spawnSync('playwright', ['test', '--reporter=list', ...picked], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, ROOFRACK_SCREENSHOTS: 'take' },
});
process.exitCode = status ?? 1;
