import { Readable } from 'node:stream';
import { runCli } from '../../src/cli/cli.ts';
import type { Ended } from './outcome.ts';

/** A command in this process, with what it printed; an exception is a fault of ours and is told as the stack trace it is. */
export const runCommand = async (args: readonly string[]): Promise<Ended> => {
  const [out, log]: [string[], string[]] = [[], []];
  const before = process.cpuUsage();
  const ended = (code: number): Ended => ({
    code,
    out: out.join(''),
    log: log.join('\n'),
    cpuMs: Object.values(process.cpuUsage(before)).reduce((sum, us) => sum + us / 1000, 0),
  });
  try {
    const code = await runCli([...args], '0.0.0', {
      out: (text) => out.push(text),
      log: (text) => log.push(text),
      stdin: () => Readable.from([]),
      signal: AbortSignal.timeout(60_000),
    });
    return ended(code);
  } catch (cause) {
    log.push(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    return ended(-1);
  }
};
