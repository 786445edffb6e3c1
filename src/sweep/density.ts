/** How many rows lie in a rectangle of two axes, in the units of the axes. */
export interface DensityCell {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly count: number;
}

export interface DensityAxis {
  readonly column: Float64Array;
  readonly scale: 'linear' | 'log';
  readonly cells: number;
}

/** Ends of what can be drawn of a column; null where there is nothing. */
const ends = ({ column, scale }: DensityAxis, rows: Uint32Array): readonly [number, number] | null => {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    const value = column[row]!;
    if (!Number.isFinite(value) || (scale === 'log' && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? null : [low, high];
};

/** Where the edges of the cells of an axis lie, and the cell of a value. */
const grid = (axis: DensityAxis, [low, high]: readonly [number, number]) => {
  const { scale, cells } = axis;
  const to = (value: number): number => (scale === 'log' ? Math.log(value) : value);
  const [from, span] = [to(low), to(high) - to(low)];
  return {
    edge: (cell: number): number => {
      const at = from + (span * cell) / cells;
      return scale === 'log' ? Math.exp(at) : at;
    },
    cellOf: (value: number): number =>
      span === 0 ? 0 : Math.min(cells - 1, Math.max(0, Math.floor(((to(value) - from) / span) * cells))),
  };
};

/** Rows counted in a grid over two axes; cells without rows are left out. A million rows become some thousand cells. */
export const density = (x: DensityAxis, y: DensityAxis, rows: Uint32Array): readonly DensityCell[] => {
  const drawn = rows.filter((row) => Number.isFinite(x.column[row]) && Number.isFinite(y.column[row]));
  const [width, height] = [ends(x, drawn), ends(y, drawn)];
  if (width === null || height === null) return [];
  const [across, up] = [grid(x, width), grid(y, height)];
  const counts = new Uint32Array(x.cells * y.cells);
  for (const row of drawn) {
    const [valueX, valueY] = [x.column[row]!, y.column[row]!];
    if ((x.scale === 'log' && valueX <= 0) || (y.scale === 'log' && valueY <= 0)) continue;
    counts[up.cellOf(valueY) * x.cells + across.cellOf(valueX)]! += 1;
  }
  const cells: DensityCell[] = [];
  for (const [index, count] of counts.entries()) {
    if (count === 0) continue;
    const [column, line] = [index % x.cells, Math.floor(index / x.cells)];
    cells.push({
      x: [across.edge(column), across.edge(column + 1)],
      y: [up.edge(line), up.edge(line + 1)],
      count,
    });
  }
  return cells;
};
