/** Address of a ledger line's explanation. */
export const ledgerHref = (id: string): string => `#/plan?line=${encodeURIComponent(id)}`;
