import { setTimeout as sleep } from 'node:timers/promises';
import type { HostOptions, MeasureRequest } from '../../bench/chromium-host.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Measurement } from '../records/measurement.ts';
import type { Io } from './io.ts';

/** A host that measures. */
type Measure = (request: MeasureRequest, options: HostOptions) => Promise<Result<Measurement, Problem>>;

/** How long a run that is told to stop may take to stop by itself, before what it has handed over counts. */
const STOP_GRACE_MS = 300;
/** A file that is written while a run goes on is never older than this; writing it oftener would disturb the run. */
const KEEP_EVERY_MS = 5000;

interface Ended {
  readonly result: Result<Measurement, Problem>;
  /** Settles when nothing of the host is left. */
  readonly closed: Promise<unknown>;
}

/** What is left of a run whose host was lost, and why. */
const lostWith = (left: Measurement, { message }: Problem): Measurement => ({
  ...left,
  outcome: 'failed',
  warnings: [...left.warnings, { code: 'host-lost', message: message.slice(0, 1000) }],
});

/** A run of the host, or what is finished of it: when it is told to stop, and when its host is lost. */
export const measureOrKeep = async (
  measure: Measure,
  request: MeasureRequest,
  io: Io,
  keep: (run: Measurement) => void,
): Promise<Ended> => {
  let left: Measurement | null = null;
  let keptMs = performance.now();
  const running = measure(request, {
    log: (text) => {
      io.log(text);
    },
    onProgress: ({ message, done, total }) => {
      io.log(`[${String(done)}/${String(total)}] ${message}`);
    },
    onPartial: (run) => {
      left = run;
      if (performance.now() - keptMs < KEEP_EVERY_MS) return;
      keptMs = performance.now();
      keep(run);
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
  // The compiler does not see that it was set meanwhile.
  const partial = left as Measurement | null;
  if (partial === null) {
    return { result: ended ?? err(problem('', 'Stopped before anything was measured.')), closed: running };
  }
  const kept: Measurement = ended === null ? { ...partial, outcome: 'cancelled' } : lostWith(partial, ended.error);
  return { result: ok(kept), closed: running };
};
