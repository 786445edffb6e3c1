import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A Slurm of one node for a test: everything of it lies in one folder, and its programs are ended by their process ids. */
export interface SlurmCluster {
  /** For `sbatch` and the like. */
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  close(): Promise<void>;
}

const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch'] as const;
const PATHS = ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin'];

const find = (program: string): string | null =>
  PATHS.map((path) => join(path, program)).find((path) => existsSync(path)) ?? null;

/** Programs that are not installed; Debian has them as munge, slurmctld, slurmd and slurm-client. */
export const missingPrograms = (): readonly string[] => PROGRAMS.filter((program) => find(program) === null);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });

const configuration = (folder: string, ports: readonly [number, number], socket: string): string => {
  const host = hostname();
  return `ClusterName=roofrack
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${String(ports[0])}
SlurmdPort=${String(ports[1])}
SlurmUser=${userInfo().username}
SlurmdUser=${userInfo().username}
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MpiDefault=none
ReturnToService=2
KillWait=1
MinJobAge=5
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${String(availableParallelism())} State=UNKNOWN
PartitionName=all Nodes=${host} Default=YES MaxTime=INFINITE State=UP
`;
};

const READY_MS = 60_000;

const until = async (what: string, holds: () => boolean): Promise<void> => {
  const startMs = performance.now();
  while (!holds()) {
    if (performance.now() - startMs > READY_MS) throw new Error(`${what} did not come up within a minute.`);
    await setTimeout(200);
  }
};

const END_MS = 10_000;

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGTERM');
  const late = new AbortController();
  await Promise.race([
    ended,
    setTimeout(END_MS, null, { signal: late.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    ),
  ]);
  late.abort();
};

export const startSlurm = async (): Promise<SlurmCluster> => {
  const folder = mkdtempSync(join(tmpdir(), 'rr-slurm-'));
  const children: ChildProcess[] = [];
  const start = (program: string, args: readonly string[], env = process.env): void => {
    const log = openSync(join(folder, `${program}.out`), 'w');
    children.push(spawn(find(program) ?? program, args, { stdio: ['ignore', log, log], env }));
    closeSync(log);
  };
  const close = async (): Promise<void> => {
    for (const child of children.reverse()) await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name), { mode: 0o755 });
    const munge = join(folder, 'munge');
    const socket = join(munge, 'socket');
    writeFileSync(join(munge, 'key'), randomBytes(128), { mode: 0o400 });
    const files = ['key', 'pid', 'log', 'seed'].map((name) => `--${name}-file=${join(munge, name)}`);
    // Force: a folder below /tmp can be written by others.
    start('munged', ['--foreground', '--force', '--num-threads=2', `--socket=${socket}`, ...files]);
    await until('munged', () => existsSync(socket));
    const conf = join(folder, 'slurm.conf');
    writeFileSync(conf, configuration(folder, [await freePort(), await freePort()], socket));
    const env = { ...process.env, SLURM_CONF: conf };
    start('slurmctld', ['-D', '-f', conf], env);
    start('slurmd', ['-D', '-f', conf], env);
    await until('Slurm', () => {
      try {
        const states = execFileSync('sinfo', ['--noheader', '--format=%t'], { env, encoding: 'utf8', stdio: 'pipe' });
        return /idle|mix/.test(states);
      } catch {
        return false;
      }
    });
    const version = execFileSync('sbatch', ['--version'], { env, encoding: 'utf8' }).trim();
    return { env, version, close };
  } catch (cause) {
    const logs = ['slurmctld.log', 'slurmd.log', 'munged.out', 'slurmctld.out', 'slurmd.out']
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .map((path) => `── ${path}\n${readFileSync(path, 'utf8').split('\n').slice(-15).join('\n')}`);
    await close();
    throw new Error(`${String(cause)}\n${logs.join('\n')}`);
  }
};
