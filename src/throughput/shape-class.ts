import { lastOf } from '../base/checked.ts';
import type { Product } from '../records/product.ts';

/** Which products a rule is about; what is null does not matter. */
export interface ShapeRule {
  readonly rowsUpTo: number | null;
  /** Rows times columns of the result. */
  readonly outputsUpTo: number | null;
  readonly depthFrom: number | null;
}

/**
 * Shapes that want different kernels: one row, or few, are bound by reading B once, and every row that a kernel computes beyond
 * theirs is in vain; few outputs with a deep k leave most of a GPU idle unless k is split; the rest differ in whether a large
 * tile is filled.
 */
export type ShapeClass = 'gemv' | 'thin-2' | 'thin-4' | 'thin-8' | 'thin-16' | 'deep' | 'small' | 'large';

/** What decoding a batch has at most: such products are bound by reading the other operand once. */
export const THIN_ROWS = 16;

const ANY: ShapeRule = { rowsUpTo: null, outputsUpTo: null, depthFrom: null };

/** The first class whose rule a product meets is its own. */
export const SHAPE_CLASSES: readonly (ShapeRule & { readonly name: ShapeClass })[] = [
  { name: 'gemv', ...ANY, rowsUpTo: 1 },
  { name: 'thin-2', ...ANY, rowsUpTo: 2 },
  { name: 'thin-4', ...ANY, rowsUpTo: 4 },
  { name: 'thin-8', ...ANY, rowsUpTo: 8 },
  { name: 'thin-16', ...ANY, rowsUpTo: THIN_ROWS },
  { name: 'deep', ...ANY, outputsUpTo: 128 * 128, depthFrom: 1024 },
  { name: 'small', ...ANY, outputsUpTo: 256 * 256 },
  { name: 'large', ...ANY },
];

/** The first rule that a product meets; the last one is for all that is left. */
export const firstRule = <R extends ShapeRule>(rules: readonly R[], { m, n, k }: Product): R =>
  rules.find(
    ({ rowsUpTo, outputsUpTo, depthFrom }) =>
      m <= (rowsUpTo ?? Infinity) && m * n <= (outputsUpTo ?? Infinity) && k >= (depthFrom ?? 0),
  ) ?? lastOf(rules);

export const shapeClass = (shape: Product): ShapeClass => firstRule(SHAPE_CLASSES, shape).name;
