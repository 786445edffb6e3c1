import { join } from 'node:path';
import { ok, problem, err, type Problem, type Result } from '../base/result.ts';
import { elevationSvg } from '../exchange/elevation-svg.ts';
import { layoutTables, tableCsv } from '../exchange/layout-tables.ts';
import { exportNetbox, netboxVersions } from '../exchange/netbox/export-netbox.ts';
import { serialiseRackLayout } from '../exchange/rack-layout.ts';
import { rackReport } from '../exchange/rack-report.ts';
import { showText } from '../exchange/show.ts';
import { workbook } from '../exchange/workbook.ts';
import type { Layout } from '../racks/layout.ts';
import type { Plan } from '../records/plan.ts';
import type { Arguments, OptionSpecs } from './arguments.ts';
import { makeFolder, writeText } from './files.ts';
import type { Io } from './io.ts';

const NEWEST = '4.7';

/** Formats that racks may be written in; every command that has racks takes them all. */
export const LAYOUT_EXPORTS = {
  layout: { value: 'F', help: 'Write the layout file, to be read again.' },
  svg: { value: 'F', help: 'Write front and rear of every distinct rack as SVG.' },
  csv: { value: 'FOLDER', help: 'Write racks, devices, bill of materials, cables and power budget as CSV.' },
  xlsx: { value: 'F', help: 'Write the same tables as one workbook, totals as formulas.' },
  pdf: { value: 'F', help: 'Write one report with hall, elevations and tables as PDF, printed by Chromium.' },
  netbox: { value: 'FOLDER', help: 'Write numbered files for NetBox’ bulk import.' },
  'netbox-release': { value: 'VERSION', help: `${netboxVersions.join(' or ')} (default ${NEWEST}).` },
} as const satisfies OptionSpecs;

/** Printed by whoever has a browser: loaded when it is asked for. */
const pdfOf = async (html: string): Promise<Result<Uint8Array, Problem>> =>
  (await import('../../bench/print-pdf.ts')).printPdf(html);

/** Writes what was asked for. Notes of what a format cannot hold go to the log; `facts` stand at the head of the report. */
export const writeLayoutExports = async (
  args: Arguments,
  layout: Layout,
  plan: Plan | null,
  io: Io,
  facts: readonly (readonly [label: string, text: string])[] = [],
): Promise<Result<null, Problem[]>> => {
  const release = args.value('netbox-release') ?? NEWEST;
  const version = netboxVersions.find((netboxVersion) => netboxVersion === release);
  if (version === undefined) {
    const message = `--netbox-release is ${showText(release)}; it must be ${netboxVersions.join(' or ')}.`;
    return err([problem('netbox-release', message)]);
  }
  const [csvFolder, netboxFolder] = [args.value('csv'), args.value('netbox')];
  const [layoutFile, svg, xlsx] = [args.value('layout'), args.value('svg'), args.value('xlsx')];
  const pdfFile = args.value('pdf');
  const pdf = pdfFile === null ? null : await pdfOf(rackReport(layout, plan, facts));
  if (pdf !== null && !pdf.ok) return err([pdf.error]);
  const tables = layoutTables(layout, plan);
  const netbox = netboxFolder === null ? null : exportNetbox(layout, version);
  const files: (readonly [path: string, content: string | Uint8Array])[] = [
    ...(layoutFile === null ? [] : [[layoutFile, serialiseRackLayout(layout)] as const]),
    ...(svg === null ? [] : [[svg, elevationSvg(layout)] as const]),
    ...(csvFolder === null
      ? []
      : tables.map(
          (table) =>
            [join(csvFolder, `${table.name.toLowerCase().replaceAll(' ', '-')}.csv`), tableCsv(table)] as const,
        )),
    ...(xlsx === null ? [] : [[xlsx, await workbook(tables)] as const]),
    ...(pdfFile === null || pdf === null ? [] : [[pdfFile, pdf.value] as const]),
    ...(netboxFolder === null
      ? []
      : (netbox?.files ?? []).map(({ name, text }) => [join(netboxFolder, name), text] as const)),
  ];
  for (const folder of [csvFolder, netboxFolder]) {
    const made = folder === null ? ok(null) : makeFolder(folder);
    if (!made.ok) return made;
  }
  for (const [path, content] of files) {
    const written = writeText(path, content);
    if (!written.ok) return written;
  }
  for (const note of netbox?.notes ?? []) io.log(`note: ${note}`);
  return ok(null);
};
