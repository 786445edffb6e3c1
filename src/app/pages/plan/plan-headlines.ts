import { formatCount, formatQuantity } from '../../../base/format.ts';
import type { HeadlineUncertainty, Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import type { Plan } from '../../../records/plan.ts';
import type { Headline } from '../../controls/rr-headline/rr-headline.ts';
import { ledgerHref } from './ledger-address.ts';

interface Spec {
  readonly label: string;
  /** Ledger line that the number is. */
  readonly id: string;
  readonly unit: string;
  readonly value: (plan: Plan) => number | null;
  readonly note: (plan: Plan) => string;
  /** Ledger line of the number in the note. */
  readonly noteId?: string;
}

const some = (value: number | null, text: (value: number) => string): string => (value === null ? '' : text(value));

const SPECS: readonly Spec[] = [
  {
    label: 'GPUs',
    id: 'fleet.gpus',
    unit: '',
    value: ({ fleet }) => fleet.gpus,
    note: ({ ledger }) =>
      some(
        ledger.find((line) => line.id === 'serving.gpusPerReplica')?.value ?? null,
        (gpus) => `${formatCount(gpus)} to a replica`,
      ),
    noteId: 'serving.gpusPerReplica',
  },
  {
    label: 'Servers',
    id: 'fleet.servers',
    unit: '',
    value: ({ fleet }) => fleet.servers,
    note: ({ fleet }) => some(fleet.spareServers, (spares) => `${formatCount(spares)} of them spare`),
    noteId: 'fleet.spareServers',
  },
  {
    label: 'Racks',
    id: 'fleet.racks',
    unit: '',
    value: ({ fleet }) => fleet.racks,
    note: ({ power }) => some(power.kwPerRack, (kw) => `${formatQuantity(kw, 'kW').text} kW a rack`),
    noteId: 'power.kwPerRack',
  },
  {
    label: 'Facility power',
    id: 'power.facilityMw',
    unit: 'MW',
    value: ({ power }) => power.facilityMw,
    note: ({ power }) =>
      some(power.itMw, (mw) => `${formatQuantity(mw, 'MW').text} ${formatQuantity(mw, 'MW').unit} of IT`),
    noteId: 'power.itMw',
  },
  {
    label: 'Energy a day',
    id: 'energy.kwhPerDay',
    unit: 'kWh',
    value: ({ energy }) => energy.kwhPerDay,
    note: () => '',
  },
  {
    label: 'Electricity a day',
    id: 'energy.usdPerDay',
    unit: 'USD',
    value: ({ energy }) => energy.usdPerDay,
    note: () => '',
  },
  { label: 'Purchase', id: 'cost.capexUsd', unit: 'USD', value: ({ cost }) => cost.capexUsd, note: () => '' },
  { label: 'Cost a query', id: 'cost.usdPerQuery', unit: 'USD', value: ({ cost }) => cost.usdPerQuery, note: () => '' },
  { label: 'CO2e a day', id: 'carbon.kgPerDay', unit: 'kg', value: ({ carbon }) => carbon.kgPerDay, note: () => '' },
];

/** Things one buys or counts are printed in full, all else with three significant digits. */
const formatHeadline = (value: number, unit: string): { text: string; unit: string } =>
  unit === '' ? { text: formatCount(value), unit } : formatQuantity(value, unit);

/** Names of all numbers that a plan is asked for, by ledger line. */
export const HEADLINE_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SPECS.map(({ id, label }) => [id, label])),
  'cost.usdPerMillionOutputTokens': 'A million tokens',
  'serving.ttftMs': 'First token p99',
  'serving.tpotMs': 'Token interval, mean',
};

const UNITS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(SPECS.map(({ id, unit }) => [id, unit])),
  'cost.usdPerMillionOutputTokens': 'USD',
  'serving.ttftMs': 'ms',
  'serving.tpotMs': 'ms',
};

/** Both ends of a band in the unit of its upper end: 262–351, 1.9–2.7 MW. */
export const rangeText = ({ id, low, high }: Pick<HeadlineUncertainty, 'id' | 'low' | 'high'>): string => {
  const unit = UNITS[id] ?? '';
  if (unit === '') return `${formatCount(Math.floor(low))}–${formatCount(Math.ceil(high))}`;
  const upper = formatQuantity(high, unit, 2);
  const lower = formatQuantity(low, unit, 2);
  return lower.unit === upper.unit
    ? `${lower.text}–${upper.text} ${upper.unit}`
    : `${lower.text} ${lower.unit}–${upper.text} ${upper.unit}`;
};

/** The range around the number as it stands now; the band itself may be of a moment ago. */
const rangeAround = (value: number, uncertainty: HeadlineUncertainty | undefined): string => {
  const largest = uncertainty?.contributions.at(0);
  if (uncertainty === undefined || largest === undefined) return '';
  const spread = Math.exp(uncertainty.halfWidth);
  return `${rangeText({ id: uncertainty.id, low: value / spread, high: value * spread })}\nmostly ${largest.label.toLowerCase()}`;
};

export const planHeadlines = (plan: Plan, sensitivity: Sensitivity | null): Headline[] => {
  const lines = new Map(plan.ledger.map((line) => [line.id, line]));
  return SPECS.map(({ label, id, unit, value, note, noteId }) => {
    const number = value(plan);
    const line = lines.get(id);
    if (number === null) {
      return {
        label,
        value: '–',
        unit: '',
        title: 'Not part of this plan',
        note: '',
        range: '',
        tier: null,
        href: null,
      };
    }
    const { text, unit: shownUnit } = formatHeadline(number, unit);
    return {
      label,
      value: text,
      unit: shownUnit,
      title: `${number} ${unit}`.trim(),
      note: note(plan),
      noteHref: noteId === undefined || !lines.has(noteId) ? null : ledgerHref(noteId),
      range: rangeAround(
        number,
        sensitivity?.headlines.find((one) => one.id === id),
      ),
      tier: line?.tier ?? null,
      href: line === undefined ? null : ledgerHref(id),
    };
  });
};
