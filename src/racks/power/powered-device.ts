import type { Server } from '../../catalog/schema.ts';
import { powerShelvesOf, suppliesThatMayFail } from '../../catalog/supplies.ts';
import type { Device } from '../device.ts';
import { powerShelves } from './supplies.ts';

/** What power and cooling need to know of a device. */
export type PoweredDevice = Pick<Device, 'id' | 'name' | 'powerW' | 'supplies' | 'liquidShare'>;

export interface PoweredCount {
  readonly device: PoweredDevice;
  readonly count: number;
}

/** Null where liquid takes a share that nobody published. */
const liquidShareOf = (cooling: string | null): number | null => (cooling?.startsWith('air') === true ? 0 : null);

const suppliesOf = ({ id, psuCount, psuRatingW, psuRedundancy }: Server, powerW: number | null): Device['supplies'] => {
  const shelf = powerShelvesOf(id);
  if (shelf !== null)
    return powerW === null ? null : powerShelves(shelf.shelves, shelf.supplies, shelf.supplyW, powerW);
  if (psuCount === null || psuCount === 0) return null;
  return { count: psuCount, ratingW: psuRatingW, mayFail: suppliesThatMayFail(psuRedundancy, psuCount) };
};

/** A server as power and cooling see it, at its maximum: that of the catalogue, or the one that is planned with. */
export const poweredServer = (server: Server): PoweredDevice => {
  const powerW = server.maxPowerW;
  return {
    id: server.id,
    name: `${server.vendor} ${server.model}`.trim(),
    powerW,
    supplies: suppliesOf(server, powerW),
    liquidShare: liquidShareOf(server.cooling),
  };
};
