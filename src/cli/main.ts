import { constants } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { terminalText } from '../exchange/show.ts';
import { fileFailure } from './files.ts';
import { EXIT } from './io.ts';
import type { FromCommand, ToCommand } from './thread-protocol.ts';

/**
 * The process around the command line: streams, signals, exit code. The command itself works in a thread of its own:
 * however long it computes, this one hears a signal.
 */

/** How long a command may take to keep what it has, once it is told to stop. */
const STOP_MS = 800;
/** A bug of ours, by the convention of sysexits.h. */
const SOFTWARE_FAULT = 70;

const log = (text: string): void => {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
};

const thread = new Worker(join(import.meta.dirname, 'cli-thread.js'), {
  workerData: process.argv.slice(2),
  stdin: true,
});

let stopped = false;
const stop = (signal: NodeJS.Signals): void => {
  if (stopped) return;
  stopped = true;
  process.exitCode = 128 + constants.signals[signal];
  const message: ToCommand = { type: 'abort', reason: signal };
  thread.postMessage(message);
  // The signal itself, not an exit: that would wait for a thread that waits for its input.
  setTimeout(() => {
    process.removeListener(signal, stop);
    process.kill(process.pid, signal);
  }, STOP_MS).unref();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);

/** Nothing more can be told: `roofrack … | head` closes the pipe early, which is no error; a full disk is one. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  log(`The standard output cannot be written: ${fileFailure(error, '.')}.`);
  process.exit(EXIT.usage);
});
process.stderr.on('error', () => undefined);

/** The standard input is touched only when it is asked for: a command that reads it otherwise finds it as it was. */
let piped = false;
thread.on('message', (message: FromCommand) => {
  switch (message.type) {
    case 'out':
      process.stdout.write(message.text);
      break;
    case 'log':
      log(message.text);
      break;
    case 'stdin':
      piped = true;
      if (thread.stdin !== null) process.stdin.pipe(thread.stdin);
      break;
    case 'done':
      process.exitCode ??= message.code;
      thread.unref();
      if (piped) process.stdin.destroy();
  }
});
thread.on('exit', () => {
  process.exitCode ??= SOFTWARE_FAULT;
});
thread.on('error', (error: NodeJS.ErrnoException) => {
  const fault =
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'There is not enough memory for this; ask for less, or give Node more by NODE_OPTIONS=--max-old-space-size=MB.'
      : `Roofrack failed where it should not, which is a fault of its own: ${error.message}\n${process.env['ROOFRACK_TRACE'] === undefined ? 'Please report it with this command line; ROOFRACK_TRACE=1 prints where.' : (error.stack ?? '')}`;
  log(terminalText(fault));
  process.exitCode = SOFTWARE_FAULT;
});
