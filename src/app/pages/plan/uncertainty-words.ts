import { entryAt } from '../../../base/checked.ts';
import { formatNumber, inSentence } from '../../../base/format.ts';
import type { HeadlineUncertainty } from '../../../plan/sensitivity/sensitivity.ts';

/** A half-width in log as people say it: 0.25 is ±25 %. The mean of the way up and the way down. */
export const bandText = (halfWidth: number): string => `±${formatNumber(100 * Math.sinh(halfWidth), 2)} %`;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** What would make the band half as wide: which input known how well. */
export const halvingText = ({ contributions, halving }: HeadlineUncertainty): string => {
  if (halving === null) return 'nothing uncertain moves it';
  if (halving.kind === 'one') return `${inSentence(entryAt(contributions, 0).label)} to ${bandText(halving.toBand)}`;
  const names = halving.ids.map((id) =>
    inSentence(contributions.find((contribution) => contribution.id === id)?.label ?? id),
  );
  return `${listed(names)} exactly`;
};
