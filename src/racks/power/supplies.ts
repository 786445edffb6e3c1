import { entryAt } from '../../base/checked.ts';
import type { Supplies } from '../device.ts';

/** Supplies of a device by feed: as even as can be, the first feeds have one more. */
export const cordsByFeed = (supplies: number, feeds: number): readonly number[] =>
  Array.from({ length: feeds }, (_, feed) => Math.floor((supplies + feeds - 1 - feed) / feeds));

/** Supplies with power below which the device stops or throttles; null where neither scheme nor rating is published. */
export const suppliesNeeded = ({ count, mayFail, ratingW }: Supplies, powerW: number | null): number | null => {
  const byScheme = mayFail === null ? null : count - mayFail;
  const byRating = ratingW === null || powerW === null ? null : Math.ceil((powerW / ratingW) * (1 - 1e-9));
  return byScheme === null ? byRating : Math.max(byScheme, byRating ?? 0);
};

/**
 * Whether a device runs on with some of its supplies dark: enough must be left by the maker’s scheme, and they must carry
 * its power. Null where that is not known. A device whose supplies are all lit runs.
 */
export const runsOn = (supplies: Supplies, powerW: number | null, lit: number): boolean | null => {
  if (lit >= supplies.count) return true;
  if (lit === 0) return false;
  const needed = suppliesNeeded(supplies, powerW);
  return needed === null ? null : lit >= needed;
};

/** The same for each feed lost in turn, supplies shared out evenly: null for a feed of which that is not known. */
export const survivesFeedLoss = (
  supplies: Supplies,
  powerW: number | null,
  feeds: number,
): readonly (boolean | null)[] =>
  cordsByFeed(supplies.count, feeds).map((lost) => runsOn(supplies, powerW, supplies.count - lost));

/**
 * Power shelves of a rack with a busbar, as its supplies: 8 shelves of 6 × 5.5 kW give 264 kW. As many may be dark as the
 * others carry the rack without.
 */
export const powerShelves = (shelves: number, suppliesPerShelf: number, supplyW: number, rackW: number): Supplies => {
  const ratingW = suppliesPerShelf * supplyW;
  const needed = Math.ceil((rackW / ratingW) * (1 - 1e-9));
  return { count: shelves, ratingW, mayFail: Math.max(0, shelves - needed) };
};

/**
 * Most power of devices of this kind that the feeds of a rack carry, with each feed lost in turn where there are several:
 * W · cords of a feed / cords lit ≤ what the feed carries. `usableW` by feed. With a feed lost that the devices do not
 * survive nothing is left to carry.
 */
export const usableWithOneFeedLost = (usableW: readonly number[], supplies: number): number => {
  const cords = cordsByFeed(supplies, usableW.length);
  const states = usableW.length === 1 ? [-1] : usableW.map((_, lost) => lost);
  let most = Infinity;
  for (const lost of states) {
    const lit = cords.reduce((sum, count, feed) => (feed === lost ? sum : sum + count), 0);
    for (const [feed, capacity] of usableW.entries()) {
      if (feed !== lost && entryAt(cords, feed) > 0) most = Math.min(most, (capacity * lit) / entryAt(cords, feed));
    }
  }
  return most;
};
