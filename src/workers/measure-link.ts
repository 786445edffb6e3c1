import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { AdapterRecord, Measurement } from '../records/measurement.ts';
import type { MeasureProgress, MeasureRequest } from '../measure/request.ts';
import type { Ending } from '../measure/finish.ts';
import { linkWorker, type LinkedWorker } from './link.ts';
import type { FromMeasureWorker, ToMeasureWorker } from './measure-protocol.ts';
import { ENDED_EARLY, isPart, PartialRun, type RunPart } from './partial-run.ts';

export interface MeasureRunOptions {
  readonly onProgress?: (progress: MeasureProgress) => void;
  /** Called with the run as far as it has come, each time that a case or a search ends: for whoever keeps it. */
  readonly onPartial?: (run: Measurement) => void;
  /** Called with each part of the run alone, for whoever puts them together elsewhere. */
  readonly onPart?: (part: RunPart) => void;
  readonly signal?: AbortSignal;
}

export interface MeasureClient {
  describeAdapter(powerPreference?: MeasureRequest['powerPreference']): Promise<Result<AdapterRecord, Problem>>;
  /**
   * Runs a suite. A run that was cancelled, lost its device or hung still resolves to a Measurement that holds what was
   * finished, with its `outcome`; an error means that there was nothing to measure with.
   */
  run(request: MeasureRequest, options?: MeasureRunOptions): Promise<Result<Measurement, Problem>>;
  /** Gives the GPU's memory back at once. A run under way ends as `device-lost` and keeps what it has. */
  releaseDevice(): void;
  dispose(): void;
}

export type MeasureWorker = LinkedWorker<ToMeasureWorker, FromMeasureWorker>;

export interface MeasureClientOptions {
  readonly createWorker: () => MeasureWorker;
  /**
   * Silence after which the worker counts as hung and is terminated. The worker itself gives a case 60 s, so silence
   * beyond that means that not even its own time-out works any more.
   */
  readonly hangMs?: number;
}

const SILENCE_MS = 90_000;
/** An adapter is described in some milliseconds; its driver may need a second or two to wake up. */
const DESCRIBE_MS = 20_000;
/** After `cancel`, how long the submit under way may take before the worker is terminated. */
const CANCEL_GRACE_MS = 5_000;

type Stop = NonNullable<Ending['stop']>;

interface Pending {
  readonly id: number;
  readonly resolve: (result: Result<Measurement, Problem>) => void;
  readonly onProgress: ((progress: MeasureProgress) => void) | undefined;
  readonly onPart: (part: RunPart) => void;
  readonly cleanUp: () => void;
  readonly parts: PartialRun;
  /** What a silent worker makes of the run. */
  whenSilent: Stop;
}

/** What is left of a run whose worker can no longer say it. */
const partial = (pending: Pending, stop: Stop, why: Problem): Result<Measurement, Problem> => {
  const left = pending.parts.soFar(stop, why.message);
  return left === null ? err(why) : ok(left);
};

/** The client's side of the protocol: progress, cancel, a watchdog, and a Measurement from whatever was finished. */
export const linkMeasureWorker = ({ createWorker, hangMs = SILENCE_MS }: MeasureClientOptions): MeasureClient => {
  let nextId = 0;
  let pending: Pending | null = null;
  const describing = new Map<number, (result: Result<AdapterRecord, Problem>) => void>();

  const finish = (result: Result<Measurement, Problem>): void => {
    const ending = pending;
    if (ending === null) return;
    pending = null;
    link.rest();
    ending.cleanUp();
    ending.resolve(result);
  };

  /** The worker is beyond help: keep what it delivered. */
  const giveUp = (stop: Stop, message: string): void => {
    link.end();
    for (const resolve of describing.values()) resolve(err(problem('worker', message)));
    describing.clear();
    if (pending !== null) finish(partial(pending, stop, problem('worker', message)));
  };

  const watch = (run: Pending, ms: number, stop: Stop, message: string): void => {
    run.whenSilent = stop;
    link.expect(ms, message);
  };

  const receive = (message: FromMeasureWorker): void => {
    if (message.type === 'described') {
      describing.get(message.id)?.(message.result);
      describing.delete(message.id);
      if (pending === null && describing.size === 0) link.rest();
      return;
    }
    if (message.type === 'crashed') {
      giveUp('failed', `The measuring worker failed: ${message.message}`);
      return;
    }
    if (pending?.id !== message.id) return;
    const run = pending;
    if (message.type === 'finished') {
      finish(message.result);
      return;
    }
    watch(
      run,
      hangMs,
      'failed',
      `the GPU gave no sign of life for ${String(hangMs / 1000)} s; the run was ended and what was finished is kept.`,
    );
    if (isPart(message)) {
      run.parts.take(message);
      run.onPart(message);
    }
    if (message.type === 'progress') run.onProgress?.(message.progress);
  };

  const link = linkWorker<ToMeasureWorker, FromMeasureWorker>({
    createWorker,
    onMessage: receive,
    onDead: (reason) => {
      giveUp(pending?.whenSilent ?? 'failed', `The measuring worker failed: ${reason}`);
    },
  });

  const page = typeof document === 'undefined' ? null : document;
  const isHidden = (): boolean => page?.visibilityState === 'hidden';

  return {
    describeAdapter: (powerPreference = null) =>
      new Promise((resolve) => {
        const id = nextId++;
        describing.set(id, resolve);
        link.post({ type: 'describe', id, powerPreference });
        if (pending === null) link.expect(DESCRIBE_MS, 'it did not answer; the graphics driver may hang.');
      }),
    run: (request, { onProgress, onPartial, onPart: tellPart, signal } = {}) =>
      new Promise((resolve) => {
        if (pending !== null) {
          resolve(err(problem('run', 'A measurement is already running; cancel it or wait for it to end.')));
          return;
        }
        const id = nextId++;
        const cancel = (): void => {
          link.tell({ type: 'cancel', id });
          if (pending !== null)
            watch(pending, CANCEL_GRACE_MS, 'cancelled', 'cancelled; the GPU did not stop by itself.');
        };
        const tellVisibility = (): void => {
          link.tell({ type: 'visibility', hidden: isHidden() });
        };
        page?.addEventListener('visibilitychange', tellVisibility);
        signal?.addEventListener('abort', cancel);
        const cleanUp = (): void => {
          page?.removeEventListener('visibilitychange', tellVisibility);
          signal?.removeEventListener('abort', cancel);
        };
        const parts = new PartialRun(request);
        const onPart = (part: RunPart): void => {
          tellPart?.(part);
          const run = onPartial === undefined || part.type === 'header' ? null : parts.soFar('broken-off', ENDED_EARLY);
          if (run !== null) onPartial?.(run);
        };
        pending = { id, resolve, onProgress, onPart, cleanUp, parts, whenSilent: 'failed' };
        watch(pending, hangMs, 'failed', 'it did not answer.');
        link.post({ type: 'run', id, request, hidden: isHidden() });
        if (signal?.aborted === true) cancel();
      }),
    releaseDevice: () => {
      link.tell({ type: 'release' });
    },
    dispose: () => {
      giveUp('cancelled', 'The page closed the measurement.');
    },
  };
};
