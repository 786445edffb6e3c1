import type { Server } from '../../catalog/schema.ts';
import { FEED_COUNTS, soldFeeds, type Feeds } from '../../racks/power/feed.ts';
import { chainLosses, TYPICAL_LOSSES } from '../../racks/power/losses.ts';
import { poweredServer } from '../../racks/power/powered-device.ts';
import { survivesFeedLoss } from '../../racks/power/supplies.ts';
import { sizedUps, upsLoad, upsUnits } from '../../racks/power/ups.ts';
import type { Warning } from '../../records/measurement.ts';
import type { PhysicalScenario } from '../../records/scenario.ts';
import type { Ledger } from '../ledger.ts';

/** Whether a server runs on whichever feed of its rack is lost; null where nobody published its supplies. */
const runsOnWithout = (server: Server, feeds: Feeds): boolean | null => {
  const { supplies, powerW } = poweredServer(server);
  if (FEED_COUNTS[feeds] === 1) return false;
  if (supplies === null) return null;
  const states = survivesFeedLoss(supplies, powerW, FEED_COUNTS[feeds]);
  if (states.includes(false)) return false;
  return states.includes(null) ? null : true;
};

/** What stops with one feed of a rack: nothing where the supplies carry the servers without it. */
export const feedLossLines = (ledger: Ledger, { facility }: PhysicalScenario, server: Server): void => {
  ledger.choice('facility.feeds', FEED_COUNTS[facility.feeds]);
  const runsOn = runsOnWithout(server, facility.feeds);
  const { psuRedundancy } = server;
  const scheme = psuRedundancy === null ? 'supplies that nobody published, taken as lost' : `supplies ${psuRedundancy}`;
  ledger.model(
    'fleet.rackServersLostWithFeed',
    runsOn === true ? 0 : ledger.value('fleet.serversPerRack'),
    `all servers of the rack, unless the supplies left carry them: ${scheme}, shared out over facility.feeds feeds`,
    ['fleet.serversPerRack', 'facility.feeds'],
  );
};

/**
 * Feeds to all racks, each as large as the rack needs with another lost, and what is lost before them at full load. The
 * losses are within the PUE: they say how much of it is left for cooling.
 */
export const distributionLines = (ledger: Ledger, { facility }: PhysicalScenario): void => {
  ledger.line('power.feedKw', 'facility.rackKw / max(1, facility.feeds - 1)', { detail: 'with another feed lost' });
  const { rackKw, feeds, feedVoltageV, breakerStandard, racksPerPanel, upsUnitKw } = facility;
  ledger.choice('facility.feedVoltageV', feedVoltageV);
  const [feed] = soldFeeds(1000 * rackKw, feeds, feedVoltageV, breakerStandard);
  ledger.model(
    'power.feedBreakerA',
    feed?.breakerA ?? NaN,
    `smallest breaker sold (${breakerStandard}) that carries power.feedKw on three phases`,
    ['power.feedKw', 'facility.feedVoltageV'],
  );
  ledger.choice('facility.racksPerPanel', racksPerPanel);
  ledger.line('power.feeds', 'fleet.racks * facility.feeds');
  ledger.line('power.panels', 'ceil(fleet.racks / facility.racksPerPanel) * facility.feeds');
  ledger.line('power.feedsMw', 'power.feeds * power.feedKw / 1000');
  const itW = ledger.value('power.itMw') * 1e6;
  const ups = sizedUps(facility.ups, itW);
  ledger.model('power.upsLoad', upsLoad(ups, itW).normal, `${facility.ups}, units as large as power.itMw needs`, [
    'power.itMw',
  ]);
  ledger.choice('facility.upsUnitKw', upsUnitKw);
  ledger.model(
    'power.upsUnits',
    upsUnits(facility.ups, itW, 1000 * upsUnitKw),
    `${facility.ups}: as few units of facility.upsUnitKw as it allows for power.itMw`,
    ['power.itMw', 'facility.upsUnitKw'],
  );
  const upsW = ups.units * ups.unitW;
  const stages = chainLosses(itW, [
    { name: 'pdu', curve: TYPICAL_LOSSES.pdu, ratingW: ledger.value('power.feedsMw') * 1e6 },
    { name: 'ups', curve: TYPICAL_LOSSES.ups, ratingW: upsW },
    { name: 'transformer', curve: TYPICAL_LOSSES.transformer, ratingW: upsW },
  ]);
  ledger.model(
    'power.distributionMw',
    stages.reduce((sum, { lossW }) => sum + lossW, 0) / 1e6,
    'PDU, UPS and transformer by their loads (docs/racks.md)',
    ['power.itMw', 'power.feedsMw', 'power.upsLoad'],
  );
  ledger.line('power.coolingMw', 'max(0, power.facilityMw - power.itMw - power.distributionMw)');
};

const kw = (mw: number): string => `${(mw * 1000).toPrecision(3)} kW`;

/** What a reader of the plan must know of its feeds and losses. */
export const feedWarnings = (ledger: Ledger, { facility }: PhysicalScenario, server: Server): Warning[] => {
  const { feeds, ups, puePeak } = facility;
  const runsOn = runsOnWithout(server, feeds);
  const warnings: Warning[] = [];
  if (feeds !== 'A' && runsOn === false) {
    const more = feeds === 'A+B' && runsOnWithout(server, 'A+B+C') === true;
    const wayOut = more ? 'On A+B+C it runs on.' : 'No choice of feeds changes that; keep spares for it.';
    warnings.push({
      code: 'feed-loss',
      message: `${server.model} (supplies ${server.psuRedundancy ?? 'of the rack'}) stops when one of its feeds ${feeds} is lost. ${wayOut}`,
    });
  }
  const besideItMw = ledger.value('power.facilityMw') - ledger.value('power.itMw');
  if (besideItMw < ledger.value('power.distributionMw')) {
    warnings.push({
      code: 'pue-below-losses',
      message:
        `facility.puePeak is ${String(puePeak)}, which leaves ${kw(besideItMw)} beside IT; ` +
        `PDUs, UPS (${ups}) and transformers alone lose about ${kw(ledger.value('power.distributionMw'))}.`,
    });
  }
  return warnings;
};
