import { totalIfKnown } from '../base/known.ts';
import { xmlText } from '../base/xml-text.ts';
import type { Device, DeviceRole, Face, PlacedRack, Placement } from '../racks/device.ts';
import type { Layout } from '../racks/layout.ts';

/** Sizes of the drawing, px. */
const UNIT = 14;
const WIDTH = 220;
const NUMBERS = 26;
const GAP = 28;
const HEAD = 44;
const FOOT = 40;
const FONT = 10;
/** Letters of the font are at most this wide. */
const LETTER = 6;

/** Fills by role: light enough for black text (contrast above 7). */
const FILLS: Readonly<Record<DeviceRole, string>> = {
  server: '#bbdefb',
  switch: '#c8e6c9',
  storage: '#e1bee7',
  management: '#cfd8dc',
  cdu: '#b2ebf2',
  pdu: '#ffe0b2',
  'power-shelf': '#ffccbc',
  other: '#e0e0e0',
};

/** Behind the name of a device that is seen from its other side. */
const BACK = ' (back)';

const fitted = (text: string, width: number): string => {
  const letters = Math.floor(width / LETTER);
  return text.length <= letters ? text : `${text.slice(0, Math.max(0, letters - 1))}…`;
};

const words = (x: number, y: number, text: string, more = ''): string =>
  `<text x="${String(x)}" y="${String(y)}" ${more}>${xmlText(text)}</text>`;

const titleOf = ({ name, powerW, massKg, heightUnits }: Device, { bottomUnit }: Placement): string =>
  [
    name,
    bottomUnit === null
      ? '0U'
      : heightUnits <= 1
        ? `unit ${String(bottomUnit)}`
        : `units ${String(bottomUnit)} to ${String(bottomUnit + heightUnits - 1)}`,
    powerW === null ? 'power not known' : `${powerW.toLocaleString('en-US')} W`,
    massKg === null ? 'mass not known' : `${massKg.toLocaleString('en-US')} kg`,
  ].join(', ');

const deviceBox = (
  device: Device,
  placement: Placement,
  face: Face,
  top: (unit: number) => number,
  x: number,
): string => {
  const { bottomUnit, side } = placement;
  if (bottomUnit === null) return '';
  const isBehind = placement.face !== face;
  // From the other side only a full-depth device is seen, by its back.
  if (isBehind && device.depth === 'half') return '';
  const half = WIDTH / 2;
  // Seen from behind, left and right change places.
  const isRight = (side === 'right') !== (face === 'rear');
  const [left, width] = side === null ? [x, WIDTH] : [isRight ? x + half : x, half];
  const y = top(bottomUnit + device.heightUnits - 1);
  const height = device.heightUnits * UNIT;
  return [
    `<g><title>${xmlText(titleOf(device, placement))}</title>`,
    `<rect x="${String(left + 1)}" y="${String(y + 0.5)}" width="${String(width - 2)}" height="${String(height - 1)}" fill="${FILLS[device.role]}" stroke="#37474f"${isBehind ? ' stroke-dasharray="3 2"' : ''}/>`,
    words(
      left + 6,
      y + height / 2 + 3.5,
      isBehind ? `${fitted(device.name, width - 12 - BACK.length * LETTER)}${BACK}` : fitted(device.name, width - 12),
    ),
    '</g>',
  ].join('');
};

const oneRack = (
  { rack, count, placements }: PlacedRack,
  deviceOf: (id: string) => Device,
  numbers: string,
  x: number,
  height: number,
): string => {
  const bottom = height - FOOT;
  const top = (unit: number): number => bottom - unit * UNIT;
  const held = placements.map((placement) => ({ placement, device: deviceOf(placement.device) }));
  const powerW = totalIfKnown(held.map(({ device }) => device.powerW));
  const massKg = totalIfKnown(held.map(({ device }) => device.massKg));
  const zeroU = held.filter(({ placement }) => placement.bottomUnit === null).map(({ device }) => device.name);
  const faces = (['front', 'rear'] as const).map((face, index) => {
    const left = x + NUMBERS + index * (WIDTH + NUMBERS);
    return [
      words(left + WIDTH / 2, HEAD - 8, face, 'text-anchor="middle" font-weight="bold"'),
      `<rect x="${String(left)}" y="${String(top(rack.heightUnits))}" width="${String(WIDTH)}" height="${String(rack.heightUnits * UNIT)}" fill="#fff" stroke="#000"/>`,
      ...Array.from({ length: Math.floor(rack.heightUnits) }, (_, unit) =>
        words(left - 5, top(unit + 1) + UNIT - 4, String(unit + 1), 'text-anchor="end" font-size="8"'),
      ),
      ...held.map(({ device, placement }) => deviceBox(device, placement, face, top, left)),
    ].join('');
  });
  const load = `${powerW === null ? 'power not known' : `${powerW.toLocaleString('en-US')} W`}, ${massKg === null ? 'mass not known' : `${massKg.toLocaleString('en-US', { maximumFractionDigits: 1 })} kg of devices`}`;
  const width = 2 * (WIDTH + NUMBERS);
  return [
    `<g role="group" aria-label="${xmlText(`${numbers}, ${rack.name}: ${load}`)}">`,
    words(
      x + NUMBERS,
      18,
      fitted(`${numbers}${count > 1 ? `, ${String(count)} alike` : ''}: ${rack.name}`, 1.6 * width),
      'font-size="12" font-weight="bold"',
    ),
    ...faces,
    words(x + NUMBERS, bottom + 15, load),
    zeroU.length === 0 ? '' : words(x + NUMBERS, bottom + 29, fitted(`Beside the rails: ${zeroU.join(', ')}`, width)),
    '</g>',
  ].join('');
};

interface RackDrawing {
  readonly racks: number;
  readonly height: number;
  /** Of each distinct rack, to be drawn at a place. */
  readonly draw: readonly ((x: number) => string)[];
}

const STEP = 2 * (WIDTH + NUMBERS) + GAP;

const drawings = ({ placement }: Layout): RackDrawing => {
  const byId = new Map(placement.devices.map((device) => [device.id, device]));
  const deviceOf = (id: string): Device => {
    const device = byId.get(id);
    if (device === undefined) throw new Error(`A placement names ${id}, which the layout does not hold`);
    return device;
  };
  const tallest = Math.max(1, ...placement.racks.map(({ rack }) => rack.heightUnits));
  const height = HEAD + tallest * UNIT + FOOT;
  let first = 1;
  const draw = placement.racks.map((rack) => {
    const last = first + rack.count - 1;
    const numbers = rack.count === 1 ? `Rack ${String(first)}` : `Racks ${String(first)} to ${String(last)}`;
    first = last + 1;
    return (x: number) => oneRack(rack, deviceOf, numbers, x, height);
  });
  return { racks: first - 1, height, draw };
};

const sheet = (width: number, height: number, title: string, id: string, drawn: readonly string[]): string =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${id}" viewBox="0 0 ${String(width)} ${String(height)}" width="${String(width)}" height="${String(height)}" font-family="sans-serif" font-size="${String(FONT)}">`,
    `<title id="${id}">${xmlText(title)}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...drawn,
    '</svg>\n',
  ].join('\n');

/** Front and rear of every distinct rack, with unit numbers, as an SVG file that stands alone. */
export const elevationSvg = (layout: Layout): string => {
  const { racks, height, draw } = drawings(layout);
  return sheet(
    Math.max(1, draw.length) * STEP,
    height,
    `${layout.name}: ${String(racks)} racks`,
    'title',
    draw.map((drawing, index) => drawing(index * STEP)),
  );
};

/** The same, a drawing for each distinct rack: what stands beside each other as the sheet allows. */
export const rackSvgs = (layout: Layout): readonly string[] => {
  const { height, draw } = drawings(layout);
  return draw.map((drawing, index) =>
    sheet(STEP - GAP, height, `Rack drawing ${String(index + 1)}`, `rack-${String(index + 1)}`, [drawing(0)]),
  );
};
