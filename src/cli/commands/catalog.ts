import { didYouMean, nearest } from '../../base/nearest.ts';
import { problem } from '../../base/result.ts';
import { publishedCalibrations } from '../../catalog/calibrations.ts';
import {
  cloudRegions,
  countries,
  egridSubregions,
  pueFigures,
  regionalBusinessPrices,
  usStates,
} from '../../catalog/electricity.ts';
import { measuredRows } from '../../catalog/measured.ts';
import { serverFromDevice } from '../../catalog/own-conflicts.ts';
import { stacks } from '../../catalog/stacks.ts';
import { serialiseHardware } from '../../exchange/hardware.ts';
import { NO_HARDWARE } from '../../records/own-hardware.ts';
import {
  accelerators,
  findAccelerator,
  media,
  models,
  pdus,
  racks,
  referenceArchitectures,
  servers,
  switches,
} from '../../catalog/catalog.ts';
import { findContradictions, findDisagreements } from '../../catalog/check.ts';
import { deviceConflicts, matchingServer, matchingSwitch } from '../../catalog/device-type.ts';
import { presets } from '../../catalog/presets.ts';
import { parseDeviceType } from '../../exchange/device-type.ts';
import { showText } from '../../exchange/show.ts';
import { readNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { textTable } from '../table.ts';

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly record: object;
}

const named = (records: readonly { readonly id: string; readonly name: string }[]): Entry[] =>
  records.map((record) => ({ id: record.id, title: record.name, record }));
const made = (records: readonly { readonly id: string; readonly vendor: string; readonly model: string }[]): Entry[] =>
  records.map((record) => ({ id: record.id, title: `${record.vendor} ${record.model}`, record }));

const KINDS: Readonly<Record<string, readonly Entry[]>> = {
  accelerators: named(accelerators),
  servers: made(servers),
  models: named(models),
  racks: made(racks),
  pdus: made(pdus),
  switches: made(switches),
  media: made(media),
  'reference-architectures': named(referenceArchitectures),
  calibrations: publishedCalibrations.map((record) => ({
    id: record.id,
    title: `${record.accelerator}, ${record.stack}`,
    record,
  })),
  stacks: named(stacks),
  measured: measuredRows.map((record) => ({ id: record.id, title: `${record.accelerator}, ${record.kind}`, record })),
  electricity: [
    ...named([...countries, ...usStates, ...pueFigures]),
    ...[...regionalBusinessPrices, ...cloudRegions].map((record) => ({ id: record.id, title: record.region, record })),
    ...egridSubregions.map((record) => ({ id: record.id, title: record.subregion, record })),
  ],
  presets: presets.map((record) => ({ id: record.id, title: record.title, record })),
};

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export const catalogList: Command = {
  name: 'catalog list',
  summary: 'List what the catalogue holds.',
  operands: '[KIND]',
  mostPositionals: 1,
  options: { json: { help: 'Print the records as JSON.' } },
  run(args, io) {
    const [kind] = args.positionals;
    const known = Object.keys(KINDS);
    if (kind !== undefined && !Object.hasOwn(KINDS, kind)) {
      const message = `KIND is ${showText(kind)}; ${didYouMean(kind, known)}`;
      return reportProblems(io, [problem('', message)]);
    }
    const wanted = Object.entries(KINDS).filter(([name]) => kind === undefined || name === kind);
    if (args.has('json')) {
      io.out(json(Object.fromEntries(wanted.map(([name, entries]) => [name, entries.map(({ record }) => record)]))));
    } else {
      io.out(textTable(wanted.flatMap(([name, entries]) => entries.map(({ id, title }) => [name, id, title]))));
    }
    return EXIT.done;
  },
};

const UNKNOWN = 'not published, or not found in a source that could be read';

const factText = (value: unknown): string =>
  value === null
    ? UNKNOWN
    : typeof value === 'object'
      ? Object.entries(value)
          .map(([key, part]) => `${key} ${factText(part)}`)
          .join(', ')
      : String(value);

/** A record as two columns; lists take a line an entry. */
const factLines = (record: object): string[][] =>
  Object.entries(record).flatMap(([key, value]: [string, unknown]) =>
    Array.isArray(value)
      ? value.map((entry, index) => [index === 0 ? key : '', factText(entry)])
      : [[key, factText(value)]],
  );

export const catalogShow: Command = {
  name: 'catalog show',
  summary: 'Show one record with its sources and with what other sources say.',
  operands: 'ID',
  mostPositionals: 1,
  options: { json: { help: 'Print the record as JSON.' } },
  run(args, io) {
    const [id] = args.positionals;
    const entries = Object.values(KINDS).flat();
    const found = entries.find((entry) => entry.id === id);
    if (found === undefined) {
      const ids = entries.map((entry) => entry.id);
      const message =
        id === undefined
          ? 'ID is missing; roofrack catalog list names all.'
          : `${showText(id)} is not in the catalogue; did you mean "${nearest(id, ids) ?? ''}"? roofrack catalog list names all.`;
      return reportProblems(io, [problem('', message)]);
    }
    io.out(args.has('json') ? json(found.record) : textTable(factLines(found.record)));
    return EXIT.done;
  },
};

const checkFacts = (io: Io, asJson: boolean): ExitCode => {
  const contradictions = findContradictions();
  const disagreements = findDisagreements();
  const open = contradictions.filter(({ stated }) => stated === null);
  if (asJson) {
    io.out(json({ format: 'roofrack-catalog-check', version: 1, contradictions, disagreements }));
  } else {
    const lines = [
      ...contradictions.map(
        ({ id, rule, message, stated }) =>
          `${id}: ${rule}: ${message}\n    ${stated === null ? 'Not explained.' : `Kept: ${stated}`}\n`,
      ),
      '\nOther sources say\n',
      ...disagreements.map(
        ({ id, field, ours, theirs, source }) =>
          `${id}: ${field} ${ours === null ? 'not taken from any' : String(ours)}, elsewhere ${String(theirs)} (${source})\n`,
      ),
      `\n${String(contradictions.length)} contradictions, ${String(open.length)} of them not explained; ${String(disagreements.length)} figures that other sources give otherwise.\n`,
    ];
    io.out(lines.join(''));
  }
  return open.length === 0 ? EXIT.done : EXIT.no;
};

const checkDevice = (io: Io, path: string, asJson: boolean): ExitCode => {
  const text = readText(path);
  if (!text.ok) return reportProblems(io, text.error);
  const device = parseDeviceType(text.value);
  if (!device.ok) return reportProblems(io, device.error, path);
  const known = matchingServer(device.value) ?? matchingSwitch(device.value);
  const conflicts = deviceConflicts(device.value);
  if (asJson) {
    io.out(
      json({
        format: 'roofrack-device-check',
        version: 1,
        device: device.value,
        matches: known?.id ?? null,
        conflicts,
      }),
    );
  } else {
    const against = known === null ? 'not in the catalogue: only checked in itself' : `compared with ${known.id}`;
    io.out(`${showText(device.value.model)}: ${against}\n`);
    for (const { message } of conflicts) io.out(`${message}\n`);
    io.out(`${String(conflicts.length)} conflicts\n`);
  }
  return conflicts.length === 0 ? EXIT.done : EXIT.no;
};

export const catalogCheck: Command = {
  name: 'catalog check',
  summary: 'List what contradicts what in the facts, or between a device file and the facts.',
  operands: '',
  mostPositionals: 0,
  options: {
    import: {
      value: 'DEVICE.yaml',
      file: 'read',
      help: 'Check a device type of the NetBox library against the catalogue.',
    },
    json: { help: 'Print the findings as JSON.' },
  },
  run(args, io) {
    const path = args.value('import');
    return path === null ? checkFacts(io, args.has('json')) : checkDevice(io, path, args.has('json'));
  },
};

export const catalogImport: Command = {
  name: 'catalog import',
  summary: 'Turn a device type of the NetBox library into own hardware, a file for --hardware.',
  operands: 'DEVICE.yaml',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    accelerator: { value: 'ID', help: 'The accelerators in it; the format does not know them.' },
    gpus: { value: 'N', help: 'How many; 8 where neither this nor the catalogue says.' },
    out: { value: 'FILE', file: 'write', help: 'Write there instead of to standard output.' },
  },
  run(args, io) {
    const [path] = args.positionals;
    if (path === undefined) return reportProblems(io, [problem('', 'DEVICE.yaml is missing; name the file.')]);
    const text = readText(path);
    if (!text.ok) return reportProblems(io, text.error);
    const device = parseDeviceType(text.value);
    if (!device.ok) return reportProblems(io, device.error, path);
    const gpus = readNumber(args, 'gpus', { low: 1, high: 1024, whole: true, unit: 'accelerators' });
    if (!gpus.ok) return reportProblems(io, [gpus.error]);
    const server = serverFromDevice(device.value, args.value('accelerator'), gpus.value);
    if (findAccelerator(server.acceleratorId) === null) {
      const ids = accelerators.map(({ id }) => id);
      const message =
        server.acceleratorId === ''
          ? '--accelerator is missing: the file does not say what is in the server; `roofrack catalog list accelerators` names all.'
          : `--accelerator is ${showText(server.acceleratorId)}, which is not known; ${didYouMean(server.acceleratorId, ids)}`;
      return reportProblems(io, [problem('accelerator', message)]);
    }
    for (const { message } of deviceConflicts(device.value)) io.log(`Kept as the file says, but: ${message}`);
    const file = serialiseHardware({ ...NO_HARDWARE, servers: [server] });
    const out = args.value('out');
    if (out === null) io.out(file);
    else {
      const written = writeText(out, file);
      if (!written.ok) return reportProblems(io, written.error);
    }
    return EXIT.done;
  },
};
