import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Job as JobModel } from 'kubernetes-models/batch/v1';
import { ConfigMap } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { expect, test } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const folder = temporaryFolder();
const grid = folder.file('a grid.yaml', 'base: {preset: llama3-70b-chat}\ngrid: {slo.ttftP99Ms: [900, 1000, 2000]}\n');
const submit = async (...args: string[]): Promise<string> => {
  const { code, out, log } = await run('sweep', 'submit', grid, ...args);
  expect([code, log]).toEqual([0, []]);
  return out;
};

/** A shell that only reads, so that a wrong quote is found. */
const isShell = (script: string): boolean => spawnSync('sh', ['-n'], { input: script }).status === 0;

test.each(['local', 'parallel', 'slurm'])('the file for %s is a shell script with N written out', async (engine) => {
  const script = await submit('--engine', engine, '--shards', '7', '--roofrack', 'roofrack');
  expect(isShell(script)).toBe(true);
  expect(script).toMatch(/--shard [^ ]+\/7 /);
  expect(script).not.toContain('TASK_COUNT');
});

test('a subset keeps N', async () => {
  const slurm = await submit('--engine', 'slurm', '--shards', '16', '--only', '3,7-9');
  expect(slurm).toContain('#SBATCH --array=3,7-9\n');
  expect(slurm).toContain('--shard "$SLURM_ARRAY_TASK_ID"/16 ');
  const parallel = await submit('--engine', 'parallel', '--shards', '16', '--only', '3,7-9');
  expect(parallel).toContain('::: 3 7 8 9\n');
});

/** What the command of a container would call, at an index. */
const called = (command: readonly string[], variable: string, index: number): string => {
  const [shell = '', flag = '', script = ''] = command;
  const echo = script.replace('exec roofrack', 'exec echo roofrack');
  return spawnSync(shell, [flag, echo], {
    env: { [variable]: String(index), PATH: '/bin:/usr/bin' },
    encoding: 'utf8',
  }).stdout.trim();
};

interface Job {
  readonly kind: string;
  readonly spec: {
    readonly completions: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] } };
  };
}

test('each index of an Indexed Job computes its part, of a subset too', async () => {
  const jobOf = async (...args: string[]): Promise<Job> => {
    const documents = parseAllDocuments(
      await submit('--engine', 'k8s', '--image', 'registry/roofrack:1', '--shards', '16', ...args),
    );
    return documents.map((document) => document.toJS() as Job).find(({ kind }) => kind === 'Job')!;
  };
  const commandOf = ({ spec }: Job): readonly string[] => spec.template.spec.containers[0]!.command;
  const all = await jobOf();
  expect(all.spec.completions).toBe(16);
  expect(called(commandOf(all), 'JOB_COMPLETION_INDEX', 15)).toBe(
    'roofrack sweep /roofrack/grid/a grid.yaml --shard 16/16 --threads 1 --out /roofrack/rows/',
  );
  const some = await jobOf('--only', '3,7-9');
  expect(some.spec.completions).toBe(4);
  expect(
    [0, 1, 2, 3].map((index) => /--shard (\S+)/.exec(called(commandOf(some), 'JOB_COMPLETION_INDEX', index))?.[1]),
  ).toEqual(['3/16', '7/16', '8/16', '9/16']);
});

test('the manifest is valid by the schema that Kubernetes publishes; one with a mistake is not', async () => {
  const text = await submit('--engine', 'k8s', '--image', 'registry/roofrack:1', '--shards', '16', '--claim', 'disk');
  const [configMap, job] = parseAllDocuments(text).map((document) => document.toJS() as never);
  new ConfigMap(configMap).validate();
  new JobModel(job).validate();
  const wrong = JSON.parse(JSON.stringify(job).replace('"FailIndex"', '"FailIndexes"')) as never;
  expect(() => {
    new JobModel(wrong).validate();
  }).toThrow(/podFailurePolicy\/rules\/1\/action/);
});

interface BatchJob {
  readonly arrayProperties?: { readonly size: number };
  readonly containerOverrides: { readonly command: readonly string[] };
}

test('an array job of AWS Batch does the same; a single part is no array', async () => {
  const options = ['--engine', 'aws-batch', '--queue', 'q', '--job-definition', 'd', '--shards', '16'];
  const all = JSON.parse(await submit(...options)) as BatchJob;
  expect(all.arrayProperties).toEqual({ size: 16 });
  expect(called(all.containerOverrides.command, 'AWS_BATCH_JOB_ARRAY_INDEX', 0)).toMatch(/--shard 1\/16 /);
  const single = JSON.parse(await submit(...options, '--only', '5')) as BatchJob;
  expect(single.arrayProperties).toBeUndefined();
  expect(called(single.containerOverrides.command, 'OTHER', 0)).toMatch(/--shard 5\/16 /);
});

test('it is written to a file where one is named', async () => {
  const out = join(folder.path, 'job.sh');
  expect(await submit('--engine', 'slurm', '--out', out)).toBe('');
  expect(readFileSync(out, 'utf8')).toMatch(/^#!\/bin\/sh\n#SBATCH/);
});

test.each([
  [['--engine', 'ray'], /--engine is ray; it must be one of local, parallel, slurm, k8s, aws-batch/],
  [[], /--engine is missing/],
  [['--engine', 'k8s'], /--engine k8s needs --image/],
  [['--engine', 'slurm', '--only', '17'], /--only is 17; it must be numbers of parts from 1 to 16/],
  [
    ['--engine', 'aws-batch', '--queue', 'q', '--job-definition', 'd', '--shards', '10001'],
    /at most 10000 parts, and these are 10001/,
  ],
])('%j is refused', async (args, message) => {
  const { code, log } = await run('sweep', 'submit', grid, ...args);
  expect([code, log.length]).toEqual([2, 1]);
  expect(log[0]).toMatch(message);
});
