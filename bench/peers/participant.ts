import type { MatmulShape } from '../../src/measure/kernels/matmul.ts';

/** A product that is ready on the device: operands uploaded, pipelines not necessarily compiled. */
export interface PreparedProduct {
  /** Computes the product `times` times and resolves when the device has finished them all, without reading back. */
  run(times: number): Promise<void>;
  /** The last result, row-major. */
  read(): Promise<Float32Array>;
  dispose(): Promise<void>;
  /** What computed it, where the library says; null where it does not. */
  readonly kernel: string | null;
}

/** One library in the comparison, opened on its own device. */
export interface Participant {
  readonly device: GPUDevice;
  prepare(
    shape: MatmulShape,
    a: Float32Array<ArrayBuffer>,
    b: Float32Array<ArrayBuffer>,
  ): Promise<PreparedProduct>;
}

export const PEERS = {
  tfjs: { title: 'TF.js', package: '@tensorflow/tfjs-backend-webgpu' },
  ort: { title: 'ONNX Runtime Web', package: 'onnxruntime-web' },
  jax: { title: 'jax-js', package: '@jax-js/jax' },
} as const;

export type PeerId = keyof typeof PEERS;
export const peerIds = Object.keys(PEERS) as PeerId[];

/** `ours` is this project's own kernel, run by its own measuring code. */
export type ParticipantId = 'ours' | PeerId;
