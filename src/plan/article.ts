import type { Server } from '../catalog/schema.ts';
import type { LineId } from '../records/ledger-lines.ts';
import type { ArticleScenario } from '../records/scenario.ts';
import { regionalChoice } from './economics/region.ts';
import { wholeServers } from './fleet/rack-lines.ts';
import type { Ledger } from './ledger.ts';
import { numberText } from './words.ts';

/** The estimates that the arithmetic is taken from, and the figures that each of them prints. */
const ESTIMATES: readonly { readonly source: string; readonly figures: Partial<ArticleScenario['article']> }[] = [
  {
    source:
      'Guosheng Securities (Liu Gaochang, Yang Ran), “Chatgpt 需要多少算力” (How much computing power does ChatGPT need), 12 February 2023, as reported by Wallstreetcn (华尔街见闻), 14 February 2023; no address kept',
    figures: { wordsPerQuery: 30, secondsPerWord: 0.35, rackPriceUsd: 1_400_000, pflopsPerServer: 5 },
  },
  {
    source:
      'Dylan Patel and Afzal Ahmad (SemiAnalysis), “The Inference Cost of Search Disruption”, 9 February 2023, semianalysis.com',
    figures: { wordsPerQuery: 2000, secondsPerWord: 1 / 156 },
  },
];

/** An estimate's figure with its citation; what is no estimate's is the scenario's own choice. */
const estimated = (
  ledger: Ledger,
  id: Parameters<Ledger['input']>[0],
  figure: 'wordsPerQuery' | 'secondsPerWord' | 'rackPriceUsd' | 'pflopsPerServer',
  value: number,
): void => {
  const estimate = ESTIMATES.find(({ figures }) => figures[figure] === value);
  if (estimate === undefined) ledger.choice(id, value);
  else ledger.input(id, value, estimate.source, 'published');
};

/** What a rack is asked to keep beside its height; a figure of the server that nobody published is no limit. */
const articleRackLimits = ({ facility }: ArticleScenario, { maxPowerW, weightKg }: Server) => [
  ...(facility.rackKw === null || maxPowerW === null
    ? []
    : [
        {
          id: 'fleet.serversPerRackByPower',
          field: 'facility.rackKw',
          value: facility.rackKw,
          each: 'server.maxKw',
        } as const,
      ]),
  ...(facility.rackKg === null || weightKg === null
    ? []
    : [
        {
          id: 'fleet.serversPerRackByWeight',
          field: 'facility.rackKg',
          value: facility.rackKg,
          each: 'server.weightKg',
        } as const,
      ]),
];

/**
 * The arithmetic of the published estimate, in its order and with its rounding: time per word on one accelerator, no
 * batching, no peak, racks filled by height unless more is asked, maximum power around the clock.
 */
export const articleFleetLines = (ledger: Ledger, scenario: ArticleScenario, server: Server): void => {
  const { article, facility } = scenario;
  estimated(ledger, 'article.wordsPerQuery', 'wordsPerQuery', article.wordsPerQuery);
  estimated(ledger, 'article.secondsPerWord', 'secondsPerWord', article.secondsPerWord);
  ledger.line('demand.gpuHoursPerDay', 'demand.queriesPerDay * article.wordsPerQuery * article.secondsPerWord / 3600');
  ledger.line('fleet.gpus', 'ceil(demand.gpuHoursPerDay / 24)');
  ledger.line('fleet.servers', 'ceil(fleet.gpus / server.gpus)');

  ledger.choice('facility.rackUnits', facility.rackUnits);
  ledger.choice('facility.reservedUnits', facility.reservedUnits);
  const byHeight = 'floor((facility.rackUnits - facility.reservedUnits) / server.units)';
  const rackLimits = articleRackLimits(scenario, server);
  if (rackLimits.length === 0) ledger.line('fleet.serversPerRack', byHeight, { detail: 'by height alone' });
  else {
    ledger.line('fleet.serversPerRackByUnits', byHeight);
    for (const { id, field, value, each } of rackLimits) {
      ledger.choice(field, value);
      ledger.line(id, wholeServers(field, each));
    }
    const limits: LineId[] = ['fleet.serversPerRackByUnits', ...rackLimits.map(({ id }) => id)];
    ledger.line('fleet.serversPerRack', `min(${limits.join(', ')})`);
  }
  ledger.line('fleet.racks', `${article.rackRounding}(fleet.servers / fleet.serversPerRack)`);
  ledger.line('fleet.gpusPerRack', 'fleet.serversPerRack * server.gpus');
  estimated(ledger, 'article.pflopsPerServer', 'pflopsPerServer', article.pflopsPerServer);
  ledger.line('fleet.pflopsPerRack', 'fleet.serversPerRack * article.pflopsPerServer');
};

export const articlePowerLines = (ledger: Ledger, scenario: ArticleScenario): void => {
  const { facility } = scenario;
  ledger.line('power.kwPerRack', 'fleet.serversPerRack * server.maxKw');
  ledger.line('power.itMw', 'fleet.racks * power.kwPerRack / 1000', { detail: 'full racks' });
  ledger.choice('facility.puePeak', facility.puePeak);
  ledger.line('power.facilityMw', 'power.itMw * facility.puePeak');
  regionalChoice(ledger, scenario, 'facility.pue', facility.pue);
  ledger.line('energy.kwhPerDay', 'fleet.racks * power.kwPerRack * 24 * facility.pue');
};

/** Prices beside the one that the estimate counts with. */
export const articlePriceLines = (ledger: Ledger, { article }: ArticleScenario): void => {
  estimated(ledger, 'cost.rackUsd', 'rackPriceUsd', article.rackPriceUsd);
  ledger.line('cost.rackServersUsd', 'fleet.serversPerRack * server.priceUsd');
  ledger.line('cost.serversUsd', 'fleet.servers * server.priceUsd');
};

/** What a careful reader would object to in this very scenario. */
export const articleWarnings = (ledger: Ledger, { article, facility, economics }: ArticleScenario, server: Server) => {
  const racks = ledger.value('fleet.racks');
  const perRack = ledger.value('fleet.serversPerRack');
  const homeless = ledger.value('fleet.servers') - racks * perRack;
  const kwPerRack = ledger.value('power.kwPerRack');
  const warnings = [
    {
      code: 'batch-1',
      message: `${numberText(article.secondsPerWord)} s per word is the latency of one request alone; a server that batches requests needs far fewer accelerators. The physical mode shows the difference.`,
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
  const servers = ledger.value('cost.rackServersUsd');
  const bought = economics.usdPerGpuHour === null;
  if (bought && Math.abs(article.rackPriceUsd - servers) > 0.05 * servers) {
    warnings.push({
      code: 'rack-price',
      message: `article.rackPriceUsd is ${numberText(article.rackPriceUsd)} USD, and the ${String(perRack)} servers of a rack are ${numberText(servers)} USD: the capital is that of other racks. Set article.rackPriceUsd.`,
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
      message: `${kwPerRack.toFixed(1)} kW per rack is more than one 415 V, 60 A three-phase feed carries at 80 % (34.5 kW); set facility.rackKw to what a rack may draw.`,
    });
  }
  return warnings;
};
