import { expect, it } from 'vitest';
import { heatW, portsOf, type Device } from './device.ts';

const tray: Device = {
  id: 'tray',
  name: 'Compute tray',
  role: 'server',
  heightUnits: 1,
  depth: 'full',
  depthMm: null,
  width: 'full',
  powerW: 6000,
  massKg: 40,
  ports: [
    { count: 4, kind: 'OSFP', speedGbitps: 800, use: 'compute' },
    { count: 1, kind: 'RJ45', speedGbitps: 1, use: 'out of band' },
  ],
  supplies: null,
  liquidShare: 0.85,
  ownRack: null,
  pool: null,
};

it('parts the heat of a device between liquid and air, and knows none of an unknown power', () => {
  expect(heatW(tray)?.liquidW).toBeCloseTo(5100, 9);
  expect(heatW(tray)?.airW).toBeCloseTo(900, 9);
  expect(heatW({ ...tray, powerW: null })).toBeNull();
});

it('counts ports of every kind', () => {
  expect(portsOf(tray)).toBe(5);
});
