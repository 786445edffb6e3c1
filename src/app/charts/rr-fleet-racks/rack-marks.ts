import { entryAt } from '../../../base/checked.ts';

/** A fleet as its racks are drawn: how many servers each holds, and how many of all are spare. */
export interface DrawnFleet {
  readonly racks: number;
  readonly servers: number;
  readonly spareServers: number;
  /** In a full rack. */
  readonly serversPerRack: number;
}

export interface RackMark {
  readonly x: number;
  readonly y: number;
  /** Share of its height that servers fill, spares included. */
  readonly filled: number;
  /** Share of its height that spares fill, on top of the others. */
  readonly spare: number;
}

export interface RackMarks {
  readonly marks: readonly RackMark[];
  /** Of a mark, px. */
  readonly width: number;
  readonly height: number;
  /** Of the drawing, px. */
  readonly bottom: number;
  /** How many racks a mark stands for. */
  readonly racksPerMark: number;
}

/** Widths of a mark that are tried, widest first: the widest at which all racks have room. */
const WIDTHS_PX = [26, 22, 18, 15, 12, 10, 8, 6, 5];
/** A rack is some two metres tall and 60 cm wide; drawn flatter, since rows stand above each other. */
const TALL = 2.2;
const gapOf = (width: number): number => Math.max(2, Math.round(width / 6));

/** 1, 2, 5, 10, 20, …: what a mark may stand for. */
const roundNumbers = function* (): Generator<number> {
  for (let power = 1; ; power *= 10) for (const digit of [1, 2, 5]) yield digit * power;
};

const roomAt = (width: number, area: { readonly width: number; readonly height: number }) => {
  const gap = gapOf(width);
  const height = Math.round(width * TALL);
  const columns = Math.max(1, Math.floor((area.width + gap) / (width + gap)));
  const rows = Math.max(1, Math.floor((area.height + gap) / (height + gap)));
  return { gap, height, columns, most: columns * rows };
};

/** Places for the racks of a fleet in an area, in rows from the upper left; spares stand in the last racks. */
export const rackMarks = (
  { racks, servers, spareServers, serversPerRack }: DrawnFleet,
  area: { readonly width: number; readonly height: number },
): RackMarks => {
  const smallest = entryAt(WIDTHS_PX, WIDTHS_PX.length - 1);
  let racksPerMark = 1;
  for (racksPerMark of roundNumbers()) {
    if (Math.ceil(racks / racksPerMark) <= roomAt(smallest, area).most) break;
  }
  const count = Math.ceil(racks / racksPerMark);
  const width = WIDTHS_PX.find((candidate) => roomAt(candidate, area).most >= count) ?? smallest;
  const { gap, height, columns } = roomAt(width, area);
  const serving = servers - spareServers;
  const room = serversPerRack * racksPerMark;
  const marks = Array.from({ length: count }, (_, index) => {
    const before = index * room;
    const here = Math.max(0, Math.min(room, servers - before));
    const servingHere = Math.max(0, Math.min(room, serving - before));
    return {
      x: (index % columns) * (width + gap),
      y: Math.floor(index / columns) * (height + gap),
      filled: here / room,
      spare: (here - servingHere) / room,
    };
  });
  return { marks, width, height, bottom: Math.ceil(count / columns) * (height + gap) - gap, racksPerMark };
};
