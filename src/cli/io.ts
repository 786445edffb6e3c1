import type { Problem } from '../base/result.ts';
import { oneLine, terminalText } from '../exchange/show.ts';

/** Where a command writes to and how it learns that it should stop. Results go to `out`, all else to `log`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly log: (text: string) => void;
  /** The standard input as it streams by; called at most once. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** Nothing that comes out of a file reaches a terminal as more than text. */
export const harmless = (io: Io): Io => ({
  out: (text) => {
    io.out(terminalText(text));
  },
  log: (text) => {
    io.log(terminalText(text));
  },
  stdin: io.stdin,
  signal: io.signal,
});

/** Exit codes, the same for every command. */
export const EXIT = { done: 0, no: 1, usage: 2, undecided: 3, invalid: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** One line a problem, prefixed with the file it was found in. */
export const reportProblems = (io: Io, problems: readonly Problem[], file?: string): ExitCode => {
  for (const { message } of problems) io.log(oneLine(file === undefined ? message : `${file}: ${message}`));
  return EXIT.usage;
};
