import Papa from 'papaparse';
import { isPlainObject } from '../../base/plain-object.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { decimal } from '../decimal.ts';
import { MAX_ARRAY_LENGTH } from '../limits.ts';
import { isMassUnit, KG } from '../netbox-yaml.ts';
import { readJson } from '../read-json.ts';
import { showText } from '../show.ts';

export interface ImportFile {
  readonly name: string;
  readonly text: string;
}

/** A row of any table: columns as NetBox' import forms call them. */
export type Row = Readonly<Record<string, string>>;
export type Kind = 'racks' | 'devices' | 'feeds' | 'power ports' | 'rack types';

export interface NetboxTable {
  readonly kind: Kind;
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

/** A table of CSV; null where its columns are of nothing that racks are made of. */
export const readCsv = ({ name: file, text }: ImportFile): Result<NetboxTable | null, Problem[]> => {
  const parsed = Papa.parse<Record<string, string>>(text, {
    header: true,
    skipEmptyLines: 'greedy',
    transformHeader: column,
    transform: (cell) => cell.trim(),
  });
  const kind = kindOf(parsed.meta.fields ?? []);
  if (parsed.data.length > MAX_ARRAY_LENGTH) {
    return err([problem(file, `${showText(file)} has more than ${String(MAX_ARRAY_LENGTH)} rows; split it.`)]);
  }
  return ok(kind === null ? null : { kind, rows: parsed.data });
};

/** A list or an object as the API gives it; null where its fields are of nothing that racks are made of. */
export const readApi = ({ name: file, text }: ImportFile): Result<NetboxTable | null, Problem[]> => {
  const document = readJson(text);
  if (!document.ok)
    return err(document.error.map(({ path, message }) => problem(path, `${showText(file)}: ${message}`)));
  const { value } = document.value;
  const list =
    isPlainObject(value) && Array.isArray(value['results']) ? value['results'] : Array.isArray(value) ? value : [value];
  const rows = (list as unknown[]).filter(isPlainObject).map(rowOfJson);
  const [first] = rows;
  const kind = first === undefined ? null : kindOf(Object.keys(first));
  return ok(kind === null ? null : { kind, rows });
};

/** Null for an empty cell, and for what is no number. */
export const numberIn = (row: Row, key: string): number | null => {
  const text = row[key] ?? '';
  if (text === '') return null;
  const value = decimal(text);
  return Number.isFinite(value) ? value : null;
};

export const kgIn = (row: Row, key: string): number | null => {
  const value = numberIn(row, key);
  const named = (row['weight_unit'] ?? '').toLowerCase();
  const unit = named === '' || named === 'kilograms' ? 'kg' : named === 'pounds' ? 'lb' : named;
  return value === null || !isMassUnit(unit) ? null : Math.round(value * KG[unit] * 100) / 100;
};

export const mmIn = (row: Row, key: string): number | null => {
  const value = numberIn(row, key);
  return value === null ? null : (row['outer_unit'] ?? 'mm').toLowerCase().startsWith('in') ? value * 25.4 : value;
};
