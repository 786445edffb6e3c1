import { totalIfKnown } from '../../base/known.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { deviceRoles } from '../../records/rack-layout.ts';
import type { Device, DeviceRole, PlacedRack, Placement, RackType } from '../../racks/device.ts';
import { layout, type Layout } from '../../racks/layout.ts';
import type { Feed } from '../../racks/power/feed.ts';
import {
  feedOfNetbox,
  netboxRackPower,
  type NetboxFeed,
  type NetboxRackPower,
} from '../../racks/power/netbox-power.ts';
import { parseDeviceType } from '../device-type.ts';
import { capProblems, refuseSize } from '../limits.ts';
import { showText, showValue } from '../show.ts';
import { shapeOfCatalogue, shapeOfRow, shapeOfYaml, type DeviceShape } from './device-shapes.ts';
import { portsOfInterfaces } from './interfaces.ts';
import {
  kgIn,
  mmIn,
  numberIn,
  readApi,
  readCsv,
  type ImportFile,
  type Kind,
  type NetboxTable,
  type Row,
} from './read-tables.ts';

export interface ImportedRack {
  readonly name: string;
  /** Draw allocated to its devices, W; null where the files do not say it of every device with power ports. */
  readonly drawW: number | null;
  readonly feeds: readonly NetboxFeed[];
  /** As NetBox shows it, beside what that hides; null without feeds or draw. */
  readonly power: NetboxRackPower | null;
}

export interface NetboxImport {
  readonly layout: Layout;
  readonly racks: readonly ImportedRack[];
  readonly warnings: readonly string[];
}

/** What an import has met with so far. */
interface Findings {
  readonly problems: Problem[];
  readonly warnings: string[];
}

const idOf = (text: string, usedIds: Set<string>): string => {
  const plain =
    text
      .toLowerCase()
      .replaceAll('_', '.')
      .replace(/[^a-z0-9.-]+/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 56) || 'device';
  let id = plain;
  for (let number = 2; usedIds.has(id); number++) id = `${plain}-${String(number)}`;
  usedIds.add(id);
  return id;
};

/** NetBox' roles are free text; ours are few. */
const roleOf = (role: string): DeviceRole => {
  const lower = role.toLowerCase();
  const same = deviceRoles.find((deviceRole) => deviceRole === lower);
  if (same !== undefined) return same;
  if (/switch|leaf|spine|router|network/.test(lower)) return 'switch';
  if (/pdu/.test(lower)) return 'pdu';
  if (/cdu/.test(lower)) return 'cdu';
  if (/storage/.test(lower)) return 'storage';
  if (/manage|console|kvm/.test(lower)) return 'management';
  return /server|node|gpu|compute/.test(lower) ? 'server' : 'other';
};

/** Rows by the rack that they name; one that names none is in none. */
const byRack = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> =>
  Map.groupBy(
    rows.filter(({ rack = '' }) => rack !== ''),
    ({ rack = '' }) => rack,
  );

const isYamlType = (text: string): boolean => /^u_height\s*:/m.test(text) && /^manufacturer\s*:/m.test(text);
const isRackType = (yaml: string): boolean => /^form_factor\s*:/m.test(yaml);
const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

interface NetboxFiles {
  readonly rowsOf: (kind: Kind) => readonly Row[];
  /** By the model or slug of a type of device, in small letters. */
  readonly shapes: ReadonlyMap<string, DeviceShape>;
}

/** The tables and types of devices that the files hold, told apart by their columns. */
const readFiles = (files: readonly ImportFile[], { problems, warnings }: Findings): NetboxFiles => {
  const tables: NetboxTable[] = [];
  const shapes = new Map<string, DeviceShape>();
  const remember = (shape: DeviceShape): void => {
    for (const key of [shape.name, shape.slug].map((name) => name.toLowerCase())) {
      if (key !== '' && !shapes.has(key)) shapes.set(key, shape);
    }
  };
  for (const file of files) {
    const tooLarge = refuseSize(new TextEncoder().encode(file.text).byteLength);
    if (tooLarge !== null) {
      problems.push(problem(file.name, `${showText(file.name)}: ${tooLarge.message}`));
    } else if (isYamlType(file.text)) {
      if (isRackType(file.text)) continue;
      const type = parseDeviceType(file.text);
      if (type.ok) remember(shapeOfYaml(type.value));
      else problems.push(...type.error.map(({ path, message }) => problem(path, `${showText(file.name)}: ${message}`)));
    } else {
      const table = isJson(file.text) ? readApi(file) : readCsv(file);
      if (!table.ok) problems.push(...table.error);
      else if (table.value !== null) tables.push(table.value);
      else if (isJson(file.text))
        warnings.push(`${showText(file.name)} holds nothing that racks are made of and is left aside.`);
    }
  }
  const rowsOf = (kind: Kind): readonly Row[] =>
    tables.filter((table) => table.kind === kind).flatMap(({ rows }) => rows);
  for (const row of rowsOf('rack types')) {
    const shape = shapeOfRow(row);
    if (shape !== null) remember(shape);
  }
  return { rowsOf, shapes };
};

interface DeviceTypes {
  /** The type of a row of devices; null, with a problem, where nothing says how high it is. */
  readonly of: (row: Row) => Device | null;
  readonly all: () => readonly Device[];
}

/** Types of devices, each made when the first device of it is met. */
const deviceTypes = (shapes: NetboxFiles['shapes'], { problems }: Findings): DeviceTypes => {
  const ids = new Set<string>();
  const devices = new Map<string, Device>();
  const of = (row: Row): Device | null => {
    const model = row['device_type'] ?? row['type'] ?? '';
    const role = roleOf(row['role'] ?? '');
    const key = model.toLowerCase();
    const made = devices.get(`${role} ${key}`);
    if (made !== undefined) return made;
    const shape = shapes.get(key) ?? shapes.get((row['slug'] ?? '').toLowerCase()) ?? shapeOfCatalogue(model);
    if (shape === null) {
      problems.push(
        problem(
          'device_type',
          `${showValue(row['name'])} is of the type ${showValue(model)}, whose height no file gives; add its YAML from the device type library.`,
        ),
      );
      return null;
    }
    const device: Device = {
      id: idOf(shape.slug, ids),
      name: shape.name,
      role,
      heightUnits: shape.heightUnits,
      depth: shape.depth,
      width: 'full',
      depthMm: null,
      powerW: shape.powerW,
      massKg: shape.massKg,
      ports: portsOfInterfaces(shape.interfaces),
      supplies: shape.portCount === 0 ? null : { count: shape.portCount, ratingW: null, mayFail: null },
      liquidShare: null,
      ownRack: null,
      pool: null,
    };
    devices.set(`${role} ${key}`, device);
    return device;
  };
  return { of, all: () => [...devices.values()] };
};

/** A rack as its row and that of its type describe it. */
interface DescribedRack {
  readonly label: string;
  readonly type: RackType;
  readonly startingUnit: number;
  readonly isDescending: boolean;
}

/** Reads the rows of racks; null, with a problem, for one whose height is not known. Racks that are alike share a type. */
const rackReader = (typeRows: readonly Row[], { problems }: Findings): ((row: Row) => DescribedRack | null) => {
  const rowOfType = new Map(typeRows.map((row) => [(row['model'] ?? '').toLowerCase(), row]));
  const ids = new Set<string>();
  const types = new Map<string, RackType>();
  return (row) => {
    const label = row['name'] ?? '';
    const typeRow = rowOfType.get((row['rack_type'] ?? '').toLowerCase()) ?? {};
    const both: Row = { ...typeRow, ...Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')) };
    const typeName = both['rack_type'] ?? '';
    const heightUnits = numberIn(both, 'u_height');
    if (heightUnits === null || heightUnits < 1 || heightUnits > 100) {
      problems.push(
        problem(
          'u_height',
          `Rack ${showValue(label)} has a height of ${showText(both['u_height'] ?? '') || 'nothing'}; it must be 1 to 100 U. Add the column u_height, or the file of its rack type.`,
        ),
      );
      return null;
    }
    const key = JSON.stringify([heightUnits, typeName, both['max_weight'] ?? '', both['weight'] ?? '']);
    const type: RackType = types.get(key) ?? {
      id: idOf(typeRow['slug'] ?? (typeName || 'rack'), ids),
      name: typeName || `${String(heightUnits)}U rack`,
      heightUnits,
      reservedUnits: 0,
      usableW: null,
      maxMassKg: kgIn(both, 'max_weight'),
      cabinetKg: kgIn(both, 'weight') ?? 0,
      cablesKg: 0,
      airCoolingW: null,
      liquidCoolingW: null,
      ports: null,
      mountingDepthMm: numberIn(both, 'mounting_depth'),
      widthMm: mmIn(both, 'outer_width'),
      depthMm: mmIn(both, 'outer_depth'),
      fixtures: [],
    };
    types.set(key, type);
    return {
      label,
      type,
      startingUnit: numberIn(both, 'starting_unit') ?? 1,
      isDescending: (both['desc_units'] ?? '').toLowerCase() === 'true',
    };
  };
};

/** The place of a device, with its units counted from the floor; null, with what is the matter, where it cannot be drawn. */
const placementOf = (
  row: Row,
  device: Device,
  { label, type, startingUnit, isDescending }: DescribedRack,
  { problems, warnings }: Findings,
): Placement | null => {
  const position = numberIn(row, 'position');
  if (position === null && device.heightUnits > 0) {
    warnings.push(`${showValue(row['name'])} is in rack ${showValue(label)} without a position and is not drawn.`);
    return null;
  }
  const fromFloor = position === null ? null : position - startingUnit + 1;
  const bottomUnit =
    fromFloor === null || device.heightUnits === 0
      ? null
      : isDescending
        ? type.heightUnits - (fromFloor + device.heightUnits - 1) + 1
        : fromFloor;
  if (bottomUnit !== null && (bottomUnit < 1 || bottomUnit - 1 + device.heightUnits > type.heightUnits)) {
    problems.push(
      problem(
        'position',
        `${showValue(row['name'])} at position ${String(position)} ends outside rack ${showValue(label)} of ${String(type.heightUnits)} U; correct its position or the rack’s height.`,
      ),
    );
    return null;
  }
  const face = (row['face'] ?? '').toLowerCase() === 'rear' ? 'rear' : 'front';
  return { device: device.id, bottomUnit, face, side: null };
};

const feedOf = (row: Row): NetboxFeed | null => {
  const [voltageV, amperageA] = [numberIn(row, 'voltage'), numberIn(row, 'amperage')];
  if (voltageV === null || amperageA === null) return null;
  return {
    name: row['name'] ?? '',
    voltageV,
    amperageA,
    phase: /three|3/.test(row['phase'] ?? '') ? 'three-phase' : 'single-phase',
    maxUtilizationPercent: numberIn(row, 'max_utilization') ?? 80,
  };
};

/** Draw of each device by its name, W, as far as its power ports say it. */
const drawsOfPorts = (rows: readonly Row[]): ReadonlyMap<string, number> => {
  const draws = new Map<string, number>();
  for (const row of rows) {
    const watts = numberIn(row, 'allocated_draw') ?? numberIn(row, 'maximum_draw');
    const device = row['device'] ?? '';
    if (watts !== null) draws.set(device, (draws.get(device) ?? 0) + watts);
  }
  return draws;
};

/** The feeds that all racks share, named A, B and so on; none, with a warning, where they differ. */
const commonFeeds = (racks: readonly ImportedRack[], { warnings }: Findings): readonly Feed[] => {
  const ofRacks = racks.map(({ feeds }) =>
    feeds.map((feed, index) => ({ ...feedOfNetbox(feed), name: String.fromCharCode(65 + index) })),
  );
  const [first = []] = ofRacks;
  if (new Set(ofRacks.map((feeds) => JSON.stringify(feeds))).size <= 1) return first;
  warnings.push('The racks have different feeds; the layout keeps none of them.');
  return [];
};

/**
 * Racks of NetBox with what stands in them, from any of: its CSV (as its import forms take it or as its tables export it), its
 * API's JSON, device types of its library (YAML). Files are told apart by their columns.
 */
export const importNetbox = (name: string, files: readonly ImportFile[]): Result<NetboxImport, Problem[]> => {
  const findings: Findings = { problems: [], warnings: [] };
  const { problems, warnings } = findings;
  const { rowsOf, shapes } = readFiles(files, findings);
  const rackRows = rowsOf('racks');
  if (rackRows.length === 0 && problems.length === 0) {
    problems.push(
      problem(
        '',
        'No racks were found in the files; give the CSV of NetBox’ racks (name, site, u_height or rack_type) or the JSON of /api/dcim/racks/.',
      ),
    );
  }
  const devices = deviceTypes(shapes, findings);
  const readRack = rackReader(rowsOf('rack types'), findings);
  const devicesByRack = byRack(rowsOf('devices'));
  const feedsByRack = byRack(rowsOf('feeds'));
  const portDraws = drawsOfPorts(rowsOf('power ports'));

  const placed: PlacedRack[] = [];
  const racks: ImportedRack[] = [];
  for (const rackRow of rackRows) {
    const rack = readRack(rackRow);
    if (rack === null) continue;
    const held = (devicesByRack.get(rack.label) ?? []).flatMap((row) => {
      const device = devices.of(row);
      return device === null ? [] : [{ row, device }];
    });
    const drawW = totalIfKnown(
      held.flatMap(({ row, device }) =>
        device.role === 'pdu' ? [] : [portDraws.get(row['name'] ?? '') ?? device.powerW],
      ),
    );
    const placements = held.flatMap(({ row, device }) => placementOf(row, device, rack, findings) ?? []);
    const feeds = (feedsByRack.get(rack.label) ?? []).flatMap((row) => feedOf(row) ?? []);
    placed.push({ rack: rack.type, count: 1, placements });
    racks.push({
      name: rack.label,
      drawW,
      feeds,
      power: feeds.length === 0 || drawW === null ? null : netboxRackPower(feeds, drawW),
    });
  }
  const feeds = commonFeeds(racks, findings);
  const described = new Set(rackRows.map((row) => row['name']));
  const elsewhere = [...devicesByRack].reduce((sum, [rack, rows]) => sum + (described.has(rack) ? 0 : rows.length), 0);
  if (elsewhere > 0) {
    warnings.push(`${String(elsewhere)} devices are in racks that no file describes and are left out.`);
  }
  if (problems.length > 0) return err(capProblems(problems));
  return ok({ layout: layout(name, { devices: devices.all(), racks: placed }, { feeds }), racks, warnings });
};
