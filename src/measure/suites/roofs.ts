import type { AdapterRecord } from '../../records/measurement.ts';
import { fmaWorkload, streamWorkload } from '../kernels/probes.ts';
import type { Workload } from '../kernels/program.ts';

/**
 * The roofs. One dependent chain shows a seventh to a twelfth of what eight show, so both ends are measured and the
 * best is kept. Threads and bytes: enough to fill a large GPU (a million threads, several times the largest
 * last-level cache), or, where a CPU plays the GPU, what it does in some ten milliseconds.
 */
export const roofWorkloads = (adapter: AdapterRecord): Workload[] => {
  const threads = adapter.software ? 4096 : 2 ** 20;
  const mib = 2 ** 20;
  const most = adapter.limits['maxStorageBufferBindingSize'] ?? 128 * mib;
  const bytes = adapter.software ? 16 * mib : Math.min(256 * mib, 2 ** Math.floor(Math.log2(most)));
  return [
    ...([1, 4] as const).flatMap((lanes) =>
      [1, 4, 8].map((chains) => fmaWorkload({ chains, lanes, threads, steps: 64 })),
    ),
    ...(['read', 'write', 'copy'] as const).map((kind) => streamWorkload({ kind, bytes, threads: bytes / 16 / 64 })),
  ];
};
