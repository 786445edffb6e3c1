import type { Device, Supplies } from '../device.ts';

/** A device that a test says only what matters of. */
export const device = (id: string, known: Partial<Device> = {}): Device => ({
  id,
  name: id,
  role: 'server',
  heightUnits: 6,
  depth: 'full',
  depthMm: null,
  width: 'full',
  powerW: 6500,
  massKg: 123,
  ports: [],
  supplies: { count: 6, ratingW: 3000, mayFail: 3 },
  liquidShare: 0,
  ownRack: null,
  pool: null,
  ...known,
});

const supplies = (count: number, ratingW: number, mayFail: number): Supplies => ({ count, ratingW, mayFail });

export const dgxA100 = device('dgx-a100', { powerW: 6500, supplies: supplies(6, 3000, 3) });
export const dgxH100 = device('dgx-h100', { powerW: 10_200, supplies: supplies(6, 3300, 2) });
export const dgxB200 = device('dgx-b200', { powerW: 14_300, supplies: supplies(6, 3300, 1) });
