/** Fetches the drawer when a line is first asked for; until then its place is empty. */
export const fetchLedgerDrawer = (): void => {
  void import('./rr-ledger-drawer/rr-ledger-drawer.ts');
};
