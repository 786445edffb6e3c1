import { nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import { limitKind, type LimitId } from '../../../racks/packing/limits.ts';
import type { Bound, LimitUse, Packing, Relief } from '../../../racks/packing/pack.ts';
import { numeric, table, type Content } from '../../controls/table.ts';

const inText = (id: LimitId): string => limitKind(id).label.toLowerCase();

const causeOf = (cause: LimitId | 'rest', own: LimitId): string => {
  if (cause === 'rest') return 'nothing was left to place';
  return cause === own ? 'too little for one more' : `${inText(cause)} binds`;
};

/** "480 U: 470 U because power binds, 10 U because nothing was left to place". */
const strandedText = ({ limit, stranded }: LimitUse): string => {
  const { unit } = limitKind(limit);
  const causes = Object.entries(stranded).filter(([, amount]) => amount > 0) as [LimitId | 'rest', number][];
  const total = causes.reduce((sum, [, amount]) => sum + amount, 0);
  if (total === 0) return 'none';
  const parts = causes
    .sort(([, a], [, b]) => b - a)
    .map(
      ([cause, amount]) =>
        `${causes.length === 1 ? '' : `${quantityText(amount, unit)} `}because ${causeOf(cause, limit)}`,
    );
  return `${quantityText(total, unit)}: ${parts.join(', ')}`;
};

/** What a little more in every rack buys, by the bound; it may be less than packing finds. */
const buysText = ({ limit }: LimitUse, reliefs: readonly Relief[], bound: Bound): string => {
  const relief = reliefs.find((one) => one.limit === limit);
  if (relief === undefined) return '';
  const { unit, oneMore } = limitKind(limit);
  const fewer = bound.racks - relief.racks;
  const buys =
    fewer > 0
      ? `${formatCount(fewer)} fewer, ${formatCount(relief.racks)} at least`
      : relief.fraction < bound.fraction - 1e-6
        ? `no whole rack (${formatNumber(bound.fraction - relief.fraction, 2)} of one)`
        : 'nothing';
  return `${quantityText(oneMore, unit)} more: ${buys}`;
};

const bindsText = (limit: LimitId, { layout }: Packing): string => {
  const racks = layout.reduce((sum, { binding, count }) => sum + (binding === limit ? count : 0), 0);
  return racks === 0 ? '' : `${formatCount(racks)} ${racks === 1 ? 'rack' : 'racks'}`;
};

/** Every limit of the racks: how much of it there is, whom it binds, what it leaves over, and what more of it buys. */
export const limitsTable = (packing: Packing, reliefs: readonly Relief[]): TemplateResult | typeof nothing => {
  if (packing.limits.length === 0) return nothing;
  return table({
    label: 'Table of limits',
    cards: true,
    columns: [
      'Limit',
      numeric('A rack has'),
      numeric('All devices need', 'All devices need'),
      numeric('Racks by it alone', 'Racks by it alone'),
      { head: 'Binds', card: 'Binds' },
      { head: 'Left over in all racks', card: 'Left over in all racks' },
      { head: 'In every rack', card: 'In every rack' },
    ],
    rows: packing.limits.map((use): Content[] => {
      const { label, unit } = limitKind(use.limit);
      return [
        label,
        quantityText(use.capacity, unit),
        quantityText(use.needed, unit),
        formatNumber(use.racks, 4),
        bindsText(use.limit, packing),
        strandedText(use),
        buysText(use, reliefs, packing.bound),
      ];
    }),
  });
};
