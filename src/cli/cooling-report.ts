import { formatCount, formatNumber } from '../base/format.ts';
import { COOLANTS } from '../racks/cooling/coolant.ts';
import { coolRack } from '../racks/cooling/rack-cooling.ts';
import type { Packing } from '../racks/packing/packing.ts';
import type { PhysicalScenario } from '../records/scenario.ts';
import { textTable } from './table.ts';

const kw = (watts: number | null): string => (watts === null ? 'not known' : formatNumber(watts / 1000));
const flow = (m3PerH: number | null): string => (m3PerH === null ? 'not known' : formatNumber(m3PerH));

/** Heat of every kind of rack by what carries it, and the flows that it takes. */
export const coolingReport = ({ layout }: Packing, { airRiseK, waterRiseK }: PhysicalScenario['cooling']): string => {
  const supply = { air: COOLANTS.air, airRiseK, liquid: COOLANTS.pg25, liquidRiseK: waterRiseK };
  const rows = layout.map(({ rack, count, devices }) => {
    const cooled = coolRack([...rack.fixtures, ...devices], rack, supply);
    if (!cooled.ok) return [formatCount(count), ...cooled.error.map(({ message }) => message)];
    const { heatW, airW, airM3PerH, liquidW, liquidM3PerH, unattributedW } = cooled.value;
    return [
      formatCount(count),
      kw(heatW),
      kw(airW),
      flow(airM3PerH),
      kw(liquidW),
      flow(liquidM3PerH),
      unattributedW === 0 ? '' : `${kw(unattributedW)} kW by either`,
    ];
  });
  const head = [
    'racks',
    'heat kW',
    'air kW',
    `m³/h at ${String(airRiseK)} K`,
    'liquid kW',
    `m³/h at ${String(waterRiseK)} K`,
    '',
  ];
  return textTable([head, ...rows], [0, 1, 2, 3, 4, 5]);
};
