import { isHeadline, OBJECTIVES, type Objectives, type SweepQuestion } from '../../../sweep/view.ts';
import { formatHash, type PageLocation } from '../../router/location.ts';

/** Everything that is chosen on the page of sweeps stands in its address, and a link to it shows the same. */
const SEGMENTS = ['plan', 'sweeps'] as const;

/** Keys of the address that name no input of the sweep; those have a dot in their paths. */
export type SweepKey = 'file' | 'row' | 'a' | 'b' | 'c' | 'along' | 'least' | 'split';

export const sweepHref = ({ query }: PageLocation, changes: Readonly<Record<string, string | null>>): string =>
  formatHash(sweepLocation(query, changes));

export const sweepLocation = (
  query: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): PageLocation => ({
  segments: SEGMENTS,
  query: Object.fromEntries(
    Object.entries({ ...query, ...changes }).flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  ),
});

const objectivesOf = ({ a, b, c }: Readonly<Record<string, string>>): Objectives => {
  const [first, second, third] = OBJECTIVES;
  return [isHeadline(a) ? a : first, isHeadline(b) ? b : second, isHeadline(c) ? c : third];
};

export const questionOf = (query: Readonly<Record<string, string>>): SweepQuestion => {
  const { along, least, split } = query;
  return {
    objectives: objectivesOf(query),
    only: Object.fromEntries(Object.entries(query).filter(([key]) => key.includes('.'))),
    curveX: along ?? null,
    curveY: isHeadline(least) ? least : null,
    split: split ?? null,
  };
};

/** Number of the row that the address names; null where it names none. */
export const rowOf = ({ row }: Readonly<Record<string, string>>): number | null =>
  row !== undefined && /^\d{1,10}$/.test(row) ? Number(row) : null;
