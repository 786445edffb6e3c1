import * as v from 'valibot';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { DeviceType } from '../catalog/device-type.ts';
import { KG, readNetboxYaml, slug } from './netbox-yaml.ts';
import { validate } from './validate.ts';

/**
 * A device type of NetBox's library (YAML). Of what the format has, a rack plan needs height, weight, power and network
 * ports; the rest is known by name and left aside, so that a slip in a name is still found.
 */
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const aside = v.optional(v.unknown());
const figure = (high: number) => v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(high));
const list = <S extends v.GenericSchema>(entry: S) => v.optional(v.pipe(v.array(entry), v.maxLength(10_000)));

const deviceTypeSchema = v.strictObject({
  manufacturer: name,
  model: name,
  slug,
  u_height: figure(100),
  weight: v.optional(figure(10_000)),
  weight_unit: v.optional(v.picklist(['kg', 'g', 'lb', 'oz'])),
  'power-ports': list(
    v.strictObject({
      name,
      type: v.optional(name),
      maximum_draw: v.optional(figure(1e6)),
      allocated_draw: v.optional(figure(1e6)),
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
  is_full_depth: v.optional(v.boolean()),
  exclude_from_utilization: aside,
  default_platform: aside,
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

export const parseDeviceType = (text: string): Result<DeviceType, Problem[]> => {
  const document = readNetboxYaml(text);
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
    isFullDepth: device.is_full_depth ?? true,
    weightKg: device.weight === undefined ? null : device.weight * KG[device.weight_unit ?? 'kg'],
    powerPorts: (device['power-ports'] ?? []).map((port) => ({
      name: port.name,
      type: port.type ?? '',
      maximumDrawW: port.maximum_draw ?? null,
      allocatedDrawW: port.allocated_draw ?? null,
    })),
    interfaces: (device.interfaces ?? []).map((port) => ({
      name: port.name,
      type: port.type,
      managementOnly: port.mgmt_only ?? false,
    })),
  });
};
