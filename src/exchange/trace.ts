import { nearest } from '../base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import type { Trace } from '../simulate/arrivals.ts';
import { decimal } from './decimal.ts';
import { refuseEncoding, utf8Decoder } from './decode-text.ts';
import { showText, showValue } from './show.ts';

/** Traces are read in a stream, so that they may be longer than files that are read at once. */
const MAX_TRACE_BYTES = 50_000_000;
/** A row of numbers has a few dozen characters; a line beyond this is no row. */
const MAX_LINE_LENGTH = 10_000;
/** Reading stops after so many: a file with the wrong columns is wrong in every row. */
const MAX_ROW_PROBLEMS = 100;

/** Names of the columns, ours first, then those of the published traces of Azure and of BurstGPT. */
const COLUMNS = {
  at: ['at_s', 'timestamp', 'arrival_s'],
  input: ['input_tokens', 'contexttokens', 'request tokens'],
  output: ['output_tokens', 'generatedtokens', 'response tokens'],
} as const;
/** Columns of those traces that a load does not need. */
const LEFT_ASIDE = ['model', 'total tokens', 'log type', 'session id', 'elapsed time'];

type Role = keyof typeof COLUMNS;
type Positions = Readonly<Record<Role, number>>;

export interface TraceProgress {
  readonly bytes: number;
  readonly rows: number;
}

export interface ReadTraceOptions {
  readonly onProgress?: (progress: TraceProgress) => void;
  readonly signal?: AbortSignal;
}

const cellsOf = (line: string): string[] => {
  const cells = line.split(',').map((cell) => cell.trim());
  return line.includes('"') ? cells.map((cell) => cell.replace(/^"(.*)"$/, '$1')) : cells;
};

const readHeader = (line: string): Result<Positions, Problem[]> => {
  const names = cellsOf(line.replace(/^\ufeff/, '')).map((name) => name.toLowerCase());
  const roleOf = (name: string): Role | undefined =>
    (Object.keys(COLUMNS) as Role[]).find((role) => (COLUMNS[role] as readonly string[]).includes(name));
  const wanted = Object.values(COLUMNS).map(([ours]) => ours);
  const problems: Problem[] = [];
  const positions: Partial<Record<Role, number>> = {};
  names.forEach((name, index) => {
    const role = roleOf(name);
    if (role === undefined) {
      if (LEFT_ASIDE.includes(name)) return;
      const message = `Column ${showValue(name)} is not known; did you mean "${nearest(name, wanted) ?? ''}"? Rename or remove it.`;
      problems.push(problem(showText(name), message));
    } else if (positions[role] !== undefined) {
      problems.push(problem(showText(name), `Column ${showValue(name)} says the same as another; keep one of them.`));
    } else positions[role] = index;
  });
  const { at, input, output } = positions;
  for (const role of Object.keys(COLUMNS) as Role[]) {
    if (positions[role] === undefined) {
      const message = `Column ${COLUMNS[role][0]} is missing; the first line must name ${wanted.join(',')}.`;
      problems.push(problem(COLUMNS[role][0], message));
    }
  }
  if (problems.length > 0 || at === undefined || input === undefined || output === undefined) return err(problems);
  return ok({ at, input, output });
};

/** What a trace counts its seconds from. */
type Clock = 'seconds' | 'dates';

const clockOf = (text: string): Clock => (Number.isNaN(decimal(text)) ? 'dates' : 'seconds');

/** Seconds: a number, or a date and time as in Azure's traces, in seconds since 1970. */
const seconds = (text: string): number => {
  const value = decimal(text);
  if (!Number.isNaN(value)) return value;
  const dated = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d+)?)(?:Z|\+00:00)?$/.exec(text);
  if (dated === null) return NaN;
  const [, day = '', time = ''] = dated;
  const [whole = '', fraction = '0'] = time.split('.');
  return Date.parse(`${day}T${whole}Z`) / 1000 + Number(`0.${fraction}`);
};

const MAX_TOKENS = 1e7;
/** Hours are counted one by one: a year of them is more than any published trace has, and cheap. */
const MAX_SPAN_DAYS = 366;
const DAY_S = 86_400;

/** Rows as they come; typed arrays that grow by doubling. */
class TraceBuilder {
  readonly problems: Problem[] = [];
  rows = 0;
  #atS = new Float64Array(1024);
  #input = new Uint32Array(1024);
  #output = new Uint32Array(1024);
  #startS = 0;
  #beforeS = 0;
  #clock: Clock | null = null;

  add(cells: readonly string[], { at, input, output }: Positions, line: number): void {
    const wrong = (name: string, text: string | undefined, must: string): void => {
      const shown = text === undefined || text === '' ? 'missing' : showText(text);
      const message = `Line ${String(line)}: ${name} is ${shown}; it must be ${must}. Correct the row or remove it.`;
      this.problems.push(problem(`line ${String(line)}.${name}`, message));
    };
    const time = cells[at] ?? '';
    const atS = seconds(time);
    const clock = clockOf(time);
    const inputTokens = decimal(cells[input] ?? '');
    const outputTokens = decimal(cells[output] ?? '');
    const known = this.problems.length;
    const tokens = `a whole number of tokens from 1 to ${String(MAX_TOKENS)}`;
    const counts = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= MAX_TOKENS;
    if (!Number.isFinite(atS) || atS < 0) wrong('at_s', time, 'seconds from 0, or a date and time');
    else if (this.#clock !== null && clock !== this.#clock)
      wrong('at_s', time, `in ${this.#clock} as the rows before, not in ${clock}`);
    else if (this.rows > 0 && atS < this.#beforeS) wrong('at_s', time, 'no earlier than the row before');
    else if (this.rows > 0 && atS - this.#startS > MAX_SPAN_DAYS * DAY_S)
      wrong('at_s', time, `at most ${String(MAX_SPAN_DAYS)} days after the first row`);
    if (!counts(inputTokens)) wrong('input_tokens', cells[input], tokens);
    if (!counts(outputTokens)) wrong('output_tokens', cells[output], tokens);
    if (this.problems.length > known) return;
    if (this.rows === this.#atS.length) this.#grow();
    if (this.rows === 0) {
      this.#startS = atS;
      this.#clock = clock;
    }
    this.#beforeS = atS;
    this.#atS[this.rows] = atS - this.#startS;
    this.#input[this.rows] = inputTokens;
    this.#output[this.rows] = outputTokens;
    this.rows++;
  }

  trace(): Trace {
    return {
      atS: this.#atS.slice(0, this.rows),
      inputTokens: this.#input.slice(0, this.rows),
      outputTokens: this.#output.slice(0, this.rows),
    };
  }

  #grow(): void {
    const length = 2 * this.rows;
    const grown = { atS: new Float64Array(length), input: new Uint32Array(length), output: new Uint32Array(length) };
    grown.atS.set(this.#atS);
    grown.input.set(this.#input);
    grown.output.set(this.#output);
    this.#atS = grown.atS;
    this.#input = grown.input;
    this.#output = grown.output;
  }
}

const refuse = (message: string): Result<Trace, Problem[]> => err([problem('', message)]);

/** A CSV of requests, read as it arrives: the times start at zero, whatever the file counts from. */
export const readTrace = async (
  chunks: AsyncIterable<Uint8Array>,
  { onProgress, signal }: ReadTraceOptions = {},
): Promise<Result<Trace, Problem[]>> => {
  const decoder = utf8Decoder();
  const builder = new TraceBuilder();
  let positions: Positions | null = null;
  let bytes = 0;
  let line = 0;
  let rest = '';

  /** Text of the next chunk, or of what is left of the last; null where it is no UTF-8. */
  const decoded = (chunk: Uint8Array | null): string | null => {
    try {
      return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      return null;
    }
  };

  /** Takes whole lines; null, or what is wrong with the file as a whole. */
  const take = (lines: readonly string[]): Problem[] | null => {
    for (const text of lines) {
      line++;
      if (text.trim() === '') continue;
      if (positions === null) {
        const header = readHeader(text);
        if (!header.ok) return header.error;
        positions = header.value;
      } else builder.add(cellsOf(text), positions, line);
      if (builder.problems.length >= MAX_ROW_PROBLEMS) {
        return [
          ...builder.problems,
          problem('', `Reading stopped at line ${String(line)}, after ${String(MAX_ROW_PROBLEMS)} problems.`),
        ];
      }
    }
    return null;
  };

  for await (const chunk of chunks) {
    if (signal?.aborted === true) return refuse('Reading the trace was cancelled; nothing was taken over.');
    bytes += chunk.byteLength;
    if (bytes > MAX_TRACE_BYTES) {
      return refuse(`The trace is over ${String(MAX_TRACE_BYTES / 1e6)} MB; at most that is read. Split it.`);
    }
    const text = decoded(chunk);
    if (text === null) return err([refuseEncoding(chunk, 'trace', line)]);
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) {
      return refuse(
        `Line ${String(line + lines.length + 1)} is longer than ${String(MAX_LINE_LENGTH)} characters; this is no table of requests.`,
      );
    }
    const wrong = take(lines);
    if (wrong !== null) return err(wrong);
    onProgress?.({ bytes, rows: builder.rows });
  }
  const end = decoded(null);
  if (end === null) return refuse('The trace ends within a character of UTF-8; it seems to be cut off.');
  const wrong = take([rest + end]);
  if (wrong !== null) return err(wrong);
  if (builder.problems.length > 0) return err(builder.problems);
  if (positions === null)
    return refuse('The trace is empty; its first line must name at_s,input_tokens,output_tokens.');
  if (builder.rows === 0) return refuse('The trace has a header and no rows; add one request per row.');
  return ok(builder.trace());
};
