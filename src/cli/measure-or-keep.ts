import { setTimeout as sleep } from 'node:timers/promises';
import type { HostOptions, MeasureRequest } from '../../bench/chromium-host.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Measurement } from '../records/measurement.ts';
import { PartialRun } from '../workers/partial-run.ts';
import type { Io } from './io.ts';

/** A host that measures. */
type Measure = (request: MeasureRequest, options: HostOptions) => Promise<Result<Measurement, Problem>>;

/** How long a run that is told to stop may take to stop by itself, before what it has handed over counts. */
const STOP_GRACE_MS = 300;
/** A file that is written while a run goes on is never older than this; writing it oftener would disturb the run. */
const KEEP_EVERY_MS = 5000;

export const ENDED_EARLY = 'The run was ended before it was done; what was finished is kept.';

interface Ended {
  readonly result: Result<Measurement, Problem>;
  /** Settles when nothing of the host is left. */
  readonly closed: Promise<unknown>;
}

/** A run of the host, or what is finished of it: when it is told to stop, and when its host is lost. */
export const measureOrKeep = async (
  measure: Measure,
  request: MeasureRequest,
  io: Io,
  keep: (run: Measurement) => void,
): Promise<Ended> => {
  const parts = new PartialRun(request);
  let keptMs = performance.now();
  const running = measure(request, {
    log: (text) => {
      io.log(text);
    },
    onProgress: ({ message, done, total }) => {
      io.log(`[${String(done)}/${String(total)}] ${message}`);
    },
    onPart: (part) => {
      parts.take(part);
      if (part.type === 'header' || performance.now() - keptMs < KEEP_EVERY_MS) return;
      keptMs = performance.now();
      const run = parts.soFar('cancelled', ENDED_EARLY);
      if (run !== null) keep(run);
    },
    signal: io.signal,
  });
  const stopped = new Promise<null>((resolve) => {
    const stop = (): void => {
      void sleep(STOP_GRACE_MS).then(() => {
        resolve(null);
      });
    };
    if (io.signal.aborted) stop();
    else io.signal.addEventListener('abort', stop);
  });
  const ended = await Promise.race([running, stopped]);
  if (ended?.ok === true) return { result: ended, closed: running };
  const left = parts.soFar(ended === null ? 'cancelled' : 'failed', ended?.error.message ?? ENDED_EARLY);
  const failed = ended ?? err(problem('', 'Stopped before anything was measured.'));
  return { result: left === null ? failed : ok(left), closed: running };
};
