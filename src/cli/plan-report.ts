import { formulaWithValues } from '../exchange/ledger.ts';
import type { LedgerLine, Plan } from '../records/plan.ts';
import { markdownTable, textTable } from './table.ts';

/** What a plan is asked for, in the order in which a reader wants it. Lines a mode does not have are left out. */
const HEADLINES = [
  'fleet.gpus',
  'fleet.servers',
  'fleet.spareServers',
  'fleet.racks',
  'fleet.gpusPerRack',
  'fleet.pflopsPerRack',
  'power.kwPerRack',
  'power.itMw',
  'power.facilityMw',
  'energy.kwhPerDay',
  'energy.usdPerDay',
  'cost.capexUsd',
  'cost.rackUsd',
  'cost.usdPerQuery',
  'cost.usdPerMillionOutputTokens',
  'carbon.kgPerDay',
  'serving.batch',
  'serving.tensorParallel',
  'serving.ttftMs',
  'serving.tpotMs',
  'serving.tokensPerSecondPerGpu',
  'floors.gpusByCompute',
  'floors.gpusByWeightReads',
];

/** At least four digits, and never fewer than stand before the point: 47,349 and 0.0001894. */
export const figure = (value: number): string =>
  value.toLocaleString('en-US', {
    maximumSignificantDigits: Math.max(4, Math.floor(Math.log10(Math.abs(value) || 1)) + 1),
  });

/** Seven digits, for formulas that a reader recomputes. */
const exact = (value: number): string => Number(value.toPrecision(7)).toString();

const measure = (line: LedgerLine, format: (value: number) => string): string =>
  line.value === null ? 'unknown' : `${format(line.value)} ${line.unit}`.trim();

const headlines = ({ ledger }: Plan): LedgerLine[] =>
  HEADLINES.flatMap((id) => ledger.find((line) => line.id === id && line.value !== null) ?? []);

const title = ({ scenario: { name, mode } }: Plan): string => `${name} (${mode})`;

const verdict = ({ feasible, binding }: Plan): string[] =>
  feasible
    ? binding.map(({ constraint, message }) => `Binds (${constraint}): ${message}`)
    : binding.map(({ message, relief }) => `Not feasible: ${message} ${relief}`);

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

const explained = (plan: Plan): string[][] => {
  const values = new Map(plan.ledger.map(({ id, value }) => [id, value]));
  return plan.ledger.map((line) => explainLine(line, values));
};

export const planText = (plan: Plan, explain: boolean): string => {
  const summary = headlines(plan).map((line) => [
    line.label,
    line.value === null ? '' : figure(line.value),
    line.unit,
    line.tier,
  ]);
  const parts = [`${title(plan)}\n`, ...verdict(plan).map((line) => `${line}\n`), '\n', textTable(summary, [1])];
  // The ledger's lines are long: only the first two columns are aligned, so that they stay readable in any width.
  const rows = explain ? explained(plan) : [];
  const idWidth = Math.max(0, ...rows.map(([id]) => id.length));
  const valueWidth = Math.max(0, ...rows.map(([, value]) => value.length));
  const lines = rows.map(
    ([id, value, how, tier, source]) =>
      `${id.padEnd(idWidth)}  ${value.padStart(valueWidth)}  ${[how, tier, source].filter((part) => part !== '').join('  ')}\n`,
  );
  return [...parts, ...(explain ? ['\nLedger\n', ...lines] : [])].join('');
};

export const planMarkdown = (plan: Plan, explain: boolean): string =>
  [
    `# ${title(plan)}\n\n`,
    ...verdict(plan).map((line) => `${line}\n\n`),
    markdownTable(
      ['', 'value', 'unit', 'tier'],
      headlines(plan).map((line) => [line.label, line.value === null ? '' : figure(line.value), line.unit, line.tier]),
    ),
    ...(explain
      ? ['\n## Ledger\n\n', markdownTable(['id', 'value', 'formula', 'tier', 'source'], explained(plan))]
      : []),
  ].join('');
