import { servers, switches } from '../../catalog/catalog.ts';
import type { DeviceType } from '../../catalog/device-type.ts';
import { sameModel } from '../../catalog/same-model.ts';
import { kgIn, numberIn, type Row } from './read-tables.ts';

/** What a type of device is by the file or record that has it. */
export interface DeviceShape {
  readonly slug: string;
  readonly name: string;
  readonly heightUnits: number;
  readonly depth: 'full' | 'half';
  readonly massKg: number | null;
  readonly powerW: number | null;
  readonly portCount: number;
  readonly interfaces: DeviceType['interfaces'];
}

export const shapeOfYaml = (type: DeviceType): DeviceShape => {
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
export const shapeOfCatalogue = (model: string): DeviceShape | null => {
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

/** The API lists device types with the same columns as rack types; null for a rack type. */
export const shapeOfRow = (row: Row): DeviceShape | null => {
  const heightUnits = numberIn(row, 'u_height');
  if (row['form_factor'] !== undefined || heightUnits === null) return null;
  return {
    slug: row['slug'] ?? row['model'] ?? '',
    name: row['model'] ?? '',
    heightUnits,
    depth: (row['is_full_depth'] ?? 'true') === 'false' ? 'half' : 'full',
    massKg: kgIn(row, 'weight'),
    powerW: null,
    portCount: 0,
    interfaces: [],
  };
};
