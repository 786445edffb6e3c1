import { present } from '../../base/checked.ts';
import type { KernelFacts } from '../../records/calibration.ts';
import type { AdapterRecord } from '../../records/measurement.ts';
import type { Dtype } from '../../records/dtypes.ts';
import { DTYPE_FACTS, needsF16 } from './dtypes.ts';
import type { ShaderName } from './sources.ts';

/** What all kernels of a family have in common. */
export interface FamilyFacts {
  readonly shader: ShaderName;
  /** How its operands, bindings and dispatches are laid out; matmul-program.ts has one builder for each. */
  readonly steps: 'naive' | 'vector' | 'texture' | 'dot4' | 'gemv-plain' | 'gemv-dot' | 'subgroup-matrix';
  /** Products it is for: of few rows, of any number, or only those that no other kernel takes. */
  readonly rows: 'few' | 'any' | 'last-resort';
  /**
   * Place in which the family is tried, the least first; null where it is not worth a compilation. A CPU that plays the GPU
   * pays for barriers and for every load of every lane, so sharing by swaps and broadcasts comes first and workgroup memory
   * never; a GPU is the other way round.
   */
  readonly trial: { readonly software: number | null; readonly gpu: number | null };
  /** Whether it copies its operands first: always, never, or where k or n is no multiple of its steps. */
  readonly copies: KernelFacts['copies'];
  /** Columns that it reads at once. */
  readonly columnStep: number | 'width';
  /** Whether it computes on matrix units (tensor cores). */
  readonly matrixUnits: boolean;
  /** Elaborate kernels must win clearly against simple ones. */
  readonly elaborate: boolean;
}

const usual = {
  steps: 'vector',
  rows: 'any',
  copies: 'odd',
  columnStep: 4,
  matrixUnits: false,
  elaborate: false,
} as const;

const families = {
  naive: {
    ...usual,
    shader: 'matmul-naive',
    steps: 'naive',
    rows: 'last-resort',
    trial: { software: null, gpu: null },
    copies: 'never',
  },
  register: { ...usual, shader: 'matmul-register', trial: { software: 6, gpu: 7 } },
  quad: { ...usual, shader: 'matmul-quad', trial: { software: 4, gpu: 6 } },
  texture: {
    ...usual,
    shader: 'matmul-texture',
    steps: 'texture',
    trial: { software: 3, gpu: 5 },
    copies: 'always',
  },
  broadcast: { ...usual, shader: 'matmul-broadcast', trial: { software: 5, gpu: 4 } },
  tile: { ...usual, shader: 'matmul-tile', trial: { software: null, gpu: 3 }, elaborate: true },
  gemv: { ...usual, shader: 'gemv', rows: 'few', trial: { software: 7, gpu: 8 } },
  'gemv-plain': {
    ...usual,
    shader: 'gemv-plain',
    steps: 'gemv-plain',
    rows: 'few',
    trial: { software: 2, gpu: 9 },
    columnStep: 'width',
  },
  'gemv-dot': { ...usual, shader: 'gemv-dot', steps: 'gemv-dot', rows: 'few', trial: { software: 1, gpu: 1 } },
  dot4: { ...usual, shader: 'matmul-dot4', steps: 'dot4', trial: { software: 8, gpu: 10 }, copies: 'always' },
  'subgroup-matrix': {
    ...usual,
    shader: 'matmul-subgroup-matrix',
    steps: 'subgroup-matrix',
    trial: { software: 9, gpu: 2 },
    copies: 'never',
    matrixUnits: true,
    elaborate: true,
  },
} as const satisfies Readonly<Record<string, FamilyFacts>>;

export type Family = keyof typeof families;

/**
 * Every matrix kernel that can run, as data: a family is a file of shaders/ with what its kernels have in common, the
 * parameters are what is put into it. An id names a kernel, so that a stored result says what ran. Order within the table is
 * from simple to elaborate.
 */
export interface MatmulVariant extends Omit<FamilyFacts, 'columnStep' | 'elaborate'> {
  readonly id: string;
  readonly family: Family;
  readonly columnStep: number;
  /** How elaborate it is: of two that cannot be told apart by their times, the simpler one wins. */
  readonly complexity: number;
  readonly workgroup: readonly [number, number];
  /** Outputs of a workgroup, down and across. */
  readonly groupRows: number;
  readonly groupCols: number;
  /** k is padded to a multiple of this. */
  readonly kStep: number;
  /** Accumulators a thread holds, in 32-bit registers. */
  readonly accumulators: number;
  /** Bytes of workgroup memory. */
  readonly workgroupBytes: number;
  /** Parts that k is split into, for products with few outputs; another kernel adds them. */
  readonly split: number;
  /** The one subgroup size that the kernel is written for, or null. */
  readonly subgroupSize: number | null;
  readonly features: readonly string[];
  readonly dtypes: readonly Dtype[];
  /** Values for the shader's template. */
  readonly parameters: Readonly<Record<string, number>>;
}

const FLOATS: readonly Dtype[] = ['f32', 'f16', 'f16-accumulate', 'w8', 'w4'];
type Options = Pick<MatmulVariant, 'family' | 'workgroup' | 'groupRows' | 'groupCols' | 'parameters'> &
  Partial<MatmulVariant>;

const variant = (name: string, options: Options): MatmulVariant => {
  const { family, split = 1, workgroup, parameters, accumulators = 1 } = options;
  const { columnStep, elaborate, ...facts }: FamilyFacts = families[family];
  return {
    id: `${family}${name}-wg${workgroup.join('x')}${split > 1 ? `-split${String(split)}` : ''}`,
    ...facts,
    columnStep: columnStep === 'width' ? present(parameters['WIDTH'], `WIDTH of ${family}${name}`) : columnStep,
    complexity: accumulators + (split > 1 ? 1000 : 0) + (elaborate ? 2000 : 0),
    kStep: 4,
    accumulators,
    workgroupBytes: 0,
    split,
    subgroupSize: null,
    features: [],
    dtypes: FLOATS,
    ...options,
  };
};

const naive = variant('', {
  id: 'naive',
  family: 'naive',
  workgroup: [8, 8],
  groupRows: 8,
  groupCols: 8,
  kStep: 1,
  dtypes: ['f32', 'f16', 'f16-accumulate'],
  parameters: {},
});

const threadTile = (rows: number, cols: number) => ({
  name: `-${String(rows)}x${String(4 * cols)}`,
  parameters: { ROWS: rows, COLS: cols },
  accumulators: rows * cols * 4,
});

const register = (rows: number, cols: number, wgX: number, wgY: number, split = 1): MatmulVariant => {
  const { name, ...tile } = threadTile(rows, cols);
  return variant(name, {
    family: 'register',
    workgroup: [wgX, wgY],
    groupRows: rows * wgY,
    groupCols: cols * 4 * wgX,
    split,
    ...tile,
  });
};

const quad = (rows: number, cols: number, wgX: number, split = 1): MatmulVariant => {
  const { name, ...tile } = threadTile(rows, cols);
  const groupCols = cols * 4 * wgX;
  return variant(name, {
    family: 'quad',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols,
    split,
    features: ['subgroups'],
    ...tile,
  });
};

/** Operands in textures, four f32 a texel; f32 only, because a texel of f16 rounds what it is given. */
const texture = (rows: number, cols: number, wgX: number): MatmulVariant => {
  const { name, ...tile } = threadTile(rows, cols);
  return variant(name, {
    family: 'texture',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: cols * 4 * wgX,
    features: ['subgroups'],
    dtypes: ['f32'],
    ...tile,
  });
};

const broadcast = (size: number, rows: number, cols: number, wgX: number, split = 1): MatmulVariant => {
  const { name, parameters, accumulators } = threadTile(rows, cols);
  const depth = Math.max(1, size / rows);
  return variant(`${String(size)}${name}`, {
    family: 'broadcast',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: cols * 4 * wgX,
    kStep: 4 * depth,
    split,
    subgroupSize: size,
    features: ['subgroups'],
    accumulators,
    parameters: { ...parameters, S: size, DEPTH: depth, SIZE_CONTROL: 0 },
  });
};

/** 8 × 4·cols outputs a thread, out of workgroup memory. */
const tile = (
  [wgX, wgY]: readonly [number, number],
  cols: number,
  bk: number,
  {
    pad = 1,
    prefetch = 1,
    split = 1,
  }: { readonly pad?: 0 | 1; readonly prefetch?: 0 | 1; readonly split?: number } = {},
): MatmulVariant => {
  const bm = 8 * wgY;
  const bn = 4 * cols * wgX;
  return variant(
    `-${String(bm)}x${String(bn)}x${String(bk)}${pad === 1 ? '-pad' : ''}${prefetch === 1 ? '-prefetch' : ''}`,
    {
      family: 'tile',
      workgroup: [wgX, wgY],
      groupRows: bm,
      groupCols: bn,
      kStep: bk,
      split,
      accumulators: 32 * cols,
      workgroupBytes: 16 * bk * (bm / 4 + pad + bn / 4),
      parameters: { COLS: cols, BM: bm, BN: bn, BK: bk, PAD: pad, PREFETCH: prefetch },
    },
  );
};

const gemv = (rows: number, cols: number, wgX: number, split: number): MatmulVariant => {
  const { name, ...owned } = threadTile(rows, cols);
  return variant(name, {
    family: 'gemv',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: cols * 4 * wgX,
    split,
    ...owned,
  });
};

const UNQUANTISED: readonly Dtype[] = ['f32', 'f16', 'f16-accumulate'];

/** `cols` single columns a thread. */
const gemvPlain = (rows: number, cols: number, wgX: number, split: number): MatmulVariant =>
  variant(`-${String(rows)}x${String(cols)}`, {
    family: 'gemv-plain',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: cols * wgX,
    kStep: 1,
    split,
    accumulators: rows * cols,
    dtypes: UNQUANTISED,
    parameters: { ROWS: rows, COLS: cols, WIDTH: 1, UNROLL: 4 },
  });

/** A cache line of 16 columns a thread. */
const gemvLines = (rows: number, wgX: number, split: number): MatmulVariant =>
  variant(`-${String(rows)}x16-lines`, {
    family: 'gemv-plain',
    shader: 'gemv-lines',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: 16 * wgX,
    kStep: 1,
    split,
    accumulators: 16 * rows,
    dtypes: ['f32'],
    parameters: { ROWS: rows, WIDTH: 16 },
  });

/** For B that lies transposed: `lanes` threads share a column of the result. */
const gemvDot = (rows: number, lanes: number, width: 4 | 16, wgX: number): MatmulVariant =>
  variant(`-${String(rows)}x${String(lanes)}${width === 16 ? '-lines' : ''}`, {
    family: 'gemv-dot',
    workgroup: [wgX, 1],
    groupRows: rows,
    groupCols: wgX / lanes,
    kStep: width,
    accumulators: rows,
    workgroupBytes: lanes > 1 ? 4 * rows * wgX : 0,
    dtypes: width === 4 ? UNQUANTISED : ['f32'],
    parameters: { ROWS: rows, LANES: lanes, WIDTH: width },
  });

const dot4 = (rows: number, cols: number, wgX: number, wgY: number): MatmulVariant => {
  const { name, ...owned } = threadTile(rows, cols);
  return variant(name, {
    family: 'dot4',
    workgroup: [wgX, wgY],
    groupRows: rows * wgY,
    groupCols: cols * 4 * wgX,
    kStep: 16,
    dtypes: ['i8'],
    ...owned,
  });
};

/** A configuration of the matrix units: C[mm×nn] += A[mm×mk]·B[mk×nn]. */
export interface MatrixConfig {
  readonly mm: number;
  readonly nn: number;
  readonly mk: number;
}

const subgroupMatrix = (
  size: number,
  { mm, nn, mk }: MatrixConfig,
  tm: number,
  tn: number,
  sx: number,
  sy: number,
): MatmulVariant =>
  variant(
    `${String(size)}-${String(mm)}x${String(nn)}x${String(mk)}-${String(tm)}x${String(tn)}-${String(sx)}x${String(sy)}`,
    {
      family: 'subgroup-matrix',
      workgroup: [size * sx * sy, 1],
      groupRows: sy * tm * mm,
      groupCols: sx * tn * nn,
      kStep: mk,
      accumulators: (tm * tn * mm * nn) / size,
      workgroupBytes: 2 * mk * (sy * tm * mm + sx * tn * nn) + 4 * sx * sy * mm * nn,
      subgroupSize: size,
      features: ['subgroups', 'chromium-experimental-subgroup-matrix'],
      dtypes: ['f16', 'f16-accumulate', 'i8'],
      parameters: { S: size, MM: mm, NN: nn, MK: mk, TM: tm, TN: tn, SX: sx, SY: sy, SIZE_CONTROL: 0 },
    },
  );

const MATRIX_CONFIGS: readonly (readonly [number, MatrixConfig])[] = [
  [8, { mm: 8, nn: 8, mk: 8 }],
  [16, { mm: 8, nn: 16, mk: 16 }],
  [16, { mm: 8, nn: 16, mk: 32 }],
  [32, { mm: 8, nn: 8, mk: 8 }],
  [32, { mm: 16, nn: 16, mk: 16 }],
  [32, { mm: 16, nn: 16, mk: 32 }],
  [64, { mm: 16, nn: 16, mk: 16 }],
];

export const matmulVariants: readonly MatmulVariant[] = [
  naive,
  register(4, 1, 8, 8),
  register(4, 1, 8, 8, 8),
  register(8, 1, 8, 8),
  register(8, 2, 8, 8),
  register(4, 1, 16, 16),
  ...[1, 2, 4, 8, 16].flatMap((rows) => [
    gemv(rows, 1, 64, 1),
    gemv(rows, 1, 64, 16),
    gemv(rows, 4, 4, 1),
    gemv(rows, 4, 4, 8),
  ]),
  ...[1, 4, 8, 16].flatMap((rows) => [gemvPlain(rows, 4, 64, 1), gemvPlain(rows, 4, 64, 16)]),
  ...[1, 2, 4].flatMap((rows) => [gemvLines(rows, 4, 1), gemvLines(rows, 4, 8)]),
  ...[1, 4].flatMap((rows) => [gemvDot(rows, 16, 4, 64), gemvDot(rows, 64, 4, 64), gemvDot(rows, 1, 16, 4)]),
  ...[4, 64].flatMap((wg) => [
    quad(4, 1, wg),
    quad(4, 2, wg),
    quad(8, 1, wg),
    quad(8, 2, wg),
    quad(16, 1, wg),
    quad(16, 2, wg),
    quad(16, 2, wg, 8),
  ]),
  ...[4, 64].flatMap((wg) => [texture(16, 1, wg), texture(16, 2, wg)]),
  texture(32, 2, 4),
  quad(32, 2, 4),
  quad(16, 4, 4),
  ...[4, 8, 16, 32, 64].flatMap((size) => [
    broadcast(size, 8, 1, Math.max(size, size > 8 ? 64 : 0)),
    broadcast(size, 16, 1, Math.max(size, size > 8 ? 64 : 0)),
    broadcast(size, 16, 1, Math.max(size, size > 8 ? 64 : 0), 8),
    broadcast(size, 16, 2, Math.max(size, size > 8 ? 64 : 0)),
  ]),
  tile([8, 8], 2, 8, { pad: 0, prefetch: 0 }),
  tile([8, 8], 2, 16, { prefetch: 0 }),
  tile([8, 8], 2, 16, { prefetch: 0, split: 8 }),
  tile([8, 8], 2, 16),
  tile([16, 8], 2, 8),
  tile([16, 16], 2, 8, { pad: 0, prefetch: 0 }),
  tile([16, 16], 2, 8, { prefetch: 0 }),
  tile([16, 16], 2, 8),
  tile([8, 16], 4, 8),
  dot4(1, 1, 64, 1),
  dot4(4, 1, 8, 8),
  dot4(8, 1, 8, 8),
  ...MATRIX_CONFIGS.flatMap(([size, config]) => [
    subgroupMatrix(size, config, 2, 2, 1, 1),
    subgroupMatrix(size, config, 4, 2, 2, 2),
  ]),
];

export const findVariant = (id: string): MatmulVariant | undefined => matmulVariants.find((known) => known.id === id);

/** What a device can do, as far as the choice of kernels goes. */
export type Capabilities = Pick<
  AdapterRecord,
  'features' | 'limits' | 'subgroupMinSize' | 'subgroupMaxSize' | 'subgroupMatrices' | 'software'
>;

const hasOnlySize = (size: number, { subgroupMinSize, subgroupMaxSize }: Capabilities): boolean =>
  subgroupMinSize === size && subgroupMaxSize === size;

const takesSize = (size: number, { features, subgroupMinSize, subgroupMaxSize }: Capabilities): boolean =>
  features.includes('subgroup-size-control') && size >= (subgroupMinSize ?? Infinity) && size <= (subgroupMaxSize ?? 0);

/** The variant as this device gets it: where subgroups come in several sizes, its own is asked for. */
export const adapted = (candidate: MatmulVariant, device: Capabilities): MatmulVariant => {
  const { subgroupSize, features, parameters } = candidate;
  if (subgroupSize === null || hasOnlySize(subgroupSize, device)) return candidate;
  return {
    ...candidate,
    features: [...features, 'subgroup-size-control'],
    parameters: { ...parameters, SIZE_CONTROL: 1 },
  };
};

/** Why a variant cannot run here, or null where it can. */
export const whyNot = (candidate: MatmulVariant, dtype: Dtype, device: Capabilities): string | null => {
  if (!candidate.dtypes.includes(dtype)) return `it has no ${dtype} form`;
  const missing = [...candidate.features, ...(needsF16(dtype) ? ['shader-f16'] : [])].find(
    (name) => !device.features.includes(name),
  );
  if (missing !== undefined) return `the adapter lacks ${missing}`;
  const { subgroupSize, parameters } = candidate;
  if (subgroupSize !== null && !hasOnlySize(subgroupSize, device) && !takesSize(subgroupSize, device)) {
    return `it is written for subgroups of ${String(subgroupSize)}`;
  }
  if (candidate.matrixUnits) {
    const input = dtype === 'i8' ? 'i8' : 'f16';
    const result = dtype === 'i8' ? 'i32' : DTYPE_FACTS[dtype].accumulator;
    const known = device.subgroupMatrices.some(
      (config) =>
        config.m === parameters['MM'] &&
        config.n === parameters['NN'] &&
        config.k === parameters['MK'] &&
        config.input === input &&
        config.result === result,
    );
    if (!known) return 'the adapter has no matrix of this size';
  }
  const threads = candidate.workgroup[0] * candidate.workgroup[1];
  if (threads > (device.limits['maxComputeInvocationsPerWorkgroup'] ?? 256)) return 'its workgroup is too large';
  if (candidate.workgroupBytes > (device.limits['maxComputeWorkgroupStorageSize'] ?? 16_384))
    return 'it needs too much workgroup memory';
  return null;
};
