import Papa from 'papaparse';
import { isPlainObject } from '../../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { servers, switches } from '../../catalog/catalog.ts';
import { sameModel } from '../../catalog/same-model.ts';
import type { DeviceType } from '../../catalog/device-type.ts';
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
import { decimal } from '../decimal.ts';
import { parseDeviceType } from '../device-type.ts';
import { capProblems, MAX_ARRAY_LENGTH, refuseSize } from '../limits.ts';
import { isMassUnit, KG } from '../netbox-yaml.ts';
import { readJson } from '../read-json.ts';
import { showText, showValue } from '../show.ts';
import { portsOfInterfaces } from './interfaces.ts';

export interface ImportFile {
  readonly name: string;
  readonly text: string;
}

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

/** A row of any table: columns as NetBox' import forms call them. */
type Row = Readonly<Record<string, string>>;
type Kind = 'racks' | 'devices' | 'feeds' | 'power ports' | 'rack types';

interface Table {
  readonly kind: Kind;
  readonly file: string;
  readonly rows: readonly Row[];
}

/** What the columns of NetBox' own exports, of its API and of its import forms are called alike. */
const ALIASES: Readonly<Record<string, string>> = {
  type: 'type',
  'u height': 'u_height',
  height: 'u_height',
  'height (u)': 'u_height',
  'device type': 'device_type',
  'rack type': 'rack_type',
  'power panel': 'power_panel',
  'max utilization': 'max_utilization',
  'maximum draw': 'maximum_draw',
  'maximum draw (w)': 'maximum_draw',
  'allocated draw': 'allocated_draw',
  'allocated draw (w)': 'allocated_draw',
  'starting unit': 'starting_unit',
  'descending units': 'desc_units',
  'max weight': 'max_weight',
  'weight unit': 'weight_unit',
  'outer width': 'outer_width',
  'outer depth': 'outer_depth',
  'outer unit': 'outer_unit',
  'mounting depth': 'mounting_depth',
  device_role: 'role',
  'device role': 'role',
};

const column = (name: string): string => {
  const lower = name
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase();
  return ALIASES[lower] ?? lower;
};

/** A field of the API as a cell: objects by what names them. */
const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isPlainObject(value)) return '';
  for (const key of ['value', 'model', 'name', 'display']) {
    const named = value[key];
    if (typeof named === 'string' || typeof named === 'number') return String(named);
  }
  return '';
};

/** Fields of a device type that the API nests in a device or lists on their own. */
const rowOfJson = (value: object): Row => {
  const row = Object.fromEntries(Object.entries(value).map(([key, cell]) => [column(key), cellOf(cell)]));
  const { device_type: type } = value as { device_type?: unknown };
  const maker = isPlainObject(type) ? cellOf(type['manufacturer']) : '';
  const slug = isPlainObject(type) ? cellOf(type['slug']) : '';
  return { ...row, ...(maker === '' ? {} : { manufacturer: maker }), ...(slug === '' ? {} : { slug }) };
};

const kindOf = (columns: readonly string[]): Kind | null => {
  const has = (...names: string[]): boolean => names.every((name) => columns.includes(name));
  if (has('power_panel', 'voltage')) return 'feeds';
  if (has('rack') && (has('device_type') || (has('role') && has('type')))) return 'devices';
  if (has('device') && (has('allocated_draw') || has('maximum_draw'))) return 'power ports';
  if (has('model', 'u_height')) return 'rack types';
  if (has('name', 'site') && (has('u_height') || has('rack_type'))) return 'racks';
  return null;
};

const readTable = ({ name: file, text }: ImportFile): Result<Table | null, Problem> => {
  const parsed = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: column,
    transform: (cell) => cell.trim(),
  });
  const kind = kindOf(parsed.meta.fields ?? []);
  if (parsed.data.length > MAX_ARRAY_LENGTH) {
    return err(problem(file, `${showText(file)} has more than ${String(MAX_ARRAY_LENGTH)} rows; split it.`));
  }
  return ok(kind === null ? null : { kind, file, rows: parsed.data });
};

const readApi = ({ name: file, text }: ImportFile): Result<Table | null, Problem[]> => {
  const document = readJson(text);
  if (!document.ok)
    return err(document.error.map(({ path, message }) => problem(path, `${showText(file)}: ${message}`)));
  const { value } = document.value;
  const list =
    isPlainObject(value) && Array.isArray(value['results']) ? value['results'] : Array.isArray(value) ? value : [value];
  const rows = (list as unknown[]).filter(isPlainObject).map(rowOfJson);
  const [first] = rows;
  const kind = first === undefined ? null : kindOf(Object.keys(first));
  return ok(kind === null ? null : { kind, file, rows });
};

const numberIn = (row: Row, key: string): number | null => {
  const text = row[key] ?? '';
  if (text === '') return null;
  const value = decimal(text);
  return Number.isFinite(value) ? value : null;
};

const kgIn = (row: Row, key: string): number | null => {
  const value = numberIn(row, key);
  const named = (row['weight_unit'] ?? '').toLowerCase();
  const unit = named === '' || named === 'kilograms' ? 'kg' : named === 'pounds' ? 'lb' : named;
  return value === null || !isMassUnit(unit) ? null : Math.round(value * KG[unit] * 100) / 100;
};

const mmIn = (row: Row, key: string): number | null => {
  const value = numberIn(row, key);
  return value === null ? null : (row['outer_unit'] ?? 'mm').toLowerCase().startsWith('in') ? value * 25.4 : value;
};

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

interface Shape {
  readonly slug: string;
  readonly name: string;
  readonly heightUnits: number;
  readonly depth: 'full' | 'half';
  readonly massKg: number | null;
  readonly powerW: number | null;
  readonly portCount: number;
  readonly interfaces: DeviceType['interfaces'];
}

const shapeOfYaml = (type: DeviceType): Shape => {
  // NetBox reckons with the allocated draw; a file without any says at least the most.
  const allocated = type.powerPorts.flatMap(({ allocatedDrawW }) => allocatedDrawW ?? []);
  const draws = allocated.length > 0 ? allocated : type.powerPorts.flatMap(({ maximumDrawW }) => maximumDrawW ?? []);
  return {
    slug: type.slug,
    name: type.model,
    heightUnits: type.uHeight,
    depth: type.isFullDepth ? 'full' : 'half',
    massKg: type.weightKg === null ? null : Math.round(type.weightKg * 100) / 100,
    powerW: draws.length === 0 ? null : draws.reduce((sum, draw) => sum + draw, 0),
    portCount: type.powerPorts.length,
    interfaces: type.interfaces,
  };
};

/** The catalogue's own figures, for a type whose file is not there. */
const shapeOfCatalogue = (model: string): Shape | null => {
  const server = servers.find((candidate) => sameModel(candidate.model, model) || candidate.id === model);
  const found = server ?? switches.find((switchType) => sameModel(switchType.model, model) || switchType.id === model);
  if (found === undefined || found.uHeight === null) return null;
  return {
    slug: found.id,
    name: found.model,
    heightUnits: found.uHeight,
    depth: 'full',
    massKg: found.weightKg,
    powerW: found.maxPowerW,
    portCount: server?.psuCount ?? 0,
    interfaces: [],
  };
};

/** Rows by the rack that they name; one that names none is in none. */
const byRack = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const rack = row['rack'] ?? '';
    if (rack === '') continue;
    const held = map.get(rack);
    if (held === undefined) map.set(rack, [row]);
    else held.push(row);
  }
  return map;
};

const isYamlType = (text: string): boolean => /^u_height\s*:/m.test(text) && /^manufacturer\s*:/m.test(text);

/**
 * Racks of NetBox with what stands in them, from any of: its CSV (as its import forms take it or as its tables export it), its
 * API's JSON, device types of its library (YAML). Files are told apart by their columns.
 */
export const importNetbox = (name: string, files: readonly ImportFile[]): Result<NetboxImport, Problem[]> => {
  const problems: Problem[] = [];
  const warnings: string[] = [];
  const tables: Table[] = [];
  const shapes = new Map<string, Shape>();
  const remember = (shape: Shape, ...keys: string[]): void => {
    for (const key of keys) if (key !== '' && !shapes.has(key.toLowerCase())) shapes.set(key.toLowerCase(), shape);
  };

  for (const file of files) {
    const tooLarge = refuseSize(new TextEncoder().encode(file.text).byteLength);
    if (tooLarge !== null) {
      problems.push(problem(file.name, `${showText(file.name)}: ${tooLarge.message}`));
    } else if (isYamlType(file.text)) {
      if (/^form_factor\s*:/m.test(file.text)) continue;
      const type = parseDeviceType(file.text);
      if (type.ok) {
        remember(shapeOfYaml(type.value), type.value.model, type.value.slug);
      } else
        problems.push(...type.error.map(({ path, message }) => problem(path, `${showText(file.name)}: ${message}`)));
    } else if (/^\s*[[{]/.test(file.text)) {
      const table = readApi(file);
      if (!table.ok) problems.push(...table.error);
      else if (table.value !== null) tables.push(table.value);
      else warnings.push(`${showText(file.name)} holds nothing that racks are made of and is left aside.`);
    } else {
      const table = readTable(file);
      if (!table.ok) problems.push(table.error);
      else if (table.value !== null) tables.push(table.value);
    }
  }
  const rowsOf = (kind: Kind): readonly Row[] =>
    tables.filter((table) => table.kind === kind).flatMap(({ rows }) => rows);

  const typeRows = new Map(rowsOf('rack types').map((row) => [(row['model'] ?? '').toLowerCase(), row]));
  // The API lists device types with the same columns as rack types.
  for (const row of rowsOf('rack types')) {
    const heightUnits = numberIn(row, 'u_height');
    if (row['form_factor'] !== undefined || heightUnits === null) continue;
    const shape: Shape = {
      slug: row['slug'] ?? row['model'] ?? '',
      name: row['model'] ?? '',
      heightUnits,
      depth: (row['is_full_depth'] ?? 'true') === 'false' ? 'half' : 'full',
      massKg: kgIn(row, 'weight'),
      powerW: null,
      portCount: 0,
      interfaces: [],
    };
    remember(shape, row['model'] ?? '', row['slug'] ?? '');
  }

  const rackRows = rowsOf('racks');
  const devicesByRack = byRack(rowsOf('devices'));
  const feedsByRack = byRack(rowsOf('feeds'));
  if (rackRows.length === 0 && problems.length === 0) {
    problems.push(
      problem(
        '',
        'No racks were found in the files; give the CSV of NetBox’ racks (name, site, u_height or rack_type) or the JSON of /api/dcim/racks/.',
      ),
    );
  }

  const ids = new Set<string>();
  const devices = new Map<string, Device>();
  const deviceOf = (row: Row): Device | null => {
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
  const portDraws = new Map<string, number>();
  for (const row of rowsOf('power ports')) {
    const draw = numberIn(row, 'allocated_draw') ?? numberIn(row, 'maximum_draw');
    const device = row['device'] ?? '';
    if (draw !== null) portDraws.set(device, (portDraws.get(device) ?? 0) + draw);
  }

  const rackIds = new Set<string>();
  const rackTypes = new Map<string, RackType>();
  const placed: PlacedRack[] = [];
  const imported: ImportedRack[] = [];
  let feedsOfAll: string | null = null;
  let feeds: readonly Feed[] = [];
  for (const row of rackRows) {
    const label = row['name'] ?? '';
    const typeRow = typeRows.get((row['rack_type'] ?? '').toLowerCase()) ?? {};
    const both: Row = { ...typeRow, ...Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')) };
    const heightUnits = numberIn(both, 'u_height');
    if (heightUnits === null || heightUnits < 1 || heightUnits > 100) {
      problems.push(
        problem(
          'u_height',
          `Rack ${showValue(label)} has a height of ${showText(both['u_height'] ?? '') || 'nothing'}; it must be 1 to 100 U. Add the column u_height, or the file of its rack type.`,
        ),
      );
      continue;
    }
    const typeKey = JSON.stringify([
      heightUnits,
      both['rack_type'] ?? '',
      both['max_weight'] ?? '',
      both['weight'] ?? '',
    ]);
    const rack: RackType = rackTypes.get(typeKey) ?? {
      id: idOf(typeRow['slug'] ?? (both['rack_type'] || 'rack'), rackIds),
      name: both['rack_type'] || `${String(heightUnits)}U rack`,
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
    rackTypes.set(typeKey, rack);
    const startingUnit = numberIn(both, 'starting_unit') ?? 1;
    const isDescending = (both['desc_units'] ?? '').toLowerCase() === 'true';
    const held = devicesByRack.get(label) ?? [];
    let drawW: number | null = 0;
    const placements = held.flatMap((row): Placement[] => {
      const device = deviceOf(row);
      if (device === null) return [];
      const draw = portDraws.get(row['name'] ?? '') ?? device.powerW;
      if (device.role !== 'pdu') drawW = drawW === null || draw === null ? null : drawW + draw;
      const position = numberIn(row, 'position');
      if (position === null && device.heightUnits > 0) {
        warnings.push(`${showValue(row['name'])} is in rack ${showValue(label)} without a position and is not drawn.`);
        return [];
      }
      const fromFloor = position === null ? null : position - startingUnit + 1;
      const bottomUnit =
        fromFloor === null || device.heightUnits === 0
          ? null
          : isDescending
            ? heightUnits - (fromFloor + device.heightUnits - 1) + 1
            : fromFloor;
      if (bottomUnit !== null && (bottomUnit < 1 || bottomUnit - 1 + device.heightUnits > heightUnits)) {
        problems.push(
          problem(
            'position',
            `${showValue(row['name'])} at position ${String(position)} ends outside rack ${showValue(label)} of ${String(heightUnits)} U; correct its position or the rack’s height.`,
          ),
        );
        return [];
      }
      const face = (row['face'] ?? '').toLowerCase() === 'rear' ? 'rear' : 'front';
      return [{ device: device.id, bottomUnit, face, side: null }];
    });
    const rackFeeds = (feedsByRack.get(label) ?? []).flatMap((feedRow) => feedOf(feedRow) ?? []);
    placed.push({ rack, count: 1, placements });
    imported.push({
      name: label,
      drawW: held.length === 0 ? 0 : drawW,
      feeds: rackFeeds,
      power: rackFeeds.length === 0 || drawW === null ? null : netboxRackPower(rackFeeds, drawW),
    });
    const own = rackFeeds.map((feed, index) => ({ ...feedOfNetbox(feed), name: String.fromCharCode(65 + index) }));
    const shown = JSON.stringify(own);
    if (feedsOfAll === null) [feedsOfAll, feeds] = [shown, own];
    else if (feedsOfAll !== shown) feeds = [];
  }
  if (feeds.length === 0 && imported.some((rack) => rack.feeds.length > 0)) {
    warnings.push('The racks have different feeds; the layout keeps none of them.');
  }
  const known = new Set(rackRows.map((row) => row['name']));
  const elsewhere = [...devicesByRack].reduce((sum, [label, rows]) => (known.has(label) ? sum : sum + rows.length), 0);
  if (elsewhere > 0) {
    warnings.push(`${String(elsewhere)} devices are in racks that no file describes and are left out.`);
  }
  if (problems.length > 0) return err(capProblems(problems));
  return ok({
    layout: layout(name, { devices: [...devices.values()], racks: placed }, { feeds }),
    racks: imported,
    warnings,
  });
};
