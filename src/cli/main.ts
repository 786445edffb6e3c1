import { version } from '../../package.json';
import { runCli } from './cli.ts';

/** The process around the command line: streams, signals, exit code. */
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    abort.abort(signal);
    // A second signal, or a command that does not stop in time, ends the process the usual way.
    setTimeout(() => process.kill(process.pid, signal), 10_000).unref();
  });
}

// `roofrack … | head` closes the pipe early; that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const code = await runCli(process.argv.slice(2), version, {
  out: (text) => process.stdout.write(text),
  log: (text) => process.stderr.write(text.endsWith('\n') ? text : `${text}\n`),
  signal: abort.signal,
});
process.exitCode = abort.signal.aborted ? (abort.signal.reason === 'SIGINT' ? 130 : 143) : code;
