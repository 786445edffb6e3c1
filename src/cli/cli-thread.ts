import { parentPort, workerData } from 'node:worker_threads';
import { version } from '../../package.json';
import { runCli } from './cli.ts';
import type { FromCommand, ToCommand } from './thread-protocol.ts';

/** The thread that does a command's work, so that the main thread is always there to hear a signal. */
const parent = parentPort;
if (parent === null) throw new Error('This program is started by the command line.');
const say = (message: FromCommand): void => {
  parent.postMessage(message);
};

const abort = new AbortController();
parent.on('message', ({ reason }: ToCommand) => {
  abort.abort(reason);
});
// A command is over when it says so, not when nobody speaks to it any more.
parent.unref();

const code = await runCli(workerData as string[], version, {
  out: (text) => {
    say({ type: 'out', text });
  },
  log: (text) => {
    say({ type: 'log', text });
  },
  stdin: () => {
    say({ type: 'stdin' });
    return process.stdin;
  },
  signal: abort.signal,
});
say({ type: 'done', code });
