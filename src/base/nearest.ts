/** Levenshtein distance between two strings, counted in single-character edits. */
export const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
};

/** Nobody slips in a name longer than this, and comparing takes time by its length. */
const LONGEST_NAME = 100;

const ownName = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** A dotted name in the wrong group is nearer than any slip but one cut short. */
const OTHER_GROUP = 0.9;

/**
 * The known name closest to `name`, to suggest after a typing slip: the shortest that begins with it, else the one with
 * the fewest edits, where the groups before the last dot may be others. Null where there are no known names.
 */
export const nearest = (name: string, known: readonly string[]): string | null => {
  const typed = name.slice(0, LONGEST_NAME).toLowerCase();
  let best: string | null = null;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    // A name cut short is closer than any slip: its distance is below one edit, and smaller the less of it is missing.
    const begun = typed !== '' && lower.startsWith(typed);
    const distance = begun
      ? 1 - typed.length / lower.length
      : Math.min(
          editDistance(typed, lower),
          lower.includes('.') ? OTHER_GROUP + editDistance(ownName(typed), ownName(lower)) : Infinity,
        );
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
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
