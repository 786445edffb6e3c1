import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { attackPart } from './attacks.ts';
import { engines } from './engines.ts';
import { falseAlarms } from './false-alarms.ts';
import { fuzz } from './fuzz.ts';
import { history } from './history.ts';
import { historySize } from './history-size.ts';
import { journeys } from './journeys.ts';
import { kernels } from './kernels.ts';
import { looks } from './looks.ts';
import { mutation } from './mutation.ts';
import { newcomer } from './newcomer.ts';
import type { DeepOptions, Part } from './part.ts';
import { packing } from './packing.ts';
import { peers } from './peers.ts';
import { keep } from './print.ts';
import { sequential } from './sequential.ts';
import { sessions } from './sessions.ts';
import { sweepEngines } from './sweep-engines.ts';
import { sweepReaders } from './sweep-readers.ts';
import { timeLeft } from './time-left.ts';
import { tuner } from './tuner.ts';
import { twins } from './twins.ts';
import { workbookPart } from './workbook.ts';
import { workspace } from './workspace.ts';
import { add, checkTally, NOTHING, tallyText } from '../../scripts/tally.ts';

/**
 * The checks that are too long for the gate, each by its name or all of them; run before landing. With `--write` the
 * print of each part that was run replaces its section of docs/deep.md. The last line is `N passed, N failed`.
 */
const parts: readonly Part[] = [
  workspace,
  attackPart,
  journeys,
  looks,
  fuzz,
  workbookPart,
  engines,
  kernels,
  newcomer,
  timeLeft,
  falseAlarms,
  history,
  historySize,
  sequential,
  ...sessions,
  twins,
  packing,
  sweepEngines,
  sweepReaders,
  peers,
  ...tuner,
  ...mutation,
];

const USAGE = `Usage: npm run test:deep -- [part…] [options]

${parts.map(({ name, about }) => `  ${name.padEnd(26)} ${about}`).join('\n')}

  --seed N      what random cases are drawn from (default: another one each time; it is printed)
  --scale X     multiplies every budget (default 1)
  --only A,B    narrows a part to what is named
  --write       keeps the print in docs/deep.md
`;

/** A word means the part of that name, or all parts of that group. */
const isMeant = ({ name }: Part, word: string): boolean => name === word || name.startsWith(`${word}:`);

const read = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      scale: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = positionals.find((name) => !parts.some((part) => isMeant(part, name)));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}".`);
  const [seed, scale] = [Number(values.seed), Number(values.scale)];
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 31) throw new Error('--seed is a whole number below 2^31.');
  if (!(scale > 0 && scale <= 1000)) throw new Error('--scale is a number above 0, at most 1000.');
  const options: DeepOptions = { seed, scale, only: values.only.split(',').filter((name) => name !== '') };
  return { options, write: values.write, help: values.help, words: positionals };
};

const commit = (): string => {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { encoding: 'utf8' }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
};

const load = (): string => loadavg()[0]!.toFixed(1);

/** Runs a part; what it throws is its failure, so that the others still run. */
const runPart = async (part: Part, options: DeepOptions) => {
  const [startedMs, loadBefore] = [performance.now(), load()];
  console.log(`\n── ${part.name}, seed ${String(options.seed)}`);
  const { tally, print } = await part.run(options).catch((cause: unknown) => {
    console.error(cause);
    return { tally: checkTally(false), print: `Failed: ${String(cause)}` };
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const machine = `${String(cpus().length)} × ${cpus()[0]!.model.trim()}, load ${loadBefore} before and ${load()} after`;
  const facts = `${new Date().toISOString().slice(0, 10)}, ${machine}; Node ${process.version}; commit ${commit()}`;
  console.log(`   ${tallyText(tally)} in ${seconds} s`);
  return {
    tally,
    section: `${part.about}\n\n${facts}; seed ${String(options.seed)}, scale ${String(options.scale)}, ${seconds} s: ${tallyText(tally)}.\n\n${print}`,
  };
};

const main = async (): Promise<void> => {
  const { options, write, help, words } = read();
  if (help) {
    console.log(USAGE);
    return;
  }
  let total = NOTHING;
  for (const part of parts.filter((known) => words.length === 0 || words.some((word) => isMeant(known, word)))) {
    const { tally, section } = await runPart(part, options);
    total = add(total, tally);
    if (write) {
      await keep(
        parts.map(({ title }) => title),
        new Map([[part.title, section]]),
      );
    } else console.log(`\n${section}`);
  }
  console.log(`\n${tallyText(total)}`);
  process.exitCode = total.failed === 0 ? 0 : 1;
};

try {
  await main();
} catch (cause) {
  console.error(`${cause instanceof Error ? cause.message : String(cause)}\n\n${USAGE}`);
  process.exitCode = 2;
}
