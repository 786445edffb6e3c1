import { createHash } from 'node:crypto';
import { createServedRows, deploymentAt, servedRemarks, type ServedSubject } from '../../exchange/served-source.ts';
import { programHashes } from '../../records/program.ts';
import { ROWS_FORMAT, ROWS_VERSION, type RowsHeader, type Sweep } from '../../records/sweep.ts';
import { createSweepRows, type RowSource } from '../../sweep/evaluate.ts';
import { version } from '../../../package.json';

/** What is computed row by row, as plain data: threads are told it. */
export type Subject =
  { readonly kind: 'sweep'; readonly sweep: Sweep } | { readonly kind: 'served'; readonly served: ServedSubject };

export const rowSource = (subject: Subject): RowSource =>
  subject.kind === 'sweep' ? createSweepRows(subject.sweep) : createServedRows(subject.served);

const nameOf = (subject: Subject): string => (subject.kind === 'sweep' ? subject.sweep.name : subject.served.name);

/** What a reader should know of the rows before they are computed. */
export const remarksOf = (subject: Subject): readonly string[] => {
  if (subject.kind === 'sweep') return [];
  const deployed = deploymentAt(subject.served);
  return servedRemarks(subject.served.table.rows.map((_, place) => deployed(place)));
};

/** Whether it was read from more files than the one that asks for it. */
export const standsOnFiles = (subject: Subject): boolean =>
  subject.kind === 'served'
    ? Object.keys(subject.served.ownModels).length > 0
    : subject.sweep.calibration !== null || subject.sweep.stackFit !== null;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Of a list only how many rows it has: their values stand in columns. */
const described = (subject: Subject): unknown => {
  if (subject.kind === 'served') return { models: subject.served.ownModels };
  const { sweep } = subject;
  const { points } = sweep;
  return points.kind === 'list'
    ? { ...sweep, points: { kind: points.kind, paths: points.paths, n: points.rows.length } }
    : sweep;
};

/** The header of a file of all rows. */
export const headerOf = (subject: Subject, { kind, columns, total }: RowSource): RowsHeader => ({
  format: ROWS_FORMAT,
  version: ROWS_VERSION,
  kind,
  name: nameOf(subject),
  hashes: { grid: sha256(JSON.stringify(subject)), ...programHashes },
  release: version,
  engine: `V8 ${process.versions.v8}`,
  total,
  rows: { from: 0, to: total },
  shard: null,
  columns: [...columns],
  subject: described(subject),
});

const HASH_DIGITS = 12;

/** What tells sweeps apart at a glance. */
export const shortHash = ({ hashes }: RowsHeader): string =>
  sha256([hashes.grid, hashes.program, hashes.catalogue].join()).slice(0, HASH_DIGITS);

/** The name of a file where none is given: what it holds, its hash, and which part. */
export const defaultName = (header: RowsHeader): string => {
  const { name, shard } = header;
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  const digits = shard === null ? 0 : String(shard.of).length;
  const part = shard === null ? '' : `.${String(shard.index).padStart(digits, '0')}-of-${String(shard.of)}`;
  return `${words === '' ? 'sweep' : words}-${shortHash(header)}${part}.parquet`;
};
