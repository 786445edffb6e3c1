import { studentTTwoSided } from './student-t.ts';

/**
 * The rule of Hunter (Fleming et al., ICPE 2023) as Apache Otava runs it, an oracle to measure beside: energy-distance splits
 * (Matteson & James, JASA 109, 2014) in sliding windows at a relaxed p, then the weakest dropped until all stand. Like the original it takes the
 * population's standard deviation into the pooled t, and after a drop judges anew only the point to the right of the gap and the next.
 */
interface Split {
  readonly p: number;
  readonly magnitude: number;
}

const compare = (left: readonly number[], right: readonly number[]): Split => {
  const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [before, after] = [mean(left), mean(right)];
  const squares = (x: readonly number[], centre: number): number =>
    x.reduce((sum, value) => sum + (value - centre) ** 2, 0) / x.length;
  const freedom = left.length + right.length - 2;
  const pooled =
    ((left.length - 1) * squares(left, before) + (right.length - 1) * squares(right, after)) / Math.max(1, freedom);
  const t = (before - after) / Math.sqrt(pooled * (1 / left.length + 1 / right.length));
  return {
    p: freedom <= 0 || before === after ? 1 : studentTTwoSided(t, freedom),
    magnitude: Math.max(Math.abs(after / before - 1), Math.abs(before / after - 1)),
  };
};

/** First point after the split that maximises the energy distance over all split points τ and all ends κ. */
const bestSplit = (x: readonly number[]): { readonly index: number; readonly energy: number } => {
  let best = { index: -1, energy: -Infinity };
  let withinLeft = 0;
  for (let split = 1; split < x.length; split++) {
    for (let i = 0; i < split - 1; i++) withinLeft += Math.abs(x[i]! - x[split - 1]!);
    let across = 0;
    let withinRight = 0;
    for (let end = split; end < x.length; end++) {
      for (let i = 0; i < split; i++) across += Math.abs(x[i]! - x[end]!);
      for (let i = split; i < end; i++) withinRight += Math.abs(x[i]! - x[end]!);
      const right = end - split + 1;
      const energy =
        ((split * right) / (split + right)) *
        ((2 * across) / (split * right) -
          (split > 1 ? (2 * withinLeft) / (split * (split - 1)) : 0) -
          (right > 1 ? (2 * withinRight) / (right * (right - 1)) : 0));
      if (energy > best.energy + 1e-12) best = { index: split, energy };
    }
  }
  return best;
};

const splitsOf = (x: readonly number[], p: number): number[] => {
  const splits: number[] = [];
  for (;;) {
    const ends = [0, ...splits, x.length];
    const candidates = ends.slice(1).map((to, i) => {
      const split = bestSplit(x.slice(ends[i], to));
      return { from: ends[i], to, index: ends[i]! + split.index, energy: split.energy };
    });
    const best = candidates.reduce((a, b) => (b.energy > a.energy ? b : a));
    if (!Number.isFinite(best.energy)) return splits;
    if (!(compare(x.slice(best.from, best.index), x.slice(best.index, best.to)).p < p)) return splits;
    splits.push(best.index);
    splits.sort((a, b) => a - b);
  }
};

export const divisiveChanges = (
  x: readonly number[],
  { window, p, minimum }: { readonly window: number; readonly p: number; readonly minimum: number },
): readonly number[] => {
  const relaxed = p < 0.05 ? 10 * p : p < 0.5 ? 2 * p : p;
  const found = new Set<number>();
  for (let start = 0; start < x.length;) {
    const splits = splitsOf(x.slice(start, start + window), relaxed).map((index) => index + start);
    for (const index of splits) found.add(index);
    start = Math.max(splits.at(-1) ?? 0, start + Math.floor(window / 2));
  }
  const indices = [...found].sort((a, b) => a - b);
  const judge = (i: number): Split =>
    compare(x.slice(indices[i - 1] ?? 0, indices[i]), x.slice(indices[i], indices[i + 1] ?? x.length));
  const splits = indices.map((_, i) => judge(i));
  while (indices.length > 0) {
    let weakest = splits.reduce((worst, { p: other }, i) => (other > splits[worst]!.p ? i : worst), 0);
    if (splits[weakest]!.p < p) {
      weakest = splits.reduce((least, { magnitude }, i) => (magnitude < splits[least]!.magnitude ? i : least), 0);
      if (splits[weakest]!.magnitude > minimum) break;
    }
    indices.splice(weakest, 1);
    splits.splice(weakest, 1);
    for (const i of [weakest, weakest + 1]) if (i < indices.length) splits[i] = judge(i);
  }
  return indices;
};
