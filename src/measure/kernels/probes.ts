import type { BufferSpec, Typed, Verification, Workload } from './program.ts';
import { shader } from './sources.ts';

/** Small kernels that find the roofs: arithmetic, read, write and copy. */
const WG = 64;
const U32 = 2 ** -24;

const verdict = (maxError: number, errorBound: number, reason: string): Verification => ({
  ok: maxError <= errorBound,
  maxError: Number.isFinite(maxError) ? maxError : Number.MAX_VALUE,
  errorBound,
  reason: maxError <= errorBound ? null : reason,
});

export interface FmaOptions {
  readonly chains: number;
  readonly lanes: 1 | 4;
  readonly threads: number;
  readonly steps: number;
}

/** FMA a thread and step, which is the shader's unrolled body. */
const FMA_UNROLL = 16;

export const fmaWorkload = ({ chains, lanes, threads, steps }: FmaOptions): Workload => {
  const start = Float32Array.from({ length: WG }, (_, i) => 0.05 + i / 512);
  const type = lanes === 4 ? 'vec4f' : 'f32';
  // The stable fixed point of x = x² + 0.2, from which rounding moves a chain by at most u·x/(1 − 2x) a step.
  const fixedPoint = (1 - Math.sqrt(1 - 4 * 0.2)) / 2;
  const expected = chains * lanes * fixedPoint;
  const errorBound = expected * U32 * (2 / (1 - 2 * fixedPoint) + chains * lanes);
  return {
    id: `fma:type=${type};chains=${String(chains)};dtype=f32`,
    kind: 'fma',
    m: null,
    n: null,
    k: null,
    dtype: 'f32',
    kernel: `fma-${type}-x${String(chains)}`,
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
          code: shader('fma', { WG_X: WG, CHAINS: chains, TYPE: type, SCALAR: 'f32', LANES: lanes, F16: 0 }),
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
      features: [],
    },
    inputs: () => ({ start }),
    verify: (_, outputs) => {
      const worst = new Float32Array(outputs['result']).reduce((most, x) => Math.max(most, Math.abs(x - expected)), 0);
      return verdict(worst, errorBound, `a chain did not converge to ${String(fixedPoint)}`);
    },
  };
};

export interface StreamOptions {
  readonly kind: 'read' | 'write' | 'copy';
  readonly bytes: number;
  readonly threads: number;
}

/** Small integers: their sums are exact in f32, whatever the order. */
const streamData = (length: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, i) => 1 + ((i * 7) % 61));

export const streamWorkload = ({ kind, bytes, threads }: StreamOptions): Workload => {
  const count = bytes / 16;
  if (count % (4 * threads) !== 0)
    throw new Error(`A stream of ${String(bytes)} bytes does not divide among ${String(threads)} threads.`);
  const input: BufferSpec[] = kind === 'write' ? [] : [{ name: 'source', bytes, role: 'input' }];
  const output: BufferSpec = { name: 'target', bytes: kind === 'read' ? 16 * threads : bytes, role: 'output' };
  const data = kind === 'write' ? null : streamData(4 * count);
  const inputs: Record<string, Typed> = data === null ? {} : { source: data };
  const expected = (i: number): number => {
    if (data === null) return (Math.floor(i / 4) % 1024) + 0.5;
    if (kind === 'copy') return data[i];
    let sum = 0;
    for (let at = i; at < data.length; at += 4 * threads) sum += data[at];
    return sum;
  };
  return {
    id: `${kind}:bytes=${String(bytes)};dtype=f32`,
    kind,
    m: null,
    n: null,
    k: null,
    dtype: 'f32',
    kernel: `stream-${kind}-vec4f`,
    flop: 0,
    bytes: kind === 'copy' ? 2 * bytes : bytes,
    program: {
      buffers: [...input, output],
      textures: [],
      steps: [
        {
          label: kind,
          code: shader(`stream-${kind}`, { WG_X: WG }),
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
    inputs: () => inputs,
    verify: (_, outputs) => {
      const values = new Float32Array(outputs['target']);
      let worst = 0;
      for (let i = 0; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i] - expected(i)));
      return verdict(worst, 0, `what was ${kind === 'read' ? 'read' : 'written'} is not what should be there`);
    },
  };
};
