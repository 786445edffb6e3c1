import { present } from '../../base/checked.ts';
import type { ProbeKind } from '../../records/measurement.ts';
import { UNIT_ROUNDOFF } from './dtypes.ts';
import type { BufferSpec, Typed, Verification, Workload } from './program.ts';
import { shader } from './sources.ts';

/** Small kernels that find the roofs: arithmetic, read, write and copy. */
const WG = 64;

const verdict = (maxError: number, errorBound: number, reason: string): Verification => ({
  ok: maxError <= errorBound,
  maxError: Number.isFinite(maxError) ? maxError : Number.MAX_VALUE,
  errorBound,
  reason: maxError <= errorBound ? null : reason,
});

export interface FmaOptions {
  readonly chains: number;
  readonly lanes: 1 | 4;
  readonly type?: 'f32' | 'f16';
  readonly threads: number;
  readonly steps: number;
}

/** FMA a thread and step, which is the shader's unrolled body. */
const FMA_UNROLL = 16;

export const fmaWorkload = ({ chains, lanes, type: scalar = 'f32', threads, steps }: FmaOptions): Workload => {
  const start = Float32Array.from({ length: WG }, (_, i) => 0.05 + i / 512);
  const f16 = scalar === 'f16';
  const type = lanes === 4 ? `vec4<${scalar}>` : scalar;
  const name = `fma-${lanes === 4 ? `vec4-${scalar}` : scalar}-x${String(chains)}`;
  // The stable fixed point of x = x² + 0.2, from which rounding moves a chain by at most u·x/(1 − 2x) per step.
  const fixedPoint = (1 - Math.sqrt(1 - 4 * 0.2)) / 2;
  const expected = chains * lanes * fixedPoint;
  const errorBound = expected * UNIT_ROUNDOFF[scalar] * (2 / (1 - 2 * fixedPoint) + chains * lanes);
  return {
    id: `fma:type=${lanes === 4 ? 'vec4' : 'scalar'};chains=${String(chains)};dtype=${scalar}`,
    kind: 'fma',
    dtype: f16 ? 'f16' : 'f32',
    kernel: name,
    flop: 2 * lanes * chains * FMA_UNROLL * steps * threads,
    bytes: 8 * threads,
    program: {
      buffers: [
        { name: 'start', bytes: start.byteLength, role: 'input' },
        { name: 'result', bytes: 4 * threads, role: 'output' },
      ],
      textures: [],
      steps: [
        {
          label: 'fma',
          code: shader('fma', { WG_X: WG, CHAINS: chains, TYPE: type, SCALAR: scalar, LANES: lanes, F16: Number(f16) }),
          workgroupSize: [WG, 1, 1],
          workgroups: [threads / WG, 1, 1],
          bindings: [
            { binding: 0, buffer: 'start', access: 'read' },
            { binding: 1, buffer: 'result', access: 'read_write' },
          ],
          uniform: [steps],
          uniformBinding: 2,
        },
      ],
      features: f16 ? ['shader-f16'] : [],
    },
    inputs: () => ({ start }),
    verify: (_, outputs) => {
      const worst = new Float32Array(present(outputs['result'], 'output result')).reduce(
        (most, x) => Math.max(most, Math.abs(x - expected)),
        0,
      );
      return verdict(worst, errorBound, `a chain did not converge to ${String(fixedPoint)}`);
    },
  };
};

export interface StreamOptions {
  readonly kind: 'read' | 'write' | 'copy';
  /** Bytes moved one way. */
  readonly bytes: number;
  readonly threads: number;
  /** For reads: bytes of the source, a power of two, read again and again until `bytes` are through. */
  readonly workingSet?: number;
  /** For reads: f32 in an element, which is a scalar, a vec4 or a matrix of 4 × 4. */
  readonly width?: ReadWidth;
}

export type ReadWidth = 1 | 4 | 16;
/** The element's name, and how many loads of it are in flight. */
const READ_FORMS: Readonly<Record<ReadWidth, { readonly element: string; readonly unroll: number }>> = {
  1: { element: 'f32', unroll: 8 },
  4: { element: 'vec4f', unroll: 4 },
  16: { element: 'mat4x4f', unroll: 2 },
};

/** Small integers: their sums are exact in f32, whatever the order. */
const streamData = (length: number): Float32Array<ArrayBuffer> => {
  const data = new Float32Array(length);
  for (let i = 0; i < length; i++) data[i] = 1 + ((i * 7) % 61);
  return data;
};

export const streamWorkload = ({ kind, bytes, threads, workingSet = bytes, width = 4 }: StreamOptions): Workload => {
  const { element, unroll } = READ_FORMS[width];
  const count = bytes / (4 * width);
  const held = workingSet / (4 * width);
  const cached = workingSet < bytes;
  if (count % (unroll * threads) !== 0)
    throw new Error(`A stream of ${String(bytes)} bytes does not divide among ${String(threads)} threads.`);
  const input: BufferSpec[] = kind === 'write' ? [] : [{ name: 'source', bytes: workingSet, role: 'input' }];
  const output: BufferSpec = { name: 'target', bytes: kind === 'read' ? 4 * width * threads : bytes, role: 'output' };
  /** Drawn when first needed: a suite is planned long before its data is. */
  let drawn: Float32Array<ArrayBuffer> | undefined;
  const source = (): Float32Array<ArrayBuffer> => (drawn ??= streamData(width * held));
  const expected = (i: number): number => {
    if (kind === 'write') return (Math.floor(i / 4) % 1024) + 0.5;
    const data = source();
    if (kind === 'copy') return data[i]!;
    let sum = 0;
    for (let at = i; at < width * count; at += width * threads) sum += data[at % data.length]!;
    return sum;
  };
  return {
    id: `${kind}:bytes=${String(bytes)}${cached ? `;set=${String(workingSet)}` : ''}${width === 4 ? '' : `;element=${element}`};dtype=f32`,
    kind,
    dtype: 'f32',
    kernel: `stream-${kind}-${element}${cached ? '-again' : ''}`,
    flop: 0,
    bytes: kind === 'copy' ? 2 * bytes : bytes,
    program: {
      buffers: [...input, output],
      textures: [],
      steps: [
        {
          label: kind,
          code: shader(`stream-${kind}`, { WG_X: WG, WIDTH: width, UNROLL: unroll, HELD: held }),
          workgroupSize: [WG, 1, 1],
          workgroups: [threads / WG, 1, 1],
          bindings: [
            ...input.map(() => ({ binding: 0, buffer: 'source', access: 'read' as const })),
            { binding: input.length, buffer: 'target', access: 'read_write' as const },
          ],
          uniform: [count, threads],
          uniformBinding: input.length + 1,
        },
      ],
      features: [],
    },
    inputs: (): Record<string, Typed> => (kind === 'write' ? {} : { source: source() }),
    verify: (_, outputs) => {
      const values = new Float32Array(present(outputs['target'], 'output target'));
      let worst = 0;
      for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i]! - expected(i)));
      return verdict(worst, 0, `what was ${kind === 'read' ? 'read' : 'written'} is not what should be there`);
    },
  };
};

interface ProbeOptions {
  readonly id: string;
  readonly kind: ProbeKind;
  readonly kernel: string;
  readonly code: string;
  readonly dtype?: Workload['dtype'];
  readonly flop: number;
  readonly bytes: number;
  readonly groups: number;
  readonly workgroup?: number;
  readonly inputs: Readonly<Record<string, Typed>>;
  readonly outputBytes: number;
  readonly uniform: readonly number[] | null;
  readonly features?: readonly string[];
  readonly verify: (output: ArrayBuffer) => Verification;
}

/** A probe of one step: an input or none, one output, one uniform or none, bound in this order. */
const probe = (options: ProbeOptions): Workload => {
  const { inputs, workgroup = WG } = options;
  const names = Object.keys(inputs);
  return {
    id: options.id,
    kind: options.kind,
    dtype: options.dtype ?? 'f32',
    kernel: options.kernel,
    flop: options.flop,
    bytes: options.bytes,
    program: {
      buffers: [
        ...Object.entries(inputs).map(([name, { byteLength }]): BufferSpec => ({
          name,
          bytes: byteLength,
          role: 'input',
        })),
        { name: 'output', bytes: options.outputBytes, role: 'output' },
      ],
      textures: [],
      steps: [
        {
          label: options.kernel,
          code: options.code,
          workgroupSize: [workgroup, 1, 1],
          workgroups: [options.groups, 1, 1],
          bindings: [
            ...names.map((buffer, binding) => ({ binding, buffer, access: 'read' as const })),
            { binding: names.length, buffer: 'output', access: 'read_write' as const },
          ],
          uniform: options.uniform,
          uniformBinding: names.length + 1,
        },
      ],
      features: options.features ?? [],
    },
    inputs: () => inputs,
    verify: (_, outputs) => options.verify(present(outputs['output'], 'output of the probe')),
  };
};

/** dot4I8Packed of two words, in JavaScript. */
const dot4 = (x: number, y: number): number => {
  let sum = 0;
  for (let shift = 0; shift < 32; shift += 8) sum += ((x << (24 - shift)) >> 24) * ((y << (24 - shift)) >> 24);
  return sum;
};

export const dot4Workload = (chains: number, threads: number, steps: number): Workload => {
  const start = Uint32Array.from({ length: WG }, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
  const expected = start.map((y) => {
    let sum = 0;
    for (let chain = 0; chain < chains; chain++) {
      let x = (y + chain) >>> 0;
      for (let i = 0; i < FMA_UNROLL * steps; i++) x = (dot4(x, y) ^ y) >>> 0;
      sum = (sum + x) >>> 0;
    }
    return sum;
  });
  return probe({
    id: `fma:type=dot4;chains=${String(chains)};dtype=i8`,
    kind: 'fma',
    kernel: `dot4-x${String(chains)}`,
    code: shader('dot4', { WG_X: WG, CHAINS: chains }),
    dtype: 'i8',
    flop: 8 * chains * FMA_UNROLL * steps * threads,
    bytes: 8 * threads,
    groups: threads / WG,
    inputs: { start },
    outputBytes: 4 * threads,
    uniform: [steps],
    verify: (output) => {
      const worst = new Uint32Array(output).reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i % WG]!)), 0);
      return verdict(worst, 0, 'a chain of int8 products is not what it should be');
    },
  });
};

const TILE_BYTES = 16_384;
/** Elements of the tile: lanes an element and bytes a lane. */
const TILE_ELEMENTS = {
  f32: { sum: 'f32', lanes: 1, bytes: 4 },
  vec4f: { sum: 'vec4f', lanes: 4, bytes: 16 },
  vec4h: { sum: 'vec4f', lanes: 4, bytes: 8 },
} as const;
export type TileElement = keyof typeof TILE_ELEMENTS;

export const workgroupMemoryWorkload = (element: TileElement, threads: number, reads: number): Workload => {
  const { sum, lanes, bytes } = TILE_ELEMENTS[element];
  const f16 = element === 'vec4h';
  const count = TILE_BYTES / bytes;
  const source = streamData(lanes * count);
  const expected = Array.from({ length: lanes * WG }, (_, i) => {
    let total = 0;
    for (let read = 0; read < reads; read++) total += source[(i + lanes * WG * read) % source.length]!;
    return total;
  });
  return probe({
    id: `workgroup-memory:reads=${String(reads)};set=${String(TILE_BYTES)};element=${element};dtype=${f16 ? 'f16' : 'f32'}`,
    kind: 'workgroup-memory',
    kernel: `workgroup-memory-${element}`,
    code: shader('workgroup-memory', { WG_X: WG, TYPE: element, SUM: sum, COUNT: count, F16: Number(f16) }),
    dtype: f16 ? 'f16' : 'f32',
    features: f16 ? ['shader-f16'] : [],
    flop: 0,
    bytes: bytes * reads * threads,
    groups: threads / WG,
    inputs: { source },
    outputBytes: 4 * lanes * threads,
    uniform: [reads],
    verify: (output) => {
      const sums = new Float32Array(output);
      const worst = sums.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i % expected.length]!)), 0);
      return verdict(worst, 0, 'what was read from workgroup memory is not what should be there');
    },
  });
};

/** Steps of the quadratic chain from x, in float64. */
const chain = (x: number, steps: number): number => {
  let value = x;
  for (let i = 0; i < steps; i++) value = value * value + 0.2;
  return value;
};

export const intensityWorkload = (fmas: number, bytes: number, threads: number): Workload => {
  const length = bytes / 4;
  // Multiples of 1/256 below ½ repeat after 113, so the oracle computes 113 chains and no more.
  const source = Float32Array.from({ length }, (_, i) => (8 + ((i * 7) % 113)) / 256);
  const ends = new Map(Array.from({ length: 113 }, (_, i) => [(8 + i) / 256, chain((8 + i) / 256, fmas)]));
  const perThread = length / (4 * threads);
  // A step rounds by at most u·½ and does not enlarge what came before (the slope 2x is below 1); the sum adds γ.
  const errorBound = perThread * UNIT_ROUNDOFF.f32 * (fmas / 2 + perThread / 2);
  return probe({
    id: `intensity:fmas=${String(fmas)};dtype=f32`,
    kind: 'intensity',
    kernel: `intensity-x${String(fmas)}`,
    code: shader('intensity', { WG_X: WG, FMAS: fmas }),
    flop: 2 * fmas * length,
    bytes,
    groups: threads / WG,
    inputs: { source },
    outputBytes: 16 * threads,
    uniform: [bytes / 16, threads],
    verify: (output) => {
      let worst = 0;
      new Float32Array(output).forEach((sum, i) => {
        let expected = 0;
        for (let at = i; at < length; at += 4 * threads) expected += ends.get(source[at]!) ?? NaN;
        worst = Math.max(worst, Math.abs(sum - expected));
      });
      return verdict(worst, errorBound, 'a sum of chains is not what it should be');
    },
  });
};

/**
 * What it costs that anything is done at all. `dispatch`: many empty dispatches in one submit. `round-trip`: one, from its
 * submit until the queue is done. `map`: one, until what it wrote can be read in JavaScript.
 */
export const latencyWorkload = (what: 'dispatch' | 'round-trip' | 'map'): Workload => ({
  ...probe({
    id: `latency:what=${what}`,
    kind: 'latency',
    kernel: `${what}-latency`,
    code: shader('empty', {}),
    flop: 0,
    bytes: 0,
    groups: 1,
    workgroup: 1,
    inputs: {},
    outputBytes: 4,
    uniform: null,
    verify: (output) => verdict(Math.abs((new Uint32Array(output)[0] ?? NaN) - 42), 0, 'an empty dispatch did not run'),
  }),
  ...(what === 'dispatch' ? {} : { awaits: what === 'map' ? 'map' : 'done' }),
});
