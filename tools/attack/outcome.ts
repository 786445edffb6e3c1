/** What an attack tried, and what it should not have been able to do. */
export interface Outcome {
  readonly tried: number;
  /** One line each, with what is needed to try it again. */
  readonly faults: readonly string[];
}

export interface Draw {
  readonly seed: number;
  readonly count: number;
}

const STACK = /\n\s+at \S.*[:(]\d+|\b(Type|Range|Reference|Syntax)Error\b/;
/** Anything but a line break and a tab that a terminal acts upon, or that turns the direction of writing. */
const RAW_CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;
/** Numbers that are none, in a result that was called good. */
const NO_NUMBER = /\b(NaN|undefined|Infinity)\b/;
const EXIT_CODES = [0, 1, 2, 3, 4];
/** Processor time: the slowest honest answer takes two seconds, and a machine may be ten times as slow. */
const MOST_CPU_MS = 25_000;

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly log: string;
  readonly cpuMs: number;
}

/** What is wrong with how a command ended; null where nothing is. Text that was handed in, such as a name, may come out. */
export const faultOf = ({ code, out, log, cpuMs }: Ended, handedIn = ''): string | null => {
  if (!EXIT_CODES.includes(code)) return `exit code ${String(code)}`;
  if (STACK.test(log)) return `a stack trace: ${log.slice(0, 200)}`;
  if (RAW_CONTROL.test(out) || RAW_CONTROL.test(log)) return 'raw control characters';
  const wrong = NO_NUMBER.exec(handedIn === '' ? out : out.replaceAll(handedIn, ''));
  if (code === 0 && wrong !== null) return `exit 0 with ${wrong[0]}`;
  if (code === 2 && log.trim() === '') return 'refused without a word';
  return cpuMs > MOST_CPU_MS ? `took ${(cpuMs / 1000).toFixed(0)} s of processor` : null;
};
