import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The work was given up before it was done. */
export class Stopped extends Error {}

export interface ThreadedWork<Task, Answer> {
  /** A program of the bundle, which is told tasks and posts one answer for each. */
  readonly program: string;
  readonly workerData: unknown;
  readonly tasks: readonly Task[];
  /** At most. */
  readonly threads: number;
  readonly signal: AbortSignal;
  /** Takes an answer; false where nothing further is to be done. */
  readonly take: (answer: Answer) => boolean;
}

/** Does tasks in threads of their own, each of which is given the next as soon as it is done with one. Rejects with `Stopped` on the signal. */
export const inThreads = <Task, Answer>({
  program,
  workerData,
  tasks,
  threads,
  signal,
  take,
}: ThreadedWork<Task, Answer>): Promise<void> =>
  new Promise((resolve, reject) => {
    const waiting = [...tasks];
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
      const task = waiting.shift();
      if (task !== undefined) {
        working++;
        worker.postMessage(task);
      } else if (working === 0) end(resolve);
    };
    for (let index = 0; index < Math.min(threads, tasks.length); index++) {
      const worker = new Worker(join(import.meta.dirname, program), { workerData });
      workers.push(worker);
      worker.on('message', (answer: Answer) => {
        working--;
        if (take(answer)) next(worker);
        else end(resolve);
      });
      worker.on('error', (error: Error) => {
        end(() => {
          reject(error);
        });
      });
      next(worker);
    }
  });
