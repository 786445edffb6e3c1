import { shuffled } from '../../base/random.ts';

/** How tokens are spread over experts: evenly, or by a power law of this exponent. */
export type Routing = 'balanced' | number;

export interface RoutedLayer {
  readonly experts: number;
  readonly perToken: number;
  /** Ranks that the experts are dealt out over, whole. */
  readonly expertParallel: number;
}

/** What the rank that has most to do gets of a layer's tokens; means over arrangements of hot experts on ranks. */
export interface RankLoad {
  readonly touched: number;
  readonly rows: number;
  /** Tiles of so many rows, each expert padded to whole ones; in the order of `TILE_ROWS`. */
  readonly tiles: readonly number[];
}

export const TILE_ROWS = [8, 16, 32, 64, 128] as const;

const ARRANGEMENTS = 4;
/** The busiest expert takes no more than this share of the tokens. */
const LARGEST_SHARE = 0.8;

/**
 * Rows of each expert, unsorted sums of rows = tokens · experts per token. By a power law: quantiles of p(x) ∝ x^−α between 1
 * and 0.8·tokens (0.01 and 2 where there are fewer rows than experts), scaled and rounded to whole rows, the largest remainders
 * up: the law by which the published timings were drawn (aiconfigurator, collector/helper.py).
 */
const expertRows = (tokens: number, { experts, perToken }: RoutedLayer, routing: Routing): Float64Array => {
  const rows = new Float64Array(experts);
  const total = tokens * perToken;
  if (routing === 'balanced') {
    if (total >= experts) return rows.fill(total / experts);
    return rows.fill(1, 0, Math.max(1, Math.round(total)));
  }
  const [low, high] = total > experts ? [1, Math.max(LARGEST_SHARE * tokens, 1.0001)] : [0.01, 2];
  const exponent = 1 - routing;
  const [a, b] = [low ** exponent, high ** exponent];
  let sum = 0;
  for (let i = 0; i < experts; i++) {
    const x = ((b - a) * ((i + 0.5) / experts) + a) ** (1 / exponent);
    rows[i] = x;
    sum += x;
  }
  const remainders: (readonly [remainder: number, expert: number])[] = [];
  let whole = 0;
  for (let i = 0; i < experts; i++) {
    const share = ((rows[i] ?? 0) / sum) * total;
    rows[i] = Math.floor(share);
    whole += rows[i] ?? 0;
    remainders.push([share - Math.floor(share), i]);
  }
  remainders.sort((left, right) => right[0] - left[0]);
  for (const [, expert] of remainders.slice(0, Math.round(total - whole))) rows[expert] = (rows[expert] ?? 0) + 1;
  return rows;
};

const loadOf = (rows: Float64Array): RankLoad => {
  let [touched, sum] = [0, 0];
  const tiles = TILE_ROWS.map(() => 0);
  for (const count of rows) {
    if (count === 0) continue;
    touched += 1;
    sum += count;
    TILE_ROWS.forEach((tile, at) => (tiles[at] = (tiles[at] ?? 0) + Math.ceil(count / tile)));
  }
  return { touched, rows: sum, tiles };
};

const busiestRank = (rows: Float64Array, ranks: number): RankLoad => {
  const each = rows.length / ranks;
  let busiest = rows.subarray(0, each);
  let most = -1;
  for (let rank = 0; rank < ranks; rank++) {
    const own = rows.subarray(Math.round(rank * each), Math.round((rank + 1) * each));
    const sum = own.reduce((total, count) => total + count, 0);
    if (sum > most) [busiest, most] = [own, sum];
  }
  return loadOf(busiest);
};

const arranged = (rows: Float64Array, seed: number): Float64Array =>
  Float64Array.from(shuffled(rows.length, seed), (expert) => rows[expert] ?? 0);

const compute = (tokens: number, layer: RoutedLayer, routing: Routing): RankLoad => {
  const ranks = layer.expertParallel;
  if (routing === 'balanced') {
    const total = (tokens * layer.perToken) / ranks;
    const own = layer.experts / ranks;
    const rows = new Float64Array(Math.ceil(own));
    if (tokens * layer.perToken >= layer.experts) return loadOf(rows.fill(total / own));
    return loadOf(rows.fill(1, 0, Math.max(1, Math.round(total))));
  }
  const rows = expertRows(tokens, layer, routing);
  if (ranks === 1) return loadOf(rows);
  const loads = Array.from({ length: ARRANGEMENTS }, (_, seed) => busiestRank(arranged(rows, seed + 1), ranks));
  const mean = (value: (load: RankLoad) => number): number =>
    loads.reduce((sum, load) => sum + value(load), 0) / ARRANGEMENTS;
  return {
    touched: mean(({ touched }) => touched),
    rows: mean((load) => load.rows),
    tiles: TILE_ROWS.map((_, at) => mean(({ tiles }) => tiles[at] ?? 0)),
  };
};

/** Loads depend on neither hardware nor widths, so that every plan of a model shares them. */
const known = new Map<string, RankLoad>();
const MOST_KNOWN = 20_000;

/** What the busiest rank has to do with a pass over `tokens` tokens of all ranks together. */
export const rankLoad = (tokens: number, layer: RoutedLayer, routing: Routing): RankLoad => {
  const key = [tokens, layer.experts, layer.perToken, layer.expertParallel, routing].join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const load = compute(tokens, layer, routing);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, load);
  return load;
};
