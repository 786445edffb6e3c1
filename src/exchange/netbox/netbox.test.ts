import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Result } from '../../base/result.ts';
import type { Device } from '../../racks/device.ts';
import { layout, standLayout, type Layout } from '../../racks/layout.ts';
import { fabricDevices } from '../../racks/network/fabric-devices.ts';
import { dgxA100, device } from '../../racks/testing/devices.ts';
import { layouts, rackType } from '../../racks/testing/layouts.ts';
import { deviceTypeLibrarySchema, netboxColumns } from '../testing/netbox-schema.ts';
import { netboxTypes, powerPortsOf } from './device-type-file.ts';
import { exportNetbox, netboxVersions } from './export-netbox.ts';
import { importNetbox, type NetboxImport } from './import-netbox.ts';

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const objectOf = (name: string): string => name.replace(/^\d+-/, '').replace(/\.csv$/, '');
const rowsOf = (text: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true }).data;

/** Each writes and reads a dozen files. */
const RUNS = { numRuns: 40 };
const validate = new Ajv2020({ strict: false, multipleOfPrecision: 6 }).compile(deviceTypeLibrarySchema);

/** Two racks of three DGX A100 with a PDU on each of two feeds. */
const pdu: Device = device('pdu', { role: 'pdu', heightUnits: 0, powerW: null, massKg: null, supplies: null });
const compute = { ...dgxA100, ports: [{ count: 8, kind: 'InfiniBand HDR', speedGbitps: 200, use: 'compute' }] };
const feed = {
  voltageV: 208,
  phases: 3,
  breakerA: 60,
  breakerStandard: 'ul489',
  continuousShare: 0.8,
} as const;
const threePerRack: Layout = layout(
  'Three DGX A100 per rack',
  {
    devices: [compute, pdu],
    racks: [
      {
        rack: rackType('rack', { heightUnits: 42 }),
        count: 2,
        placements: [
          ...[1, 7, 13].map((bottomUnit) => ({ device: compute.id, bottomUnit, face: 'front', side: null }) as const),
          ...[0, 1].map(() => ({ device: 'pdu', bottomUnit: null, face: 'rear', side: null }) as const),
        ],
      },
    ],
  },
  {
    feeds: [
      { ...feed, name: 'A' },
      { ...feed, name: 'B' },
    ],
  },
);

describe('any layout', () => {
  it('has device types that the library’s schema takes, and columns that NetBox’ forms have', () => {
    fc.assert(
      fc.property(layouts, fc.constantFrom(...netboxVersions), (some, version) => {
        for (const { name, text } of exportNetbox(some, version).files) {
          if (name.endsWith('.yaml')) {
            expect(validate(parse(text)), `${JSON.stringify(validate.errors)} ${text}`).toBe(true);
          } else if (name.endsWith('.csv')) {
            const header = Papa.parse<string[]>(text, { preview: 1 }).data[0]!;
            const known = netboxColumns(objectOf(name), version);
            expect(
              header.filter((column) => known?.includes(column) !== true),
              name,
            ).toEqual([]);
          }
        }
      }),
      RUNS,
    );
  });

  it('names nothing that an earlier file did not make', () => {
    fc.assert(
      fc.property(layouts, (some) => {
        const made = new Map<string, Set<string>>();
        const add = (kind: string, ...names: string[]): void => {
          made.set(kind, new Set([...(made.get(kind) ?? []), ...names]));
        };
        const refers: Readonly<Record<string, string>> = {
          site: 'sites',
          location: 'locations',
          manufacturer: 'manufacturers',
          rack_type: 'rack-types',
          rack: 'racks',
          role: 'device-roles',
          device_type: 'device-types',
          power_panel: 'power-panels',
          cooling_source: 'cooling-sources',
          side_a_device: 'devices',
          side_b_device: 'devices',
          side_b_power_panel: 'power-panels',
        };
        for (const { name, text } of exportNetbox(some, '4.7').files) {
          if (name.endsWith('.yaml')) {
            const type = parse(text) as { manufacturer: string; model: string };
            expect(made.get('manufacturers')).toContain(type.manufacturer);
            add('device-types', type.model);
          }
          if (!name.endsWith('.csv')) continue;
          const rows = rowsOf(text);
          for (const [column, kind] of Object.entries(refers)) {
            const unknown = rows
              .map((row) => row[column] ?? '')
              .filter((cell) => cell !== '' && !made.get(kind)?.has(cell));
            expect(unknown, `${name}: ${column}`).toEqual([]);
          }
          const names = rows.map((row) => row['name'] ?? row['model'] ?? '');
          if (!name.includes('cables')) expect(new Set(names).size, name).toBe(names.length);
          add(objectOf(name), ...names);
        }
      }),
      RUNS,
    );
  });

  it('comes back from NetBox with every device of the same type at the same place', () => {
    fc.assert(
      fc.property(
        layouts.filter(({ placement }) => placement.racks.length > 0),
        (some) => {
          const back = value(importNetbox('back', exportNetbox(some, '4.6').files));
          const types = netboxTypes(some.placement.devices);
          const place = (read: Layout, slug: (device: Device) => string) =>
            standLayout({ ...read, hall: some.hall, rackOrder: 'as packed' }).racks.map(({ type, placements }) => [
              type.heightUnits,
              type.maxMassKg,
              type.cabinetKg,
              type.widthMm,
              type.depthMm,
              placements.map(({ device: id, bottomUnit, face }) => {
                const held = read.placement.devices.find((candidate) => candidate.id === id);
                if (held === undefined) throw new Error(id);
                const { heightUnits, depth, massKg, role } = held;
                // A PDU's own draw would hide what hangs on it, and is left out.
                const powered = role === 'pdu' ? [] : powerPortsOf(held);
                const powerW = powered.reduce((sum, port) => sum + (port.allocated_draw ?? 0), 0);
                const ports = held.ports.reduce((sum, group) => sum + group.count, 0);
                return [slug(held), role, bottomUnit, face, heightUnits, depth, massKg, powerW, ports];
              }),
            ]);
          expect(back.warnings).toEqual([]);
          expect(place(back.layout, ({ name }) => name)).toEqual(
            place({ ...some, rackOrder: 'as packed' }, ({ id }) => types.get(id)?.model ?? ''),
          );
          expect(back.layout.feeds.map(({ name, breakerA, phases }) => [name, breakerA, phases])).toEqual(
            some.feeds.map(({ name, breakerA, phases }) => [name, breakerA, phases]),
          );
        },
      ),
      RUNS,
    );
  });
});

describe('three DGX A100 on two feeds of 208 V and 60 A', () => {
  const { files, notes } = exportNetbox(threePerRack, '4.7');
  const file = (object: string): string => files.find(({ name }) => objectOf(name) === object)?.text ?? '';

  it('are cabled from every supply to a PDU, and from there to their feed', () => {
    expect(notes).toEqual([]);
    const cables = rowsOf(file('power-cables'));
    expect(cables).toHaveLength(2 * (2 + 3 * 6));
    const ends = cables.flatMap((row) => [
      `${row['side_a_device']} ${row['side_a_name']}`,
      `${row['side_b_device']}${row['side_b_power_panel']} ${row['side_b_name']}`,
    ]);
    expect(new Set(ends).size).toBe(ends.length);
    expect(cables.filter((row) => row['side_b_device'] === 'pdu-01')).toHaveLength(9);
    const outlets = (
      parse(files.find(({ name }) => name.includes('type-pdu'))?.text ?? '') as { 'power-outlets': object[] }
    )['power-outlets'];
    expect(outlets).toHaveLength(9);
    expect(outlets[0]).toEqual({ name: 'C19 1', type: 'iec-60320-c19', power_port: 'Input' });
  });

  it('are shown by NetBox as 56.4 %, and are 112.8 % with a feed lost: 90.2 % of the breaker', () => {
    const [rack] = value(importNetbox('back', files)).racks;
    expect(rack!.drawW).toBe(19_500);
    expect(rack!.power?.availableVa).toBe(2 * 17_292);
    expect(rack!.power?.shownPercent).toBeCloseTo(56.4, 1);
    expect(rack!.power?.oneFeedLost.map(({ usablePercent }) => usablePercent.toFixed(1))).toEqual(['112.8', '112.8']);
    expect(rack!.power?.oneFeedLost[0]!.breakerPercent).toBeCloseTo(90.2, 1);
  });

  it('hang on one panel a side, or on as many as their racks have', () => {
    const panels = (some: Layout): string[] =>
      exportNetbox(some, '4.7')
        .files.filter(({ name }) => /power-(panels|feeds)/.test(name))
        .map(({ text }) =>
          rowsOf(text)
            .map((row) => row['power_panel'] ?? row['name'])
            .join(', '),
        );
    expect(panels(threePerRack)).toEqual(['Panel A, Panel B', 'Panel A, Panel B, Panel A, Panel B']);
    expect(panels({ ...threePerRack, racksPerPanel: 1 })).toEqual([
      'Panel A1, Panel A2, Panel B1, Panel B2',
      'Panel A1, Panel B1, Panel A2, Panel B2',
    ]);
  });

  it('says what a layout without PDUs leaves open', () => {
    const placements = [{ device: compute.id, bottomUnit: 1, face: 'front', side: null }] as const;
    const bare = {
      ...threePerRack,
      placement: { devices: [compute], racks: [{ rack: rackType('rack'), count: 3, placements }] },
    };
    expect(exportNetbox(bare, '4.6').notes.join()).toContain('3 racks have feeds but no PDU');
  });
});

it('cables a fabric, port by port', () => {
  const { devices, network } = value(fabricDevices('a100-superpod', 4));
  const all = [...devices.map((listed) => listed.device), compute];
  const placements = devices.flatMap(({ device: listed, count }) =>
    Array.from({ length: count }, () => ({ device: listed.id, face: 'front', side: null }) as const),
  );
  const withNetwork = layout(
    'Four',
    {
      devices: all,
      racks: [
        {
          rack: rackType('network'),
          count: 1,
          placements: placements.map((placement, index) => ({ ...placement, bottomUnit: index + 1 })),
        },
        {
          rack: rackType('rack'),
          count: 4,
          placements: [{ device: compute.id, bottomUnit: 1, face: 'front', side: null }],
        },
      ],
    },
    { network: { ...network, node: compute.id } },
  );
  const { files, notes } = exportNetbox(withNetwork, '4.7');
  const cables = rowsOf(files.find(({ name }) => name.endsWith('network-cables.csv'))?.text ?? '');
  expect(notes).toEqual([]);
  expect(cables).toHaveLength(4 * 8 + 160);
  expect(cables[0]).toMatchObject({
    side_a_device: 'dgx-a100-01',
    side_a_name: 'compute 1',
    side_b_device: 'qm8790-leaf-01',
    side_b_name: 'fabric 1',
    type: 'aoc',
    length_unit: 'm',
  });
  const ends = cables.flatMap((row) => [
    `${row['side_a_device']} ${row['side_a_name']}`,
    `${row['side_b_device']} ${row['side_b_name']}`,
  ]);
  expect(new Set(ends).size).toBe(ends.length);
});

describe('what NetBox gives out', () => {
  const read = (...texts: string[]): Result<NetboxImport, readonly { message: string }[]> =>
    importNetbox(
      'theirs',
      texts.map((text, index) => ({ name: `file ${String(index + 1)}`, text })),
    );
  const api = (...results: object[]): string => JSON.stringify({ count: results.length, next: null, results });
  const type =
    'manufacturer: Acme\nmodel: Box\nslug: acme-box\nu_height: 2\nis_full_depth: false\npower-ports:\n  - name: PSU1\n    type: iec-60320-c14\n    allocated_draw: 400\n';

  it('the JSON of its API, units counted from the top', () => {
    const back = value(
      read(
        api({
          id: 7,
          name: 'R1',
          site: { name: 'X' },
          u_height: 42,
          desc_units: true,
          max_weight: 1000,
          weight_unit: { value: 'lb' },
        }),
        api(
          {
            name: 'b1',
            device_type: { manufacturer: { name: 'Acme' }, model: 'Box', slug: 'acme-box' },
            role: { name: 'Compute node' },
            rack: { name: 'R1' },
            position: 1,
            face: { value: 'rear' },
          },
          {
            name: 'b2',
            device_type: { model: 'Box', slug: 'acme-box' },
            role: { name: 'Compute node' },
            rack: { name: 'R1' },
            position: null,
            face: null,
          },
          {
            name: 'b3',
            device_type: { model: 'Box', slug: 'acme-box' },
            role: { name: 'Compute node' },
            rack: { name: 'R9' },
            position: 3,
            face: null,
          },
        ),
        api({
          name: 'F',
          power_panel: { name: 'P' },
          rack: { name: 'R1' },
          voltage: 120,
          amperage: 15,
          phase: { value: 'single-phase' },
          max_utilization: 80,
        }),
        type,
      ),
    );
    expect(back.layout.placement.racks[0]!.placements).toEqual([
      { device: 'acme-box', bottomUnit: 41, face: 'rear', side: null },
    ]);
    expect(back.layout.placement.racks[0]!.rack.maxMassKg).toBeCloseTo(453.59, 2);
    expect(back.layout.placement.devices[0]).toMatchObject({ role: 'server', depth: 'half', powerW: 400 });
    expect(back.racks[0]!.power?.shownPercent).toBeCloseTo((100 * 800) / 1440, 9);
    expect(back.warnings.join('\n')).toMatch(
      /"b2" is in rack "R1" without a position[^]*1 devices are in racks that no file describes/,
    );
  });

  it('tables as they are exported for people, and types that the catalogue has', () => {
    const back = value(
      read('Name,Site,U Height\nR1,X,48\n', 'Name,Role,Type,Rack,Position,Face\nn1,GPU server,DGX H100,R1,9,Front\n'),
    );
    expect(back.layout.placement.racks[0]!.placements).toEqual([
      { device: 'dgx-h100', bottomUnit: 9, face: 'front', side: null },
    ]);
  });

  it.each([
    [
      ['name,site,u_height\nR1,X,42\n', 'name,role,device_type,rack,position\nn,server,Nobody’s,R1,1\n'],
      /whose height no file gives/,
    ],
    [['name,site,u_height\nR1,X,0\n'], /it must be 1 to 100 U/],
    [
      ['name,site,u_height\nR1,X,4\n', 'name,role,device_type,rack,position\nn,server,Box,R1,4\n', type],
      /ends outside rack "R1"/,
    ],
    [['name,role,device_type,rack,position\nn,server,Box,R1,4\n', type], /No racks were found/],
    [['{"count": 1'], /file 1/],
    [[type.replace('u_height: 2', 'u_height: two')], /file 1: u_height/],
  ])('%# is refused with its reason', (texts, reason) => {
    const refused = read(...texts);
    expect(refused.ok ? '' : refused.error.map(({ message }) => message).join('\n')).toMatch(reason);
  });
});
