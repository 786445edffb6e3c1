import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { layoutOfRecord, layoutRecord, type Layout } from '../racks/layout.ts';
import { RACK_LAYOUT, rackLayoutSchema, type RackLayoutRecord } from '../records/rack-layout.ts';
import { capProblems } from './limits.ts';
import { parseRecord, serialiseRecord } from './record.ts';

/** Racks of a layout together: more could neither be drawn nor exported. */
const MOST_RACKS = 100_000;

const twice = (ids: readonly string[], path: string): Problem[] => {
  const seen = new Set<string>();
  return ids.flatMap((id, index) => {
    const again = seen.has(id);
    seen.add(id);
    return again
      ? [problem(`${path}[${String(index)}].id`, `${path}[${String(index)}].id is "${id}" a second time; rename one.`)]
      : [];
  });
};

/** Ids that name nothing, and devices outside their rack. */
const looseEnds = (record: RackLayoutRecord): Problem[] => {
  const devices = new Map(record.devices.map((device) => [device.id, device]));
  const rackTypes = new Map(record.rackTypes.map((rack) => [rack.id, rack]));
  const missing = (path: string, id: string | null, there: ReadonlyMap<string, unknown>): Problem[] =>
    id === null || there.has(id) ? [] : [problem(path, `${path} is "${id}", which the file does not hold; add it.`)];
  const total = record.racks.reduce((sum, { count }) => sum + count, 0);
  const { network } = record;
  return [
    ...twice(
      record.devices.map(({ id }) => id),
      'devices',
    ),
    ...twice(
      record.rackTypes.map(({ id }) => id),
      'rackTypes',
    ),
    ...record.devices.flatMap(({ ownRack }, i) => missing(`devices[${String(i)}].ownRack`, ownRack, rackTypes)),
    ...record.rackTypes.flatMap(({ fixtures }, i) =>
      fixtures.flatMap(({ device }, j) => {
        const path = `rackTypes[${String(i)}].fixtures[${String(j)}].device`;
        return typeof devices.get(device)?.ownRack === 'string'
          ? [problem(path, `${path} is "${device}", which brings a rack of its own; it cannot be part of another.`)]
          : missing(path, device, devices);
      }),
    ),
    ...record.racks.flatMap(({ rackType, placements }, i) => {
      const heightUnits = rackTypes.get(rackType)?.heightUnits ?? Infinity;
      return [
        ...missing(`racks[${String(i)}].rackType`, rackType, rackTypes),
        ...placements.flatMap(({ device, bottomUnit }, j) => {
          const path = `racks[${String(i)}].placements[${String(j)}]`;
          const top = (bottomUnit ?? 1) - 1 + (devices.get(device)?.heightUnits ?? 0);
          return [
            ...missing(`${path}.device`, device, devices),
            ...(top > heightUnits
              ? [
                  problem(
                    `${path}.bottomUnit`,
                    `${path}.bottomUnit is ${String(bottomUnit)}; the device would end at unit ${String(top)} of a rack of ${String(heightUnits)}. Move it down.`,
                  ),
                ]
              : []),
          ];
        }),
      ];
    }),
    ...(network === null
      ? []
      : (['node', 'leaf', 'spine', 'core'] as const).flatMap((part) =>
          missing(`network.${part}`, network[part], devices),
        )),
    ...(total > MOST_RACKS
      ? [problem('racks', `racks are ${String(total)} in all; at most ${String(MOST_RACKS)} are read. Split the file.`)]
      : []),
  ];
};

/** A layout file of ours: whole, with every id that it names, or every problem. */
export const parseRackLayout = (text: string): Result<Layout, Problem[]> => {
  const record = parseRecord(text, RACK_LAYOUT, rackLayoutSchema);
  if (!record.ok) return record;
  const problems = looseEnds(record.value);
  return problems.length > 0 ? err(capProblems(problems)) : ok(layoutOfRecord(record.value));
};

export const serialiseRackLayout = (layout: Layout): string => serialiseRecord(layoutRecord(layout));
