import { percentText } from '../../base/format.ts';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importNetbox, type ImportedRack } from '../../exchange/netbox/import-netbox.ts';
import type { ImportFile } from '../../exchange/netbox/read-tables.ts';
import { serialiseRackLayout } from '../../exchange/rack-layout.ts';
import { layoutRecord } from '../../racks/layout.ts';
import type { Problem } from '../../base/result.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { textTable } from '../table.ts';

/** A folder stands for the tables and types in it. */
const filesOf = (path: string): string[] => {
  try {
    if (!statSync(path).isDirectory()) return [path];
    return readdirSync(path)
      .filter((name) => /\.(csv|json|ya?ml)$/i.test(name))
      .toSorted()
      .map((name) => join(path, name));
  } catch {
    return [path];
  }
};

const rackRow = ({ name, drawW, feeds, power }: ImportedRack): string[] => {
  const worst = power?.oneFeedLost.toSorted((a, b) => b.usablePercent - a.usablePercent).at(0);
  return [
    name,
    String(feeds.length),
    drawW === null ? 'unknown' : drawW.toLocaleString('en-US'),
    power === null ? '–' : percentText(power.shownPercent / 100, 3),
    worst === undefined ? '–' : percentText(worst.usablePercent / 100, 3),
    worst === undefined ? '–' : percentText(worst.breakerPercent / 100, 3),
    worst === undefined
      ? ''
      : worst.breakerPercent > 100
        ? 'trips'
        : worst.usablePercent > 100
          ? 'over its rating'
          : 'ok',
  ];
};

export const netboxImportCommand: Command = {
  name: 'netbox import',
  summary: 'Racks out of NetBox, beside what its power figure hides.',
  operands: 'FILE|FOLDER…',
  mostPositionals: 100,
  options: {
    out: { value: 'LAYOUT', help: 'Write the racks as a layout file of ours.' },
    json: { help: 'Print the layout and the power of every rack as JSON.' },
  },
  run(args, io) {
    if (args.positionals.length === 0) {
      io.log('No file is named; give CSV, JSON or YAML out of NetBox, or a folder of them.');
      return EXIT.usage;
    }
    const problems: Problem[] = [];
    const files: ImportFile[] = [];
    for (const path of args.positionals.flatMap(filesOf)) {
      const text = readText(path);
      if (text.ok) files.push({ name: basename(path), text: text.value });
      else problems.push(...text.error);
    }
    if (problems.length > 0) return reportProblems(io, problems);
    const imported = importNetbox('Imported from NetBox', files);
    if (!imported.ok) return reportProblems(io, imported.error);
    const { layout, racks, warnings } = imported.value;
    for (const warning of warnings) io.log(`warning: ${warning}`);
    const out = args.value('out');
    if (out !== null) {
      const written = writeText(out, serialiseRackLayout(layout));
      if (!written.ok) return reportProblems(io, written.error);
    }
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-netbox-import', version: 1, layout: layoutRecord(layout), racks, warnings }, null, 2)}\n`
        : textTable(
            [
              ['rack', 'feeds', 'draw, W', 'as NetBox shows it', 'one feed lost', 'of its breaker', ''],
              ...racks.map(rackRow),
            ],
            [1, 2, 3, 4, 5],
          ),
    );
    return EXIT.done;
  },
};
