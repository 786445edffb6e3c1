/**
 * Who may import whom, as data. A room is a folder; a file belongs to the longest room that its path starts with.
 * `.dependency-cruiser.cjs` turns this table into rules, and `config/boundaries.test.ts` proves once that the check
 * catches a violation.
 */
export interface Room {
  /** Path from the repository's root, without a trailing slash. */
  readonly path: string;
  /** Rooms it may import, beside itself. */
  readonly imports: readonly string[];
  /** Packages it may import. */
  readonly packages?: readonly string[];
  /** A pure room is compiled without DOM types, has no clock, no `Math.random` and no I/O. */
  readonly pure?: boolean;
}

export const rooms: readonly Room[] = [
  { path: 'shaders', imports: [] },
  { path: 'src/base', imports: [], pure: true },
  { path: 'src/records', imports: ['src/base'], packages: ['valibot'], pure: true },
  { path: 'src/catalog', imports: ['src/base', 'src/records'], packages: ['valibot'], pure: true },
  { path: 'src/throughput', imports: ['src/base', 'src/records', 'src/catalog'], pure: true },
  { path: 'src/racks', imports: ['src/base', 'src/records', 'src/catalog'], pure: true },
  { path: 'src/measure/kernels', imports: ['shaders', 'src/base', 'src/records', 'src/throughput'], pure: true },
  {
    path: 'src/calibrate',
    imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/measure/kernels'],
    pure: true,
  },
  { path: 'src/plan', imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/racks'], pure: true },
  {
    path: 'src/training',
    imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/plan'],
    pure: true,
  },
  { path: 'src/projection', imports: ['src/base', 'src/records', 'src/catalog', 'src/plan'], pure: true },
  {
    path: 'src/verify',
    imports: ['src/base', 'src/records', 'src/catalog', 'src/racks', 'src/plan', 'src/training', 'src/projection'],
    pure: true,
  },
  { path: 'src/simulate', imports: ['src/base', 'src/records', 'src/throughput', 'src/plan'], pure: true },
  {
    path: 'src/sweep',
    imports: ['src/base', 'src/records', 'src/plan', 'src/simulate'],
    pure: true,
  },
  { path: 'src/regression', imports: ['src/base', 'src/records'], pure: true },
  { path: 'src/measure/device', imports: ['src/base', 'src/records', 'src/measure/kernels'] },
  {
    path: 'src/measure/tune',
    imports: ['src/base', 'src/records', 'src/throughput', 'src/measure/kernels', 'src/measure/device'],
  },
  { path: 'src/measure/suites', imports: ['src/base', 'src/records', 'src/catalog', 'src/measure/kernels'] },
  {
    path: 'src/measure',
    imports: [
      'src/base',
      'src/records',
      'src/regression',
      'src/catalog',
      'src/measure/kernels',
      'src/measure/device',
      'src/measure/tune',
      'src/measure/suites',
    ],
  },
  {
    path: 'src/exchange',
    imports: [
      'src/base',
      'src/records',
      'src/catalog',
      'src/throughput',
      'src/racks',
      'src/calibrate',
      'src/plan',
      'src/simulate',
      'src/regression',
      'src/training',
      'src/sweep',
    ],
    packages: ['valibot', 'fflate', 'hyparquet', 'hyparquet-writer', 'papaparse', 'write-excel-file', 'yaml'],
  },
  { path: 'src/store', imports: ['src/base', 'src/records', 'src/exchange'], packages: ['idb', 'valibot'] },
  {
    path: 'src/workers',
    imports: [
      'src/base',
      'src/records',
      'src/catalog',
      'src/calibrate',
      'src/racks',
      'src/plan',
      'src/simulate',
      'src/exchange',
      'src/sweep',
      'src/verify',
      'src/measure',
      'src/measure/device',
    ],
  },
  { path: 'src/app/styles', imports: [], packages: ['lit'] },
  {
    path: 'src/app/charts',
    imports: [
      'src/racks',
      'src/base',
      'src/records',
      'src/catalog',
      'src/throughput',
      'src/plan',
      'src/simulate',
      'src/sweep',
      'src/projection',
      'src/regression',
      'src/app/styles',
      'src/app/controls',
    ],
    packages: ['lit', 'd3-array'],
  },
  { path: 'src/app/controls', imports: ['src/base', 'src/records', 'src/app/styles'], packages: ['lit'] },
  {
    path: 'src/app',
    imports: [
      'src/base',
      'src/records',
      'src/catalog',
      'src/throughput',
      'src/racks',
      'src/measure/kernels',
      'src/calibrate',
      'src/plan',
      'src/simulate',
      'src/sweep',
      'src/regression',
      'src/training',
      'src/projection',
      'src/verify',
      'src/exchange',
      'src/store',
      'src/workers',
      'src/app/styles',
      'src/app/charts',
      'src/app/controls',
    ],
    packages: ['lit', '@lit/context', '@lit/task', 'signal-polyfill'],
  },
  {
    path: 'src/cli',
    imports: [
      'config',
      'src/base',
      'src/records',
      'src/catalog',
      'src/throughput',
      'src/racks',
      'src/measure',
      'src/measure/kernels',
      'src/calibrate',
      'src/plan',
      'src/simulate',
      'src/training',
      'src/projection',
      'src/verify',
      'src/regression',
      'src/sweep',
      'src/exchange',
      'bench',
    ],
    packages: ['node:', 'highs', 'kubernetes-models', 'yaml'],
  },
  { path: 'config', imports: [], packages: ['node:', 'playwright', 'vite', 'vitest', 'fast-check'] },
  {
    path: 'bench',
    imports: [
      'config',
      'src/base',
      'src/records',
      'src/regression',
      'src/measure',
      'src/measure/kernels',
      'src/measure/device',
      'src/measure/tune',
      'src/measure/suites',
      'src/workers',
    ],
    packages: ['node:', 'playwright', '@playwright/test', 'vite', 'webgpu'],
  },
  { path: 'scripts', imports: ['config'], packages: ['node:'] },
  {
    path: 'e2e',
    imports: ['config', 'src/base', 'src/records', 'src/catalog', 'src/regression', 'src/exchange', 'src/app'],
    packages: ['node:', '@playwright/test', 'axe-core'],
  },
  {
    path: 'tools',
    imports: [
      'config',
      'scripts',
      'bench',
      'e2e',
      'src/base',
      'src/records',
      'src/catalog',
      'src/throughput',
      'src/racks',
      'src/measure',
      'src/measure/kernels',
      'src/measure/device',
      'src/measure/tune',
      'src/calibrate',
      'src/plan',
      'src/simulate',
      'src/sweep',
      'src/regression',
      'src/exchange',
      'src/store',
      'src/app',
      'src/cli',
    ],
    packages: [
      'node:',
      'fake-indexeddb',
      'hyparquet',
      'idb',
      'papaparse',
      'playwright',
      'prettier',
      'vite',
      'vitest',
      '@jax-js/jax',
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-backend-webgpu',
      'onnxruntime-web',
      'lighthouse',
    ],
  },
];

/** The room that a file belongs to. */
export const roomOf = (file: string): Room | undefined =>
  rooms
    .filter(({ path }) => file.startsWith(`${path}/`))
    .sort((a, b) => b.path.length - a.path.length)
    .at(0);

/** Every way in which a room comes back to itself over the rooms it may import, as `a → b → a`; none where rooms are floors. */
export const circlesOf = (table: readonly Pick<Room, 'path' | 'imports'>[]): readonly string[] => {
  const importsOf = new Map(table.map(({ path, imports }) => [path, imports]));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const begun = way.indexOf(path);
    if (begun >= 0) circles.push([...way.slice(begun), path].join(' → '));
    if (begun >= 0 || done.has(path)) return;
    for (const target of importsOf.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const { path } of table) visit(path, []);
  return circles;
};

/** The folders at the root in which the import rules are checked. */
export const floors: readonly string[] = [...new Set(rooms.map(({ path }) => path.split('/')[0] ?? path))];
