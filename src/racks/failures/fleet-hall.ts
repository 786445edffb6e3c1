import { heatW } from '../device.ts';
import { FEED_COUNTS, feedFor, feedShareW, type Feeds } from '../power/feed.ts';
import type { UpsScheme } from '../power/ups.ts';
import type { Hall, HallCooling } from './hall-chain.ts';
import { leafPairs, uniformRacks, type UniformFleet } from './uniform-hall.ts';

export interface FleetHall extends UniformFleet {
  readonly feeds: Feeds;
  /** Usable power of a rack with one feed lost where there are several, W. */
  readonly rackW: number;
  readonly scheme: UpsScheme;
  readonly upsUnitW: number;
  readonly racksPerPanel: number;
  readonly replicasNeeded: number;
}

/** Volts from line to line of the feeds; the chain counts in watts. */
const FEED_V = 415;
const RACKS_PER_LEAF_PAIR = 16;
const SPINES = 4;
const LOOPS = 2;

/** Units of equal size for the heat of a group, of which one may be lost. */
const oneToSpare = (heat: number, units: number): HallCooling['cdus'] =>
  heat === 0 ? { perGroup: 0, unitW: 0 } : { perGroup: units, unitW: heat / (units - 1) };

/**
 * A hall around the racks of a fleet, where a plan says no more than their power and feeds: feeds that just carry it, six
 * air handlers and two CDUs for the racks of a panel with one of each to spare, two loops, a pair of leaves for 16
 * racks. Cooling and network have no other ratings than that: only their loss counts, not an overload.
 */
export const fleetHall = (fleet: FleetHall): Hall => {
  const { feeds, rackW, scheme, upsUnitW, racksPerPanel, replicasNeeded, device, serversPerRack } = fleet;
  const racks = uniformRacks(fleet);
  const heat = heatW(device);
  const groupServers = serversPerRack * racksPerPanel;
  return {
    racks,
    power: {
      supply: {
        feeds: ['A', 'B', 'C']
          .slice(0, FEED_COUNTS[feeds])
          .map((name) => feedFor(name, feedShareW(rackW, feeds), FEED_V)),
        banks: null,
      },
      racksPerPanel,
      panelW: null,
      ups: { scheme, unitW: upsUnitW },
    },
    cooling:
      heat === null
        ? null
        : {
            racksPerGroup: racksPerPanel,
            cdus: oneToSpare(groupServers * heat.liquidW, 2),
            airHandlers: oneToSpare(groupServers * heat.airW, 6),
            loops: LOOPS,
          },
    network: leafPairs(racks.length, RACKS_PER_LEAF_PAIR, SPINES),
    replicasNeeded,
  };
};
