import { spawnSync } from 'node:child_process';
import { root } from '../config/root.ts';

/** `npm run screenshots`: takes the pictures in docs/screenshots anew. They are taken on purpose only, never by a test. */
const { status } = spawnSync('playwright', ['test', '--reporter=list'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, ROOFRACK_SCREENSHOTS: '1' },
});
process.exitCode = status ?? 1;
