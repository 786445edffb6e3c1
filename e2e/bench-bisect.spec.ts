import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { writeStubPage } from './stub-page.ts';
import { root } from '../config/root.ts';

const CONFIG = "export default { base: './', build: { rollupOptions: { input: 'bench.html' } } };\n";

test('bisect builds commits, times them in a browser, and finds the planted one among eight', () => {
  test.setTimeout(300_000);
  const folder = mkdtempSync(join(tmpdir(), 'roofrack-bisect-'));
  try {
    const git = (...args: string[]): void => {
      execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args], { cwd: folder });
    };
    git('init', '--quiet', '--initial-branch=main');
    writeFileSync(join(folder, 'vite.config.js'), CONFIG);
    // Eight commits after the first, of which two change nothing that is built; the sixth is the slow one.
    for (let i = 0; i <= 8; i++) {
      const version = String(i);
      if (i === 2 || i === 7) writeFileSync(join(folder, 'README.md'), version);
      else writeStubPage(folder, { 64: i >= 6 ? 1.1 : 1 }, version);
      git('add', '--all');
      git('commit', '--quiet', '--message', `Commit ${version}`);
      git('tag', `c${version}`);
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        ...['scripts/roofrack.ts', 'bench', 'bisect', '--good', 'c0', '--bad', 'c8'],
        ...['--case', '64x64x64', '--repository', folder, '--json'],
      ],
      { cwd: root, encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') } },
    );
    expect(status, stderr).toBe(0);
    const answer = JSON.parse(stdout) as { phase: string; suspects: { text: string }[]; built: number };
    expect(answer.phase).toBe('found');
    expect(answer.suspects.map(({ text }) => text)).toEqual([expect.stringMatching(/^[0-9a-f]{10} Commit 6$/)]);
    expect(stderr).toContain('6 of 8 commits after');
    expect(answer.built).toBeLessThan(7);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
