import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../base/random.ts';

/** A sweep computed in parts by an engine while tasks are killed, until nothing is missing. */
export interface KilledSweep {
  /** An empty folder. */
  readonly folder: string;
  /** The built command line. */
  readonly script: string;
  readonly engine: string;
  readonly shards: number;
  /** Share of the tasks that are killed, at a random time up to `lastMs`. */
  readonly killed: number;
  readonly lastMs: number;
  readonly random: Random;
  /** Runs a submit file to its end. */
  readonly run: (file: string) => Promise<void>;
}

export interface RoundOutcome {
  /** Tasks that really were. */
  readonly kills: number;
  readonly passes: number;
  /** SHA-256 of all rows in one file. */
  readonly sha256: string;
}

export const sha256Of = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

const GRID = `
name: Killed
base: {preset: llama3-70b-chat}
grid:
  slo.tpotP99Ms: {low: 20, high: 90, n: 40}
  demand.queriesPerDay: {low: 1.0e+5, high: 1.0e+8, n: 12, scale: log}
`;

/** The grid of all rounds, written into a folder. */
export const writeGrid = (folder: string): string => {
  const grid = join(folder, 'grid.yaml');
  writeFileSync(grid, GRID);
  return grid;
};

/**
 * Roofrack as a task calls it: where a file of the part's number says so, it is killed after that time, once. Each kill leaves
 * a mark.
 */
const writeKiller = (folder: string, script: string): string => {
  const killer = join(folder, 'roofrack.sh');
  writeFileSync(
    killer,
    `#!/bin/sh
order=''
for word in "$@"; do
  case "$word" in */*) part="\${word%%/*}"; [ -f "${folder}/kill-$part" ] && order="${folder}/kill-$part" ;; esac
done
if [ -z "$order" ]; then exec '${process.execPath}' '${script}' "$@"; fi
'${process.execPath}' '${script}' "$@" &
task=$!
after=$(cat "$order")
rm "$order"
( sleep "$after"; kill -KILL "$task" 2>/dev/null && : > "$order.done" ) &
wait "$task"
code=$?
wait
exit "$code"
`,
  );
  chmodSync(killer, 0o755);
  return killer;
};

interface Ran {
  readonly code: number;
  readonly out: string;
}

const call = (script: string, args: readonly string[]): Ran => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  return { code: status ?? -1, out: status === 0 || status === 1 ? stdout : `${stdout}${stderr}` };
};

const insist = (ran: Ran, codes: readonly number[]): string => {
  if (!codes.includes(ran.code)) throw new Error(`Exit code ${String(ran.code)}: ${ran.out}`);
  return ran.out;
};

const MOST_PASSES = 6;

/** One round: all parts are submitted, the missing ones again and again, and merged. */
export const killedRound = async (sweep: KilledSweep): Promise<RoundOutcome> => {
  const { folder, script, engine, shards, random } = sweep;
  const grid = writeGrid(folder);
  const killer = writeKiller(folder, script);
  const rows = join(folder, 'rows');
  mkdirSync(rows);
  const numbers = Array.from({ length: shards }, (_, i) => i + 1);
  for (const number of numbers) {
    if (random.uniform() >= sweep.killed) continue;
    writeFileSync(join(folder, `kill-${String(number)}`), ((random.uniform() * sweep.lastMs) / 1000).toFixed(3));
  }
  let missing: readonly number[] = numbers;
  let passes = 0;
  while (missing.length > 0) {
    if (++passes > MOST_PASSES)
      throw new Error(`Parts ${missing.join(', ')} are missing after ${String(MOST_PASSES)} passes.`);
    const file = join(folder, `submit-${String(passes)}.sh`);
    const only = missing.length === shards ? [] : ['--only', missing.join(',')];
    const options = [
      '--engine',
      engine,
      '--shards',
      String(shards),
      '--dir',
      rows,
      '--roofrack',
      killer,
      '--out',
      file,
    ];
    insist(call(script, ['sweep', 'submit', grid, ...options, ...only]), [0]);
    await sweep.run(file);
    const status = insist(call(script, ['sweep', 'status', rows, grid, '--shards', String(shards), '--json']), [0, 1]);
    ({ missing } = JSON.parse(status) as { missing: readonly number[] });
  }
  const merged = join(folder, 'all.parquet');
  insist(call(script, ['sweep', 'merge', rows, '--out', merged]), [0]);
  const kills = numbers.filter((number) => existsSync(join(folder, `kill-${String(number)}.done`))).length;
  return { kills, passes, sha256: sha256Of(merged) };
};

/** The same rows computed at once. */
export const undisturbed = (folder: string, script: string): string => {
  const out = join(folder, 'whole.parquet');
  insist(call(script, ['sweep', writeGrid(folder), '--out', out]), [0]);
  return sha256Of(out);
};

/** Runs a program to its end, however that is. */
export const runToEnd = (command: string, args: readonly string[], env = process.env): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', env });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? -1);
    });
  });
