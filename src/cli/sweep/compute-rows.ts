import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { formatCount, formatWait } from '../../base/format.ts';
import { err, ok, type Problem, type Result } from '../../base/result.ts';
import type { RowRange, RowsHeader } from '../../records/sweep.ts';
import type { RowSource } from '../../sweep/evaluate.ts';
import { pieces } from '../../sweep/shards.ts';
import { eachRow, missingRows } from './merge-rows.ts';
import { findParts, partsFolder, removeParts, writePart } from './row-parts.ts';
import type { DiskRows } from './rows-disk.ts';
import type { Subject } from './subject.ts';
import type { FromRowThread, RowThreadData } from './thread-protocol.ts';
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

const PROGRESS_MS = 1000;

/** Tells every second how far it is. */
class Progress {
  readonly #startedMs = performance.now();
  #toldMs = performance.now();
  #computed = 0;
  readonly #wanted: number;
  readonly #log: (text: string) => void;

  constructor(wanted: number, log: (text: string) => void) {
    this.#wanted = wanted;
    this.#log = log;
  }

  add(rows: number): void {
    this.#computed += rows;
    const nowMs = performance.now();
    if (nowMs - this.#toldMs < PROGRESS_MS) return;
    this.#toldMs = nowMs;
    const perS = (1000 * this.#computed) / (nowMs - this.#startedMs);
    const leftS = (this.#wanted - this.#computed) / perS;
    this.#log(
      `${formatCount(this.#computed)} of ${formatCount(this.#wanted)} rows, ${formatCount(Math.round(perS))} per second, ${formatWait(1000 * leftS)} left`,
    );
  }
}

class Stopped extends Error {}

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

/** Computes the ranges in threads of their own, each of which takes the next as soon as it is done with one. */
const computeBeside = (request: RowsRequest, ranges: readonly RowRange[], progress: Progress): Promise<Problem[]> =>
  new Promise((resolve, reject) => {
    const { subject, header, out, threads, signal } = request;
    const waiting = [...ranges];
    const workers: Worker[] = [];
    let working = 0;
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', stop);
      void Promise.all(workers.map((worker) => worker.terminate())).then(settle);
    };
    const stop = (): void => {
      end(() => {
        reject(new Stopped());
      });
    };
    signal.addEventListener('abort', stop);
    const next = (worker: Worker): void => {
      const range = waiting.shift();
      if (range !== undefined) {
        working++;
        worker.postMessage(range);
      } else if (working === 0) {
        end(() => {
          resolve([]);
        });
      }
    };
    for (let index = 0; index < Math.min(threads, ranges.length); index++) {
      const workerData: RowThreadData = { subject, header, folder: partsFolder(out) };
      const worker = new Worker(join(import.meta.dirname, 'row-thread.js'), { workerData });
      workers.push(worker);
      worker.on('message', (message: FromRowThread) => {
        working--;
        if (message.type === 'done') {
          progress.add(message.range.to - message.range.from);
          next(worker);
        } else {
          end(() => {
            resolve([{ path: out, message: message.message }]);
          });
        }
      });
      worker.on('error', (error: Error) => {
        end(() => {
          reject(error);
        });
      });
      next(worker);
    }
  });

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
  const progress = new Progress(wanted, log);
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
