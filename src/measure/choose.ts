import type { MatmulShape } from './kernels/matmul-shape.ts';
import { findVariant, type MatmulVariant } from './kernels/variants.ts';

const byId = (id: string): MatmulVariant => {
  const variant = findVariant(id);
  if (variant === undefined) throw new Error(`No variant ${id}.`);
  return variant;
};

/** The variant for a shape: the one asked for, or by rows, because a tile taller than the product is wasted. */
export const chooseVariant = (kernel: string, { m }: MatmulShape): MatmulVariant => {
  if (kernel !== 'auto') return byId(kernel);
  if (m < 4) return byId('register-1x4-wg64x1');
  return byId(m < 8 ? 'register-4x4-wg8x8' : 'register-8x8-wg8x8');
};
