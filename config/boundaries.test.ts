import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms } from './boundaries.ts';

const root = join(import.meta.dirname, '..');
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** A small tree under the project's own rules, with one importing file in it. */
const cruise = (files: Readonly<Record<string, string>>) => {
  const tree = mkdtempSync(join(tmpdir(), 'roofrack-boundaries-'));
  try {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.app.json', 'tsconfig.base.json']) {
      copyFileSync(join(root, name), join(tree, name));
    }
    cpSync(join(root, 'config'), join(tree, 'config'), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, name)), { recursive: true });
      writeFileSync(join(tree, name), text);
    }
    return spawnSync(process.execPath, [cruiser, 'src'], { cwd: tree, encoding: 'utf8' });
  } finally {
    rmSync(tree, { recursive: true });
  }
};

const base = 'export type Result = { readonly ok: boolean };\n';
const records = 'export type Plan = { readonly feasible: boolean };\n';

describe('the import boundaries', () => {
  it('catch an import from base into records', () => {
    const { status, stdout } = cruise({
      'src/records/plan.ts': records,
      'src/base/seeded.ts': "export type { Plan } from '../records/plan.ts';\n",
    });
    expect(stdout).toContain('src/base imports only its rooms');
    expect(status).not.toBe(0);
  });

  it('let an import from records into base pass', () => {
    const { status, stdout } = cruise({
      'src/base/result.ts': base,
      'src/records/seeded.ts': "export type { Result } from '../base/result.ts';\n",
    });
    expect(stdout).toContain('no dependency violations found');
    expect(status).toBe(0);
  });

  it('never lets a pure room import an impure one', () => {
    const pure = new Set(rooms.filter((room) => room.pure).map((room) => room.path));
    for (const room of rooms.filter(({ path }) => pure.has(path))) {
      expect(room.imports.filter((path) => !pure.has(path) && path !== 'shaders')).toEqual([]);
    }
  });
});
