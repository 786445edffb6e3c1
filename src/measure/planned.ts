import type { Dtype } from '../records/dtypes.ts';
import type { CaseFacts } from '../records/measurement.ts';
import type { Product } from '../records/product.ts';
import { shapeClass, type ShapeClass } from './kernels/choose.ts';
import { checkedWork, matmulCase } from './kernels/matmul.ts';
import { plainProblem, type MatmulProblem } from './kernels/matmul-program.ts';
import type { Workload } from './kernels/program.ts';
import type { ReplayPlan } from './suites/replay.ts';

/** What is known of a case before it is measured, for the guess of the time left. */
export interface PlannedProduct extends Pick<CaseFacts, 'flop' | 'bytes'> {
  readonly shapes: ShapeClass;
}

export interface Planned extends Pick<CaseFacts, 'id' | 'kind' | 'flop' | 'bytes'> {
  /** The products that it is made of: itself, or those of a layer; none of a roof. */
  readonly products: readonly PlannedProduct[];
  /** Classes of shapes whose kernel is searched for before it, unless another case needed it first. */
  readonly searches: readonly ShapeClass[];
  /** Time of JavaScript where it is usually fast. */
  readonly scriptMs: number;
}

/** The class whose fastest kernel is searched for before a problem is run; null where it is known or named. */
export type SearchAhead = (problem: MatmulProblem) => ShapeClass | null;

/** JavaScript goes so often over what a stream moves, in so many ns an element of four bytes. */
const STREAM_NS = 16;
/** An element drawn at random; a multiply-add of a check in float64. */
const DRAW_NS = 30;
const CHECK_NS = 5;

const scriptOf = (problem: MatmulProblem): number => {
  const { drawn, multiplied } = checkedWork(problem);
  return (DRAW_NS * drawn + CHECK_NS * multiplied) / 1e6;
};

export const plannedRoof = ({ id, kind, flop, bytes }: Workload): Planned => ({
  id,
  kind,
  flop,
  bytes,
  products: [],
  searches: [],
  scriptMs: (STREAM_NS * bytes) / 4 / 1e6,
});

const productOf = (problem: MatmulProblem, { flop, bytes }: PlannedFacts): PlannedProduct => ({
  flop,
  bytes,
  shapes: shapeClass(problem),
});

type PlannedFacts = Pick<CaseFacts, 'flop' | 'bytes'>;

const searchesOf = (problems: readonly MatmulProblem[], searchAhead: SearchAhead): ShapeClass[] =>
  problems.map(searchAhead).filter((shapes) => shapes !== null);

export const plannedProduct = (shape: Product, dtype: Dtype, searchAhead: SearchAhead): Planned => {
  const problem = plainProblem(shape, dtype);
  const { id, kind, flop, bytes } = matmulCase(problem, 'auto');
  const products = [productOf(problem, { flop, bytes })];
  return { id, kind, flop, bytes, products, searches: searchesOf([problem], searchAhead), scriptMs: scriptOf(problem) };
};

export const plannedLayer = ({ id, problems }: ReplayPlan, searchAhead: SearchAhead): Planned => {
  const products = problems.map((problem) => productOf(problem, matmulCase(problem, 'auto')));
  const sum = (of: 'flop' | 'bytes'): number => products.reduce((total, product) => total + product[of], 0);
  return {
    id,
    kind: 'replay',
    flop: sum('flop'),
    bytes: sum('bytes'),
    products,
    searches: searchesOf(problems, searchAhead),
    scriptMs: problems.reduce((total, problem) => total + scriptOf(problem), 0),
  };
};
