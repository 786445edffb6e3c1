import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rackMarks } from './rack-marks.ts';

const area = { width: 360, height: 190 };

describe('the marks of a fleet', () => {
  it('are a rack each where there is room, with the spares on top of the last', () => {
    const { marks, racksPerMark } = rackMarks({ racks: 61, servers: 302, spareServers: 6, serversPerRack: 5 }, area);
    expect(racksPerMark).toBe(1);
    expect(marks).toHaveLength(61);
    expect(marks[0]).toMatchObject({ filled: 1, spare: 0 });
    expect(marks.at(-2)).toMatchObject({ filled: 1, spare: 4 / 5 });
    expect(marks.at(-1)?.filled).toBeCloseTo(2 / 5);
  });

  it('stand for a round number of racks where there are more than have room', () => {
    const { marks, racksPerMark } = rackMarks(
      { racks: 95_000, servers: 474_831, spareServers: 100, serversPerRack: 5 },
      area,
    );
    expect([1, 2, 5]).toContain(racksPerMark / 10 ** Math.floor(Math.log10(racksPerMark)));
    expect(marks).toHaveLength(Math.ceil(95_000 / racksPerMark));
  });

  it('hold every server and every spare, lie in the area and not on each other', () => {
    const fleets = fc
      .record({
        serversPerRack: fc.integer({ min: 1, max: 40 }),
        racks: fc.integer({ min: 1, max: 3000 }),
        width: fc.integer({ min: 200, max: 900 }),
        missing: fc.nat({ max: 39 }),
        spare: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ serversPerRack, racks, width, missing, spare }) => {
        const servers = racks * serversPerRack - (missing % serversPerRack);
        return { fleet: { racks, serversPerRack, servers, spareServers: Math.floor(spare * servers) }, width };
      });
    fc.assert(
      fc.property(fleets, ({ fleet, width }) => {
        const { marks, racksPerMark, ...drawn } = rackMarks(fleet, { width, height: 190 });
        const sum = (of: 'filled' | 'spare'): number =>
          marks.reduce((total, mark) => total + mark[of] * fleet.serversPerRack * racksPerMark, 0);
        expect(sum('filled')).toBeCloseTo(fleet.servers, 5);
        expect(sum('spare')).toBeCloseTo(fleet.spareServers, 5);
        expect(drawn.bottom).toBeLessThanOrEqual(190);
        expect(Math.max(...marks.map(({ x }) => x + drawn.width))).toBeLessThanOrEqual(width);
        expect(new Set(marks.map(({ x, y }) => `${String(x)} ${String(y)}`)).size).toBe(marks.length);
      }),
      { numRuns: 100 },
    );
  });
});
