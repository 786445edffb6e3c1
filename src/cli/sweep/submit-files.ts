import { basename } from 'node:path';
import type { IJob } from 'kubernetes-models/batch/v1';
import type { IConfigMap } from 'kubernetes-models/v1';
import { stringify } from 'yaml';
import { numbersText } from '../../sweep/shards.ts';
import { EXIT } from '../io.ts';

/** What an engine is to run: parts of a sweep. */
export interface SubmitRequest {
  /** Of the job: lower-case letters, digits and hyphens. */
  readonly name: string;
  /** How Roofrack is called, as words of a shell. */
  readonly roofrack: string;
  readonly grid: string;
  readonly gridText: string;
  /** Where the parts are written. */
  readonly folder: string;
  readonly shards: number;
  /** Numbers of the parts to compute: all of them, or those that are missing. */
  readonly only: readonly number[];
  readonly image: string;
  /** PersistentVolumeClaim that the parts are kept on. */
  readonly claim: string;
  readonly queue: string;
  readonly jobDefinition: string;
}

/** A word that a POSIX shell takes as it is. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** One part on one core. `index` is a word of the shell. */
const partOf = ({ roofrack, grid, folder, shards }: SubmitRequest, index: string): string =>
  `${roofrack} sweep ${shellWord(grid)} --shard ${index}/${String(shards)} --threads 1 --out ${shellWord(`${folder}/`)}`;

const mergeComment = ({ roofrack, folder }: SubmitRequest): string =>
  `# When all are done: ${roofrack} sweep merge ${shellWord(folder)} --out all.parquet`;

/** The number of a part from an index that an engine counts from 0. */
const partFromIndex = ({ only, shards }: SubmitRequest, variable: string): { setup: string; index: string } =>
  only.length === shards
    ? { setup: '', index: `"$((${variable} + 1))"` }
    : { setup: `set -- ${only.join(' ')}; shift "$${variable}"; `, index: '"$1"' };

const local = (request: SubmitRequest): string =>
  [
    '#!/bin/sh',
    '# One part after the other, each on all cores. Run again, it goes on where it ended.',
    `mkdir -p ${shellWord(request.folder)} || exit ${String(EXIT.usage)}`,
    'worst=0',
    `for index in ${request.only.join(' ')}; do`,
    `  ${partOf(request, '"$index"').replace(' --threads 1', '')}`,
    '  code=$?',
    '  # Wrong input is wrong in every part.',
    `  if [ "$code" -eq ${String(EXIT.usage)} ]; then exit ${String(EXIT.usage)}; fi`,
    '  if [ "$code" -gt "$worst" ]; then worst=$code; fi',
    'done',
    'exit "$worst"',
    mergeComment(request),
    '',
  ].join('\n');

/** The log by which GNU parallel knows what failed counts by place in the list: of another list it would say another thing. */
const resuming = ({ folder, name, only, shards }: SubmitRequest): string =>
  only.length === shards ? `--joblog ${shellWord(`${folder}/joblog-${name}`)} --resume-failed ` : '';

const parallel = (request: SubmitRequest): string =>
  [
    '#!/bin/sh',
    '# GNU parallel, one part for each core. Run again, it computes the parts that failed.',
    `mkdir -p ${shellWord(request.folder)} || exit ${String(EXIT.usage)}`,
    `exec parallel ${resuming(request)}${shellWord(partOf(request, '{}'))} ::: ${request.only.join(' ')}`,
    mergeComment(request),
    '',
  ].join('\n');

const slurm = (request: SubmitRequest): string =>
  [
    '#!/bin/sh',
    `#SBATCH --job-name=${request.name}`,
    `#SBATCH --array=${numbersText(request.only)}`,
    '#SBATCH --ntasks=1',
    '#SBATCH --cpus-per-task=1',
    '#SBATCH --open-mode=append',
    `#SBATCH --output=${request.name}-%a.log`,
    '# The count of parts is written out: that of Slurm is another where only some parts are run again.',
    `mkdir -p ${shellWord(request.folder)} || exit ${String(EXIT.usage)}`,
    `exec ${partOf(request, '"$SLURM_ARRAY_TASK_ID"')}`,
    mergeComment(request),
    '',
  ].join('\n');

const GRID_MOUNT = '/roofrack/grid';
const ROWS_MOUNT = '/roofrack/rows';

/** Retries of a part: an eviction costs none, and wrong input is not tried again. */
const RETRIES = 3;

const kubernetes = (request: SubmitRequest): string => {
  const { name, only, image, claim, grid, gridText } = request;
  const file = basename(grid);
  const inside = { ...request, grid: `${GRID_MOUNT}/${file}`, folder: ROWS_MOUNT };
  const { setup, index } = partFromIndex(inside, 'JOB_COMPLETION_INDEX');
  const configMap: IConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data: { [file]: gridText },
  };
  const job: IJob = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      completionMode: 'Indexed',
      completions: only.length,
      parallelism: only.length,
      backoffLimitPerIndex: RETRIES,
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailIndex', onExitCodes: { containerName: 'roofrack', operator: 'In', values: [EXIT.usage] } },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'roofrack',
              image,
              command: ['/bin/sh', '-c', `${setup}exec ${partOf(inside, index)}`],
              resources: { requests: { cpu: '1', memory: '1Gi' } },
              volumeMounts: [
                { name: 'grid', mountPath: GRID_MOUNT, readOnly: true },
                { name: 'rows', mountPath: ROWS_MOUNT },
              ],
            },
          ],
          volumes: [
            { name: 'grid', configMap: { name } },
            { name: 'rows', persistentVolumeClaim: { claimName: claim } },
          ],
        },
      },
    },
  };
  return [configMap, job].map((document) => stringify(document, { lineWidth: 0 })).join('---\n');
};

/** Sizes that an array job may have. */
export const AWS_ARRAY = { least: 2, most: 10_000 } as const;

const awsBatch = (request: SubmitRequest): string => {
  const { name, only, queue, jobDefinition } = request;
  const { setup, index } =
    only.length < AWS_ARRAY.least
      ? { setup: '', index: String(only[0]) }
      : partFromIndex(request, 'AWS_BATCH_JOB_ARRAY_INDEX');
  const job = {
    jobName: name,
    jobQueue: queue,
    jobDefinition,
    ...(only.length < AWS_ARRAY.least ? {} : { arrayProperties: { size: only.length } }),
    retryStrategy: {
      attempts: RETRIES,
      evaluateOnExit: [
        { onExitCode: String(EXIT.usage), action: 'EXIT' },
        { onReason: '*', action: 'RETRY' },
      ],
    },
    containerOverrides: { command: ['/bin/sh', '-c', `${setup}exec ${partOf(request, index)}`] },
  };
  return `${JSON.stringify(job, null, 2)}\n`;
};

/** What each engine takes to compute parts of a sweep. */
export const ENGINES = { local, parallel, slurm, k8s: kubernetes, 'aws-batch': awsBatch } as const;
export type Engine = keyof typeof ENGINES;

export const ENGINE_NAMES = Object.keys(ENGINES) as readonly Engine[];

/** Options without which the file of an engine says too little. */
export const NEEDED: Readonly<Record<Engine, readonly ('image' | 'queue' | 'job-definition')[]>> = {
  local: [],
  parallel: [],
  slurm: [],
  k8s: ['image'],
  'aws-batch': ['queue', 'job-definition'],
};
