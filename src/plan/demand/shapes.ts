import { entryAt } from '../../base/checked.ts';
import { smoothDay } from './profile.ts';

/** A shape of load over a day or a week to start from; none of them is measured. */
export interface LoadShape {
  readonly id: string;
  readonly label: string;
  readonly hourly: readonly number[];
}

const DAY = 24;
const WEEKDAYS = 5;
const WEEKEND = 2;

const hours = (load: (hour: number) => number): number[] => Array.from({ length: DAY }, (_, hour) => load(hour));

/** Two maxima, before and after lunch, and a fifth of them at night. */
const office = hours((hour) => {
  if (hour < 7 || hour >= 20) return 0.2;
  if (hour < 9 || hour >= 18) return 0.6;
  return hour === 12 || hour === 13 ? 0.85 : 1;
});

/** A smooth day of peak 2, turned by six hours: busiest at 20:00. */
const evening = hours((hour) => entryAt(smoothDay(2), (hour - 6 + DAY) % DAY));

/** Weekends at a third of the weekdays. */
const officeWeek = [
  ...Array.from({ length: WEEKDAYS }, () => office).flat(),
  ...Array.from({ length: WEEKEND }, () => office.map((load) => load / 3)).flat(),
];

export const loadShapes: readonly LoadShape[] = [
  { id: 'flat', label: 'Flat', hourly: hours(() => 1) },
  { id: 'office', label: 'Office day', hourly: office },
  { id: 'evening', label: 'Evening peak', hourly: evening },
  { id: 'office-week', label: 'Office week', hourly: officeWeek },
];
