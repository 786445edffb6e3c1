import type { FollowedFailure } from './cascade.ts';
import type { Hall } from './hall-chain.ts';

/** How a rack fares: `part` of its devices are down, or none is known to be and some may. */
export type RackState = 'runs' | 'part' | 'down' | 'unknown';

/** By rack of the hall; an empty one runs. */
export const rackStates = (
  { racks }: Pick<Hall, 'racks'>,
  { down, unknown }: Pick<FollowedFailure, 'down' | 'unknown'>,
): readonly RackState[] => {
  const [isDown, isUnknown] = [new Set(down), new Set(unknown)];
  return racks.map(({ devices }) => {
    const lost = devices.filter(({ id }) => isDown.has(id)).length;
    if (lost > 0) return lost === devices.length ? 'down' : 'part';
    return devices.some(({ id }) => isUnknown.has(id)) ? 'unknown' : 'runs';
  });
};
