import { entryAt } from '../base/checked.ts';
import { formatCount, formatNumber, quantityText } from '../base/format.ts';
import type { DeviceCount } from '../racks/device.ts';
import { limitKind, limitKinds, needOf, type LimitId } from '../racks/packing/limits.ts';
import type { PackedRack, Packing } from '../racks/packing/packing.ts';
import type { Reliefs } from '../racks/packing/reliefs.ts';
import type { PackingRequest } from '../racks/packing/request.ts';
import { place } from '../racks/packing/place.ts';
import { strandedText } from '../racks/packing/stranded-text.ts';
import { textTable } from './table.ts';

/** "47 racks, proved least" or "49 racks, at most 1 too many". */
export const packingVerdict = ({ racks, bound, proved }: Packing): string => {
  const noun = racks === 1 ? 'rack' : 'racks';
  const gap = racks - bound.racks;
  const ignoring = bound.ignores.length === 0 ? '' : ` (the bound ignores ${bound.ignores.join(' and ')})`;
  return proved
    ? `${formatCount(racks)} ${noun}, proved least`
    : `${formatCount(racks)} ${noun}, at most ${formatCount(gap)} too many${ignoring}`;
};

/** More places than this in a rack are counted, not listed. */
const MOST_LISTED = 1000;

const size = (held: readonly DeviceCount[]): number => held.reduce((sum, { count }) => sum + count, 0);

const placesOf = ({ rack, devices }: PackedRack, { rules }: PackingRequest): object[] | null => {
  if (size(devices) > MOST_LISTED || devices.some(({ device }) => device.ownRack !== null)) return null;
  const names = new Map([...devices, ...rack.fixtures].map(({ device }) => [device.id, device.name]));
  const placements = place(rack, [...rack.fixtures, ...devices], rules.atUnit);
  return placements?.map(({ device, ...at }) => ({ name: names.get(device), ...at })) ?? null;
};

const rackJson = (packed: PackedRack, request: PackingRequest): object => ({
  count: packed.count,
  devices: packed.devices.map(({ device, count }) => ({
    name: device.name,
    count,
    units: device.heightUnits,
    kw: device.powerW === null ? null : device.powerW / 1000,
    kg: device.massKg,
  })),
  binding: packed.binding,
  feed: packed.feed,
  number: packed.number,
  used: Object.fromEntries(limitKinds.map((kind) => [kind.id, needOf(kind, packed.devices)])),
  placements: placesOf(packed, request),
});

export const packingJson = (packing: Packing, request: PackingRequest, relief: Reliefs) => {
  const { racks, ownRacks, bound, proved, binding, limits, layout, warnings } = packing;
  return {
    format: 'roofrack-packing',
    version: 1,
    racks,
    lowerBound: bound.racks,
    gap: racks - bound.racks,
    /** What more of a limit buys is told of these: rules about pools aside. */
    lowerBoundWithoutSpread: relief.leastRacks,
    proved,
    binding,
    ownRacks,
    problem: null,
    bound: { fraction: bound.fraction, source: bound.source, ignores: bound.ignores },
    dualPrices:
      bound.prices?.map((price, index) => ({
        name: entryAt(request.devices, index).device.name,
        racksPerDevice: price,
      })) ?? null,
    limits: limits.map(({ limit, capacity, needed, racks: alone, stranded }) => {
      const [more, first] = [relief.oneMore, relief.first].map((some) => some.find(({ limit: of }) => of === limit));
      const { unit, oneMore } = limitKind(limit);
      return {
        limit,
        unit,
        capacityPerRack: capacity,
        needed,
        racksByItAlone: alone,
        stranded,
        oneMore: more === undefined ? null : { amount: oneMore, lowerBound: more.racks, bound: more.fraction },
        firstThatBuys: first === undefined ? null : { amount: first.more, lowerBound: first.racks },
      };
    }),
    layout: layout.map((rack) => rackJson(rack, request)),
    warnings,
  };
};

const MOST_SHOWN = 20;

const holds = (held: readonly DeviceCount[]): string =>
  held.map(({ device, count }) => `${formatCount(count)} × ${device.name}`).join(', ');

const labelOf = (id: LimitId | null): string => (id === null ? 'room is left' : limitKind(id).label);

const sourceOf = (source: Packing['bound']['source']): string =>
  source === 'patterns'
    ? 'prices of the racks that can be filled'
    : source === 'solver'
      ? 'an integer programme over all racks that can be filled'
      : `${labelOf(source)} alone`;

/** What each limit leaves unused in all racks, by what kept it from being used. */
const leftOver = ({ limits }: Packing): string[] => [
  textTable(
    [['limit', 'left over in all racks'], ...limits.map((use) => [limitKind(use.limit).label, strandedText(use)])],
    [],
  ),
  '\n',
];

/** More prices than this are counted, not listed. */
const MOST_PRICES = 20;

/** What one more device of each kind costs in racks, by the bound. */
const prices = ({ bound }: Packing, { devices }: PackingRequest): string[] => {
  if (bound.prices === null) return [];
  const rest = bound.prices.length - MOST_PRICES;
  return [
    '\n',
    textTable(
      [
        ['one more of', 'in racks, by the bound'],
        ...bound.prices
          .slice(0, MOST_PRICES)
          .map((price, index) => [entryAt(devices, index).device.name, formatNumber(price, 4)]),
      ],
      [1],
    ),
    ...(rest > 0 ? [`and ${formatCount(rest)} kinds of devices more; --json lists all\n`] : []),
  ];
};

export const packingReport = (packing: Packing, request: PackingRequest, relief: Reliefs): string => {
  const { racks, ownRacks, bound, binding, limits, layout } = packing;
  const alone = ownRacks === 0 ? '' : `, ${formatCount(ownRacks)} of them rack-scale systems`;
  const source = sourceOf(bound.source);
  const rest = layout.length - MOST_SHOWN;
  return [
    `${packingVerdict(packing)}${alone}\n`,
    `bound    ${formatCount(bound.racks)} (${formatNumber(bound.fraction, 6)} by ${source})\n`,
    ...(binding === null ? [] : [`binding  ${labelOf(binding)}\n`]),
    ...(relief.leastRacks === bound.racks
      ? []
      : [`         ${formatCount(relief.leastRacks)} without spreading pools, of which more of a limit is told\n`]),
    ...(limits.length === 0 || racks === 0
      ? []
      : [
          '\n',
          textTable(
            [
              ['limit', 'per rack', 'racks by it alone', 'one more', 'then at least', 'first that buys'],
              ...limits.map(({ limit, capacity, racks: byIt }) => {
                const [more, first] = [relief.oneMore, relief.first].map((some) =>
                  some.find(({ limit: of }) => of === limit),
                );
                const { label, unit, oneMore } = limitKind(limit);
                return [
                  label,
                  quantityText(capacity, unit),
                  formatNumber(byIt, 5),
                  quantityText(oneMore, unit),
                  more === undefined ? '' : `${formatCount(more.racks)} racks`,
                  first === undefined ? 'none' : `${quantityText(first.more, unit)}: ${formatCount(first.racks)} racks`,
                ];
              }),
            ],
            [1, 2, 3, 4, 5],
          ),
          '\n',
          ...leftOver(packing),
          textTable(
            [
              ['racks', 'hold', 'binds'],
              ...layout
                .slice(0, MOST_SHOWN)
                .map(({ count, devices, feed, binding: by }) => [
                  formatCount(count),
                  feed === null ? holds(devices) : `${holds(devices)}; on feed ${formatCount(feed)}`,
                  labelOf(by),
                ]),
            ],
            [0],
          ),
          ...(rest > 0 ? [`and ${formatCount(rest)} kinds of racks more; --json lists all\n`] : []),
          ...prices(packing, request),
        ]),
  ].join('');
};
