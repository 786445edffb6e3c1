import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layoutRecord, standLayout } from '../racks/layout.ts';
import { layouts } from '../racks/testing/layouts.ts';
import { parseRackLayout, serialiseRackLayout } from './rack-layout.ts';

it('a layout that is written and read again is the same, types of racks aside that no rack has', () => {
  fc.assert(
    fc.property(layouts, (layout) => {
      const read = parseRackLayout(serialiseRackLayout(layout));
      expect(read).toEqual({ ok: true, value: layout });
    }),
  );
});

it('stands every rack once and gives every device a name of its own', () => {
  fc.assert(
    fc.property(layouts, (layout) => {
      const { racks, devices } = standLayout(layout);
      expect(racks).toHaveLength(layout.placement.racks.reduce((sum, { count }) => sum + count, 0));
      expect(devices).toHaveLength(
        layout.placement.racks.reduce((sum, rack) => sum + rack.count * rack.placements.length, 0),
      );
      expect(new Set(devices.map(({ name }) => name)).size).toBe(devices.length);
      expect(new Set(racks.map(({ place }) => place.label)).size).toBe(racks.length);
    }),
  );
});

describe('a file that cannot be', () => {
  const [layout] = fc.sample(
    layouts.filter(({ placement }) => placement.racks.some(({ placements }) => placements.length > 0)),
    { numRuns: 1, seed: 1 },
  );
  const record = layoutRecord(layout!);
  const problems = (change: object): string => {
    const read = parseRackLayout(JSON.stringify({ ...record, ...change }));
    return read.ok ? '' : read.error.map(({ message }) => message).join('\n');
  };

  it.each([
    [{ version: 2 }, /written by a newer Roofrack/],
    [{ devices: [] }, /devices|placements\[0\]\.device is ".*", which the file does not hold/],
    [{ devices: [record.devices[0], record.devices[0]] }, /is "server" a second time/],
    [{ rackTypes: [] }, /rackType is ".*", which the file does not hold/],
    [
      { network: { profile: 'h100-superpod', node: 'none', leaf: 'server', spine: null, core: null } },
      /network\.node is "none"/,
    ],
    [
      {
        racks: record.racks
          .map((rack) => ({ ...rack, count: 100_000 }))
          .concat(record.racks.map((rack) => ({ ...rack, count: 100_000 }))),
      },
      /at most 100000 are read/,
    ],
    [
      {
        devices: record.devices.map((device) => ({ ...device, ownRack: record.rackTypes[0]!.id })),
        rackTypes: record.rackTypes.map((rack) => ({ ...rack, fixtures: [{ device: 'server', count: 1 }] })),
      },
      /brings a rack of its own/,
    ],
    [
      {
        rackTypes: record.rackTypes.map((rack) => ({ ...rack, heightUnits: 1 })),
        devices: record.devices.map((device) => ({ ...device, heightUnits: 3 })),
      },
      /would end at unit \d+ of a rack of 1/,
    ],
  ])('%#', (change, message) => {
    expect(problems(change)).toMatch(message);
  });
});

it('refuses or reads whatever one field is replaced by, and what it reads can be stood in its hall', () => {
  const paths = ['devices', 'rackTypes', 'racks', 'hall', 'rackOrder', 'feeds', 'network', 'name'] as const;
  fc.assert(
    fc.property(layouts, fc.constantFrom(...paths), fc.jsonValue(), (layout, path, value) => {
      const read = parseRackLayout(JSON.stringify({ ...layoutRecord(layout), [path]: value }));
      if (read.ok) expect(standLayout(read.value).racks.length).toBeGreaterThanOrEqual(0);
      else expect(read.error.length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});
