import { hasWords } from '../../../base/has-words.ts';
import type { SavedSummary } from '../../../store/saved-summary.ts';

/** Ways to order scenarios, as the page names them. */
export const ORDERS = { newest: 'Newest first', oldest: 'Oldest first', name: 'By name' } as const;
export type Order = keyof typeof ORDERS;

const COMPARE: Readonly<Record<Order, (a: SavedSummary, b: SavedSummary) => number>> = {
  newest: (a, b) => b.savedAt.localeCompare(a.savedAt),
  oldest: (a, b) => a.savedAt.localeCompare(b.savedAt),
  name: (a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }),
};

export const listScenarios = (
  all: readonly SavedSummary[],
  { wanted, order }: { readonly wanted: string; readonly order: Order },
): readonly SavedSummary[] => all.filter(({ name }) => hasWords(name, wanted)).sort(COMPARE[order]);
