import { formatCount, formatNumber, quantityText } from '../../base/format.ts';
import { problem } from '../../base/result.ts';
import { parsePackList } from '../../exchange/pack-list.ts';
import type { DeviceCount } from '../../racks/device.ts';
import { limitKinds, needOf } from '../../racks/packing/limits.ts';
import {
  pack,
  reliefs,
  type PackedRack,
  type Packing,
  type PackingRequest,
  type Relief,
} from '../../racks/packing/pack.ts';
import { place } from '../../racks/packing/place.ts';
import type { Command } from '../command.ts';
import { readText } from '../files.ts';
import { EXIT, reportProblems, type Io } from '../io.ts';
import { provePacking } from '../prove-packing.ts';
import { textTable } from '../table.ts';

/** "47 racks, proved least" or "49 racks, at most 1 too many". */
export const verdict = ({ racks, bound, proved }: Packing): string => {
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

const packingJson = (packing: Packing, request: PackingRequest, relief: readonly Relief[]): object => {
  const { racks, ownRacks, bound, proved, binding, limits, layout, warnings } = packing;
  return {
    format: 'roofrack-packing',
    version: 1,
    racks,
    lowerBound: bound.racks,
    gap: racks - bound.racks,
    proved,
    binding,
    ownRacks,
    problem: null,
    bound: { fraction: bound.fraction, source: bound.source, ignores: bound.ignores },
    dualPrices:
      bound.prices?.map((price, index) => ({ name: request.devices[index].device.name, racksPerDevice: price })) ??
      null,
    limits: limits.map(({ kind, capacity, needed, racks: alone, stranded }) => {
      const more = relief.find((candidate) => candidate.kind === kind);
      return {
        limit: kind.id,
        unit: kind.unit,
        capacityPerRack: capacity,
        needed,
        racksByItAlone: alone,
        stranded,
        oneMore: more === undefined ? null : { amount: kind.oneMore, lowerBound: more.racks, bound: more.fraction },
      };
    }),
    layout: layout.map((rack) => rackJson(rack, request)),
    warnings,
  };
};

const MOST_SHOWN = 20;

const holds = (held: readonly DeviceCount[]): string =>
  held.map(({ device, count }) => `${formatCount(count)} × ${device.name}`).join(', ');

const labelOf = (id: PackedRack['binding']): string =>
  limitKinds.find((kind) => kind.id === id)?.label ?? 'room is left';

const sourceOf = (source: Packing['bound']['source']): string =>
  source === 'patterns'
    ? 'prices of the racks that can be filled'
    : source === 'solver'
      ? 'an integer programme over all racks that can be filled'
      : `${labelOf(source)} alone`;

const report = (packing: Packing, relief: readonly Relief[]): string => {
  const { racks, ownRacks, bound, binding, limits, layout } = packing;
  const alone = ownRacks === 0 ? '' : `, ${formatCount(ownRacks)} of them rack-scale systems`;
  const source = sourceOf(bound.source);
  const rest = layout.length - MOST_SHOWN;
  return [
    `${verdict(packing)}${alone}\n`,
    `bound    ${formatCount(bound.racks)} (${formatNumber(bound.fraction, 6)} by ${source})\n`,
    ...(binding === null ? [] : [`binding  ${labelOf(binding)}\n`]),
    ...(limits.length === 0 || racks === 0
      ? []
      : [
          '\n',
          textTable(
            [
              ['limit', 'a rack has', 'racks by it alone', 'one more', 'then at least'],
              ...limits.map(({ kind, capacity, racks: byIt }) => {
                const more = relief.find((candidate) => candidate.kind === kind);
                return [
                  kind.label,
                  quantityText(capacity, kind.unit),
                  formatNumber(byIt, 5),
                  quantityText(kind.oneMore, kind.unit),
                  more === undefined ? '' : `${formatCount(more.racks)} racks`,
                ];
              }),
            ],
            [1, 2, 3, 4],
          ),
          '\n',
          textTable(
            [
              ['racks', 'hold', 'binds'],
              ...layout
                .slice(0, MOST_SHOWN)
                .map(({ count, devices, binding: by }) => [formatCount(count), holds(devices), labelOf(by)]),
            ],
            [0],
          ),
          ...(rest > 0 ? [`and ${formatCount(rest)} kinds of racks more; --json lists all\n`] : []),
        ]),
  ].join('');
};

const proved = async (packing: Packing, request: PackingRequest, io: Io): Promise<Packing> => {
  const proof = await provePacking(packing, request);
  if (proof.ok) return proof.value;
  io.log(`Not proved: ${proof.error}.`);
  return packing;
};

export const packCommand: Command = {
  name: 'pack',
  summary: 'Any list of devices into as few racks as can be, with a proof of how few that is.',
  operands: 'FILE',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    json: { help: 'Print racks, bound, prices and layout as JSON.' },
    prove: { help: 'Where a gap is left, close it by an integer programme (HiGHS; up to a minute).' },
  },
  async run(args, io) {
    const path = args.positionals.at(0);
    if (path === undefined) {
      const message = 'No file is named; give one, or - for standard input: roofrack pack FILE.';
      return reportProblems(io, [problem('', message)]);
    }
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const request = parsePackList(text.value);
    if (!request.ok) return reportProblems(io, request.error, path);
    const packed = pack(request.value);
    if (!packed.ok) {
      reportProblems(io, packed.error, path);
      if (args.has('json')) {
        const said = packed.error.map(({ message }) => message).join(' ');
        const none = { racks: null, lowerBound: null, gap: null, proved: false, binding: null, layout: [] };
        io.out(`${JSON.stringify({ format: 'roofrack-packing', version: 1, ...none, problem: said }, null, 2)}\n`);
      }
      return EXIT.no;
    }
    const packing = args.has('prove') ? await proved(packed.value, request.value, io) : packed.value;
    const relief = reliefs(request.value);
    for (const warning of packing.warnings) io.log(warning);
    io.out(
      args.has('json')
        ? `${JSON.stringify(packingJson(packing, request.value, relief), null, 2)}\n`
        : report(packing, relief),
    );
    return EXIT.done;
  },
};
