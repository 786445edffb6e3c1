import { createRandom } from '../../random.ts';

export interface PlantedSlowdown {
  readonly commits: number;
  /** Relative: 0.05 for 5 %. */
  readonly slowdown: number;
  /** Standard deviation of a session's log ratio. */
  readonly sd: number;
}

/** Whether plain bisection, with the majority of `votes` sessions deciding each step, finds the commit planted by `seed`. */
export const plainBisectionFinds = (
  seed: number,
  { commits, slowdown, sd }: PlantedSlowdown,
  votes: number,
): boolean => {
  const random = createRandom(seed);
  const first = random.integer(1, commits);
  let [good, bad] = [0, commits];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    const shift = middle >= first ? Math.log1p(slowdown) : 0;
    let slow = 0;
    for (let i = 0; i < votes; i++) if (shift + sd * random.normal() > Math.log1p(slowdown) / 2) slow++;
    if (slow > votes / 2) bad = middle;
    else good = middle;
  }
  return bad === first;
};
