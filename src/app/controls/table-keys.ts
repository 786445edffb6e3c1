/**
 * Arrow keys inside a table of links: one stop of Tab a row, its first link or button; the arrows lead on to the others,
 * which have `tabindex="-1"`. A table of numbers that all lead somewhere is no wall before what comes after it.
 */
export const moveInTable = (event: KeyboardEvent): void => {
  const steps: Readonly<Record<string, readonly [rows: number, cells: number]>> = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
  };
  const step = steps[event.key];
  const [from] = event.composedPath();
  if (step === undefined || !(from instanceof Element)) return;
  const cell = from.closest<HTMLTableCellElement>('td, th');
  const row = cell?.closest('tr');
  const rows = [...(row?.closest('tbody')?.rows ?? [])];
  if (cell === null || row === null || row === undefined || from === cell) return;
  const within = (at: HTMLTableCellElement | undefined): HTMLElement | null =>
    at?.querySelector<HTMLElement>('a[href], button') ?? null;
  const [down, right] = step;
  // Cells that have no number are stepped over.
  for (
    let r = rows.indexOf(row) + down, c = cell.cellIndex + right;
    r in rows && c in rows[r].cells;
    r += down, c += right
  ) {
    const next = within(rows[r].cells[c]);
    if (next === null) continue;
    event.preventDefault();
    next.focus();
    return;
  }
};
