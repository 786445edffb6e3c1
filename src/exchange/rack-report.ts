import { formatCount, formatNumber, quantityText, knownText } from '../base/format.ts';
import { totalIfKnown } from '../base/known.ts';
import { xmlText } from '../base/xml-text.ts';
import { standLayout, type Layout } from '../racks/layout.ts';
import type { Plan } from '../records/plan.ts';
import type { CsvCell } from './csv.ts';
import { rackSvgs } from './elevation-svg.ts';
import { hallSvg } from './hall-svg.ts';
import { layoutTables, type ExportTable } from './layout-tables.ts';

/** Longer tables belong into a spreadsheet. */
const MOST_ROWS = 400;
/** More distinct racks than are looked at on paper. */
const MOST_DRAWN = 60;
const MOST_ON_THE_FLOOR = 5000;

const STYLE = `
@page { size: A4; margin: 12mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #1c262c; font: 10px/14px sans-serif; }
h1 { margin: 0 0 4px; font-size: 20px; line-height: 28px; }
h2 { margin: 18px 0 6px; font-size: 14px; line-height: 20px; break-after: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; }
dt { color: #55636b; }
dd { margin: 0; }
.drawings { display: flex; flex-wrap: wrap; gap: 8px; }
.drawings svg { width: calc(50% - 4px); height: auto; break-inside: avoid; }
.floor svg { width: 100%; max-height: 180mm; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 2px 8px 2px 0; border-bottom: 1px solid #cfd8dc; text-align: left; vertical-align: top; }
th { border-bottom-color: #78909c; color: #55636b; font-weight: normal; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.sum td { border-top: 1px solid #78909c; font-weight: bold; }
`;

/** An empty cell is a figure that nobody knows only where figures are added up. */
const cellText = (cell: CsvCell, isSummed: boolean): string =>
  cell === null ? (isSummed ? 'not known' : '') : typeof cell === 'number' ? formatNumber(cell, 6) : String(cell);

const isFigure = (column: number, rows: ExportTable['rows']): boolean =>
  rows.some((row) => typeof row[column] === 'number') &&
  rows.every((row) => row[column] === null || typeof row[column] === 'number');

const tableHtml = ({ name, columns, rows }: ExportTable): string => {
  if (rows.length === 0) return '';
  if (rows.length > MOST_ROWS) {
    return `<h2>${xmlText(name)}</h2><p>${formatCount(rows.length)} rows: they are in the workbook and in the CSV files.</p>`;
  }
  const figures = columns.map((_, index) => isFigure(index, rows));
  const cell = (tag: 'td' | 'th', text: string, index: number): string =>
    `<${tag}${figures[index] === true ? ' class="figure"' : ''}>${xmlText(text)}</${tag}>`;
  const sums = columns.map(({ isSummed }, index): string => {
    if (isSummed !== true) return index === 0 ? 'all' : '';
    const known = rows.flatMap((row) => (typeof row[index] === 'number' ? [row[index]] : []));
    const open = rows.length - known.length;
    const total = formatNumber(
      known.reduce((sum, value) => sum + value, 0),
      6,
    );
    return open === 0 ? total : `${total}, ${formatCount(open)} not known`;
  });
  return [
    `<h2>${xmlText(name)}</h2><table><thead><tr>`,
    ...columns.map((column, index) => cell('th', column.name, index)),
    '</tr></thead><tbody>',
    ...rows.map(
      (row) =>
        `<tr>${columns.map(({ isSummed = false }, index) => cell('td', cellText(row[index] ?? null, isSummed), index)).join('')}</tr>`,
    ),
    columns.some(({ isSummed }) => isSummed === true)
      ? `<tr class="sum">${sums.map((text, index) => cell('td', text, index)).join('')}</tr>`
      : '',
    '</tbody></table>',
  ].join('');
};

/**
 * Racks as one document to print: what they add up to, the floor, every distinct rack front and rear, and the tables of
 * `layoutTables`, the ledger last. `facts` stand at its head: label and text. HTML that stands alone.
 */
export const rackReport = (
  layout: Layout,
  plan: Plan | null,
  facts: readonly (readonly [label: string, text: string])[] = [],
): string => {
  const { hall, racks, devices } = standLayout(layout);
  const all: readonly (readonly [string, string])[] = [
    ['Racks', formatCount(racks.length)],
    ['Devices', formatCount(devices.length)],
    ['Power', knownText(totalIfKnown(devices.map(({ device }) => device.powerW)), 'W')],
    [
      'Mass',
      knownText(
        totalIfKnown([
          ...devices.map(({ device }) => device.massKg),
          ...racks.map(({ type }) => type.cabinetKg + type.cablesKg),
        ]),
        'kg',
      ),
    ],
    [
      'Hall',
      `${formatNumber(hall.widthM)} × ${formatNumber(hall.depthM)} m, ${quantityText(hall.areaM2, 'm²')}, ${formatCount(hall.rows.length)} rows${hall.kwPerM2 === null ? '' : `, ${formatNumber(hall.kwPerM2)} kW/m²`}`,
    ],
    ...layout.feeds.map(({ name, voltageV, phases, breakerA, continuousShare }): readonly [string, string] => [
      `Feed ${name}`,
      `${quantityText(voltageV, 'V')}, ${String(phases)} phase${phases === 1 ? '' : 's'}, ${quantityText(breakerA, 'A')} at ${formatNumber(100 * continuousShare)} %`,
    ]),
  ];
  const heads = new Map([...all, ...facts]);
  const drawn = rackSvgs(layout);
  const tables = layoutTables(layout, plan);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${xmlText(layout.name)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${xmlText(layout.name)}</h1><dl>`,
    ...[...heads].map(([label, text]) => `<dt>${xmlText(label)}</dt><dd>${xmlText(text)}</dd>`),
    '</dl>',
    racks.length > 0 && racks.length <= MOST_ON_THE_FLOOR
      ? `<h2>Hall</h2><div class="floor">${hallSvg(hall)}</div>`
      : '',
    '<h2>Elevations</h2><div class="drawings">',
    ...drawn.slice(0, MOST_DRAWN),
    '</div>',
    drawn.length > MOST_DRAWN
      ? `<p>${formatCount(drawn.length - MOST_DRAWN)} more distinct racks are not drawn.</p>`
      : '',
    ...tables.filter(({ name }) => name !== 'Ledger').map(tableHtml),
    ...tables.filter(({ name }) => name === 'Ledger').map(tableHtml),
    '</body></html>\n',
  ].join('\n');
};
