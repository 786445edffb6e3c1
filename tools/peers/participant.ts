import type { Product } from '../../src/records/product.ts';

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

/** What the contest must hear from a device: that it failed, and which adapter it is on. */
export type WatchedDevice = Pick<GPUDevice, 'lost' | 'addEventListener' | 'adapterInfo'>;

/** One library in the comparison, opened on its own device. */
export interface Participant {
  readonly device: WatchedDevice;
  prepare(shape: Product, a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): Promise<PreparedProduct>;
}

export const PEERS = {
  tfjs: { title: 'TF.js', package: '@tensorflow/tfjs-backend-webgpu' },
  ort: { title: 'ONNX Runtime Web', package: 'onnxruntime-web' },
  jax: { title: 'jax-js', package: '@jax-js/jax' },
} as const;

export type PeerId = keyof typeof PEERS;
export const peerIds = Object.keys(PEERS) as PeerId[];

/**
 * `ours` is this project's own kernel, run by its own measuring code; `twin` the same once more on a device of its own,
 * the control of the comparison itself.
 */
export type ParticipantId = 'ours' | 'twin' | PeerId;
const OUR_TITLES: Readonly<Partial<Record<ParticipantId, string>>> = { ours: 'Roofrack', twin: 'Roofrack again' };
export const titleOf = (id: ParticipantId): string => OUR_TITLES[id] ?? PEERS[id as PeerId].title;

export const OUTCOMES = [
  'measured',
  'wrong-result',
  'out-of-memory',
  'device-lost',
  'unsupported',
  'gpu-error',
  'clock-unusable',
  'timeout',
  'crashed',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One participant on one shape in one session. Without the outcome `measured` it has a reason and no samples. */
export interface Standing {
  readonly id: ParticipantId;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly kernel: string | null;
  /** Vendor, architecture, device and description of the adapter that its device is on; null where it has no device. */
  readonly adapter: string | null;
  /** Time of one product in each round. */
  readonly samplesMs: readonly number[];
  readonly productsPerSample: number;
  /** The first product of the session, compilation included. */
  readonly firstProductMs: number | null;
  readonly maxError: number | null;
  readonly errorBound: number | null;
}

/** One line to tell adapters apart by. */
export const adapterName = (info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>): string =>
  [info.vendor, info.architecture, info.device, info.description].filter((part) => part !== '').join(' ');

export const failedStanding = (id: ParticipantId, outcome: Outcome, reason: string): Standing => ({
  id,
  outcome,
  reason,
  kernel: null,
  adapter: null,
  samplesMs: [],
  productsPerSample: 0,
  firstProductMs: null,
  maxError: null,
  errorBound: null,
});
