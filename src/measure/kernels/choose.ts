import { entryAt } from '../../base/checked.ts';
import { err, ok, type Result } from '../../base/result.ts';
import {
  shapeClass as rowMajorClass,
  THIN_ROWS,
  type ShapeClass as RowMajorClass,
} from '../../throughput/shape-class.ts';
import type { Layout, MatmulProblem } from './matmul-program.ts';
import { takesProblem } from './matmul-program.ts';
import type { Product } from '../../records/product.ts';
import { findVariant, matmulVariants, adapted, whyNot, type Capabilities, type MatmulVariant } from './variants.ts';

/**
 * The classes of products whose operands lie row by row, and two more: few rows times a B that lies transposed, because
 * packing it would take longer than the product.
 */
export type ShapeClass = RowMajorClass | 'gemv-nt' | 'thin-nt';

export const shapeClass = ({ layout, ...shape }: Product & { readonly layout?: Layout }): ShapeClass => {
  if (layout !== 'nt' || shape.m > THIN_ROWS) return rowMajorClass(shape);
  return shape.m === 1 ? 'gemv-nt' : 'thin-nt';
};

/** Shapes that stand for a class while tuning. */
export const CLASS_SHAPES: Readonly<Record<ShapeClass, Product & { readonly layout?: Layout }>> = {
  gemv: { m: 1, n: 2048, k: 2048 },
  'gemv-nt': { m: 1, n: 2048, k: 2048, layout: 'nt' },
  'thin-2': { m: 2, n: 2048, k: 2048 },
  'thin-4': { m: 4, n: 2048, k: 2048 },
  'thin-8': { m: 8, n: 1024, k: 1024 },
  'thin-16': { m: 16, n: 1024, k: 1024 },
  'thin-nt': { m: 8, n: 1024, k: 1024, layout: 'nt' },
  deep: { m: 64, n: 64, k: 4096 },
  small: { m: 128, n: 128, k: 128 },
  large: { m: 512, n: 512, k: 512 },
};

/** Workgroups of one subgroup suit a CPU; a GPU wants at least 64 threads to hide its latencies. */
const suitsClass = (candidate: MatmulVariant, device: Capabilities): boolean => {
  const threads = candidate.workgroup[0] * candidate.workgroup[1];
  return device.software ? candidate.accumulators <= 256 : threads >= 32 && candidate.accumulators <= 128;
};

const suitsShape = (candidate: MatmulVariant, shape: Product): boolean => {
  const rows = shape.m === 1 ? 'one' : shape.m <= THIN_ROWS ? 'few' : 'many';
  const { groupRows, groupCols, split } = candidate;
  // Rows beyond the product's are computed for nothing.
  if (rows === 'one') return groupRows === 1;
  if (rows === 'few') return groupRows <= Math.max(8, shape.m) && groupRows * 8 >= shape.m;
  if (candidate.rows === 'few') return false;
  if (split > 1 && shapeClass(shape) !== 'deep') return false;
  // One row a thread reuses nothing of B.
  if (groupRows === 1 && shape.m > 1) return false;
  return groupRows < 2 * shape.m + 8 && groupCols < 2 * shape.n + 64;
};

/**
 * Accumulators a thread that most often win: fewer reuse too little of what is read, more spill and take long to
 * compile. Rows computed in vain make it as much less likely. Within a family the search begins with the likeliest.
 */
const LIKELY_ACCUMULATORS = 96;

const unlikeliness = ({ accumulators, groupRows }: MatmulVariant, { m }: Product): number => {
  const computedRows = groupRows * Math.ceil(m / groupRows);
  return Math.abs(Math.log2(accumulators / LIKELY_ACCUMULATORS)) + Math.log2(computedRows / m);
};

/**
 * Variants that can run the problem here and are worth trying: the likeliest of each family first, then the second of
 * each, so that a search that runs out of time has seen all families. The naive one only where nothing else runs.
 */
export const candidates = (problem: MatmulProblem, device: Capabilities): MatmulVariant[] => {
  const place = ({ trial }: MatmulVariant): number | null => trial[device.software ? 'software' : 'gpu'];
  const runnable = matmulVariants
    .filter((variant) => whyNot(variant, problem.dtype, device) === null && takesProblem(variant, problem))
    .map((variant) => adapted(variant, device));
  const likely = runnable.filter(
    (variant) => place(variant) !== null && suitsClass(variant, device) && suitsShape(variant, problem),
  );
  const placeOf = (members: readonly MatmulVariant[]): number => place(entryAt(members, 0)) ?? Infinity;
  const families = [...Map.groupBy(likely, ({ family }) => family).values()]
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((members) => members.sort((a, b) => unlikeliness(a, problem) - unlikeliness(b, problem)));
  const longest = Math.max(0, ...families.map(({ length }) => length));
  const found = Array.from({ length: longest }, (_, rank) =>
    families.flatMap((family) => family.slice(rank, rank + 1)),
  ).flat();
  return found.length > 0 ? found : runnable.filter(({ rows }) => rows === 'last-resort');
};

/** The named variant, or with `auto` the likeliest one before anything is measured; an error says why there is none. */
export const chooseVariant = (
  kernel: string,
  problem: MatmulProblem,
  device: Capabilities,
): Result<MatmulVariant, string> => {
  const variant = findVariant(kernel) ?? candidates(problem, device).at(0);
  if (variant === undefined) {
    const reasons = matmulVariants.map((known) => whyNot(known, problem.dtype, device));
    const telling = reasons.find((reason) => reason?.startsWith('the adapter lacks')) ?? 'none has such a form';
    return err(`No kernel runs ${problem.dtype} here: ${telling}.`);
  }
  const reason = whyNot(variant, problem.dtype, device);
  if (reason !== null) return err(`${variant.id} does not run here: ${reason}.`);
  if (!takesProblem(variant, problem)) return err(`${variant.id} takes no such layout or batch.`);
  return ok(adapted(variant, device));
};
