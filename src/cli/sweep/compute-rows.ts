import { setImmediate } from 'node:timers/promises';
import { formatCount } from '../../base/format.ts';
import { err, ok, type Problem, type Result } from '../../base/result.ts';
import type { RowRange, RowsHeader } from '../../records/sweep.ts';
import type { RowSource } from '../../sweep/evaluate.ts';
import { pieces } from '../../sweep/shards.ts';
import { Progress } from '../progress.ts';
import { inThreads, Stopped } from '../threads.ts';
import { eachRow, missingRows } from './merge-rows.ts';
import { findParts, partsFolder, removeParts, writePart } from './row-parts.ts';
import type { DiskRows } from './rows-disk.ts';
import type { Subject } from './subject.ts';
import type { FromRowThread, RowThreadData, ToRowThread } from './thread-protocol.ts';
import type { EachRow } from './write-outcome.ts';

export interface RowsRequest {
  readonly subject: Subject;
  readonly source: RowSource;
  /** With the rows and the part that are wanted. */
  readonly header: RowsHeader;
  /** The file that they are for. */
  readonly out: string;
  readonly threads: number;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

export type RowsOutcome =
  /** What is done with the parts ends with `close`, which removes them where they are kept elsewhere by then. */
  | { readonly kind: 'done'; readonly each: EachRow; readonly close: (kept: boolean) => void }
  | { readonly kind: 'stopped'; readonly done: number; readonly of: number };

/** Computes the ranges in this thread. */
const computeHere = async (
  request: RowsRequest,
  ranges: readonly RowRange[],
  progress: Progress,
): Promise<Problem[]> => {
  const { source, header, out, signal } = request;
  const pause = async (): Promise<void> => {
    await setImmediate();
    if (signal.aborted) throw new Stopped();
  };
  for (const range of ranges) {
    const data = await source.rows(range, { pause });
    const written = await writePart(partsFolder(out), header, range, data);
    if (!written.ok) return written.error;
    progress.add(range.to - range.from);
  }
  return [];
};

/** Computes the ranges in threads of their own. */
const computeBeside = async (
  { subject, header, out, threads, signal }: RowsRequest,
  ranges: readonly RowRange[],
  progress: Progress,
): Promise<Problem[]> => {
  const problems: Problem[] = [];
  await inThreads<ToRowThread, FromRowThread>({
    program: 'row-thread.js',
    workerData: { subject, header, folder: partsFolder(out) } satisfies RowThreadData,
    tasks: ranges,
    threads,
    signal,
    take: (message) => {
      if (message.type === 'done') progress.add(message.range.to - message.range.from);
      else problems.push({ path: out, message: message.message });
      return message.type === 'done';
    },
  });
  return problems;
};

const closeAll = (parts: readonly DiskRows[]): void => {
  for (const part of parts) part.close();
};

/** Shares for each thread, so that the last to end is not far behind. */
const SHARES = 4;
/** Less than this part of what is computed at once is not worth a thread. */
const LEAST_SHARE = 1 / 32;

/** Computes what is not there yet of the rows of a file, in parts beside it. */
export const computeRows = async (request: RowsRequest): Promise<Result<RowsOutcome, Problem[]>> => {
  const { header, source, out, threads, log, signal } = request;
  const folder = partsFolder(out);
  const before = await findParts(folder, header);
  closeAll(before.parts);
  const [first] = before.foreign;
  if (first !== undefined) {
    const message = `${folder} holds parts of another sweep (${first}). Delete the folder, or choose another --out.`;
    return err([{ path: folder, message }]);
  }
  const rows = header.rows.to - header.rows.from;
  const missing = missingRows(before.parts, header.rows);
  const wanted = missing.reduce((sum, { from, to }) => sum + to - from, 0);
  if (wanted < rows)
    log(`${formatCount(rows - wanted)} of ${formatCount(rows)} rows are there already; going on from there.`);
  const shared = Math.ceil(wanted / (SHARES * threads));
  const atOnce = Math.min(source.rowsAtOnce, Math.max(shared, Math.ceil(LEAST_SHARE * source.rowsAtOnce)));
  const ranges = pieces(missing, atOnce);
  const progress = new Progress(wanted, 'rows', log);
  try {
    const compute = threads === 1 || ranges.length <= 1 ? computeHere : computeBeside;
    const problems = signal.aborted ? [] : await compute(request, ranges, progress);
    if (problems.length > 0) return err(problems);
  } catch (cause) {
    if (!(cause instanceof Stopped)) throw cause;
  }
  const { parts } = await findParts(folder, header);
  const left = missingRows(parts, header.rows).reduce((sum, { from, to }) => sum + to - from, 0);
  if (left > 0) {
    closeAll(parts);
    return ok({ kind: 'stopped', done: rows - left, of: rows });
  }
  return ok({
    kind: 'done',
    each: (take) => eachRow(parts, header.rows, take),
    close: (kept) => {
      closeAll(parts);
      if (kept) removeParts(folder);
    },
  });
};
