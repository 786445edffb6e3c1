import { entryAt } from '../base/checked.ts';
import { changeText, formatNumber } from '../base/format.ts';
import type { Comparison } from '../records/comparison.ts';
import { questionText } from '../regression/unlike.ts';
import { lackText, outlookOf, type JudgedCase, type Judgement, type Outlook } from '../regression/judge.ts';
import type { CaseOnMachines, JudgedMachines } from '../regression/machines.ts';
import { EXIT, type ExitCode } from './io.ts';
import { markdownText } from '../exchange/markdown.ts';
import { markdownTable, textTable } from './table.ts';

const rangeText = (interval: readonly [number, number] | null): string =>
  interval === null ? 'not bounded yet' : `${changeText(interval[0])} to ${changeText(interval[1])}`;

export const EXIT_OF: Readonly<Record<Judgement['worst'], ExitCode>> = {
  invalid: EXIT.invalid,
  failed: EXIT.invalid,
  regressed: EXIT.no,
  undecided: EXIT.undecided,
  unchanged: EXIT.done,
  improved: EXIT.done,
};

/** Of a shard as of all cases of the comparison: so many share what false alarms are allowed. */
export const outlooksOf = ({ cases }: Judgement, { family }: Comparison): readonly Outlook[] =>
  cases.map((judged) => outlookOf(judged, Math.max(family, cases.length)));

const visibleText = ({ smallestVisible }: Outlook, { baseMs }: JudgedCase): string => {
  if (smallestVisible === null) return 'would have seen nothing below a doubling';
  const time = baseMs === null ? '' : ` (${formatNumber(smallestVisible * baseMs * 1000, 2)} µs)`;
  return `would have seen ${changeText(1 + smallestVisible)}${time}`;
};

/** What stands behind a verdict: what it would have taken, what differs, what the noise did. */
const remarksOf = (judged: JudgedCase, outlook: Outlook): string[] => {
  if (judged.failure !== null) return [judged.failure];
  if (judged.quarantine !== null) return [`in quarantine: ${judged.quarantine}`];
  const { horizonMet } = outlook;
  return [
    ...(judged.verdict === 'undecided'
      ? [
          lackText(outlook),
          ...(horizonMet === null ? [] : [`unchanged within ±${formatNumber(100 * horizonMet, 2)} %`]),
        ]
      : []),
    ...(judged.verdict === 'unchanged' || judged.verdict === 'undecided' ? [visibleText(outlook, judged)] : []),
    ...judged.differences,
    ...judged.remarks,
  ];
};

const HEAD = ['case', 'kernel', 'change', '95 % interval', 'horizon', 'second slot', 'sessions', 'verdict', ''];

const rowOf = (judged: JudgedCase, outlook: Outlook): string[] => {
  const { id, kernels, medianRatio, ci95, horizon, sessions, verdict, orderEffect } = judged;
  return [
    id,
    kernels.base === kernels.head ? kernels.head : `${kernels.base} → ${kernels.head}`,
    medianRatio === null ? '–' : changeText(medianRatio),
    rangeText(ci95),
    `±${formatNumber(100 * horizon, 2)} %`,
    orderEffect === null ? '–' : changeText(orderEffect),
    String(sessions),
    judged.quarantine === null ? verdict : 'quarantine',
    remarksOf(judged, outlook).join('; '),
  ];
};

const controlText = ({ control: { equal, slowed, seconds } }: Judgement): string =>
  `A/A ${equal.verdict} (${rangeText(equal.ci95)}, ${String(equal.sessions)} sessions, second slot ${equal.orderEffect === null ? 'not known' : changeText(equal.orderEffect)}); ` +
  `a planted ${changeText(1 + slowed.planted)} ${slowed.seen ? 'was seen' : 'was not seen'} as ${slowed.medianRatio === null ? 'nothing' : changeText(slowed.medianRatio)}; both took ${formatNumber(seconds, 2)} s`;

const machineText = ({ machine, browser, adapter, roofs }: Comparison): string => {
  const load = (loads: readonly number[]): string => loads[0]?.toFixed(1) ?? 'unknown';
  const roof =
    roofs === null
      ? ''
      : `; roofs ${formatNumber(roofs.fmaGflops ?? NaN)} GFLOP/s, ${formatNumber(roofs.readGBps ?? NaN)} GB/s`;
  return `${[adapter.vendor, adapter.architecture].join(' ')}${adapter.software ? ' (software)' : ''}, ${browser.name} ${browser.version}${browser.headless ? ' headless' : ''}, ${machine.name}, ${machine.platform}, load ${load(machine.loadBefore)} before and ${load(machine.loadAfter)} after${roof}`;
};

const notesOf = (judgement: Judgement, comparison: Comparison): string[] => [
  ...(judgement.control.failure === null ? [] : [`This run proves nothing. ${judgement.control.failure}`]),
  ...(judgement.bundle === null ? [] : [judgement.bundle]),
  ...comparison.warnings.map((warning) => `Warning: ${warning}`),
];

const headlineText = (verdict: string, question: string): string => `${verdict}: ${question}\n`;
const headlineMarkdown = (verdict: string, question: string): string => `**${verdict}**: ${markdownText(question)}\n\n`;

/** Its first line is the worst verdict. */
export const comparisonText = (judgement: Judgement, comparison: Comparison, outlooks: readonly Outlook[]): string =>
  [
    headlineText(judgement.worst, questionText(comparison)),
    textTable([HEAD, ...judgement.cases.map((judged, i) => rowOf(judged, entryAt(outlooks, i)))], [2, 5, 6]),
    `${controlText(judgement)}\n`,
    `${machineText(comparison)}\n`,
    ...notesOf(judgement, comparison).map((note) => `${note}\n`),
  ].join('');

/** For a pull request. Its first line is the worst verdict. */
export const comparisonMarkdown = (
  judgement: Judgement,
  comparison: Comparison,
  outlooks: readonly Outlook[],
): string =>
  [
    headlineMarkdown(judgement.worst, questionText(comparison)),
    markdownTable(
      HEAD,
      judgement.cases.map((judged, i) => rowOf(judged, entryAt(outlooks, i))),
    ),
    ...[`${controlText(judgement)}.`, `${machineText(comparison)}.`, ...notesOf(judgement, comparison)].map(
      (paragraph) => `\n${markdownText(paragraph)}\n`,
    ),
  ].join('');

/** The record with its verdicts beside the pairs that they come from. */
export const withVerdicts = (judgement: Judgement, comparison: Comparison, outlooks: readonly Outlook[]) => ({
  ...comparison,
  worst: judgement.worst,
  aa: { ...judgement.control.equal, horizon: comparison.control.horizon },
  planted: judgement.control.slowed,
  controlSeconds: judgement.control.seconds,
  controlFailure: judgement.control.failure,
  bundle: judgement.bundle,
  cases: comparison.cases.map((compared, i) => ({
    ...compared,
    ...judgement.cases[i],
    ...outlooks[i],
    sessions: compared.sessions,
  })),
});

const POOLED_HEAD = ['case over all machines', 'machines', 'change', '95 % interval', 'differs by', 'regressed on'];

const pooledRow = ({ id, machines, pooled, regressedOn, verdict }: CaseOnMachines): string[] => [
  id,
  String(machines),
  pooled === null ? '–' : changeText(pooled.ratio),
  pooled === null ? 'one machine only' : rangeText(pooled.ci95),
  pooled === null ? '–' : `${formatNumber(100 * pooled.tau, 2)} %`,
  regressedOn.length > 0 ? regressedOn.join('; ') : `none: ${verdict}`,
];

/** A single machine as it is; several one after the other, and then case by case over all. The first line is the worst verdict. */
const machinesReport = (
  judged: JudgedMachines,
  reportOf: typeof comparisonText,
  headline: typeof headlineText,
  heading: (text: string) => string,
  table: (head: readonly string[], rows: readonly (readonly string[])[]) => string,
): string => {
  const parts = judged.machines.map(({ machineClass, comparison, judgement }) => ({
    heading: heading(`${machineClass}: ${comparison.machine.name}`),
    text: reportOf(judgement, comparison, outlooksOf(judgement, comparison)),
  }));
  const [first] = judged.machines;
  if (first === undefined || parts.length === 1) return parts[0]?.text ?? '';
  return [
    headline(judged.worst, `${questionText(first.comparison)}, on ${String(parts.length)} machines`),
    table(POOLED_HEAD, judged.cases.map(pooledRow)),
    ...parts.map((part) => `\n${part.heading}\n${part.text}`),
  ].join('');
};

export const machinesText = (judged: JudgedMachines): string =>
  machinesReport(
    judged,
    comparisonText,
    headlineText,
    (text) => text,
    (head, rows) => textTable([head, ...rows], [1, 2, 4]),
  );

export const machinesMarkdown = (judged: JudgedMachines): string =>
  machinesReport(judged, comparisonMarkdown, headlineMarkdown, (text) => `## ${markdownText(text)}\n`, markdownTable);

export const machinesJson = ({ machines, cases, worst }: JudgedMachines) => ({
  format: 'roofrack-verdicts',
  version: 1,
  worst,
  cases,
  machines: machines.map(({ machineClass, comparison, judgement }) => ({
    machineClass,
    ...withVerdicts(judgement, comparison, outlooksOf(judgement, comparison)),
  })),
});
