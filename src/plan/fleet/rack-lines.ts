import type { Server } from '../../catalog/schema.ts';
import { rackLimits } from '../../racks/lay-out-racks.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** How many servers a rack takes, by each limit that the catalogue knows the server's figure for. */
export const rackCapacityLines = (ledger: Ledger, { facility }: Scenario, server: Server): void => {
  ledger.choice('facility.rackUnits', 'Rack height', 'U', facility.rackUnits);
  ledger.choice('facility.reservedUnits', 'Reserved height', 'U', facility.reservedUnits);
  ledger.choice('facility.rackKw', 'Usable power of a rack', 'kW', facility.rackKw);
  ledger.choice('facility.rackKg', 'Load of a rack', 'kg', facility.rackKg);
  const by = (id: string, label: string, formula: string): void => {
    ledger.line(`fleet.serversPerRackBy${id}`, `Servers a rack by ${label}`, 'servers', formula);
  };
  by('Units', 'height', 'floor(max(0, facility.rackUnits - facility.reservedUnits) / server.units)');
  by('Power', 'power', 'floor(facility.rackKw / server.maxKw + 1e-9)');
  by('Weight', 'weight', 'floor(facility.rackKg / server.weightKg + 1e-9)');
  const known = rackLimits({ server, facility }).map(
    ({ limit }) => `fleet.serversPerRackBy${limit[0].toUpperCase()}${limit.slice(1)}`,
  );
  ledger.line(
    'fleet.serversPerRack',
    'Servers a rack',
    'servers',
    server.uHeight === null ? 'fleet.serversPerRackByUnits + 0' : `max(0, min(${known.join(', ')}))`,
  );
};

export const rackLines = (ledger: Ledger): void => {
  ledger.line('fleet.racks', 'Racks', 'racks', 'ceil(fleet.servers / fleet.serversPerRack)');
  ledger.line('fleet.gpusPerRack', 'Accelerators a rack', 'GPUs', 'fleet.serversPerRack * server.gpus');
  ledger.line(
    'fleet.pflopsPerRack',
    'Speed of a rack, dense, at the format in use',
    'PFLOP/s',
    'fleet.gpusPerRack * accelerator.peakTflops / 1000',
  );
};

/** Idle over maximum power of DGX A100 (1,500 W of 6,500 W, MLPerf inference 2.0), where a server's own is not known. */
export const TYPICAL_IDLE_SHARE = 1500 / 6500;
const TYPICAL_IDLE_SOURCE = 'DGX A100, MLPerf inference 2.0';

/** Sizing by maximum power; energy by power that grows linearly from idle with the load (Cloud Carbon Footprint). */
export const powerLines = (ledger: Ledger, { facility }: Scenario, server: Server): void => {
  ledger.line('power.kwPerRack', 'Power of a full rack', 'kW', 'fleet.serversPerRack * server.maxKw');
  ledger.line('power.itMw', 'Power of the servers at their maximum', 'MW', 'fleet.servers * server.maxKw / 1000');
  ledger.choice('facility.puePeak', 'PUE at the peak', '', facility.puePeak);
  ledger.line('power.facilityMw', 'Power of the facility', 'MW', 'power.itMw * facility.puePeak');

  if (server.idlePowerW === null) {
    ledger.input('server.idleShare', 'Idle over maximum power', '', TYPICAL_IDLE_SHARE, TYPICAL_IDLE_SOURCE, 'assumed');
    ledger.line('server.idleKw', 'Idle power of a server', 'kW', 'server.maxKw * server.idleShare');
  } else {
    const source = 'wall power before load, MLPerf power runs';
    ledger.input('server.idleKw', 'Idle power of a server', 'kW', server.idlePowerW / 1000, source, 'published');
  }
  ledger.line(
    'fleet.meanLoad',
    'Mean load of the servers',
    '',
    'demand.queriesPerSecond / (serving.fullRate * fleet.replicasPerServer * fleet.servers)',
  );
  ledger.line(
    'power.meanServerKw',
    'Mean power of a server',
    'kW',
    'server.idleKw + (server.maxKw - server.idleKw) * fleet.meanLoad',
  );
  ledger.choice('facility.pue', 'PUE over the year', '', facility.pue);
  ledger.line('energy.kwhPerDay', 'Energy', 'kWh/day', 'fleet.servers * power.meanServerKw * 24 * facility.pue');
};
