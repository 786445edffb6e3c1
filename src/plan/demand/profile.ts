import { entryAt } from '../../base/checked.ts';

/** Hours of a day. */
const DAY = 24;

/** Hour in which the smooth day is busiest. */
const BUSIEST_HOUR = 14;

const day = (concentration: number): number[] => {
  // The largest exponent is taken out: a concentration in the hundreds must not overflow.
  const shape = Array.from({ length: DAY }, (_, hour) =>
    Math.exp(concentration * (Math.cos((2 * Math.PI * (hour - BUSIEST_HOUR)) / DAY) - 1)),
  );
  const mean = shape.reduce((sum, value) => sum + value, 0) / DAY;
  return shape.map((value) => value / mean);
};

/**
 * Load of each hour of a day over the daily mean: positive everywhere, with mean 1 and the given peak exactly. The shape is
 * that of the von Mises distribution, e^(κ·cos), with κ found by bisection. Range: 1 ≤ peak < 24, where all would fall into
 * one hour. (A cosine around the mean would reach zero at a peak of 2 and go negative above.)
 */
export const smoothDay = (peakToAverage: number): readonly number[] => {
  if (peakToAverage <= 1) return Array.from({ length: DAY }, () => 1);
  let low = 0;
  let high = 1;
  const busiestOf = (shape: readonly number[]): number => entryAt(shape, BUSIEST_HOUR);
  while (busiestOf(day(high)) < peakToAverage && high < 1e4) high *= 2;
  for (let tries = 0; tries < 60; tries++) {
    const middle = (low + high) / 2;
    if (busiestOf(day(middle)) < peakToAverage) low = middle;
    else high = middle;
  }
  const shape = day(high);
  // What bisection leaves goes into the other hours, so that peak and mean are both exact.
  const others = shape.reduce((sum, value) => sum + value, 0) - busiestOf(shape);
  return shape.map((value, hour) => (hour === BUSIEST_HOUR ? peakToAverage : (value * (DAY - peakToAverage)) / others));
};

/** A table of hourly loads in any unit as multiples of its mean. */
export const relativeProfile = (hourly: readonly number[]): readonly number[] => {
  const mean = hourly.reduce((sum, value) => sum + value, 0) / hourly.length;
  return hourly.map((value) => value / mean);
};

export interface HourlyLoad {
  readonly peakToAverage: number;
  readonly hourlyProfile: readonly number[] | null;
}

/** The load of each hour over the mean, from the table where there is one. */
export const hourlyLoad = ({ peakToAverage, hourlyProfile }: HourlyLoad): readonly number[] =>
  hourlyProfile === null ? smoothDay(peakToAverage) : relativeProfile(hourlyProfile);

/** The rate that the fleet is sized for: that of the busiest hour, with the surge on it. */
export const peakQueriesPerS = ({
  queriesPerDay,
  surge,
  peakToAverage,
  hourlyProfile,
}: HourlyLoad & { readonly queriesPerDay: number; readonly surge: number }): number => {
  const peak = hourlyProfile === null ? peakToAverage : Math.max(...relativeProfile(hourlyProfile));
  return (queriesPerDay / 86_400) * peak * surge;
};
