import { parseArgs } from 'node:util';
import { DTYPES, type Dtype } from '../../src/records/dtypes.ts';
import type { Product } from '../../src/records/product.ts';
import type { CheckResult } from './check.ts';
import { HOSTS, openHost, type HostName } from './hosts.ts';
import { renderTable } from './report.ts';

const USAGE = `Usage: npm run -s bench:kernels -- [options]

Searches with the tuner, then times every candidate, then the winner against the best few in interleaved rounds, and says
how far the winner is from the best and from the roof. Exit 1 where a winner is by its interval more than 5 % slower than
the best, 3 where by its median only.

  --host NAME        ${HOSTS.join(' or ')} (default chromium)
  --cases MxNxK[:dtype],…   products (default 512x512x512); types: ${DTYPES.join(', ')}
  --rounds N         interleaved rounds, 6 to 200 (default 16)
  --seed N           of operands and orders (default 1)
  --winner-only      no exhaustive pass: only the winner against the roof
  --json             JSON instead of the table
`;

/** What a wrong choice may cost at most. */
const MOST_SLOWDOWN = 1.05;
const UNDECIDED = 3;

const note = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Options {
  readonly host: HostName;
  readonly cases: readonly { readonly shape: Product; readonly dtype: Dtype }[];
  readonly rounds: number;
  readonly seed: number;
  readonly exhaustive: boolean;
  readonly json: boolean;
}

const whole = (name: string, text: string, low: number, high: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (!(value >= low && value <= high))
    throw new Error(`--${name}: "${text}" is not a whole number from ${low} to ${high}.`);
  return value;
};

const oneOf = <T extends string>(name: string, text: string, known: readonly T[]): T => {
  const found = known.find((id) => id === text);
  if (found === undefined) throw new Error(`--${name}: "${text}" is not one of ${known.join(', ')}.`);
  return found;
};

const parseCase = (text: string): Options['cases'][number] => {
  const match = /^(\d{1,5})x(\d{1,5})x(\d{1,5})(?::([\w-]+))?$/.exec(text.trim());
  if (match === null) throw new Error(`--cases: "${text}" is not M×N×K with a type, as in 512x512x512:f16.`);
  const [, m = '', n = '', k = '', dtype = 'f32'] = match;
  const side = (typed: string): number => whole('cases', typed, 1, 16_384);
  return { shape: { m: side(m), n: side(n), k: side(k) }, dtype: oneOf('cases', dtype, DTYPES) };
};

/** Throws what the user should read. */
const parseOptions = (args: readonly string[]): Options | null => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', default: 'chromium' },
      cases: { type: 'string', default: '512x512x512' },
      rounds: { type: 'string', default: '16' },
      seed: { type: 'string', default: '1' },
      'winner-only': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  return {
    host: oneOf('host', values.host, HOSTS),
    cases: values.cases.split(',').map(parseCase),
    rounds: whole('rounds', values.rounds, 6, 200),
    seed: whole('seed', values.seed, 0, 2 ** 31),
    exhaustive: !values['winner-only'],
    json: values.json,
  };
};

const run = async ({ host: hostName, cases, rounds, seed, exhaustive, json }: Options): Promise<number> => {
  const host = await openHost(hostName, note);
  const results: CheckResult[] = [];
  try {
    for (const { shape, dtype } of cases) {
      note(`── ${[shape.m, shape.n, shape.k].join('×')} ${dtype}`);
      results.push(await host.check({ shape, dtype, seed, rounds, exhaustive }));
    }
  } finally {
    await host.close();
  }
  process.stdout.write(
    json ? `${JSON.stringify({ host: host.name, results }, null, 2)}\n` : `${renderTable(host.name, results)}\n`,
  );
  if (results.some(({ slowdown }) => slowdown.low > MOST_SLOWDOWN)) return 1;
  return results.some(({ slowdown }) => slowdown.ratio > MOST_SLOWDOWN) ? UNDECIDED : 0;
};

let options: Options | null;
try {
  options = parseOptions(process.argv.slice(2));
  if (options === null) process.stdout.write(USAGE);
  else process.exitCode = await run(options);
} catch (cause) {
  note((cause as Error).message);
  process.exitCode = 2;
}
