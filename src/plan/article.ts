import type { Server } from '../catalog/schema.ts';
import type { Scenario } from '../records/scenario.ts';
import type { Ledger } from './ledger.ts';

const ESTIMATE = 'the published estimate';

/**
 * The arithmetic of the published estimate, in its order and with its rounding: time a word on one accelerator, no
 * batching, no peak, racks filled by height, maximum power around the clock.
 */
export const articleFleetLines = (ledger: Ledger, { article, facility }: Scenario): void => {
  ledger.input('article.wordsPerQuery', 'Words an answer', 'words/query', article.wordsPerQuery, ESTIMATE, 'published');
  ledger.input(
    'article.secondsPerWord',
    'Time a word on one accelerator',
    's',
    article.secondsPerWord,
    ESTIMATE,
    'published',
  );
  ledger.line(
    'demand.gpuHoursPerDay',
    'Accelerator time',
    'h/day',
    'demand.queriesPerDay * article.wordsPerQuery * article.secondsPerWord / 3600',
  );
  ledger.line('fleet.gpus', 'Accelerators', 'GPUs', 'ceil(demand.gpuHoursPerDay / 24)');
  ledger.line('fleet.servers', 'Servers', 'servers', 'ceil(fleet.gpus / server.gpus)');

  ledger.choice('facility.rackUnits', 'Rack height', 'U', facility.rackUnits);
  ledger.choice('facility.reservedUnits', 'Reserved height', 'U', facility.reservedUnits);
  ledger.line(
    'fleet.serversPerRack',
    'Servers a rack, by height alone',
    'servers',
    'floor((facility.rackUnits - facility.reservedUnits) / server.units)',
  );
  ledger.line('fleet.racks', 'Racks', 'racks', `${article.rackRounding}(fleet.servers / fleet.serversPerRack)`);
  ledger.line('fleet.gpusPerRack', 'Accelerators a rack', 'GPUs', 'fleet.serversPerRack * server.gpus');
  ledger.input(
    'article.pflopsPerServer',
    'Speed of a server, 2:4-sparse',
    'PFLOP/s',
    article.pflopsPerServer,
    ESTIMATE,
    'published',
  );
  ledger.line('fleet.pflopsPerRack', 'Speed of a rack', 'PFLOP/s', 'fleet.serversPerRack * article.pflopsPerServer');
};

export const articlePowerLines = (ledger: Ledger, { facility }: Scenario): void => {
  ledger.line('power.kwPerRack', 'Power of a rack', 'kW', 'fleet.serversPerRack * server.maxKw');
  ledger.line('power.itMw', 'Power of the racks', 'MW', 'fleet.racks * power.kwPerRack / 1000');
  ledger.choice('facility.puePeak', 'PUE at the peak', '', facility.puePeak);
  ledger.line('power.facilityMw', 'Power of the facility', 'MW', 'power.itMw * facility.puePeak');
  ledger.choice('facility.pue', 'PUE over the year', '', facility.pue);
  ledger.line('energy.kwhPerDay', 'Energy', 'kWh/day', 'fleet.racks * power.kwPerRack * 24 * facility.pue');
};

export const articleCostLines = (ledger: Ledger, { article }: Scenario): void => {
  ledger.input('cost.rackUsd', 'Price of a filled rack, rounded', 'USD', article.rackPriceUsd, ESTIMATE, 'published');
  ledger.line('cost.capexUsd', 'Capital', 'USD', 'fleet.racks * cost.rackUsd');
  ledger.line(
    'cost.rackServersUsd',
    'Servers of a rack at list price',
    'USD',
    'fleet.serversPerRack * server.priceUsd',
  );
  ledger.line('cost.serversUsd', 'All servers at list price', 'USD', 'fleet.servers * server.priceUsd');
};

/** What a careful reader would object to in this very scenario. */
export const articleWarnings = (ledger: Ledger, { article, facility }: Scenario, server: Server) => {
  const racks = ledger.value('fleet.racks');
  const perRack = ledger.value('fleet.serversPerRack');
  const homeless = ledger.value('fleet.servers') - racks * perRack;
  const kwPerRack = ledger.value('power.kwPerRack');
  const warnings = [
    {
      code: 'batch-1',
      message: `${String(article.secondsPerWord)} s a word is the latency of one request alone; a server that batches requests needs far fewer accelerators. The physical mode shows the difference.`,
    },
  ];
  if (homeless > 0) {
    warnings.push({
      code: 'servers-without-a-rack',
      message: `${String(racks)} racks, rounded down, leave ${String(homeless)} of ${String(ledger.value('fleet.servers'))} servers without a place; set article.rackRounding=ceil.`,
    });
  }
  if (perRack * (server.uHeight ?? NaN) === facility.rackUnits) {
    warnings.push({
      code: 'rack-full',
      message: `${String(perRack)} servers of ${String(server.uHeight)}U fill all ${String(facility.rackUnits)}U: no room for a switch; set facility.reservedUnits.`,
    });
  }
  if (facility.pue === 1) {
    warnings.push({
      code: 'no-pue',
      message: 'A PUE of 1 counts no cooling and no conversion losses; set facility.pue.',
    });
  }
  if (kwPerRack > 34.5) {
    warnings.push({
      code: 'rack-power',
      message: `${kwPerRack.toFixed(1)} kW a rack is more than one 415 V, 60 A three-phase feed carries at 80 % (34.5 kW).`,
    });
  }
  return warnings;
};
