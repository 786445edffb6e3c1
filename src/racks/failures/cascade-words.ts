import { formatCount } from '../../base/format.ts';
import { tripWords } from '../power/breaker.ts';
import type { CascadeEnd } from './cascade.ts';

const firstAndMore = (rows: readonly { readonly node: string }[]): string => {
  const [first, ...others] = rows;
  if (first === undefined) return '';
  return others.length === 0 ? first.node : `${first.node} and ${formatCount(others.length)} more`;
};

/** What carries more than it may for ever: the first by name; empty where nothing does. */
export const overWords = ({ over }: CascadeEnd): string => firstAndMore(over);

/** What opened, and how soon the first did; empty where nothing did. */
export const tripsWords = ({ trips }: CascadeEnd): string =>
  trips[0] === undefined ? '' : `${firstAndMore(trips)}: ${tripWords(trips[0].time)}`;
