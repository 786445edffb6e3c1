import { entryAt } from '../base/checked.ts';
import { didYouMean } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Device, DeviceCount, RackType } from '../racks/device.ts';
import type { PackingRequest } from '../racks/packing/request.ts';
import { MOST_DEVICES, packListSchema, type PackListFile } from '../records/pack-list.ts';
import { capProblems } from './limits.ts';
import { readJson } from './read-json.ts';
import { showText } from './show.ts';
import { validate } from './validate.ts';

type Shape = PackListFile['rack']['fixtures'][number];

const watts = (kw: number | null): number | null => (kw === null ? null : kw * 1000);

const deviceOf = (shape: Omit<Shape, 'count'>, id: string): Device => ({
  id,
  name: shape.name,
  role: shape.role,
  heightUnits: shape.units,
  depth: shape.depth,
  width: shape.width,
  depthMm: shape.depthMm,
  powerW: watts(shape.kw),
  massKg: shape.kg,
  ports: shape.ports === 0 ? [] : [{ count: shape.ports, kind: '', speedGbitps: null, use: '' }],
  supplies: null,
  liquidShare: shape.liquidShare,
  ownRack: null,
  pool: null,
});

/** Names that rules use and no device, or pool, has. */
const unknownNames = ({ rules, devices }: PackListFile): Problem[] => {
  const names = new Set(devices.map(({ name }) => name));
  const pools = new Set(devices.flatMap(({ pool }) => pool ?? []));
  const missing = (path: string, name: string, known: ReadonlySet<string>, noun: string): Problem[] =>
    known.has(name)
      ? []
      : [problem(path, `${path} is "${showText(name)}", which is no ${noun} here; ${didYouMean(name, [...known])}`)];
  return [
    ...rules.spread.flatMap(({ pool }, index) => missing(`rules.spread[${String(index)}].pool`, pool, pools, 'pool')),
    ...rules.apart.flatMap((pair, index) =>
      pair.flatMap((name, side) => missing(`rules.apart[${String(index)}][${String(side)}]`, name, names, 'device')),
    ),
    ...rules.inRack.flatMap(({ device }, index) =>
      missing(`rules.inRack[${String(index)}].device`, device, names, 'device'),
    ),
  ];
};

/** Devices and the rack for them from JSON: all of it, or every problem. */
export const parsePackList = (text: string): Result<PackingRequest, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const read = validate(packListSchema, document.value.value, {
    wayOut: 'Correct the file.',
    asWritten: document.value.overflows,
  });
  if (!read.ok) return read;
  const file = read.value;
  const unknown = unknownNames(file);
  if (unknown.length > 0) return err(capProblems(unknown));
  const total = file.devices.reduce((sum, { count }) => sum + count, 0);
  if (total > MOST_DEVICES) {
    const message = `devices are ${String(total)} together; at most ${String(MOST_DEVICES)} are packed. Split the list.`;
    return err([problem('devices', message)]);
  }

  const idsOf = new Map<string, string[]>();
  const listed = file.devices.map((device, index) => {
    const { name } = device;
    const alike = idsOf.get(name) ?? [];
    // Names need not be unique; ids are.
    const id = alike.length === 0 ? name : `${name} (${String(index + 1)})`;
    idsOf.set(name, [...alike, id]);
    return { ...device, id };
  });
  const named = (name: string): readonly string[] => idsOf.get(name) ?? [];
  const rack: RackType = {
    id: 'rack',
    name: file.rack.name,
    heightUnits: file.rack.units,
    reservedUnits: file.rack.reservedUnits,
    usableW: watts(file.rack.kw),
    maxMassKg: file.rack.kg,
    cabinetKg: file.rack.cabinetKg,
    cablesKg: file.rack.cablesKg,
    airCoolingW: watts(file.rack.airKw),
    liquidCoolingW: watts(file.rack.liquidKw),
    ports: file.rack.ports,
    widthMm: null,
    depthMm: null,
    mountingDepthMm: file.rack.depthMm,
    fixtures: file.rack.fixtures.map((fixture, index) => ({
      device: deviceOf(fixture, `fixture ${String(index + 1)}`),
      count: fixture.count,
    })),
  };
  const devices: DeviceCount[] = listed.map((device) => ({
    count: device.count,
    device: {
      ...deviceOf(device, device.id),
      pool: device.pool === null ? null : { name: device.pool, replicasPerDevice: 1 },
      ownRack: device.ownRack
        ? { ...rack, id: device.id, name: device.name, heightUnits: device.units, reservedUnits: 0, fixtures: [] }
        : null,
    },
  }));
  const { rules } = file;
  return ok({
    rack,
    devices,
    rules: {
      spread: rules.spread,
      feeds: rules.feeds,
      apart: rules.apart.flatMap(([a, b]) =>
        named(a).flatMap((first) => named(b).map((second): [string, string] => [first, second])),
      ),
      inRack: rules.inRack.map(({ device, ...pin }) => ({ ...pin, device: entryAt(named(device), 0) })),
      atUnit: listed.flatMap(({ id, atUnit, face }) =>
        atUnit === null ? [] : [{ device: id, bottomUnit: atUnit, face }],
      ),
    },
  });
};
