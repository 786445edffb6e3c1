import { resolve } from 'node:path';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { showText } from '../../exchange/show.ts';
import { readNumbers } from '../../sweep/shards.ts';
import { readNumber, type Arguments } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readText, writeText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readSubject } from '../sweep/read-subject.ts';
import { headerOf, shortHash, standsOnFiles } from '../sweep/subject.ts';
import { AWS_ARRAY, ENGINE_NAMES, ENGINES, NEEDED, shellWord, type Engine } from '../sweep/submit-files.ts';

const MOST_SHARDS = 1e6;
/** A ConfigMap holds at most 1 MiB. */
const MOST_GRID_BYTES = 1_000_000;

const readEngine = (args: Arguments): Result<Engine, Problem> => {
  const given = args.value('engine');
  const engine = ENGINE_NAMES.find((name) => name === given);
  const shown = given === null ? 'is missing' : `is ${showText(given)}`;
  return engine === undefined
    ? err(problem('engine', `--engine ${shown}; it must be one of ${ENGINE_NAMES.join(', ')}.`))
    : ok(engine);
};

const readOnly = (args: Arguments, shards: number): Result<readonly number[], Problem> => {
  const text = args.value('only');
  if (text === null) return ok(Array.from({ length: shards }, (_, i) => i + 1));
  const only = readNumbers(text, shards);
  return only === null
    ? err(
        problem(
          'only',
          `--only is ${showText(text)}; it must be numbers of parts from 1 to ${String(shards)}, for example 3,7-9.`,
        ),
      )
    : ok(only);
};

/** How this very program is called, from anywhere. */
const ownCall = (): string =>
  `${shellWord(process.execPath)} ${shellWord(resolve(import.meta.dirname, 'roofrack.js'))}`;

/** On engines that start containers, Roofrack is called by its name. */
const inContainers = (engine: Engine): boolean => engine === 'k8s' || engine === 'aws-batch';

export const sweepSubmitCommand: Command = {
  name: 'sweep submit',
  summary: 'Write the submit file of an engine for a sweep, and nothing else.',
  operands: 'GRID',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: {
    engine: { value: 'NAME', help: `${ENGINE_NAMES.join(', ')}; needed.` },
    shards: { value: 'N', help: 'Parts; 16 by default, or what the grid says.' },
    only: { value: 'LIST', help: 'Only these parts, such as 3,7-9; N stays what it was.' },
    dir: { value: 'DIR', help: 'Folder of the parts; rows by default.' },
    roofrack: { value: 'COMMAND', help: 'How Roofrack is called there; this very program by default.' },
    image: { value: 'IMAGE', help: 'Container image with Roofrack in it (k8s).' },
    claim: { value: 'NAME', help: 'PersistentVolumeClaim that the parts are kept on (k8s); roofrack-rows by default.' },
    queue: { value: 'NAME', help: 'Job queue (aws-batch).' },
    'job-definition': { value: 'NAME', help: 'Job definition (aws-batch).' },
    out: { value: 'FILE', file: 'write', help: 'Write it to this file; it is printed by default.' },
  },
  run(args, io) {
    const [grid] = args.positionals;
    const read = readSubject(grid, io);
    const engine = readEngine(args);
    const given = readNumber(args, 'shards', { low: 1, high: MOST_SHARDS, whole: true, unit: 'shards' });
    const shards = (given.ok ? given.value : null) ?? (read.ok ? read.value.shards : null) ?? 16;
    const only = readOnly(args, shards);
    const missing = engine.ok
      ? NEEDED[engine.value]
          .filter((option) => args.value(option) === null)
          .map((option) => problem(option, `--engine ${engine.value} needs --${option}.`))
      : [];
    const problems = [engine, given, only].flatMap((result) => (result.ok ? [] : [result.error]));
    if (grid === undefined || !read.ok || !engine.ok || !only.ok || problems.length > 0 || missing.length > 0) {
      return reportProblems(io, [...(read.ok ? [] : read.error), ...problems, ...missing]);
    }
    const { subject, source, shards: inGrid } = read.value;
    if (inGrid !== null && inGrid !== shards) {
      const message = `--shards is ${String(shards)}, and the grid says ${String(inGrid)}; leave one of the two out.`;
      return reportProblems(io, [problem('shards', message)]);
    }
    if (engine.value === 'aws-batch' && only.value.length > AWS_ARRAY.most) {
      const message = `An array job of AWS Batch has at most ${String(AWS_ARRAY.most)} parts, and these are ${String(only.value.length)}; give --shards or --only fewer.`;
      return reportProblems(io, [problem('shards', message)]);
    }
    const text = readText(grid);
    if (!text.ok) return reportProblems(io, text.error);
    if (engine.value === 'k8s' && Buffer.byteLength(text.value) > MOST_GRID_BYTES) {
      const message = `${grid} is over 1 MB, which a ConfigMap cannot hold; use ranges in place of lists, or split it.`;
      return reportProblems(io, [problem(grid, message)]);
    }
    if (engine.value === 'k8s' && standsOnFiles(subject)) {
      const message = `${grid} names the file of a fit or a model, which no container has; leave it out, or use another engine.`;
      return reportProblems(io, [problem(grid, message)]);
    }
    const folder = args.value('dir') ?? 'rows';
    const file = ENGINES[engine.value]({
      name: `roofrack-${shortHash(headerOf(subject, source))}`,
      roofrack: args.value('roofrack') ?? (inContainers(engine.value) ? 'roofrack' : ownCall()),
      grid: inContainers(engine.value) ? grid : resolve(grid),
      gridText: text.value,
      folder: inContainers(engine.value) ? folder : resolve(folder),
      shards,
      only: only.value,
      image: args.value('image') ?? '',
      claim: args.value('claim') ?? 'roofrack-rows',
      queue: args.value('queue') ?? '',
      jobDefinition: args.value('job-definition') ?? '',
    });
    const out = args.value('out');
    if (out === null) {
      io.out(file);
      return EXIT.done;
    }
    const written = writeText(out, file);
    return written.ok ? EXIT.done : reportProblems(io, written.error);
  },
};
