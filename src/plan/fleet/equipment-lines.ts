import type { Server } from '../../catalog/schema.ts';
import { carriedPerRack } from '../../racks/fleet/equipment.ts';
import { isRackScale } from '../../racks/fleet/fleet-request.ts';
import type { Warning } from '../../records/measurement.ts';
import type { Equipment, PhysicalScenario } from '../../records/scenario.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Ledger } from '../ledger.ts';

const sumOf = (equipment: readonly Equipment[], per: Equipment['per'], of: (equipment: Equipment) => number): number =>
  equipment.filter((candidate) => candidate.per === per).reduce((sum, item) => sum + item.count * of(item), 0);

/** What every rack carries beside servers, where it carries anything. */
export const carriedLines = (ledger: Ledger, { facility }: PhysicalScenario): void => {
  const { units, kw, kg } = carriedPerRack(facility);
  if (units > 0) ledger.choice('equipment.unitsPerRack', units);
  if (kw > 0) ledger.choice('equipment.kwPerRack', kw);
  if (kg > 0) ledger.choice('equipment.kgPerRack', kg);
};

/** For a formula of what servers may take: less a line of equipment, where there is one and the server stands beside it. */
export const less = (ledger: Ledger, id: LineId, server: Server): string =>
  ledger.has(id) && !isRackScale(server) ? ` - ${id}` : '';

/** Power and price of all equipment, once the racks are counted; a system that brings its own rack has none in it. */
export const equipmentLines = (ledger: Ledger, { facility: { equipment } }: PhysicalScenario, server: Server): void => {
  if (equipment.length === 0) return;
  const racks = isRackScale(server)
    ? ledger.has('fleet.otherRacks')
      ? 'fleet.otherRacks'
      : null
    : ('fleet.racks' as const);
  const inRacks = (id: LineId): string => (racks === null || !ledger.has(id) ? '0' : `${racks} * ${id}`);
  ledger.choice(
    'equipment.kw',
    sumOf(equipment, 'fleet', ({ kw }) => kw),
  );
  ledger.line('power.equipmentKw', `equipment.kw + ${inRacks('equipment.kwPerRack')}`);
  if (equipment.some(({ usd }) => usd === null)) return;
  ledger.choice(
    'equipment.usd',
    sumOf(equipment, 'fleet', ({ usd }) => usd ?? NaN),
  );
  ledger.choice(
    'equipment.usdPerRack',
    sumOf(equipment, 'rack', ({ usd }) => usd ?? NaN),
  );
  ledger.line('cost.equipmentUsd', `equipment.usd + ${inRacks('equipment.usdPerRack')}`);
};

export const equipmentWarnings = ({ facility: { equipment } }: PhysicalScenario): Warning[] => {
  const open = equipment.filter(({ usd }) => usd === null).map(({ name }) => name);
  if (open.length === 0) return [];
  const message = `Equipment is not priced: facility.equipment has no price of ${open.join(', ')}, and capital leaves all of it out.`;
  return [{ code: 'equipment-not-priced', message }];
};
