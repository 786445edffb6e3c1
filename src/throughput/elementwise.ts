/**
 * Share of peak bandwidth of kernels that read and write once and compute next to nothing; the STREAM-like kernels of
 * the published A100 and H100 suites reach 0.75 to 0.9 at the sizes of a layer.
 */
const STREAM_EFFICIENCY = 0.75;

/** Time of norms, residuals and activation functions that move `bytes`, in seconds. Their launches overlap others'. */
export const elementwiseTimeS = (bytes: number, bandwidthBytesPerS: number): number =>
  bytes / (bandwidthBytesPerS * STREAM_EFFICIENCY);
