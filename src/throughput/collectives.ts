/**
 * Time of an all-reduce of `bytes` over a ring of `members`, in seconds:
 *
 *   t = 2(T − 1)/T · bytes / (0.65 · bandwidth of one direction) + 10 µs
 *
 * Both constants are those of Calculon and of aiconfigurator for NVLink servers (A100, 600 GB/s both directions). Range:
 * up to 16 members inside one server.
 */
export const allReduceS = (bytes: number, members: number, oneWayBytesPerS: number): number =>
  members === 1 ? 0 : ((2 * (members - 1)) / members) * (bytes / (0.65 * oneWayBytesPerS)) + 10e-6;

/** PCIe 4.0 × 16, both directions, for accelerators whose link nobody published. */
export const FALLBACK_LINK_GBPS = 64;
