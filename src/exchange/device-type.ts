import * as v from 'valibot';
import { parseDocument } from 'yaml';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { DeviceType } from '../catalog/device-type.ts';
import { MAX_ARRAY_LENGTH, MAX_DEPTH, refuseSize } from './limits.ts';
import { showText } from './show.ts';
import { validate } from './validate.ts';

/**
 * A device type of NetBox's library (YAML). Of what the format has, a rack plan needs height, weight, power and network
 * ports; the rest is known by name and left aside, so that a slip in a name is still found.
 */
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const aside = v.optional(v.unknown());
const figure = (high: number) => v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(high));
const list = <S extends v.GenericSchema>(entry: S) => v.optional(v.pipe(v.array(entry), v.maxLength(10_000)));

const KG: Readonly<Record<string, number>> = { kg: 1, g: 1e-3, lb: 0.45359237, oz: 0.028349523 };

const deviceTypeSchema = v.strictObject({
  manufacturer: name,
  model: name,
  slug: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,99}$/)),
  u_height: figure(100),
  weight: v.optional(figure(10_000)),
  weight_unit: v.optional(v.picklist(['kg', 'g', 'lb', 'oz'])),
  'power-ports': list(
    v.strictObject({
      name,
      type: v.optional(name),
      maximum_draw: v.optional(figure(1e6)),
      allocated_draw: aside,
      label: aside,
      description: aside,
    }),
  ),
  interfaces: list(
    v.strictObject({
      name,
      type: name,
      mgmt_only: v.optional(v.boolean()),
      label: aside,
      description: aside,
      enabled: aside,
      bridge: aside,
      poe_mode: aside,
      poe_type: aside,
      rf_role: aside,
    }),
  ),
  part_number: aside,
  is_full_depth: aside,
  airflow: aside,
  is_powered: aside,
  subdevice_role: aside,
  front_image: aside,
  rear_image: aside,
  description: aside,
  comments: aside,
  attributes: aside,
  'console-ports': aside,
  'console-server-ports': aside,
  'power-outlets': aside,
  'front-ports': aside,
  'rear-ports': aside,
  'module-bays': aside,
  'device-bays': aside,
  'inventory-items': aside,
});

const depthOf = (value: unknown, level = 0): number => {
  if (typeof value !== 'object' || value === null || level > MAX_DEPTH) return level;
  return Math.max(level + 1, ...Object.values(value).map((child) => depthOf(child, level + 1)));
};

const longestList = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Math.max(Array.isArray(value) ? value.length : 0, ...Object.values(value).map(longestList));

/** YAML of unknown origin → plain values: no aliases (they can grow without end), no tags, within the limits of all files. */
const readYaml = (text: string): Result<unknown, Problem[]> => {
  const tooLarge = refuseSize(new TextEncoder().encode(text).byteLength);
  if (tooLarge !== null) return err([tooLarge]);
  try {
    const document = parseDocument(text, { schema: 'core', uniqueKeys: true, prettyErrors: false, logLevel: 'silent' });
    const [first] = document.errors;
    if (first !== undefined) {
      return err([problem('', `The file is not valid YAML: ${showText(first.message)} Mend it there.`)]);
    }
    const value = document.toJS({ maxAliasCount: 0 }) as unknown;
    if (depthOf(value) > MAX_DEPTH) {
      return err([problem('', `The file nests deeper than ${String(MAX_DEPTH)} levels; flatten it below that.`)]);
    }
    if (longestList(value) > MAX_ARRAY_LENGTH) {
      return err([problem('', `A list has more than ${MAX_ARRAY_LENGTH.toLocaleString('en-US')} entries; split it.`)]);
    }
    return ok(value);
  } catch (cause) {
    // Aliases beyond the limit, and nesting beyond the parser's own stack.
    const why = cause instanceof Error ? showText(cause.message) : 'it cannot be read';
    return err([
      problem('', `The file is not YAML that can be taken: ${why}. Write it without aliases and nest it less.`),
    ]);
  }
};

export const parseDeviceType = (text: string): Result<DeviceType, Problem[]> => {
  const document = readYaml(text);
  if (!document.ok) return document;
  const wayOut = 'Correct the file; the format is that of the NetBox device type library.';
  const checked = validate(deviceTypeSchema, document.value, { wayOut, asWritten: new Map() });
  if (!checked.ok) return checked;
  const device = checked.value;
  if (device.weight !== undefined && device.weight_unit === undefined) {
    return err([problem('weight_unit', 'weight_unit is missing beside weight; it must be one of kg, g, lb, oz.')]);
  }
  return ok({
    manufacturer: device.manufacturer,
    model: device.model,
    slug: device.slug,
    uHeight: device.u_height,
    weightKg: device.weight === undefined ? null : device.weight * KG[device.weight_unit ?? 'kg'],
    powerPorts: (device['power-ports'] ?? []).map((port) => ({
      name: port.name,
      type: port.type ?? '',
      maximumDrawW: port.maximum_draw ?? null,
    })),
    interfaces: (device.interfaces ?? []).map((port) => ({
      name: port.name,
      type: port.type,
      managementOnly: port.mgmt_only ?? false,
    })),
  });
};
