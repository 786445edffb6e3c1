import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, REPORT } from '../../config/fresh-build.ts';
import { xmlText } from '../../src/base/xml-text.ts';
import type { ReportData } from '../../src/regression/report-data.ts';
import { root } from '../../config/root.ts';

/** Program and style of every report. */
export interface ReportProgram {
  readonly script: string;
  readonly style: string;
}

export const reportProgram = async (log: (text: string) => void): Promise<ReportProgram> => {
  const outDir = await ensureBuilt(root, REPORT, log);
  const read = (name: string): string => readFileSync(join(outDir, name), 'utf8');
  return { script: read('report.js'), style: read('style.css') };
};

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** No text of ours or of a file may end the element that it stands in. */
const safeScript = (script: string): string => script.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

/**
 * A report as one file that needs no other: program, style and data are in it, and its policy lets it run that program and ask
 * nobody for anything.
 */
export const reportPage = ({ script, style }: ReportProgram, data: ReportData, title: string): string => {
  const program = safeScript(script);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(program)}`,
    `style-src ${hashOf(style)}`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${xmlText(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${xmlText(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<noscript>This report draws itself and needs JavaScript.</noscript>
<script type="application/json" id="report-data">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>
<script>${program}</script>
</body>
</html>
`;
};
