import type { AdapterRecord } from '../../records/measurement.ts';
import {
  dot4Workload,
  fmaWorkload,
  intensityWorkload,
  latencyWorkload,
  streamWorkload,
  workgroupMemoryWorkload,
  type TileElement,
} from '../kernels/probes.ts';
import type { Workload } from '../kernels/program.ts';

const KIB = 2 ** 10;
const MIB = 2 ** 20;

/** Elements a thread of a stream reads: enough that its one write does not matter. */
const ELEMENTS_PER_THREAD = 64;
/** The best of these is the read roof: which one depends on how the adapter checks bounds. */
const READ_WIDTHS = [1, 4, 16] as const;
/** Of the tile in workgroup memory. */
const TILE_ELEMENTS: readonly TileElement[] = ['f32', 'vec4f', 'vec4h'];

interface Sizes {
  readonly threads: number;
  readonly bytes: number;
  /** Less, because what it computes is checked element by element. */
  readonly intensityBytes: number;
}

/**
 * Threads and bytes: enough to fill a large GPU (a million threads, several times the largest last-level cache), or,
 * where a CPU plays the GPU, what it does in some ten milliseconds, and more bytes than its caches hold.
 */
const sizesFor = ({ software, limits }: AdapterRecord): Sizes => {
  const most = limits['maxStorageBufferBindingSize'] ?? 128 * MIB;
  return {
    threads: software ? 4096 : 2 ** 20,
    bytes: software ? 64 * MIB : Math.min(256 * MIB, 2 ** Math.floor(Math.log2(most))),
    intensityBytes: (software ? 4 : 32) * MIB,
  };
};

/** Steps of all chains of a thread together: every width and number of chains does the same work, far longer than a launch. */
const CHAIN_STEPS = 2048;

/** The roofs of a number format: one dependent chain shows a tenth of what eight show, so the ends and the middle are
 * measured and the best is kept. */
const arithmeticRoofs = (adapter: AdapterRecord, chains: readonly number[]): Workload[] => {
  const { threads } = sizesFor(adapter);
  const types = adapter.features.includes('shader-f16') ? (['f32', 'f16'] as const) : (['f32'] as const);
  return types.flatMap((type) =>
    ([1, 4] as const).flatMap((lanes) =>
      chains.map((count) =>
        fmaWorkload({ chains: count, lanes, type, threads, steps: Math.ceil(CHAIN_STEPS / (count * lanes)) }),
      ),
    ),
  );
};

/** Emulated on CPUs that play GPUs, and its oracle runs in JavaScript: an eighth of the steps of the others. */
const dot4Roof = (adapter: AdapterRecord, chains: number): Workload =>
  dot4Workload(chains, sizesFor(adapter).threads, CHAIN_STEPS / 8 / chains);

const memoryRoofs = (adapter: AdapterRecord): Workload[] => {
  const { bytes } = sizesFor(adapter);
  const threads = bytes / 16 / ELEMENTS_PER_THREAD;
  const reads = READ_WIDTHS.map((width) =>
    streamWorkload({ kind: 'read', bytes, threads: bytes / (4 * width) / ELEMENTS_PER_THREAD, width }),
  );
  return [...reads, ...(['write', 'copy'] as const).map((kind) => streamWorkload({ kind, bytes, threads }))];
};

/** Every suite begins with these: what all its products are held against. */
export const roofWorkloads = (adapter: AdapterRecord): Workload[] => [
  ...memoryRoofs(adapter),
  ...arithmeticRoofs(adapter, [1, 4, 8]),
  dot4Roof(adapter, 4),
  ...(['dispatch', 'round-trip', 'map'] as const).map(latencyWorkload),
];

/** What only the full suite asks: other chain lengths, caches, workgroup memory, the roofline's bend. */
export const moreRoofWorkloads = (adapter: AdapterRecord): Workload[] => {
  const { threads, bytes, intensityBytes } = sizesFor(adapter);
  const streamThreads = bytes / 16 / ELEMENTS_PER_THREAD;
  const workingSets = [16 * KIB, 64 * KIB, 256 * KIB, MIB, 4 * MIB, 16 * MIB, 64 * MIB].filter((set) => set < bytes);
  return [
    ...arithmeticRoofs(adapter, [2, 3, 6]),
    dot4Roof(adapter, 1),
    dot4Roof(adapter, 8),
    ...workingSets.map((workingSet) => streamWorkload({ kind: 'read', bytes, threads: streamThreads, workingSet })),
    ...TILE_ELEMENTS.filter((element) => element !== 'vec4h' || adapter.features.includes('shader-f16')).map(
      (element) => workgroupMemoryWorkload(element, threads, adapter.software ? 64 : 1024),
    ),
    ...[1, 2, 4, 8, 16, 32, 64, 128].map((fmas) =>
      intensityWorkload(fmas, intensityBytes, intensityBytes / 16 / ELEMENTS_PER_THREAD),
    ),
  ];
};
