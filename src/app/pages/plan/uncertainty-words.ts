import { formatNumber } from '../../../base/format.ts';
import type { HeadlineUncertainty } from '../../../plan/sensitivity/sensitivity.ts';

/** A half-width in log as people say it: 0.25 is ±25 %. The mean of the way up and the way down. */
export const bandText = (halfWidth: number): string => `±${formatNumber(100 * Math.sinh(halfWidth), 2)} %`;

const listed = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;

/** What would make the band half as wide, in a sentence. */
export const halvingText = ({ contributions, halving }: HeadlineUncertainty): string => {
  if (halving === null) return 'Nothing that is uncertain here moves it.';
  const [largest] = contributions;
  if (halving.kind === 'one')
    return `${largest.label} known to ${bandText(halving.toBand)} instead of ${bandText(largest.band)}. ${largest.remedy}`;
  const names = halving.ids.map((id) => contributions.find((one) => one.id === id)?.label ?? id);
  return `No single one; ${listed(names)} known exactly. First: ${largest.remedy.charAt(0).toLowerCase()}${largest.remedy.slice(1)}`;
};
