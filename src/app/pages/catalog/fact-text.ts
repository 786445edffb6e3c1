import { formatNumber } from '../../../base/format.ts';
import type { Fact } from '../../../catalog/provenance.ts';

/** Counts of parameters and tokens read best in billions; all else as it stands. */
export const valueText = (value: Fact['value']): string =>
  value === null
    ? '–'
    : typeof value === 'string'
      ? value
      : value >= 1e9
        ? `${formatNumber(value / 1e9, 4)} B`
        : formatNumber(value, 6);

/** A number with everything that is needed to quote it. */
export const factCitation = (title: string, { label, value, unit, source, date, tier }: Fact): string =>
  `${title}, ${label}: ${String(value)}${unit === '' ? '' : ` ${unit}`} (${tier}; ${source}; ${date})`;
