import type { Device, DeviceCount, RackType, Supplies } from '../device.ts';

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

/** A rack that a test says only what matters of: 42U, 26 kW, 900 kg. */
export const rackType = (known: Partial<RackType> = {}): RackType => ({
  id: 'rack',
  name: 'Rack',
  heightUnits: 42,
  reservedUnits: 0,
  usableW: 26_000,
  maxMassKg: 900,
  cabinetKg: 0,
  cablesKg: 0,
  airCoolingW: null,
  liquidCoolingW: null,
  ports: null,
  widthMm: null,
  depthMm: null,
  mountingDepthMm: null,
  fixtures: [],
  ...known,
});

/** U, W and kg of a device, and how many there are. */
export type Row = readonly [units: number, watts: number, kg: number, count: number];

export const listed = (rows: readonly Row[]): DeviceCount[] =>
  rows.map(([heightUnits, powerW, massKg, count], index) => ({
    device: device(`class ${String(index)}`, { heightUnits, powerW, massKg }),
    count,
  }));

/** 306 devices of five classes whose optimum in 42U, 26 kW and 900 kg was found by an integer programme: 47 racks. */
export const mixOf306: readonly Row[] = [
  [6, 6500, 124, 97],
  [8, 10_200, 131, 41],
  [2, 1500, 25, 60],
  [4, 1200, 80, 33],
  [1, 500, 18, 75],
];
