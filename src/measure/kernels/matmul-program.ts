import { present } from '../../base/checked.ts';
import type { Dtype } from '../../records/dtypes.ts';
import { DTYPE_FACTS, needsF16 } from './dtypes.ts';
import type { Product } from '../../records/product.ts';
import { weightStride } from './operands.ts';
import type { BufferSpec, Program, Step, TextureSpec } from './program.ts';
import { shader } from './sources.ts';
import type { MatmulVariant } from './variants.ts';

/**
 * How operands lie: `nn` both row major; `nt` B is stored as n × k (a weight matrix as most frameworks keep it); `tn` A is
 * stored as k × m (a gradient).
 */
export type Layout = 'nn' | 'nt' | 'tn';

export interface MatmulProblem extends Product {
  readonly dtype: Dtype;
  readonly layout: Layout;
  readonly batch: number;
}

export const plainProblem = ({ m, n, k }: Product, dtype: Dtype = 'f32'): MatmulProblem => ({
  m,
  n,
  k,
  dtype,
  layout: 'nn',
  batch: 1,
});

const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);
const roundUp = (a: number, multiple: number): number => ceilDiv(a, multiple) * multiple;

/** Collects buffers and steps; the program is what it holds in the end. */
interface Draft {
  readonly buffers: BufferSpec[];
  readonly textures: TextureSpec[];
  readonly steps: Step[];
}

/** An operand as the kernel reads it: which buffer, its stride and the elements of one batch. */
interface Packed {
  readonly buffer: string;
  readonly stride: number;
  readonly batch: number;
}

const PACK_WG = [16, 8] as const;

interface Stored {
  readonly name: 'a' | 'b';
  readonly rows: number;
  readonly cols: number;
  readonly transposed: boolean;
}

/** Packs an operand where its stride, its rows or its layout do not suit; else it is read as it lies, of any stride. */
const packed = (
  draft: Draft,
  { dtype, batch }: MatmulProblem,
  stored: Stored,
  rows: number,
  wantedStride: number,
): Packed => {
  const { name, transposed } = stored;
  if (!transposed && rows === stored.rows && wantedStride === stored.cols)
    return { buffer: name, stride: wantedStride, batch: rows * wantedStride };
  const stride = roundUp(wantedStride, 4);
  const elements = rows * stride;
  const buffer = `${name}Packed`;
  const bytes = DTYPE_FACTS[dtype].activationBytes;
  draft.buffers.push({ name: buffer, bytes: bytes * elements * batch, role: 'scratch' });
  draft.steps.push({
    label: `pack ${name}`,
    code: shader('pack', {
      WG_X: PACK_WG[0],
      WG_Y: PACK_WG[1],
      TYPE: DTYPE_FACTS[dtype].a,
      F16: Number(needsF16(dtype)),
      TRANSPOSE: Number(transposed),
    }),
    workgroupSize: [...PACK_WG, 1],
    workgroups: [ceilDiv(stride / 4, PACK_WG[0]), ceilDiv(rows, PACK_WG[1]), batch],
    bindings: [
      { binding: 0, buffer: name, access: 'read' },
      { binding: 1, buffer, access: 'read_write' },
    ],
    uniform: [
      stored.rows,
      stored.cols,
      transposed ? stored.rows : stored.cols,
      rows,
      stride,
      stored.rows * stored.cols,
    ],
    uniformBinding: 2,
  });
  return { buffer, stride, batch: elements };
};

const inputs = ({ m, n, k, dtype, batch }: MatmulProblem): BufferSpec[] => {
  const { activationBytes, weightBits } = DTYPE_FACTS[dtype];
  const stride = weightStride(n);
  const weights: BufferSpec[] =
    weightBits === 0
      ? [{ name: 'b', bytes: activationBytes * k * n * batch, role: 'input' }]
      : [
          { name: 'b', bytes: (k * stride * weightBits) / 8, role: 'input' },
          { name: 'scales', bytes: 4 * ceilDiv(k, 32) * stride, role: 'input' },
        ];
  return [
    { name: 'a', bytes: activationBytes * m * k * batch, role: 'input' },
    ...weights,
    { name: 'c', bytes: 4 * m * n * batch, role: 'output' },
  ];
};

/** Row blocks, so that one dispatch of a large product stays below the watchdog's patience. */
const rowBlocks = (m: number, rowsPerDispatch: number, groupRows: number): { begin: number; end: number }[] => {
  const block = roundUp(rowsPerDispatch, groupRows);
  return Array.from({ length: ceilDiv(m, block) }, (_, i) => ({ begin: i * block, end: Math.min(m, (i + 1) * block) }));
};

const baseStep = (variant: MatmulVariant, code: string, { n }: Product, rows: number, z: number) => ({
  label: variant.id,
  code,
  workgroupSize: [...variant.workgroup, 1] as const,
  workgroups: [ceilDiv(n, variant.groupCols), ceilDiv(rows, variant.groupRows), z] as const,
  uniformBinding: 3,
});

const workgroupParameters = ({ workgroup, parameters }: MatmulVariant) => ({
  ...parameters,
  WG_X: workgroup[0],
  WG_Y: workgroup[1],
});

const numberTypes = (dtype: Dtype) => ({
  A: DTYPE_FACTS[dtype].a,
  ACC: DTYPE_FACTS[dtype].accumulator,
  F16: Number(needsF16(dtype)),
});

const abc = (a: string, b: string, c: string): Step['bindings'] => [
  { binding: 0, buffer: a, access: 'read' },
  { binding: 1, buffer: b, access: 'read' },
  { binding: 2, buffer: c, access: 'read_write' },
];

const naiveSteps = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number): void => {
  const { m, n, k, dtype, layout, batch } = problem;
  const code = shader(variant.shader, { ...workgroupParameters(variant), ...numberTypes(dtype) });
  const aStrides = layout === 'tn' ? [1, m] : [k, 1];
  const bStrides = layout === 'nt' ? [1, k] : [n, 1];
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, batch),
      bindings: abc('a', 'b', 'c'),
      uniform: [m, n, k, begin, end, ...aStrides, ...bStrides, m * k, k * n, m * n],
    });
  }
};

const REDUCE_WG = 64;
const MOST_GROUPS = 65_535;

const reduceStep = (count: number, parts: number): Step => {
  const groups = ceilDiv(count, REDUCE_WG);
  const x = Math.min(groups, MOST_GROUPS);
  return {
    label: 'add the parts',
    code: shader('reduce', { WG_X: REDUCE_WG }),
    workgroupSize: [REDUCE_WG, 1, 1],
    workgroups: [x, ceilDiv(groups, x), 1],
    bindings: [
      { binding: 0, buffer: 'parts', access: 'read' },
      { binding: 1, buffer: 'c', access: 'read_write' },
    ],
    uniform: [count, parts],
    uniformBinding: 2,
  };
};

const storedA = ({ m, k, layout }: MatmulProblem): Stored => ({
  name: 'a',
  rows: m,
  cols: k,
  transposed: layout === 'tn',
});
const storedB = ({ n, k, layout }: MatmulProblem): Stored => ({
  name: 'b',
  rows: k,
  cols: n,
  transposed: layout === 'nt',
});

const vectorSteps = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number): void => {
  const { m, n, k, dtype, batch } = problem;
  const { a: aType, weightBits } = DTYPE_FACTS[dtype];
  const split = batch === 1 ? variant.split : 1;
  const kPart = roundUp(ceilDiv(k, split), variant.kStep);
  const parts = ceilDiv(k, kPart);
  const kPadded = roundUp(k, variant.kStep);
  const a = packed(draft, problem, storedA(problem), m, kPadded);
  // Quantised weights come with a padded stride; rows beyond k meet zeros of A and stay inside by the clamp of access.
  const b =
    weightBits === 0
      ? packed(draft, problem, storedB(problem), kPadded, roundUp(n, 4))
      : { buffer: 'b', stride: weightStride(n), batch: 0 };
  const target = parts > 1 ? 'parts' : 'c';
  if (parts > 1) draft.buffers.push({ name: 'parts', bytes: 4 * m * n * parts, role: 'scratch' });
  const code = shader(variant.shader, {
    ...workgroupParameters(variant),
    ...numberTypes(dtype),
    B: aType,
    WEIGHT_BITS: weightBits,
    SUBGROUPS: Number(variant.features.includes('subgroups')),
    SIZE_CONTROL: variant.parameters['SIZE_CONTROL'] ?? 0,
    VECTOR_STORE: Number(n % 4 === 0),
    SPLIT: Number(parts > 1),
  });
  const scales: Step['bindings'] = weightBits === 0 ? [] : [{ binding: 4, buffer: 'scales', access: 'read' }];
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, parts > 1 ? parts : batch),
      bindings: [...abc(a.buffer, b.buffer, target), ...scales],
      uniform: [m, n, kPadded, kPart, a.stride / 4, b.stride / 4, n, begin, end, a.batch / 4, b.batch / 4, m * n],
    });
  }
  if (parts > 1) draft.steps.push(reduceStep(m * n, parts));
};

const gemvPlainSteps = (
  draft: Draft,
  variant: MatmulVariant,
  problem: MatmulProblem,
  rowsPerDispatch: number,
): void => {
  const { m, n, k, dtype, batch } = problem;
  const width = present(variant.parameters['WIDTH'], `WIDTH of ${variant.id}`);
  const split = batch === 1 ? variant.split : 1;
  const kPart = ceilDiv(k, split);
  const parts = ceilDiv(k, kPart);
  const a = packed(draft, problem, storedA(problem), m, k);
  const b = packed(draft, problem, storedB(problem), k, roundUp(n, width));
  if (parts > 1) draft.buffers.push({ name: 'parts', bytes: 4 * m * n * parts, role: 'scratch' });
  const code = shader(variant.shader, {
    ...workgroupParameters(variant),
    ...numberTypes(dtype),
    SPLIT: Number(parts > 1),
    A_ELEMENTS: a.batch * batch,
    B_ELEMENTS: (b.batch * batch) / width,
  });
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, parts > 1 ? parts : batch),
      bindings: abc(a.buffer, b.buffer, parts > 1 ? 'parts' : 'c'),
      uniform: [m, n, k, kPart, a.stride, b.stride / width, n, begin, end, a.batch, b.batch / width, m * n],
    });
  }
  if (parts > 1) draft.steps.push(reduceStep(m * n, parts));
};

const gemvDotSteps = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number): void => {
  const { m, n, k, dtype, batch } = problem;
  const width = present(variant.parameters['WIDTH'], `WIDTH of ${variant.id}`);
  const kPadded = roundUp(k, width);
  const a = packed(draft, problem, { name: 'a', rows: m, cols: k, transposed: false }, m, kPadded);
  const b = packed(draft, problem, { name: 'b', rows: n, cols: k, transposed: false }, n, kPadded);
  const code = shader(variant.shader, { ...workgroupParameters(variant), ...numberTypes(dtype) });
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, batch),
      bindings: abc(a.buffer, b.buffer, 'c'),
      uniform: [m, n, kPadded / width, begin, end, a.batch / width, b.batch / width, m * n],
    });
  }
};

/** Packs int8 four to a word: along the rows, or `down` the columns, which is how dot products want B. */
const packI8 = (
  draft: Draft,
  { name, rows, cols, transposed }: Stored,
  batch: number,
  down: boolean,
  [wordsX, wordsY]: readonly [number, number],
): string => {
  const buffer = `${name}Packed`;
  draft.buffers.push({ name: buffer, bytes: 4 * wordsX * wordsY * batch, role: 'scratch' });
  draft.steps.push({
    label: `pack ${name}`,
    code: shader('pack-i8', {
      WG_X: PACK_WG[0],
      WG_Y: PACK_WG[1],
      COLUMNS: Number(down),
      TRANSPOSE: Number(transposed),
    }),
    workgroupSize: [...PACK_WG, 1],
    workgroups: [ceilDiv(wordsX, PACK_WG[0]), ceilDiv(wordsY, PACK_WG[1]), batch],
    bindings: [
      { binding: 0, buffer: name, access: 'read' },
      { binding: 1, buffer, access: 'read_write' },
    ],
    uniform: [rows, cols, wordsX, wordsY, rows * cols],
    uniformBinding: 2,
  });
  return buffer;
};

const dot4Steps = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number): void => {
  const { m, n, k, batch } = problem;
  const k16 = roundUp(k, 16);
  const n4 = roundUp(n, 4);
  const left = storedA(problem);
  const a = k16 === k && !left.transposed ? 'a' : packI8(draft, left, batch, false, [k16 / 4, m]);
  const b = packI8(draft, storedB(problem), batch, true, [n4, k16 / 4]);
  const code = shader(variant.shader, workgroupParameters(variant));
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, batch),
      bindings: abc(a, b, 'c'),
      uniform: [m, n, k16 / 16, n4 / 4, begin, end, (m * k16) / 16, (k16 * n4) / 16, m * n],
    });
  }
};

/** An operand that lies row by row, turned round first where it does not. */
const rowMajor = (draft: Draft, problem: MatmulProblem, stored: Stored): { buffer: string; stride: number } => {
  const { name, rows, cols, transposed } = stored;
  if (!transposed) return { buffer: name, stride: cols };
  const stride = roundUp(cols, 4);
  if (problem.dtype !== 'i8') return packed(draft, problem, stored, rows, stride);
  return { buffer: packI8(draft, stored, problem.batch, false, [stride / 4, rows]), stride };
};

const subgroupMatrixSteps = (
  draft: Draft,
  variant: MatmulVariant,
  problem: MatmulProblem,
  rowsPerDispatch: number,
): void => {
  const { m, n, k, dtype, batch } = problem;
  const a = rowMajor(draft, problem, storedA(problem));
  const b = rowMajor(draft, problem, storedB(problem));
  const bytes = dtype === 'i8';
  const code = shader(variant.shader, {
    ...variant.parameters,
    F16: Number(!bytes),
    IN: bytes ? 'i8' : 'f16',
    STORED: bytes ? 'u32' : 'f16',
    PER: bytes ? 4 : 1,
    SUM: bytes ? 'i32' : DTYPE_FACTS[dtype].accumulator,
    RESULT: bytes ? 'i32' : 'f32',
  });
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, batch),
      bindings: abc(a.buffer, b.buffer, 'c'),
      uniform: [m, n, k, a.stride, b.stride, begin, end, m * a.stride, k * b.stride, m * n],
    });
  }
};

/** Copies an operand into a texture, which also turns it round where it lies transposed. */
const textured = (draft: Draft, { name, rows, cols, transposed }: Stored, height: number): string => {
  const texture = `${name}Texture`;
  const width = ceilDiv(cols, 4);
  draft.textures.push({ name: texture, width, height });
  draft.steps.push({
    label: `texture of ${name}`,
    code: shader('pack-texture', {
      WG_X: PACK_WG[0],
      WG_Y: PACK_WG[1],
      TRANSPOSE: Number(transposed),
      VECTOR_LOAD: Number(!transposed && cols % 4 === 0),
    }),
    workgroupSize: [...PACK_WG, 1],
    workgroups: [ceilDiv(width, PACK_WG[0]), ceilDiv(height, PACK_WG[1]), 1],
    bindings: [
      { binding: 0, buffer: name, access: 'read' },
      { binding: 1, texture, access: 'write' },
    ],
    uniform: [rows, cols, transposed ? rows : cols, width, height],
    uniformBinding: 2,
  });
  return texture;
};

const textureSteps = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number): void => {
  const { m, n, k } = problem;
  const a = textured(draft, storedA(problem), m);
  const b = textured(draft, storedB(problem), roundUp(k, 4));
  const code = shader(variant.shader, { ...workgroupParameters(variant), VECTOR_STORE: Number(n % 4 === 0) });
  for (const { begin, end } of rowBlocks(m, rowsPerDispatch, variant.groupRows)) {
    draft.steps.push({
      ...baseStep(variant, code, problem, end - begin, 1),
      bindings: [
        { binding: 0, texture: a, access: 'sample' },
        { binding: 1, texture: b, access: 'sample' },
        { binding: 2, sampler: 'nearest' },
        { binding: 4, buffer: 'c', access: 'read_write' },
      ],
      uniform: [n, ceilDiv(k, 4), begin, end],
    });
  }
};

/** WebGPU guarantees textures of so many texels a side; larger operands take another kernel. */
const LARGEST_TEXTURE = 8192;

const fitsTextures = ({ m, n, k }: Product): boolean => Math.max(m, k, n / 4) <= LARGEST_TEXTURE;

/** Weights are laid out once, when a model is loaded, so they come in one layout; textures hold one product. */
export const takesProblem = ({ steps }: MatmulVariant, problem: MatmulProblem): boolean => {
  const { batch, layout, dtype } = problem;
  if (steps === 'gemv-dot') return layout === 'nt';
  if (DTYPE_FACTS[dtype].weightBits !== 0) return batch === 1 && layout === 'nn';
  return steps !== 'texture' || (batch === 1 && fitsTextures(problem));
};

type StepsBuilder = (draft: Draft, variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch: number) => void;

const builders: Readonly<Record<MatmulVariant['steps'], StepsBuilder>> = {
  naive: naiveSteps,
  vector: vectorSteps,
  texture: textureSteps,
  dot4: dot4Steps,
  'gemv-plain': gemvPlainSteps,
  'gemv-dot': gemvDotSteps,
  'subgroup-matrix': subgroupMatrixSteps,
};

/** All steps of one product, packing included; large ones come in blocks of rows. */
export const matmulProgram = (variant: MatmulVariant, problem: MatmulProblem, rowsPerDispatch = problem.m): Program => {
  if (!takesProblem(variant, problem)) throw new Error(`${variant.id} takes no such problem.`);
  const draft: Draft = { buffers: inputs(problem), textures: [], steps: [] };
  builders[variant.steps](draft, variant, problem, rowsPerDispatch);
  return { ...draft, features: [...variant.features, ...(needsF16(problem.dtype) ? ['shader-f16'] : [])] };
};
