import { err, ok, type Result } from '../base/result.ts';
import { laidOut } from '../racks/packing/laid-out.ts';
import type { Packing } from '../racks/packing/packing.ts';
import { prepare } from '../racks/packing/prepare.ts';
import type { PackingRequest } from '../racks/packing/request.ts';
import { withoutZeros } from '../racks/packing/filled-rack.ts';
import { maximalPatterns } from '../racks/packing/maximal-patterns.ts';
import { takeOut, type PatternCount } from '../racks/packing/whole-racks.ts';

/** More patterns than a solver gets through in a minute. */
const MOST_PATTERNS = 50_000;
const SECONDS = 60;

/**
 * The least whole number of patterns that covers the demand, by HiGHS: an integer programme over all maximal patterns.
 * The error says why there is none.
 */
export const optimum = async (
  patterns: readonly Int32Array[],
  demand: Int32Array,
  seconds = SECONDS,
): Promise<Result<readonly PatternCount[], string>> => {
  const highs = await import('highs').then(
    ({ default: load }) => load(),
    () => null,
  );
  if (highs === null) return err('the solver is not installed; npm install highs adds it');
  const nameOf = (index: number): string => `x${String(index)}`;
  const terms = (coefficient: (pattern: Int32Array) => number): string =>
    patterns
      .flatMap((pattern, index) => {
        const value = coefficient(pattern);
        return value === 0 ? [] : [`${String(value)} ${nameOf(index)}`];
      })
      .join(' + ');
  const model = [
    'Minimize',
    ` racks: ${terms(() => 1)}`,
    'Subject To',
    ...Array.from(
      demand,
      (count, item) => ` c${String(item)}: ${terms((pattern) => pattern[item] ?? 0)} >= ${String(count)}`,
    ),
    'Generals',
    ` ${patterns.map((_, index) => nameOf(index)).join(' ')}`,
    'End',
  ].join('\n');
  // The number of racks is whole, so that less than one to the bound is none.
  const solved = highs.solve(model, { output_flag: false, time_limit: seconds, mip_abs_gap: 0.99, mip_rel_gap: 0 });
  if (solved.Status !== 'Optimal') return err(`the solver stopped after ${String(seconds)} s (${solved.Status})`);
  const left = Int32Array.from(demand);
  const packed: PatternCount[] = [];
  for (const [index, pattern] of patterns.entries()) {
    const column = solved.Columns[nameOf(index)];
    const times = column !== undefined && 'Primal' in column ? column.Primal : 0;
    packed.push(...takeOut(pattern, Math.round(times), left));
  }
  return left.every((count) => count === 0) ? ok(packed) : err('the solver left devices out');
};

/**
 * A packing that is not proved least, with the least number there is; unchanged where it is proved already. The error
 * says why it could not be proved.
 */
export const provePacking = async (packing: Packing, request: PackingRequest): Promise<Result<Packing, string>> => {
  if (packing.proved) return ok(packing);
  if (packing.bound.ignores.length > 0) return err(`the proof knows nothing of ${packing.bound.ignores.join(' and ')}`);
  const prepared = prepare(request);
  if (!prepared.ok) throw new Error('What was packed cannot be prepared.');
  const { space, demand, ownRacks } = prepared.value;
  const patterns = maximalPatterns(space, demand, MOST_PATTERNS);
  if (patterns === null) return err(`a rack can be filled in more than ${String(MOST_PATTERNS)} ways`);
  const best = await optimum(patterns, demand);
  if (!best.ok) return best;
  const racks = best.value.reduce((sum, { count }) => sum + count, 0) + ownRacks;
  return ok(laidOut(prepared.value, best.value.map(withoutZeros), { ...packing.bound, racks, source: 'solver' }));
};
