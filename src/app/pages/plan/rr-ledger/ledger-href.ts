/** Address of a ledger line's explanation. */
export const ledgerHref = (id: string): string => `#/plan?line=${encodeURIComponent(id)}`;

/** In place of a line's id: the ledger from its first line. */
export const ALL_LINES = 'all';
