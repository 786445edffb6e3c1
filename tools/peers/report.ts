import { medianInterval } from '../../src/base/statistics/order.ts';
import { productBytes, productFlop, type Product } from '../../src/records/product.ts';
import type { AdapterRecord } from '../../src/records/measurement.ts';
import { adapterName, titleOf, type Outcome, type ParticipantId, type Standing } from './participant.ts';
import { pairedRatio, type RatioInterval } from '../../src/base/statistics/paired-ratio.ts';

export const PEERS_FORMAT = 'roofrack-peers';
export const PEERS_VERSION = 1;

export interface PeerRow {
  readonly id: ParticipantId;
  readonly title: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly kernel: string | null;
  readonly adapter: string | null;
  readonly medianMs: number | null;
  /** Distribution-free interval of the median over all rounds, at least 95 % where there are six or more. */
  readonly ci95Ms: readonly [number, number] | null;
  readonly gflops: number | null;
  /** Bytes of the operands and the result, each moved once, over the median time. */
  readonly gbps: number | null;
  /** Its time over ours, round by round; null for ourselves and where either has no time. */
  readonly ratio: RatioInterval | null;
  /** By session, then by round: time of one product. */
  readonly samplesMs: readonly (readonly number[])[];
  readonly productsPerSample: readonly number[];
  /** The first product of the first session, compilation included. */
  readonly firstProductMs: number | null;
  readonly maxError: number | null;
  readonly errorBound: number | null;
}

export interface PeerCase extends Product {
  readonly id: string;
  readonly flop: number;
  readonly bytes: number;
  readonly rows: readonly PeerRow[];
}

export interface PeersDocument {
  readonly format: typeof PEERS_FORMAT;
  readonly version: typeof PEERS_VERSION;
  readonly createdAt: string;
  readonly adapter: AdapterRecord;
  readonly browser: { readonly name: string; readonly version: string };
  readonly versions: Readonly<Partial<Record<ParticipantId, string>>>;
  readonly sessions: number;
  readonly rounds: number;
  readonly seed: number;
  readonly cases: readonly PeerCase[];
  readonly warnings: readonly string[];
}

/** The session whose result came closest to the bound of its rounding error. */
const worstError = (standings: readonly Standing[]): Standing =>
  standings.reduce((worst, standing) => {
    const share = ({ maxError, errorBound }: Standing) => (maxError ?? 0) / (errorBound ?? 1);
    return share(standing) > share(worst) ? standing : worst;
  });

/** A participant is measured when every session measured it; otherwise its row says what happened and has no number. */
const summariseRow = (
  shape: Product,
  standings: readonly Standing[],
  ours: readonly (readonly number[])[] | null,
): PeerRow => {
  const first = standings[0]!;
  const samplesMs = standings.map((standing) => standing.samplesMs);
  const failedAt = standings.findIndex(({ outcome }) => outcome !== 'measured');
  const failed = failedAt < 0 ? null : standings[failedAt]!;
  const interval = failed === null ? medianInterval(samplesMs.flat()) : null;
  const perSecond = (amount: number) => (interval === null ? null : amount / interval.median / 1e6);
  return {
    id: first.id,
    title: titleOf(first.id),
    outcome: failed?.outcome ?? 'measured',
    reason: failed === null ? null : `session ${failedAt + 1}: ${failed.reason ?? 'no reason given'}`,
    kernel: first.kernel,
    adapter: first.adapter,
    medianMs: interval?.median ?? null,
    ci95Ms: interval === null ? null : [interval.low, interval.high],
    gflops: perSecond(productFlop(shape)),
    gbps: perSecond(productBytes(shape, 4)),
    ratio: failed !== null || ours === null || first.id === 'ours' ? null : pairedRatio(samplesMs, ours),
    samplesMs: failed === null ? samplesMs : [],
    productsPerSample: standings.map(({ productsPerSample }) => productsPerSample),
    firstProductMs: first.firstProductMs,
    maxError: failed === null ? worstError(standings).maxError : null,
    errorBound: failed === null ? worstError(standings).errorBound : null,
  };
};

/** `sessions` holds the standings of one shape, session by session, in the same order of participants. */
export const summariseCase = (shape: Product, sessions: readonly (readonly Standing[])[]): PeerCase => {
  const ours = sessions.map((standings) => standings.find(({ id }) => id === 'ours'));
  const oursMeasured = ours.every((standing) => standing?.outcome === 'measured');
  const ourSamples = oursMeasured ? ours.map((standing) => standing!.samplesMs) : null;
  return {
    id: `${shape.m}x${shape.n}x${shape.k}`,
    ...shape,
    flop: productFlop(shape),
    bytes: productBytes(shape, 4),
    rows: sessions[0]!.map((_, participant) =>
      summariseRow(
        shape,
        sessions.map((standings) => standings[participant]!),
        ourSamples,
      ),
    ),
  };
};

/** On a machine with two GPUs each library chooses for itself. */
export const adapterWarnings = (cases: readonly PeerCase[]): string[] => {
  const adapters = new Map(
    cases.flatMap(({ rows }) =>
      rows.flatMap(({ title, adapter }) => (adapter === null ? [] : [[title, adapter] as const])),
    ),
  );
  if (new Set(adapters.values()).size < 2) return [];
  const choices = [...adapters].map(([title, adapter]) => `${title} on ${adapter}`).join(', ');
  return [`the libraries ran on different adapters, so the ratios compare adapters too: ${choices}.`];
};

const significant = (value: number, digits = 3): string =>
  new Intl.NumberFormat('en', { maximumSignificantDigits: digits, minimumSignificantDigits: digits }).format(value);

const ratioText = ({ ratio, low, high }: RatioInterval): string =>
  `${significant(ratio)}× (${significant(low)} to ${significant(high)})`;

const adapterText = (adapter: AdapterRecord): string =>
  `${adapterName(adapter)}${adapter.software ? ' (software)' : ''}`;

const describeInterval = ({ method, n, coverage }: RatioInterval): string => {
  if (method === 't-over-sessions') return `the mean over ${n} sessions with its 95 % t-interval`;
  if (n === 1) return 'one round, so no interval';
  return `the median over ${n} paired rounds with its distribution-free interval (coverage ${significant(100 * coverage)} %)`;
};

/** What the intervals are; a run that was cut short has rows of more than one kind. */
const intervalText = (document: PeersDocument): string => {
  const ratios = document.cases.flatMap(({ rows }) => rows.flatMap(({ ratio }) => (ratio === null ? [] : [ratio])));
  const kinds = [...new Set(ratios.map(describeInterval))];
  return kinds.length === 0 ? 'No ratio could be formed.' : `Ratios are peer time / our time: ${kinds.join('; or ')}.`;
};

const contextLines = (document: PeersDocument): string[] => [
  `Adapter: ${adapterText(document.adapter)}; ${document.browser.name} ${document.browser.version}; ${document.createdAt.slice(0, 10)}.`,
  `Versions: ${Object.entries(document.versions)
    .map(([id, version]) => `${titleOf(id as ParticipantId)} ${version}`)
    .join(', ')}.`,
  `f32, plain row-major operands, packing inside our time, every result checked against a float64 oracle; ${document.sessions} × ${document.rounds} interleaved rounds.`,
  intervalText(document),
  ...document.warnings.map((warning) => `Warning: ${warning}`),
];

const tableCells = ({ id, rows }: PeerCase): string[][] =>
  rows.map((row, at) => [
    at === 0 ? id : '',
    row.title,
    row.medianMs === null ? row.outcome : significant(row.medianMs),
    row.gflops === null ? '' : significant(row.gflops),
    row.ratio === null ? '' : ratioText(row.ratio),
    row.reason ?? row.kernel ?? '',
  ]);

export const renderTable = (document: PeersDocument): string => {
  const cells = [['M×N×K', 'library', 'ms', 'GFLOP/s', 'its time / ours', ''], ...document.cases.flatMap(tableCells)];
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const isNumber = (column: number) => column === 2 || column === 3;
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, '', ...contextLines(document)].join('\n');
};

/** One line a shape, as in README: our GFLOP/s, then each peer's GFLOP/s and ratio. */
export const renderMarkdown = (document: PeersDocument): string => {
  const peers = document.cases[0]!.rows.filter(({ id }) => id !== 'ours');
  const header = [
    'M×N×K',
    'Roofrack GFLOP/s',
    ...peers.flatMap(({ title }) => [`${title} GFLOP/s`, `${title} time / ours`]),
  ];
  const lines = document.cases.map(({ m, n, k, rows }) => {
    const figure = (row: PeerRow) => (row.gflops === null ? row.outcome : significant(row.gflops));
    const ours = rows.find(({ id }) => id === 'ours')!;
    return [
      `${m}×${n}×${k}`,
      figure(ours),
      ...peers.flatMap(({ id }) => {
        const row = rows.find((candidate) => candidate.id === id)!;
        return [figure(row), row.ratio === null ? '' : ratioText(row.ratio)];
      }),
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|---|${'--:|'.repeat(header.length - 1)}`;
  return [line(header), rule, ...lines.map(line), '', ...contextLines(document)].join('\n');
};
