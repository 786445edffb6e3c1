import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceCount, Placement } from '../device.ts';
import { device, rackType } from '../testing/devices.ts';
import { heightTaken, place } from './place.ts';

const at = (placements: readonly Placement[] | null, id: string): (number | null)[] | undefined =>
  placements?.filter((placed) => placed.device === id).map(({ bottomUnit }) => bottomUnit);

describe('where devices stand', () => {
  const server = device('server', { heightUnits: 6, massKg: 123 });
  const light = device('light', { heightUnits: 2, massKg: 10 });
  const top = device('switch', { role: 'switch', heightUnits: 1, massKg: 9 });
  it('heavy ones lowest, switches highest, 0U beside the rails', () => {
    const pdu = device('pdu', { role: 'pdu', heightUnits: 0 });
    const placed = place(rackType(), [
      { device: top, count: 2 },
      { device: light, count: 1 },
      { device: server, count: 2 },
      { device: pdu, count: 2 },
    ]);
    expect(['server', 'light', 'switch', 'pdu'].map((id) => at(placed, id))).toEqual([
      [1, 7],
      [13],
      [15, 16],
      [null, null],
    ]);
  });

  it('half-depth ones front and rear, half-width ones left and right', () => {
    const panel = device('panel', { heightUnits: 1, depth: 'half' });
    const narrow = device('narrow', { heightUnits: 2, width: 'half', massKg: 500 });
    const placed = place(rackType({ heightUnits: 4 }), [
      { device: panel, count: 4 },
      { device: narrow, count: 2 },
    ]);
    expect(placed?.map(({ device: id, bottomUnit, face, side }) => [id, bottomUnit, face, side])).toEqual([
      ['narrow', 1, 'front', 'left'],
      ['narrow', 1, 'front', 'right'],
      ['panel', 3, 'front', null],
      ['panel', 4, 'front', null],
      ['panel', 3, 'rear', null],
      ['panel', 4, 'rear', null],
    ]);
  });

  it('at the unit that a rule gives, the others around it', () => {
    const fixed = [{ device: 'switch', bottomUnit: 4, face: 'front' }] as const;
    const held = [
      { device: top, count: 1 },
      { device: light, count: 3 },
    ];
    expect(at(place(rackType({ heightUnits: 8 }), held, fixed), 'light')).toEqual([1, 5, 7]);
    expect(place(rackType({ heightUnits: 7 }), held, fixed)).toBeNull();
    expect(place(rackType({ heightUnits: 3 }), [{ device: top, count: 1 }], fixed)).toBeNull();
  });

  it('nowhere in reserved units', () => {
    expect(place(rackType({ heightUnits: 8, reservedUnits: 2 }), [{ device: light, count: 3 }])).toHaveLength(3);
    expect(place(rackType({ heightUnits: 8, reservedUnits: 3 }), [{ device: light, count: 3 }])).toBeNull();
  });
});

const shapes = fc.array(
  fc.record({
    heightUnits: fc.constantFrom(0.5, 1, 1.5, 2, 3, 4),
    depth: fc.constantFrom('full', 'half'),
    width: fc.constantFrom('full', 'half'),
    role: fc.constantFrom('server', 'switch'),
    count: fc.integer({ min: 0, max: 6 }),
  }),
  { maxLength: 6 },
);
const held = (drawn: typeof shapes extends fc.Arbitrary<infer T> ? T : never): DeviceCount[] =>
  drawn.map(({ count, ...shape }, index) => ({ device: device(`d${String(index)}`, shape), count }));

it('never puts two devices on the same spot, and fits exactly where the height says so', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 40 }), (drawn, heightUnits) => {
      const devices = held(drawn);
      const placements = place(rackType({ heightUnits }), devices);
      expect(placements !== null).toBe(heightTaken(devices) <= heightUnits);
      const spots = new Set<string>();
      for (const { device: id, bottomUnit, face, side } of placements ?? []) {
        const { depth, heightUnits: height } = devices.find(({ device: { id: other } }) => other === id)!.device;
        expect((bottomUnit ?? NaN) - 1 + height).toBeLessThanOrEqual(heightUnits);
        if (Number.isInteger(height) && depth === 'full') expect(Number.isInteger(bottomUnit)).toBe(true);
        for (let half = 0; half < 2 * height; half++) {
          for (const where of depth === 'full' ? ['front', 'rear'] : [face]) {
            for (const column of side === null ? ['left', 'right'] : [side]) {
              const spot = `${String((bottomUnit ?? NaN) + half / 2)} ${where} ${column}`;
              expect(spots.has(spot)).toBe(false);
              spots.add(spot);
            }
          }
        }
      }
      if (placements !== null) expect(placements).toHaveLength(devices.reduce((sum, { count }) => sum + count, 0));
    }),
    { numRuns: 300 },
  );
});
