import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMAND_LINE, ensureBuilt } from '../../config/fresh-build.ts';
import { createRandom } from '../../src/base/random.ts';
import { killedRound, runToEnd, undisturbed } from '../../src/cli/testing/killed-parts.ts';
import { add, checkTally, NOTHING, type Tally } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';
import { missingPrograms, startSlurm } from './slurm-cluster.ts';

const root = join(import.meta.dirname, '../..');

const ROUNDS = 20;
const SHARDS = 16;
const KILLED = 0.3;
/** About as long as a part takes, so that kills meet every stage of it. */
const LAST_MS = 600;

interface Engine {
  readonly version: string;
  readonly run: (file: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

const versionOf = (program: string): string | null => {
  try {
    return execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split(
      '\n',
    )[0]!;
  } catch {
    return null;
  }
};

/** Each engine, where it is installed; otherwise what is missing. */
const engines: Readonly<Record<string, () => Promise<Engine | string>>> = {
  local: () =>
    Promise.resolve({
      version: 'sh',
      close: nothing,
      run: async (file) => {
        await runToEnd('sh', [file]);
      },
    }),
  parallel: () => {
    const version = versionOf('parallel');
    return Promise.resolve(
      version === null
        ? 'GNU parallel is not installed (apt install parallel)'
        : {
            version,
            close: nothing,
            run: async (file) => {
              await runToEnd('sh', [file]);
            },
          },
    );
  },
  slurm: async () => {
    const missing = missingPrograms();
    if (missing.length > 0)
      return `${missing.join(', ')} not installed (apt install slurmctld slurmd slurm-client munge)`;
    const cluster = await startSlurm();
    return {
      version: cluster.version,
      close: () => cluster.close(),
      run: async (file) => {
        // Waits for the array, whose exit code is the worst of its tasks.
        await runToEnd('sbatch', ['--wait', '--chdir', join(file, '..'), file], cluster.env);
      },
    };
  },
};

export const sweepEngines: Part = {
  name: 'sweep-engines',
  title: 'Sweeps on engines, with tasks killed',
  about: `A sweep in ${String(SHARDS)} parts by \`roofrack sweep submit\` on each engine that is installed: ${String(100 * KILLED)} % of the tasks are killed (SIGKILL) at a random time, what \`sweep status\` calls missing is submitted again, and the merged file must have the bytes of the undisturbed one. Kubernetes and AWS Batch were never run.`,
  async run({ seed, scale, only }) {
    const script = join(await ensureBuilt(root, COMMAND_LINE, console.log), 'roofrack.js');
    const folder = mkdtempSync(join(tmpdir(), 'rr-engines-'));
    const rounds = Math.max(1, Math.round(ROUNDS * scale));
    let tally: Tally = NOTHING;
    const rows: (string | number)[][] = [];
    try {
      const expected = undisturbed(folder, script);
      for (const [name, open] of Object.entries(engines)) {
        if (only.length > 0 && !only.includes(name)) continue;
        const engine = await open();
        if (typeof engine === 'string') {
          console.log(`   left out: ${engine}`);
          tally = add(tally, { ...NOTHING, skipped: 1 });
          continue;
        }
        try {
          const random = createRandom(seed);
          const startMs = performance.now();
          let [equal, kills, passes] = [0, 0, 0];
          for (let round = 0; round < rounds; round++) {
            const here = join(folder, `${name}-${String(round)}`);
            mkdirSync(here);
            const request = { shards: SHARDS, killed: KILLED, lastMs: LAST_MS, random };
            const outcome = await killedRound({ ...request, folder: here, script, engine: name, run: engine.run });
            const isEqual = outcome.sha256 === expected;
            tally = add(tally, checkTally(isEqual));
            if (isEqual) equal += 1;
            kills += outcome.kills;
            passes += outcome.passes;
            rmSync(here, { recursive: true });
          }
          const seconds = ((performance.now() - startMs) / 1000).toFixed(0);
          console.log(
            `   ${name}: ${String(equal)} of ${String(rounds)} rounds equal, ${String(kills)} kills, ${seconds} s`,
          );
          rows.push([`${name} (${engine.version})`, rounds, rounds * SHARDS, kills, passes - rounds, equal]);
        } finally {
          await engine.close();
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const print = table(['engine', 'rounds', 'tasks', 'killed', 'submitted again', 'rounds with equal bytes'], rows);
    return { tally, print };
  },
};
