import { createReadStream } from 'node:fs';
import type { Problem, Result } from '../base/result.ts';
import { err, problem } from '../base/result.ts';
import { readTrace } from '../exchange/trace.ts';
import type { Trace } from '../simulate/arrivals.ts';
import { fileFailure, fileName } from './files.ts';
import type { Io } from './io.ts';

/** Time between two lines of progress. */
const PROGRESS_MS = 500;

/** A trace from a file, or from standard input for `-`, read as it streams by; stops when asked. */
export const readTraceFile = async (path: string, io: Io): Promise<Result<Trace, Problem[]>> => {
  const name = fileName(path);
  let toldMs = performance.now();
  try {
    const chunks: AsyncIterable<Uint8Array> = path === '-' ? io.stdin() : createReadStream(path);
    const trace = await readTrace(chunks, {
      signal: io.signal,
      onProgress: ({ bytes, rows }) => {
        const nowMs = performance.now();
        if (nowMs - toldMs < PROGRESS_MS) return;
        toldMs = nowMs;
        io.log(`${name}: ${rows.toLocaleString('en-US')} requests, ${(bytes / 1e6).toFixed(1)} MB read`);
      },
    });
    if (!trace.ok)
      return err(trace.error.map(({ path: at, message }) => ({ path: at, message: `${name}: ${message}` })));
    io.log(`${name}: ${trace.value.atS.length.toLocaleString('en-US')} requests`);
    return trace;
  } catch (cause) {
    return err([problem(name, `${name} cannot be read: ${fileFailure(cause, path)}.`)]);
  }
};
