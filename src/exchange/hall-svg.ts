import type { Hall } from '../racks/hall/hall.ts';

const rectangle = (of: { xM: number; yM: number; widthM: number; depthM: number }, look: string): string =>
  `<rect x="${of.xM.toFixed(3)}" y="${of.yM.toFixed(3)}" width="${of.widthM.toFixed(3)}" height="${of.depthM.toFixed(3)}" ${look}/>`;

const AISLE = { hot: '#ffebee', cold: '#e3f2fd' } as const;
const CLOSED = 'stroke="#b71c1c" stroke-width="0.03" stroke-dasharray="0.12 0.08"';

/** The floor of a hall to scale, in metres: rows of racks with their letters, aisles, fronts as thick edges. */
export const hallSvg = ({ widthM, depthM, rows, aisles }: Hall): string => {
  // Letters are 1 % of the room and no smaller than 30 cm.
  const letterM = Math.max(0.3, widthM / 80);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Floor plan" viewBox="${(-2 * letterM).toFixed(3)} 0 ${(widthM + 2 * letterM).toFixed(3)} ${depthM.toFixed(3)}" font-family="sans-serif">`,
    rectangle({ xM: 0, yM: 0, widthM, depthM }, 'fill="#fff" stroke="#37474f" stroke-width="0.03"'),
    ...aisles.map((aisle) => rectangle(aisle, `fill="${AISLE[aisle.kind]}" ${aisle.contained ? CLOSED : ''}`)),
    ...rows.flatMap(({ racks, label, fronts, yM, depthM: deep }) => [
      `<text x="${((racks[0]?.xM ?? 0) - letterM / 2).toFixed(3)}" y="${(yM + deep / 2 + letterM / 3).toFixed(3)}" font-size="${letterM.toFixed(3)}" text-anchor="end">${label}</text>`,
      ...racks.map((rack) => rectangle(rack, 'fill="#bbdefb" stroke="#37474f" stroke-width="0.02"')),
      ...racks.map(({ xM, yM: top, widthM: wide, depthM: own }) => {
        const y = (fronts === 'top' ? top : top + own).toFixed(3);
        return `<line x1="${xM.toFixed(3)}" x2="${(xM + wide).toFixed(3)}" y1="${y}" y2="${y}" stroke="#0d47a1" stroke-width="0.08"/>`;
      }),
    ]),
    '</svg>',
  ].join('\n');
};
