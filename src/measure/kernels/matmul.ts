import { matmulBytes, matmulFlop, matmulId, type MatmulShape } from './matmul-shape.ts';
import { checkRows, freivaldsExact, oracleRows, UNIT_ROUNDOFF } from './oracle.ts';
import { createMatrix } from './operands.ts';
import type { BufferSpec, Program, Step, Workload } from './program.ts';
import { shader } from './sources.ts';
import type { MatmulVariant } from './variants.ts';

const ceilDiv = (a: number, b: number): number => Math.ceil(a / b);
const roundUp = (a: number, multiple: number): number => ceilDiv(a, multiple) * multiple;

const padStep = (
  label: string,
  source: string,
  target: string,
  rows: number,
  cols: number,
  paddedRows: number,
): Step => {
  const stride = roundUp(cols, 4);
  return {
    label,
    code: shader('pad', { WG_X: 64, WG_Y: 1 }),
    workgroupSize: [64, 1, 1],
    workgroups: [ceilDiv(stride / 4, 64), paddedRows, 1],
    bindings: [
      { binding: 0, buffer: source, access: 'read' },
      { binding: 1, buffer: target, access: 'read_write' },
    ],
    uniform: [rows, cols, cols, paddedRows, stride],
    uniformBinding: 2,
  };
};

/** The steps of one product; large ones come in blocks of rows, so that no dispatch runs into a watchdog. */
export const matmulProgram = (variant: MatmulVariant, shape: MatmulShape, rowsPerDispatch = shape.m): Program => {
  const { m, n, k } = shape;
  const vector = variant.family !== 'naive';
  const k4 = roundUp(k, 4);
  const n4 = roundUp(n, 4);
  const padA = vector && k4 !== k;
  const padB = vector && (k4 !== k || n4 !== n);
  const buffers: BufferSpec[] = [
    { name: 'a', bytes: 4 * m * k, role: 'input' },
    { name: 'b', bytes: 4 * k * n, role: 'input' },
    { name: 'c', bytes: 4 * m * n, role: 'output' },
  ];
  const steps: Step[] = [];
  if (padA) {
    buffers.push({ name: 'paddedA', bytes: 4 * m * k4, role: 'scratch' });
    steps.push(padStep('pad A', 'a', 'paddedA', m, k, m));
  }
  if (padB) {
    buffers.push({ name: 'paddedB', bytes: 4 * k4 * n4, role: 'scratch' });
    steps.push(padStep('pad B', 'b', 'paddedB', k, n, k4));
  }
  const [wgX, wgY] = variant.workgroup;
  const code = vector
    ? shader('matmul-register', {
        WG_X: wgX,
        WG_Y: wgY,
        ROWS: variant.rows,
        COLS: variant.cols,
        VECTOR_STORE: Number(n4 === n),
      })
    : shader('matmul-naive', { WG_X: wgX, WG_Y: wgY });
  const colsPerGroup = wgX * variant.cols * (vector ? 4 : 1);
  const block = roundUp(rowsPerDispatch, wgY * variant.rows);
  for (let begin = 0; begin < m; begin += block) {
    const end = Math.min(m, begin + block);
    steps.push({
      label: variant.id,
      code,
      workgroupSize: [wgX, wgY, 1],
      workgroups: [ceilDiv(n, colsPerGroup), ceilDiv(end - begin, wgY * variant.rows), 1],
      bindings: [
        { binding: 0, buffer: padA ? 'paddedA' : 'a', access: 'read' },
        { binding: 1, buffer: padB ? 'paddedB' : 'b', access: 'read' },
        { binding: 2, buffer: 'c', access: 'read_write' },
      ],
      uniform: [m, n, k, padA ? k4 : k, padB ? n4 : n, n, begin, end],
      uniformBinding: 3,
    });
  }
  return { buffers, steps, features: [] };
};

export const matmulWorkload = (
  variant: MatmulVariant,
  shape: MatmulShape,
  seed: number,
  rowsPerDispatch = shape.m,
): Workload => {
  const { m, n, k } = shape;
  const operands = { exact: lazy(() => draw('exact')), random: lazy(() => draw('random')) };
  const draw = (kind: 'exact' | 'random') => ({
    a: createMatrix(m, k, kind, k, seed),
    b: createMatrix(k, n, kind, k, seed + 1),
  });
  return {
    id: matmulId(shape, 'f32'),
    kind: 'matmul',
    m,
    n,
    k,
    dtype: 'f32',
    kernel: variant.id,
    flop: matmulFlop(shape),
    bytes: matmulBytes(shape, 4),
    program: matmulProgram(variant, shape, rowsPerDispatch),
    inputs: (kind) => ({ a: operands[kind]().a.data, b: operands[kind]().b.data }),
    verify: (kind, outputs) => {
      const { a, b } = operands[kind]();
      const c = new Float32Array(outputs['c']);
      if (kind === 'exact') return freivaldsExact(a, b, c, seed + 2);
      return checkRows(a, b, c, oracleRows(m, n, k, seed + 3), UNIT_ROUNDOFF.f32);
    },
  };
};

const lazy = <T>(make: () => T): (() => T) => {
  let value: T | undefined;
  return () => (value ??= make());
};
