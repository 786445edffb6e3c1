/**
 * Cost of typing `name` for `candidate`, in single-character edits (Levenshtein). What the candidate goes on with
 * behind the typed part costs little, since ids are often typed short: "naiv" is nearer to "naive-wg8x8" than to "auto".
 */
export const typingCost = (name: string, candidate: string): number => {
  const CONTINUATION_COST = 0.05;
  let previous = Array.from({ length: candidate.length + 1 }, (_, j) => j);
  for (let i = 1; i <= name.length; i++) {
    const current = [i];
    for (let j = 1; j <= candidate.length; j++) {
      const substitution = previous[j - 1] + (name[i - 1] === candidate[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j] + 1, current[j - 1] + 1));
    }
    previous = current;
  }
  return Math.min(...previous.map((edits, typed) => edits + CONTINUATION_COST * (candidate.length - typed)));
};

/** The known name closest to `name`, to suggest after a typing slip; null where there are no known names. */
export const nearest = (name: string, known: readonly string[]): string | null => {
  let best: string | null = null;
  let bestCost = Infinity;
  for (const candidate of known) {
    const cost = typingCost(name.toLowerCase(), candidate.toLowerCase());
    if (cost < bestCost) {
      best = candidate;
      bestCost = cost;
    }
  }
  return best;
};

/** More names than this are no help on one line. */
const LISTED_NAMES = 20;

/** The way out behind "… is not known; ": the nearest name and the names there are. */
export const didYouMean = (name: string, known: readonly string[]): string => {
  const suggestion = nearest(name, known);
  if (suggestion === null) return 'there are none yet.';
  const rest = known.length - LISTED_NAMES;
  const listed = known.slice(0, LISTED_NAMES).join(', ');
  return `did you mean "${suggestion}"? Known: ${listed}${rest > 0 ? ` and ${String(rest)} more` : ''}.`;
};
