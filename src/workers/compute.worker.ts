import { writeNumbersIn } from '../base/format.ts';
import {
  CANCELLED,
  type FromComputeWorker,
  type JobContext,
  type JobHandlers,
  type ToComputeWorker,
} from './compute-protocol.ts';
import { jobHandlers } from './jobs.ts';

/** The worker that computes, so that the page answers meanwhile. */
interface WorkerScope {
  postMessage(message: FromComputeWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToComputeWorker>) => void): void;
}
const scope = globalThis as unknown as WorkerScope;

// What it says in words stands on the page.
writeNumbersIn(navigator.language);

const cancelled = new Set<number>();

const contextOf = (id: number): JobContext<never> => ({
  onProgress: (progress) => {
    scope.postMessage({ id, progress });
  },
  pause: async () => {
    await new Promise((resolve) => setTimeout(resolve));
    if (cancelled.has(id)) throw new Error(CANCELLED);
  },
  cancelled: () => cancelled.has(id),
});

const work = async (message: Extract<ToComputeWorker, { kind: unknown }>): Promise<void> => {
  const { id, kind, request } = message;
  try {
    // The client pairs every kind with its request; a union of functions cannot say so.
    const handler = jobHandlers[kind] as (
      request: unknown,
      context: JobContext<never>,
    ) => ReturnType<JobHandlers[typeof kind]>;
    const done = await handler(request, contextOf(id));
    scope.postMessage({ id, done });
  } catch (thrown) {
    if (!cancelled.has(id))
      scope.postMessage({ id, crashed: thrown instanceof Error ? thrown.message : String(thrown) });
  }
  cancelled.delete(id);
};

scope.addEventListener('message', ({ data }) => {
  if ('cancel' in data) cancelled.add(data.id);
  else void work(data);
});
