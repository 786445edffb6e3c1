/**
 * A run of steps whose durations grow evenly: firstS, firstS + growthS, firstS + 2·growthS, … Decoding without new prompts
 * is such a run, because the time of attention is proportional to the context, which grows by one token per step.
 */

/** Time of the first `steps` steps of a run. */
export const runS = (firstS: number, growthS: number, steps: number): number =>
  steps * firstS + (growthS * steps * (steps - 1)) / 2;

/** Whole steps of a run that end within `timeS`, at most `limit`. */
export const stepsEndingWithin = (firstS: number, growthS: number, timeS: number, limit: number): number => {
  if (timeS < firstS) return 0;
  if (runS(firstS, growthS, limit) <= timeS) return limit;
  // growth/2·n² + (first − growth/2)·n − time = 0, in the form that does not cancel.
  const b = firstS - growthS / 2;
  const root = (2 * timeS) / (b + Math.sqrt(Math.max(0, b * b + 2 * growthS * timeS)));
  let steps = Math.min(limit, Math.floor(root));
  // The root is rounded; the sums decide.
  while (steps > 0 && runS(firstS, growthS, steps) > timeS) steps--;
  while (steps < limit && runS(firstS, growthS, steps + 1) <= timeS) steps++;
  return steps;
};
