import { entryAt } from '../../base/checked.ts';
import { err, ok, type Problem, type Result } from '../../base/result.ts';
import type { PlacedRack } from '../device.ts';
import { DEFAULT_HALL, type HallPlan } from '../hall/hall.ts';
import { layout, type Layout } from '../layout.ts';
import { pack } from '../packing/pack.ts';
import type { PackedRack, Packing } from '../packing/packing.ts';
import type { PackingRequest } from '../packing/request.ts';
import { place } from '../packing/place.ts';
import { fleetRequest, type Fleet } from './fleet-request.ts';

export interface FleetRacks {
  readonly request: PackingRequest;
  readonly packing: Packing;
  readonly layout: Layout;
}

/** Every device of a rack at its place. Packing has made sure that there is one. */
export const placed = ({ rack, count, devices }: PackedRack, { rules }: PackingRequest): PlacedRack => {
  if (devices.some(({ device }) => device.ownRack !== null)) {
    const { device } = entryAt(devices, 0);
    return { rack, count, placements: [{ device: device.id, bottomUnit: 1, face: 'front', side: null }] };
  }
  const placements = place(rack, [...rack.fixtures, ...devices], rules.atUnit);
  if (placements === null) throw new Error('A packed device has no place in its rack.');
  return { rack, count, placements };
};

/** A fleet in as few racks as can be found, each device at its place, in a hall. */
export const fleetRacks = (
  fleet: Fleet,
  name: string,
  hall: HallPlan = DEFAULT_HALL,
  more: Pick<Partial<Layout>, 'rackOrder' | 'feeds' | 'racksPerPanel'> = {},
): Result<FleetRacks, Problem[]> => {
  const fleetAsked = fleetRequest(fleet);
  if (!fleetAsked.ok) return fleetAsked;
  const { request, server, network } = fleetAsked.value;
  const packing = pack(request);
  if (!packing.ok) return err(packing.error);
  return ok({
    request,
    packing: packing.value,
    layout: layout(
      name,
      {
        devices: [...request.rack.fixtures, ...request.devices].map(({ device }) => device),
        racks: packing.value.layout.map((rack) => placed(rack, request)),
      },
      {
        hall,
        ...more,
        network: network === null ? null : { ...network.network, node: server.id },
      },
    ),
  });
};
