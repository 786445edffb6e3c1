import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf, floors, roomOf, rooms } from './boundaries.ts';
import { root } from './root.ts';

const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

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

interface Cruise {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly resolved: string; readonly dependencyTypes: readonly string[] }[];
  }[];
}

/** What each room really imports: paths of rooms and names of packages. Tests may import more, and are left out. */
const usedByRoom = (): ReadonlyMap<string, ReadonlySet<string>> => {
  const { stdout } = spawnSync(process.execPath, [cruiser, ...floors, '--output-type', 'json'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const used = new Map(rooms.map(({ path }) => [path, new Set<string>()]));
  for (const { source, dependencies } of (JSON.parse(stdout) as Cruise).modules) {
    const room = roomOf(source);
    if (room === undefined || /\.test\.ts$|\/testing\//.test(source)) continue;
    for (const { resolved, dependencyTypes } of dependencies) {
      const [, , name] = /node_modules\/(@types\/)?((?:@[^/]+\/)?[^/]+)/.exec(resolved) ?? [];
      const target = dependencyTypes.includes('core') ? 'node:' : (name ?? roomOf(resolved)?.path);
      if (target !== undefined) used.get(room.path)?.add(target);
    }
  }
  return used;
};

/** Packages of tools/ are installed on demand, so what is imported of them is not always to be seen. */
const isOnDemand = (name: string): boolean => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'tools/package.json'), 'utf8')) as {
    devDependencies: Readonly<Record<string, string>>;
  };
  return name in devDependencies;
};

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

  it('lead from no room back to itself, over no other room either', () => {
    expect(circlesOf(rooms)).toEqual([]);
    // The check itself: a room and one inside it, and a circle over three.
    const nested = { path: 'src/measure', imports: ['src/measure/tune', 'src/base'] };
    expect(circlesOf([nested, { path: 'src/measure/tune', imports: ['src/measure'] }])).toEqual([
      'src/measure → src/measure/tune → src/measure',
    ]);
    const three = [
      { path: 'a', imports: ['b'] },
      { path: 'b', imports: ['c'] },
      { path: 'c', imports: ['a'] },
    ];
    expect(circlesOf(three)).toEqual(['a → b → c → a']);
  });

  it('allow a room nothing that it does not use', () => {
    const used = usedByRoom();
    const unused = rooms.flatMap(({ path, imports, packages = [] }) =>
      [...imports, ...packages]
        .filter((target) => !used.get(path)?.has(target) && !isOnDemand(target))
        .map((target) => `${path} → ${target}`),
    );
    expect(unused).toEqual([]);
  });

  it('catch an import from a room inside one that may be imported', () => {
    const { stdout } = cruise({
      'src/measure/session.ts': base,
      'src/measure/device/owner.ts': base,
      'src/cli/seeded.ts': "export type { Result } from '../measure/device/owner.ts';\n",
      'src/measure/tune/seeded.ts': "export type { Result } from '../session.ts';\n",
      'src/workers/seeded.ts': "export type { Result } from '../measure/session.ts';\n",
    });
    expect(stdout).toContain('src/cli imports only its rooms: src/cli/seeded.ts');
    expect(stdout).toContain('src/measure/tune imports only its rooms: src/measure/tune/seeded.ts');
    expect(stdout).not.toContain('src/workers imports only its rooms');
  });

  it('list the pure rooms once: what is compiled without DOM types is what the table calls pure', () => {
    const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.pure.json'), 'utf8')) as { include: string[] };
    const pure = rooms.filter((room) => room.pure).map(({ path }) => `${path}/**/*.ts`);
    expect(include.toSorted()).toEqual([...pure, 'src/wgsl.d.ts'].sort());
  });
});
