import type { CaseFacts } from '../../records/measurement.ts';

/**
 * A program is what one run of a kernel asks of the device, as plain data: resources, and steps that run in order.
 * Everything that is measured is a program, so there is one runner, one sampler and one reflection test for all.
 */
export interface BufferSpec {
  readonly name: string;
  readonly bytes: number;
  /** `input` is uploaded, `output` is read back for verification, `scratch` lives on the device only. */
  readonly role: 'input' | 'output' | 'scratch';
}

/** A texture of four f32 a texel, which lives on the device only. */
export interface TextureSpec {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface BufferBinding {
  readonly binding: number;
  readonly buffer: string;
  readonly access: 'read' | 'read_write';
}

export interface TextureBinding {
  readonly binding: number;
  readonly texture: string;
  readonly access: 'sample' | 'write';
}

/** A sampler that takes the nearest texel and, beyond the edge, the last one. */
export interface SamplerBinding {
  readonly binding: number;
  readonly sampler: 'nearest';
}

export type Binding = BufferBinding | TextureBinding | SamplerBinding;

export interface Step {
  readonly label: string;
  readonly code: string;
  readonly workgroupSize: readonly [number, number, number];
  readonly workgroups: readonly [number, number, number];
  readonly bindings: readonly Binding[];
  /** Contents of the uniform buffer at `uniformBinding`, as 32-bit unsigned integers. */
  readonly uniform: readonly number[] | null;
  readonly uniformBinding: number;
}

export interface Program {
  readonly buffers: readonly BufferSpec[];
  readonly textures: readonly TextureSpec[];
  readonly steps: readonly Step[];
  /** WebGPU features that the shaders enable. */
  readonly features: readonly string[];
}

export type Typed =
  Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

export interface Verification {
  readonly ok: boolean;
  readonly maxError: number;
  readonly errorBound: number;
  /** What is wrong, in words; null where nothing is. */
  readonly reason: string | null;
}

/**
 * Two kinds of data for every kernel. `exact`: small integers whose products and sums have no rounding error, so the
 * whole result must be equal to the oracle's. `random`: full-mantissa values in ±0.5, what is timed, because data with
 * few bits set draws less power; its error must stay below the bound of the rounding analysis.
 */
export type DataKind = 'exact' | 'random';

/** What is measured: a case before it has an outcome, how to run it, and how to tell that its result is right. */
export type Workload = CaseFacts & {
  readonly program: Program;
  /** Each dispatch is so long that it is submitted by itself, for the watchdog's sake. */
  readonly longDispatches?: boolean;
  /** Each run is submitted by itself and waited for: until the queue is done, or until its output can be read. */
  readonly awaits?: 'done' | 'map';
  inputs(kind: DataKind): Readonly<Record<string, Typed>>;
  verify(kind: DataKind, outputs: Readonly<Record<string, ArrayBuffer>>): Verification;
};
