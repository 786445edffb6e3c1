import { formatCount, formatQuantity } from '../../../base/format.ts';
import type { HeadlineUncertainty, Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import { boundaryOf, figureWithin, USUAL_BOUNDARY, type BoundaryId } from '../../../records/boundary.ts';
import { headlineOf, headlinesOf } from '../../../records/ledger-lines.ts';
import type { HeadlineTable } from '../../../records/line-spec.ts';
import { figureOf, type LedgerLine, type Plan } from '../../../records/plan.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';
import {
  bandWords,
  causeOf,
  differenceWords,
  sharedBy,
  unknownHeadline,
  type SharedByHeadlines,
  type Write,
} from '../headline-words.ts';
import { ledgerHref } from './ledger-address.ts';

/** Things one buys or counts are printed in full. */
export const writeHeadline: Write = (value, unit, ...how) =>
  unit === '' ? { text: formatCount(value), unit } : formatQuantity(value, unit, ...how);

/** A line told beside a headline: "12 servers spare". */
const noteText = ({ value, unit }: LedgerLine, words: string): string => {
  if (value === null) return '';
  const named = value === 1 ? unit.replace(/s$/, '') : unit;
  const shown = Number.isInteger(value) ? { text: formatCount(value), unit: named } : formatQuantity(value, unit);
  return `${shown.text} ${shown.unit} ${words}`;
};

/** Both ends of a band in the unit of its middle; things are counted outwards, so that the band holds them. */
export const rangeText = ({ id, low, high }: Pick<HeadlineUncertainty, 'id' | 'low' | 'high'>): string => {
  const unit = headlineOf(id).unit;
  return unit === ''
    ? `${formatCount(Math.floor(low))}–${formatCount(Math.ceil(high))}`
    : bandWords(low, high, unit, writeHeadline);
};

/** The range around the number as it stands now; the band itself may be of a moment ago. */
const rangeAround = (value: number, uncertainty: HeadlineUncertainty): string => {
  const spread = Math.exp(uncertainty.halfWidth);
  return rangeText({ id: uncertainty.id, low: value / spread, high: value * spread });
};

export const sharedByHeadlines = (plan: Plan, sensitivity: Sensitivity | null): SharedByHeadlines => {
  const shown = [...headlinesOf('strip'), ...headlinesOf('more')].filter(({ id }) => figureOf(plan, id) !== null);
  const tiers = new Map(plan.ledger.map(({ id, tier }) => [id, tier]));
  return sharedBy(
    shown.map(({ id }) => tiers.get(id)),
    shown.map(({ id }) => causeOf(sensitivity?.headlines.find((headline) => headline.id === id))),
  );
};

/** What the headlines of a plan are told from. */
export interface HeadlineSources {
  readonly plan: Plan;
  readonly sensitivity: Sensitivity | null;
  /** The plan before the last edit; null where there was none. */
  readonly before: Plan | null;
  /** What energy and carbon count; the facility where nothing is said. */
  readonly boundary?: BoundaryId;
}

export const planHeadlines = (
  headlines: HeadlineTable,
  { plan, sensitivity, before, boundary = USUAL_BOUNDARY }: HeadlineSources,
): readonly Headline[] => {
  const lines = new Map(plan.ledger.map((line) => [line.id, line]));
  const shared = sharedByHeadlines(plan, sensitivity);
  return headlinesOf(headlines).map((headline) => {
    const { name, unit, note } = headline;
    const id = figureWithin(headline.id, boundary);
    if (id === null) return unknownHeadline(name, 'Nobody publishes it within this boundary', null);
    const number = figureOf(plan, id);
    if (number === null) return unknownHeadline(name, 'Not part of this plan', null);
    const line = lines.get(id);
    const { text, unit: shownUnit } = writeHeadline(number, unit);
    const noted = note === undefined ? undefined : lines.get(note.line);
    const uncertainty = sensitivity?.headlines.find((candidate) => candidate.id === id);
    const cause = causeOf(uncertainty);
    return {
      label: name,
      value: text,
      unit: shownUnit,
      title: `${number} ${unit}${cause === null ? '' : `; its range comes mostly from ${cause}`}`
        .replace(' ;', ';')
        .trim(),
      note: note === undefined || noted === undefined ? '' : noteText(noted, note.words),
      noteHref: noted === undefined ? null : ledgerHref(noted.id),
      // Ranges are of what the facility counts.
      range:
        id !== headline.id
          ? boundaryOf(boundary).beside
          : uncertainty === undefined || cause === null
            ? ''
            : rangeAround(number, uncertainty),
      change: before === null ? '' : differenceWords(figureOf(before, id), number, unit, writeHeadline),
      tier: shared.tier === null ? (line?.tier ?? null) : null,
      href: line === undefined ? null : ledgerHref(id),
    };
  });
};
