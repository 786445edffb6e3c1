import { matmulFlop, type MatmulShape } from '../kernels/matmul-shape.ts';

const shape = (m: number, n: number, k: number): MatmulShape => ({ m, n, k });

/**
 * Quick: squares over two decades, products that are read-bound (one row, few rows), small ones that show the fixed
 * time of a launch, and flat and deep ones: what the fit of a kernel-time model needs to tell its terms apart. In
 * order of work, so that sizes step up and too large ones can be left out on a slow adapter.
 */
export const quickShapes: readonly MatmulShape[] = [
  shape(32, 32, 32),
  shape(64, 64, 64),
  shape(128, 128, 128),
  shape(1, 2048, 2048),
  shape(1, 4096, 4096),
  shape(16, 1024, 1024),
  shape(256, 256, 256),
  shape(8, 4096, 1024),
  shape(512, 512, 128),
  shape(64, 64, 8192),
  shape(64, 2048, 512),
  shape(333, 777, 555),
  shape(512, 512, 512),
  shape(128, 4096, 512),
  shape(1024, 1024, 256),
  shape(768, 768, 768),
  shape(1024, 1024, 1024),
  shape(2048, 2048, 2048),
  shape(4096, 4096, 4096),
].sort((a, b) => matmulFlop(a) - matmulFlop(b));

/** Full: the quick ones, every power of two, and the projections of transformer layers at decode and prefill. */
export const fullShapes: readonly MatmulShape[] = [
  ...quickShapes,
  shape(16, 16, 16),
  shape(192, 192, 192),
  shape(384, 384, 384),
  shape(1536, 1536, 1536),
  shape(3072, 3072, 3072),
  shape(6144, 6144, 6144),
  shape(8192, 8192, 8192),
  shape(1, 1024, 1024),
  shape(1, 11008, 4096),
  shape(1, 4096, 11008),
  shape(4, 4096, 4096),
  shape(16, 4096, 4096),
  shape(64, 4096, 4096),
  shape(128, 12288, 4096),
  shape(512, 4096, 4096),
  shape(2048, 512, 1024),
  shape(64, 64, 4096),
  shape(4096, 64, 64),
  shape(64, 4096, 64),
  shape(1000, 1000, 1000),
  shape(127, 129, 131),
].sort((a, b) => matmulFlop(a) - matmulFlop(b));
