import { entryAt } from '../../base/checked.ts';
import type { Server } from '../../catalog/schema.ts';
import { tierOfHardware } from '../../catalog/own-hardware.ts';
import { heatW } from '../../racks/device.ts';
import { rackLimits } from '../../racks/lay-out-racks.ts';
import { isRackScale } from '../../racks/fleet/fleet-request.ts';
import { poweredServer } from '../../racks/power/powered-device.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { LineId } from '../../records/ledger-lines.ts';
import type { Ledger } from '../ledger.ts';
import { carriedLines, less } from './equipment-lines.ts';

/** The slack forgives rounding in figures such as 45.5 kW / 6.5 kW, nothing more. */
export const wholeServers = (room: string, each: string): string =>
  room.includes(' ') ? `floor(max(0, ${room}) / ${each} + 1e-9)` : `floor(${room} / ${each} + 1e-9)`;

/** How many servers a rack takes, by each limit that the catalogue knows the server's figure for. */
export const rackCapacityLines = (ledger: Ledger, scenario: PhysicalScenario, server: Server): void => {
  const { facility } = scenario;
  ledger.choice('facility.rackUnits', facility.rackUnits);
  ledger.choice('facility.reservedUnits', facility.reservedUnits);
  ledger.choice('facility.rackKw', facility.rackKw);
  ledger.choice('facility.rackKg', facility.rackKg);
  carriedLines(ledger, scenario);
  const beside = {
    units: less(ledger, 'equipment.unitsPerRack', server),
    kw: less(ledger, 'equipment.kwPerRack', server),
    kg: less(ledger, 'equipment.kgPerRack', server),
  };
  if (!isRackScale(server)) {
    ledger.line(
      'fleet.serversPerRackByUnits',
      `floor(max(0, facility.rackUnits - facility.reservedUnits${beside.units}) / server.units)`,
    );
  }
  ledger.line('fleet.serversPerRackByPower', wholeServers(`facility.rackKw${beside.kw}`, 'server.maxKw'));
  ledger.line('fleet.serversPerRackByWeight', wholeServers(`facility.rackKg${beside.kg}`, 'server.weightKg'));
  coolingLines(ledger, facility, server);
  const known = rackLimits({ server, facility }).map(
    ({ limit }) => `fleet.serversPerRackBy${limit.charAt(0).toUpperCase()}${limit.slice(1)}`,
  );
  const least = `max(0, min(${known.join(', ')}))`;
  const alone = `min(1, ${least})`;
  ledger.line(
    'fleet.serversPerRack',
    isRackScale(server) ? alone : server.uHeight === null ? 'fleet.serversPerRackByUnits + 0' : least,
  );
};

/** What cools a rack, and the heat of a server by what takes it; of an unknown split, all heat against all that is taken. */
const coolingLines = (ledger: Ledger, { airKw, liquidKw }: PhysicalScenario['facility'], server: Server): void => {
  if (airKw !== null) ledger.choice('facility.airKw', airKw);
  if (liquidKw !== null) ledger.choice('facility.liquidKw', liquidKw);
  const heat = heatW(poweredServer(server));
  if (heat === null) {
    if (airKw === null || liquidKw === null) return;
    ledger.line(
      'fleet.serversPerRackByCooling',
      wholeServers(`facility.airKw + facility.liquidKw${less(ledger, 'equipment.kwPerRack', server)}`, 'server.maxKw'),
    );
    return;
  }
  const source = entryAt(server.sources, 0);
  if (airKw !== null && heat.airW > 0) {
    ledger.input('server.airKw', heat.airW / 1000, source, tierOfHardware(server.id));
    ledger.line(
      'fleet.serversPerRackByAir',
      wholeServers(`facility.airKw${less(ledger, 'equipment.kwPerRack', server)}`, 'server.airKw'),
    );
  }
  if (liquidKw !== null && heat.liquidW > 0) {
    ledger.input('server.liquidKw', heat.liquidW / 1000, source, tierOfHardware(server.id));
    ledger.line('fleet.serversPerRackByLiquid', wholeServers('facility.liquidKw', 'server.liquidKw'));
  }
};

/** Line of the servers that a rack of the fleet holds at most: as many as fit, or fewer where a rack is to be survived. */
export const heldPerRack = (ledger: Ledger): LineId =>
  ledger.has('fleet.serversInRack') ? 'fleet.serversInRack' : 'fleet.serversPerRack';

export const fullRackLines = (ledger: Ledger): void => {
  ledger.line('fleet.gpusPerRack', 'fleet.serversPerRack * server.gpus');
  const detail = 'dense, at the format in use';
  ledger.line('fleet.pflopsPerRack', 'fleet.gpusPerRack * accelerator.peakTflops / 1000', { detail });
};

/** A rack whose servers leave no unit free holds nothing else: said, for a switch or a panel will be wanted. */
export const fullRackWarnings = (ledger: Ledger, { facility }: PhysicalScenario, server: Server): Warning[] => {
  const perRack = ledger.value(heldPerRack(ledger));
  if (isRackScale(server) || !(perRack * (server.uHeight ?? NaN) === facility.rackUnits)) return [];
  const message = `${String(perRack)} servers of ${String(server.uHeight)}U fill all ${String(facility.rackUnits)}U: such a rack holds nothing else, no switch, no patch panel; set facility.reservedUnits.`;
  return [{ code: 'full-racks', message }];
};
