import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { publishedLoad } from '../../catalog/presets.ts';
import type { AdapterRecord, Measurement } from '../../records/measurement.ts';
import { createMemoryStore } from '../../store/memory-store.ts';
import type { Store } from '../../store/store.ts';
import type { ComputeClient } from '../../workers/compute-client.ts';
import type { JobHandlers } from '../../workers/compute-protocol.ts';
import { jobHandlers } from '../../workers/jobs.ts';
import type { MeasureClient, MeasureProgress, MeasureRequest } from '../../workers/measure-client.ts';
import type { AppServices } from '../state/app-state.ts';
import { calibrationFixture } from './fixtures.ts';
import { adapterFixture, measurementFixture } from '../../records/testing/measurement.ts';

/** A measuring client that a test plays: it reports what it is told and ends when it is told. */
export interface FakeMeasureClient extends MeasureClient {
  report(progress: Partial<MeasureProgress>): void;
  finish(result: Result<Measurement, Problem>): void;
  readonly cancelled: boolean;
  readonly runs: number;
  /** What was asked for last. */
  readonly request: MeasureRequest | null;
}

type Described = Result<AdapterRecord, Problem>;

export const createFakeClient = (adapter: Described | Promise<Described> = ok(adapterFixture())): FakeMeasureClient => {
  let onProgress: ((progress: MeasureProgress) => void) | undefined;
  let resolve: ((result: Result<Measurement, Problem>) => void) | null = null;
  const state: { cancelled: boolean; runs: number; request: MeasureRequest | null } = {
    cancelled: false,
    runs: 0,
    request: null,
  };
  return {
    get cancelled() {
      return state.cancelled;
    },
    get runs() {
      return state.runs;
    },
    get request() {
      return state.request;
    },
    describeAdapter: () => Promise.resolve(adapter),
    run: (request, options) =>
      new Promise((settle) => {
        state.runs++;
        state.request = request;
        resolve = settle;
        onProgress = options?.onProgress;
        options?.signal?.addEventListener('abort', () => {
          state.cancelled = true;
          settle(ok(measurementFixture({ outcome: 'cancelled' })));
        });
      }),
    report: (progress) => {
      onProgress?.({
        phase: 'matmul',
        message: 'Matrix product 256×256×256',
        done: 3,
        total: 12,
        elapsedMs: 4000,
        remainingMs: 12_000,
        latest: null,
        ...progress,
      });
    },
    finish: (result) => resolve?.(result),
    releaseDevice: () => resolve?.(ok(measurementFixture({ outcome: 'device-lost' }))),
    dispose: () => undefined,
  };
};

export const noWebGpu = err(problem('adapter', 'This browser has no WebGPU (navigator.gpu is missing).'));

/** The jobs of the computing workers on the test's own thread; a fit of a run is a fixture, since fitting takes seconds. */
const handlers: JobHandlers = {
  ...jobHandlers,
  fit: (request, context) =>
    'run' in request
      ? ok(
          calibrationFixture({
            software: request.run.adapter.software,
            accelerator: request.accelerator,
            name: request.run.name,
          }),
        )
      : jobHandlers.fit(request, context),
};

const computeHere: ComputeClient = {
  run: async (kind, request, { signal, onProgress } = {}) => {
    const pause = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    };
    await pause();
    return handlers[kind](request, {
      onProgress: (progress) => onProgress?.(progress),
      pause,
      cancelled: () => signal?.aborted === true,
    });
  },
};

export const fakeServices = (
  client: MeasureClient = createFakeClient(),
  store: Store = createMemoryStore(),
): AppServices => ({
  openStore: () => Promise.resolve(store),
  createMeasureClient: () => Promise.resolve(client),
  defaultScenario: () => Promise.resolve(publishedLoad),
  createComputeClient: () => Promise.resolve(computeHere),
  compareInterleaved: () => Promise.resolve(err(problem('', 'This test compares nothing.'))),
});
