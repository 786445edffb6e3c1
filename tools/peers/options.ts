import { parseArgs } from 'node:util';
import { nearest } from '../../src/base/nearest.ts';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import { kernelIds } from '../../src/measure/request.ts';
import type { Product } from '../../src/records/product.ts';
import { peerIds, type PeerId } from './participant.ts';

export interface PeersOptions {
  readonly shapes: readonly Product[];
  readonly peers: readonly PeerId[];
  readonly sessions: number;
  readonly rounds: number;
  readonly seed: number;
  readonly kernel: string;
  readonly output: 'table' | 'json' | 'markdown';
}

/** Square, wide, tall and ragged products, a deep one with a small result, and the matrix-vector product of decoding. */
const DEFAULT_SHAPES = '512x512x512,1024x1024x1024,2048x512x1024,128x4096x1024,333x777x555,64x64x4096,1x4096x4096';

/** A dimension that no adapter's default limits refuse for a vector, and an operand that fits every default binding. */
const MAX_DIMENSION = 65_536;
const MAX_OPERAND_BYTES = 2 ** 27;

export const USAGE = `Usage: npm run -s bench:peers -- [options]

  --shapes MxNxK,…   products C[M×N] = A[M×K]·B[K×N] (default: ${DEFAULT_SHAPES})
  --peers id,…       ${peerIds.join(', ')} (default: all)
  --sessions N       browser processes, one after the other, 1 to 50 (default 3)
  --rounds N         timed rounds a session, 1 to 200 (default 5)
  --kernel ID        our kernel (default auto: what the tuner picks)
  --seed N           of the operands and of the order in a round (default 1)
  --json             one JSON document instead of the table
  --markdown         the table as Markdown
`;

const parseShape = (text: string): Result<Product, Problem> => {
  const match = /^(\d{1,9})[x×](\d{1,9})[x×](\d{1,9})$/i.exec(text.trim());
  if (match === null) {
    return err(
      problem('shapes', `--shapes: "${text}" is not a shape; write M×N×K as whole numbers, as in 512x512x512.`),
    );
  }
  const [m = NaN, n = NaN, k = NaN] = match.slice(1).map(Number);
  const largest = Math.max(m, n, k);
  if (Math.min(m, n, k) < 1 || largest > MAX_DIMENSION) {
    return err(problem('shapes', `--shapes: "${text}" has a dimension outside 1 to ${MAX_DIMENSION}.`));
  }
  const operandBytes = 4 * Math.max(m * k, k * n, m * n);
  if (operandBytes > MAX_OPERAND_BYTES) {
    const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
    return err(
      problem('shapes', `--shapes: "${text}" has a matrix of ${mib(operandBytes)}, above ${mib(MAX_OPERAND_BYTES)}.`),
    );
  }
  return ok({ m, n, k });
};

const parsePeer = (text: string): Result<PeerId, Problem> => {
  const id = peerIds.find((known) => known === text.trim());
  return id === undefined
    ? err(
        problem(
          'peers',
          `--peers: "${text}" is not one of ${peerIds.join(', ')}; did you mean "${nearest(text, peerIds) ?? ''}"?`,
        ),
      )
    : ok(id);
};

const parseWhole = (name: string, text: string, low: number, high: number): Result<number, Problem> => {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return value >= low && value <= high
    ? ok(value)
    : err(problem(name, `--${name}: "${text}" is not a whole number from ${low} to ${high}.`));
};

const parseKernel = (text: string): Result<string, Problem> =>
  kernelIds.includes(text)
    ? ok(text)
    : err(
        problem(
          'kernel',
          `--kernel: "${text}" is not a kernel; the nearest one is "${nearest(text, kernelIds) ?? ''}".`,
        ),
      );

/** Values of the good results; the problems of the bad ones go into `problems`. */
const collect = <T>(results: readonly Result<T, Problem>[], problems: Problem[]): T[] =>
  results.flatMap((result) => {
    if (result.ok) return [result.value];
    problems.push(result.error);
    return [];
  });

const readArguments = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: {
      shapes: { type: 'string', default: DEFAULT_SHAPES },
      peers: { type: 'string', default: peerIds.join(',') },
      sessions: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '5' },
      kernel: { type: 'string', default: 'auto' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  }).values;

export const parseOptions = (args: readonly string[]): Result<PeersOptions | 'help', readonly Problem[]> => {
  let values: ReturnType<typeof readArguments>;
  try {
    values = readArguments(args);
  } catch (cause) {
    return err([problem('', `${(cause as Error).message.replace(/\s+/g, ' ')} --help lists the options.`)]);
  }
  if (values.help) return ok('help');
  const problems: Problem[] = [];
  const shapes = collect(values.shapes.split(',').map(parseShape), problems);
  const peers = collect(values.peers.split(',').map(parsePeer), problems);
  const sessions = parseWhole('sessions', values.sessions, 1, 50);
  const rounds = parseWhole('rounds', values.rounds, 1, 200);
  const seed = parseWhole('seed', values.seed, 0, 2 ** 32 - 1);
  const kernel = parseKernel(values.kernel);
  for (const read of [sessions, rounds, seed, kernel]) if (!read.ok) problems.push(read.error);
  if (values.json && values.markdown) {
    problems.push(problem('json', '--json and --markdown exclude each other: give one of them.'));
  }
  if (problems.length > 0 || !sessions.ok || !rounds.ok || !seed.ok || !kernel.ok) return err(problems);
  return ok({
    shapes: shapes.filter(
      (shape, at) => shapes.findIndex(({ m, n, k }) => m === shape.m && n === shape.n && k === shape.k) === at,
    ),
    peers: [...new Set(peers)],
    sessions: sessions.value,
    rounds: rounds.value,
    seed: seed.value,
    kernel: kernel.value,
    output: values.json ? 'json' : values.markdown ? 'markdown' : 'table',
  });
};
