import { nothing, type TemplateResult } from 'lit';
import { formatCount, formatNumber, quantityText } from '../../../base/format.ts';
import { limitKind, type LimitId } from '../../../racks/packing/limits.ts';
import type { Packing } from '../../../racks/packing/packing.ts';
import type { Relief } from '../../../racks/packing/reliefs.ts';
import { strandedText } from '../../../racks/packing/stranded-text.ts';
import type { RacksAnswer } from '../../../workers/compute-protocol.ts';
import { numeric, table, type Content } from '../../controls/table.ts';

const fewer = (racks: number, than: number): string =>
  `${formatCount(than - racks)} ${than - racks === 1 ? 'rack' : 'racks'} fewer`;

/** What a little more in every rack buys, by the bound, and the first amount that buys anything. */
const buysText = (limit: LimitId, { reliefs }: RacksAnswer): string => {
  const { leastRacks } = reliefs;
  const { unit } = limitKind(limit);
  const text = ({ more, racks }: Relief): string =>
    `${quantityText(more, unit)}: ${racks < leastRacks ? fewer(racks, leastRacks) : 'nothing'}`;
  const [atStep, smallest] = [reliefs.oneMore, reliefs.first].map((some) =>
    some.find((relief) => relief.limit === limit),
  );
  if (atStep === undefined) return '';
  if (smallest === undefined) return `${text(atStep)}, nor does any more of it`;
  return smallest.more === atStep.more ? text(atStep) : `${text(atStep)}; ${text(smallest)}`;
};

const bindsText = (limit: LimitId, { layout }: Packing): string => {
  const racks = layout.reduce((sum, { binding, count }) => sum + (binding === limit ? count : 0), 0);
  return racks === 0 ? '' : `${formatCount(racks)} ${racks === 1 ? 'rack' : 'racks'}`;
};

/** Every limit of the racks: how much of it there is, whom it binds, what it leaves over, and what more of it buys. */
export const limitsTable = (answer: RacksAnswer): TemplateResult | typeof nothing => {
  const { packing } = answer;
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
      { head: 'More in every rack buys', card: 'More in every rack buys' },
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
        buysText(use.limit, answer),
      ];
    }),
  });
};
