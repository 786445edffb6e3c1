import { byEntry, dealOut } from './deal-out.ts';
import type { NumberedRack } from './filled-rack.ts';
import { capacityOf, limitKinds, needOf, type LimitId } from './limits.ts';
import type { Bound, LimitUse, PackedRack, Packing } from './packing.ts';
import type { Limit, PreparedPacking } from './prepare.ts';
import type { PackingRequest } from './request.ts';

/** What keeps each device of a rack from having one more beside it. */
const bindingOf = (held: ReadonlyMap<number, number>, limits: readonly Limit[]): LimitId | null => {
  const used = limits.map(({ needs }) => {
    let sum = 0;
    for (const [index, copies] of held) sum += copies * needs[index]!;
    return sum;
  });
  const stops = limits.map(() => 0);
  for (const [index, copies] of held) {
    const stopping = limits.map(({ needs, capacity }, at) => used[at]! + needs[index]! > capacity);
    if (!stopping.includes(true)) return null;
    stopping.forEach((stop, at) => {
      if (stop) stops[at]! += copies;
    });
  }
  let binding: { readonly id: LimitId; readonly stops: number } | null = null;
  limits.forEach(({ kind }, at) => {
    if (kind !== null && stops[at]! > (binding?.stops ?? 0)) binding = { id: kind.id, stops: stops[at]! };
  });
  return (binding as { readonly id: LimitId } | null)?.id ?? null;
};

const limitUses = ({ rack, devices }: PackingRequest, layout: readonly PackedRack[]): LimitUse[] =>
  limitKinds.flatMap((kind) => {
    const capacity = capacityOf(kind, rack);
    if (capacity === null) return [];
    const needed = needOf(
      kind,
      devices.filter(({ device }) => device.ownRack === null),
    );
    const stranded: Partial<Record<LimitId | 'rest', number>> = {};
    for (const { count, devices: held, binding, rack: type } of layout) {
      if (type !== rack) continue;
      const cause = binding ?? 'rest';
      stranded[cause] = (stranded[cause] ?? 0) + count * (capacity - needOf(kind, held));
    }
    return [{ limit: kind.id, capacity, needed, racks: capacity > 0 ? needed / capacity : 0, stranded }];
  });

const overallBinding = (layout: readonly PackedRack[], uses: readonly LimitUse[]): LimitId | null => {
  const stopped = new Map<LimitId, number>();
  for (const { binding, count } of layout)
    if (binding !== null) stopped.set(binding, (stopped.get(binding) ?? 0) + count);
  let best: LimitId | null = null;
  for (const { limit } of uses) {
    if ((stopped.get(limit) ?? 0) > (best === null ? 0 : (stopped.get(best) ?? 0))) best = limit;
  }
  if (best !== null) return best;
  const tightest = uses.reduce<LimitUse | null>((top, use) => (use.racks > (top?.racks ?? 0) ? use : top), null);
  return tightest?.limit ?? null;
};

/** Limits that count only part of the devices, because nobody published the figure of the others. */
const unknowns = ({ rack, devices }: PackingRequest): string[] =>
  limitKinds.flatMap((kind) => {
    if (kind.whole(rack) === null) return [];
    const names = devices
      .filter(({ device, count }) => count > 0 && kind.need(device) === null)
      .map(({ device }) => device.name);
    if (names.length === 0) return [];
    const shown = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${String(names.length - 3)} more` : ''}`;
    return [`${kind.label} counts only the devices whose figure is known; not that of ${shown}.`];
  });

/** Filled racks that hold every device once, as racks with names, feeds and reasons. */
export const laidOut = (prepared: PreparedPacking, packed: readonly NumberedRack[], bound: Bound): Packing => {
  const { request, limits, classes, ownRacks } = prepared;
  const { rack, devices } = request;
  const remaining = new Map(devices.map(({ count }, index) => [index, count]));
  const { racks: dealt, broken } = dealOut(byEntry(packed, classes, remaining), request);
  const layout: PackedRack[] = [
    ...dealt.map(({ held, count, feed, number }) => ({
      rack,
      count,
      feed,
      number,
      devices: [...held]
        .sort(([a], [b]) => a - b)
        .map(([index, copies]) => ({ device: devices[index]!.device, count: copies })),
      binding: bindingOf(held, limits),
    })),
    ...devices.flatMap(({ device, count }) =>
      device.ownRack === null || count === 0
        ? []
        : [{ rack: device.ownRack, count, feed: null, number: null, devices: [{ device, count: 1 }], binding: null }],
    ),
  ];
  const racks = layout.reduce((sum, { count }) => sum + count, 0);
  const uses = limitUses(request, layout);
  return {
    racks,
    ownRacks,
    bound,
    proved: racks === bound.racks,
    binding: overallBinding(layout, uses),
    limits: uses,
    layout,
    warnings: [
      ...unknowns(request),
      ...broken.map(
        ({ pool }) =>
          `${pool}: its devices could not be spread over the feeds as the rule asks; add feeds, or smaller racks.`,
      ),
    ],
  };
};
