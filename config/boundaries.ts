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

const PURE = [
  'src/base',
  'src/records',
  'src/catalog',
  'src/throughput',
  'src/racks',
  'src/measure/kernels',
  'src/calibrate',
  'src/plan',
  'src/simulate',
];
const MEASURING = ['src/measure/device', 'src/measure/tune', 'src/measure/suites', 'src/measure'];

export const rooms: readonly Room[] = [
  { path: 'shaders', imports: [] },
  { path: 'src/base', imports: [], pure: true },
  { path: 'src/records', imports: ['src/base'], packages: ['valibot'], pure: true },
  { path: 'src/catalog', imports: ['src/base', 'src/records'], packages: ['valibot'], pure: true },
  { path: 'src/throughput', imports: ['src/base', 'src/records', 'src/catalog'], pure: true },
  { path: 'src/racks', imports: ['src/base', 'src/records', 'src/catalog'], pure: true },
  { path: 'src/measure/kernels', imports: ['shaders', 'src/base', 'src/records', 'src/catalog'], pure: true },
  {
    path: 'src/calibrate',
    imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/measure/kernels'],
    pure: true,
  },
  { path: 'src/plan', imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/racks'], pure: true },
  {
    path: 'src/simulate',
    imports: ['src/base', 'src/records', 'src/catalog', 'src/throughput', 'src/racks', 'src/calibrate', 'src/plan'],
    pure: true,
  },
  { path: 'src/measure/device', imports: PURE },
  { path: 'src/measure/tune', imports: [...PURE, ...MEASURING] },
  { path: 'src/measure/suites', imports: [...PURE, ...MEASURING] },
  { path: 'src/measure', imports: [...PURE, ...MEASURING] },
  { path: 'src/exchange', imports: PURE, packages: ['valibot', 'papaparse', 'yaml'] },
  { path: 'src/store', imports: ['src/base', 'src/records', 'src/exchange'], packages: ['idb'] },
  { path: 'src/workers', imports: [...PURE, ...MEASURING, 'src/exchange'] },
  { path: 'src/app/styles', imports: [], packages: ['lit'] },
  {
    path: 'src/app/charts',
    imports: [...PURE, 'src/app/styles', 'src/app/controls'],
    packages: ['lit', 'd3-array', 'd3-scale', 'd3-shape'],
  },
  { path: 'src/app/controls', imports: [...PURE, 'src/app/styles'], packages: ['lit'] },
  {
    path: 'src/app',
    imports: [
      ...PURE,
      'src/exchange',
      'src/store',
      'src/workers',
      'src/app/styles',
      'src/app/charts',
      'src/app/controls',
    ],
    packages: ['lit', '@lit/context', '@lit/task', 'signal-polyfill'],
  },
  { path: 'src/cli', imports: [...PURE, 'src/exchange', 'src/store', 'bench'], packages: ['node:'] },
];
