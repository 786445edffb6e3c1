import { deviceConflicts, matchingServer, type DeviceType } from './device-type.ts';
import { accelerators, models, racks, servers } from './catalog.ts';
import { sameModel, words } from './same-model.ts';
import { OWN_PREFIX, type OwnServer, type SavedHardware } from '../records/own-hardware.ts';

/** A field in which own hardware differs from something that is already known under the same name. */
export interface Difference {
  readonly field: string;
  readonly own: string;
  readonly known: string;
}

/** Something known that own hardware may be meant to be, and where the two differ. */
export interface OwnConflict {
  readonly with: 'shipped' | 'own';
  readonly id: string;
  readonly title: string;
  readonly differences: readonly Difference[];
}

/** An id that is none of `otherIds`: `own-` and the name, with a number behind it where need be. */
export const ownIdFor = (name: string, otherIds: readonly string[]): string => {
  const base = `${OWN_PREFIX}${words(name).slice(0, 48).replace(/-$/, '') || 'hardware'}`;
  let id = base;
  for (let n = 2; otherIds.includes(id); n++) id = `${base}-${String(n)}`;
  return id;
};

const text = (value: unknown): string =>
  value === null || value === undefined
    ? 'not known'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** Fields that say who wrote a number, not what it is. */
const ASIDE = ['id', 'source', 'note', 'networkPorts', 'kernelsOf', 'warnings'];

const differences = (own: object, known: object): Difference[] =>
  Object.entries(own).flatMap(([field, value]: [string, unknown]) => {
    if (ASIDE.includes(field) || !Object.hasOwn(known, field)) return [];
    const other = (known as Readonly<Record<string, unknown>>)[field];
    return text(value) === text(other) ? [] : [{ field, own: text(value), known: text(other) }];
  });

/** What a piece of own hardware, or an own model, is called. */
export const nameOfOwn = ({ kind, fact }: SavedHardware): string =>
  kind === 'accelerator' || kind === 'model' ? fact.name : fact.model;

/** The shipped thing that own hardware has the name or the id of. */
const shippedLike = (saved: SavedHardware): { readonly id: string; readonly title: string } | null => {
  const bare = saved.id.slice(OWN_PREFIX.length);
  const like = <T extends { readonly id: string }>(all: readonly T[], name: (thing: T) => string) => {
    const found = all.find((candidate) => candidate.id === bare || sameModel(name(candidate), nameOfOwn(saved)));
    return found === undefined ? null : { ...found, title: name(found) };
  };
  switch (saved.kind) {
    case 'accelerator':
      return like(accelerators, ({ name }) => name);
    case 'server':
      return like(servers, ({ model }) => model);
    case 'rack':
      return like(racks, ({ model }) => model);
    case 'model':
      return like(models, ({ name }) => name);
  }
};

/** What is already known under the id or the name of a piece of own hardware; nothing where it is new. */
export const ownConflicts = (saved: SavedHardware, shelf: readonly SavedHardware[]): OwnConflict[] => {
  const before = shelf.find(({ id }) => id === saved.id);
  const shipped = shippedLike(saved);
  return [
    ...(before === undefined || JSON.stringify(before.fact) === JSON.stringify(saved.fact)
      ? []
      : [
          {
            with: 'own' as const,
            id: before.id,
            title: nameOfOwn(before),
            differences: differences(saved.fact, before.fact),
          },
        ]),
    ...(shipped === null
      ? []
      : [
          {
            with: 'shipped' as const,
            id: shipped.id,
            title: shipped.title,
            differences: differences(saved.fact, shipped),
          },
        ]),
  ];
};

/** A device type of NetBox as own server; what the format does not know is taken from the shipped server of that name. */
export const serverFromDevice = (device: DeviceType, accelerator: string | null, gpus: number | null): OwnServer => {
  const known = matchingServer(device);
  const draws = device.powerPorts.flatMap(({ maximumDrawW }) => maximumDrawW ?? []);
  const inFile = deviceConflicts(device).map(({ message }) => message);
  const dataPorts = device.interfaces.filter(({ managementOnly }) => !managementOnly);
  const kinds = [...new Set(dataPorts.map(({ type }) => type))];
  return {
    id: ownIdFor(device.slug, []),
    vendor: device.manufacturer,
    model: device.model,
    acceleratorId: accelerator ?? known?.acceleratorId ?? '',
    gpus: gpus ?? known?.gpus ?? 8,
    uHeight: device.uHeight === 0 ? null : device.uHeight,
    weightKg: device.weightKg === 0 ? null : device.weightKg,
    // A port's maximum draw is what its supply may take: no more than a guess of what the whole takes.
    maxPowerW: known?.maxPowerW ?? null,
    idlePowerW: null,
    psuCount: device.powerPorts.length === 0 ? null : device.powerPorts.length,
    psuRatingW: draws.length === 0 ? null : Math.max(...draws),
    priceUsd: null,
    networkPorts: kinds.slice(0, 64).map((kind) => ({
      count: dataPorts.filter(({ type }) => type === kind).length,
      kind: kind.slice(0, 100),
      speedGbitps: null,
      use: '',
    })),
    source: `NetBox device type ${device.slug}`,
    note: inFile.join(' ').slice(0, 2000),
  };
};
