import { formulaWithValues } from '../plan/formula-values.ts';
import { markdownText } from '../exchange/markdown.ts';
import { oneLine } from '../exchange/show.ts';
import { USUAL_BOUNDARY, type BoundaryId } from '../records/boundary.ts';
import { FIGURES, type PlanLineId } from '../records/ledger-lines.ts';
import type { LedgerLine, Plan } from '../records/plan.ts';
import { figure } from './figure.ts';
import { footprintText, outsideBoundary } from './footprint-report.ts';
import { markdownTable, textTable } from './table.ts';

/** Seven digits, for formulas that a reader recomputes. */
const exact = (value: number): string => Number(value.toPrecision(7)).toString();

const measure = (line: LedgerLine, format: (value: number) => string): string =>
  line.value === null ? 'unknown' : `${format(line.value)} ${line.unit}`.trim();

/** Sections that have a table of their own. */
const TABLED = /^(phase|boundary)\./;

/** The figures that the plan has, energy and carbon as one boundary counts them. */
const figures = ({ ledger }: Plan, boundary: BoundaryId): LedgerLine[] => {
  const left = outsideBoundary(boundary);
  return FIGURES.flatMap((id) =>
    left.has(id) || TABLED.test(id) ? [] : (ledger.find((line) => line.id === id && line.value !== null) ?? []),
  );
};

const title = ({ scenario: { name, mode } }: Plan): string => oneLine(`${name} (${mode})`);

const verdict = ({ feasible, binding }: Plan): string[] =>
  binding
    .map(({ constraint, message, relief }) =>
      feasible ? `Binds (${constraint}): ${message}` : `Not feasible: ${message} ${relief}`,
    )
    .map(oneLine);

/** One line of the ledger a line: value, formula, formula with the values put in, tier, source. */
const explainLine = (line: LedgerLine, values: ReadonlyMap<string, number | null>): string[] => {
  const withValues = formulaWithValues(line, (id) => values.get(id), exact);
  const how = line.formula === null ? '' : `${line.kind === 'model' ? '← ' : '= '}${line.formula}`;
  const put = withValues === null || withValues === '' || withValues === line.formula ? '' : ` = ${withValues}`;
  return [
    line.id,
    measure(line, exact),
    line.kind === 'model' && put !== '' ? `${how}; from${put.slice(2)}` : how + put,
    `[${line.tier}]`,
    line.source,
  ];
};

export const explained = (ledger: readonly LedgerLine[]): string[][] => {
  const values = new Map<string, number | null>(ledger.map(({ id, value }) => [id, value]));
  return ledger.map((line) => explainLine(line, values));
};

/** Steps from one request at a time to the fleet, each with what it multiplies by. */
const waterfall = ({ ledger }: Plan): string[][] => {
  const stages = ledger.filter(({ id }) => id.startsWith('waterfall.'));
  return stages.map(({ label, value, unit }, index) => {
    const before = stages[index - 1]?.value ?? null;
    const factor = value === null || before === null || before === 0 ? '' : `× ${figure(value / before)}`;
    return [label, value === null ? 'unknown' : figure(value), unit, factor];
  });
};

/** Lines that answer what is asked most: how long a token takes, by both definitions in use, and what no fleet can beat. */
const QUESTIONS = [
  {
    title: 'Latency; time per token in both definitions in use',
    ids: [
      'serving.ttftP50Ms',
      'serving.ttftMs',
      'serving.tpotMs',
      'serving.tpotP99Ms',
      'serving.endToEndMs',
      'serving.normalisedLatencyMs',
    ],
  },
  {
    title: 'Why the batch is what it is',
    ids: ['serving.kvSlots', 'serving.maxBatch', 'serving.promptBatch', 'serving.batchLimit', 'serving.batch'],
  },
  { title: 'Floors that no software beats', ids: ['floors.gpusByCompute', 'floors.gpusByWeightReads'] },
] as const satisfies readonly { title: string; ids: readonly PlanLineId[] }[];

/** The parts of an explanation before the whole ledger. */
const explanations = (plan: Plan): string[] => {
  const stages = waterfall(plan);
  const headroom =
    stages.length === 0
      ? []
      : ['\nHeadroom, each factor counted once\n', textTable(stages, [1, 3]).replace(/^/gm, '  ').trimEnd(), '\n'];
  const answers = QUESTIONS.flatMap(({ title: heading, ids }) => {
    const rows = ids.flatMap((id) => {
      const line = plan.ledger.find((candidate) => candidate.id === id);
      return line === undefined ? [] : [[line.label, line.value === null ? 'unknown' : figure(line.value), line.unit]];
    });
    const table = textTable(rows, [1]).replace(/^/gm, '  ').trimEnd();
    return rows.length === 0 ? [] : [`\n${heading}\n`, table, '\n'];
  });
  const reliefs = plan.feasible ? plan.binding.map(({ relief }) => `  ${relief}\n`) : [];
  return [...headroom, ...answers, ...(reliefs.length === 0 ? [] : ['\nWhat would relieve what binds\n', ...reliefs])];
};

/** The ledger's lines are long: only the first two columns are aligned, so that they stay readable in any width. */
export const ledgerText = (ledger: readonly LedgerLine[]): string => {
  const rows = explained(ledger);
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  const [idWidth, valueWidth] = [width(0), width(1)];
  return rows
    .map(
      ([id = '', value = '', ...rest]) =>
        `${id.padEnd(idWidth)}  ${value.padStart(valueWidth)}  ${rest.filter((part) => part !== '').join('  ')}\n`,
    )
    .join('');
};

/** @param boundary what energy and carbon count */
export const planText = (plan: Plan, explain: boolean, boundary: BoundaryId = USUAL_BOUNDARY): string => {
  const summary = figures(plan, boundary).map((line) => [
    line.label,
    line.value === null ? '' : figure(line.value),
    line.unit,
    line.tier,
  ]);
  const parts = [
    `${title(plan)}\n`,
    ...verdict(plan).map((line) => `${line}\n`),
    '\n',
    textTable(summary, [1]),
    footprintText(plan),
  ];
  return [...parts, ...(explain ? [...explanations(plan), '\nLedger\n', ledgerText(plan.ledger)] : [])].join('');
};

export const planMarkdown = (plan: Plan, explain: boolean, boundary: BoundaryId = USUAL_BOUNDARY): string =>
  [
    `# ${markdownText(title(plan))}\n\n`,
    ...verdict(plan).map((line) => `${markdownText(line)}\n\n`),
    markdownTable(
      ['', 'value', 'unit', 'tier'],
      figures(plan, boundary).map((line) => [
        line.label,
        line.value === null ? '' : figure(line.value),
        line.unit,
        line.tier,
      ]),
    ),
    ...(explain
      ? ['\n## Ledger\n\n', markdownTable(['id', 'value', 'formula', 'tier', 'source'], explained(plan.ledger))]
      : []),
  ].join('');
