/** As much of a Worker as a link needs; a child process can play it too. */
export interface LinkedWorker<To, From> {
  postMessage(message: To): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { readonly data: From }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message: string }) => void): void;
}

export interface LinkOptions<To, From> {
  readonly createWorker: () => LinkedWorker<To, From>;
  readonly onMessage: (message: From) => void;
  /** The worker failed, could not be loaded or is silent; it is ended by now, and the next `post` starts a new one. */
  readonly onDead: (reason: string) => void;
}

export interface WorkerLink<To> {
  /** Starts the worker where there is none. */
  post(message: To): void;
  /** To a worker that is there; without one there is nothing to tell. */
  tell(message: To): void;
  /** From now on the worker counts as dead unless `expect` or `rest` is called again within `ms`. */
  expect(ms: number, reason: string): void;
  /** Nothing is expected of it. */
  rest(): void;
  /** Ends the worker without a word to `onDead`. */
  end(): void;
}

/**
 * A worker that is started with its first message and replaced when it dies. A worker that closes itself, or whose thread
 * hangs, raises no event: only its silence tells, so whoever waits for an answer says how long it may take.
 */
export const linkWorker = <To, From>({ createWorker, onMessage, onDead }: LinkOptions<To, From>): WorkerLink<To> => {
  let worker: LinkedWorker<To, From> | null = null;
  let watchdog: ReturnType<typeof setTimeout> | undefined;

  const end = (): void => {
    clearTimeout(watchdog);
    worker?.terminate();
    worker = null;
  };
  const die = (reason: string): void => {
    end();
    onDead(reason);
  };
  const open = (): LinkedWorker<To, From> => {
    const opened = createWorker();
    // What an ended worker still says is about what nobody waits for any more.
    opened.addEventListener('message', ({ data }) => {
      if (opened === worker) onMessage(data);
    });
    opened.addEventListener('error', ({ message }) => {
      if (opened === worker) die(message || 'it could not be loaded');
    });
    return opened;
  };

  return {
    post: (message) => {
      worker ??= open();
      worker.postMessage(message);
    },
    tell: (message) => worker?.postMessage(message),
    expect: (ms, reason) => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        die(reason);
      }, ms);
    },
    rest: () => {
      clearTimeout(watchdog);
    },
    end,
  };
};
