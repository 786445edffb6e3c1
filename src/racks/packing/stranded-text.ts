import { quantityText } from '../../base/format.ts';
import { limitKind, type LimitId } from './limits.ts';
import type { LimitUse } from './packing.ts';

const causeOf = (cause: LimitId | 'rest', own: LimitId): string => {
  if (cause === 'rest') return 'nothing was left to place';
  return cause === own ? 'too little for one more' : `${limitKind(cause).label.toLowerCase()} binds`;
};

/** "480 U: 470 U because power binds, 10 U because nothing was left to place". */
export const strandedText = ({ limit, stranded }: Pick<LimitUse, 'limit' | 'stranded'>): string => {
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
