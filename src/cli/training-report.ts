import { markdownText } from '../exchange/markdown.ts';
import { oneLine } from '../exchange/show.ts';
import { TRAINING_HEADLINES } from '../records/training-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import { trainingFigure, type TrainingPlan } from '../training/train.ts';
import type { TrainingLever } from '../training/training-levers.ts';
import type { TrainingUncertainty } from '../training/training-sensitivity.ts';
import { figure } from './figure.ts';
import { explained, ledgerText } from './plan-report.ts';
import { markdownTable, textTable } from './table.ts';

const verdict = ({ feasible, binding }: TrainingPlan): string[] =>
  binding
    .map(({ constraint, message, relief }) =>
      feasible ? `Binds (${constraint}): ${message}` : `Not feasible: ${message} ${relief}`,
    )
    .map(oneLine);

const shown = (value: number | null): string => (value === null ? 'unknown' : figure(value));

const headlineRows = (plan: TrainingPlan, uncertain: readonly TrainingUncertainty[] | null): string[][] =>
  TRAINING_HEADLINES.map(({ id, name, unit }) => {
    const band = uncertain?.find((found) => found.id === id);
    const range = band === undefined ? '' : `${figure(band.low)} to ${figure(band.high)}`;
    const tier = plan.ledger.find((line) => line.id === id)?.tier ?? '';
    return [name, shown(trainingFigure(plan, id)), unit, tier, ...(uncertain === null ? [] : [range])];
  });

const sectionRows = ({ ledger }: TrainingPlan, ids: readonly string[]): string[][] =>
  ids.flatMap((id) => {
    const line: LedgerLine | undefined = ledger.find((candidate) => candidate.id === id);
    return line === undefined ? [] : [[line.label, shown(line.value), line.unit]];
  });

const SECTIONS = [
  ['One run, three costs', ['money.cloudUsd', 'money.amortisedUsd', 'money.acquisitionUsd']],
  [
    'Whole budget',
    [
      'budget.computeUsd',
      'budget.energyUsd',
      'budget.experimentsUsd',
      'budget.dataUsd',
      'budget.staffUsd',
      'budget.otherUsd',
      'budget.totalUsd',
    ],
  ],
  ['Failures', ['failures.jobMtbfHours', 'failures.checkpointHours', 'failures.expected', 'failures.goodput']],
  [
    'Memory of a step, each accelerator',
    [
      'step.weightsGB',
      'step.gradientsGB',
      'step.optimiserGB',
      'step.activationsGB',
      'step.overheadGB',
      'step.totalGB',
      'accelerator.memoryGB',
    ],
  ],
] as const;

const indented = (table: string): string => table.replace(/^(?=.)/gm, '  ');

const leverRows = (levers: readonly TrainingLever[]): string[][] =>
  levers.map(({ label, plan, ratio, effect, tier, source }) => [
    ratio === null ? 'unknown' : `× ${figure(ratio)}`,
    shown(plan.usd),
    shown(plan.days),
    label,
    effect,
    `[${tier}] ${source}`,
  ]);

const LEVER_HEADER = ['cost', 'USD', 'days', 'lever', 'effect', 'source'];

export interface TrainingReport {
  readonly plan: TrainingPlan;
  readonly uncertain: readonly TrainingUncertainty[] | null;
  readonly levers: readonly TrainingLever[] | null;
  readonly explain: boolean;
}

export const trainingText = ({ plan, uncertain, levers, explain }: TrainingReport): string => {
  const sections = SECTIONS.flatMap(([title, ids]) => {
    const rows = sectionRows(plan, ids);
    return rows.length === 0 ? [] : [`\n${title}\n`, indented(textTable(rows, [1]))];
  });
  return [
    `${oneLine(plan.training.name)}\n`,
    ...verdict(plan).map((line) => `${line}\n`),
    '\n',
    textTable(headlineRows(plan, uncertain), [1]),
    ...sections,
    ...(levers === null
      ? []
      : ['\nLevers, each alone\n', indented(textTable([LEVER_HEADER, ...leverRows(levers)], [0, 1, 2]))]),
    ...(explain ? ['\nLedger\n', ledgerText(plan.ledger)] : []),
  ].join('');
};

export const trainingMarkdown = ({ plan, uncertain, levers, explain }: TrainingReport): string => {
  const header = ['', 'value', 'unit', 'tier', ...(uncertain === null ? [] : ['90 % range'])];
  const sections = SECTIONS.flatMap(([title, ids]) => {
    const rows = sectionRows(plan, ids);
    return rows.length === 0 ? [] : [`\n## ${title}\n\n`, markdownTable(['', 'value', 'unit'], rows)];
  });
  return [
    `# ${markdownText(oneLine(plan.training.name))}\n\n`,
    ...verdict(plan).map((line) => `${markdownText(line)}\n\n`),
    markdownTable(header, headlineRows(plan, uncertain)),
    ...sections,
    ...(levers === null ? [] : ['\n## Levers, each alone\n\n', markdownTable(LEVER_HEADER, leverRows(levers))]),
    ...(explain
      ? ['\n## Ledger\n\n', markdownTable(['id', 'value', 'formula', 'tier', 'source'], explained(plan.ledger))]
      : []),
  ].join('');
};
