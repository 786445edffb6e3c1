import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { formatCount } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { showText } from '../../exchange/show.ts';
import type { RowsHeader, Shard } from '../../records/sweep.ts';
import { belongTogether, differences } from '../../sweep/identity.ts';
import { rowsOfShard } from '../../sweep/shards.ts';
import { readNumber, type Arguments, type OptionSpecs } from '../arguments.ts';
import { checkTarget } from '../files.ts';
import { EXIT, reportProblems, type ExitCode, type Io } from '../io.ts';
import { computeRows } from './compute-rows.ts';
import { readSubject } from './read-subject.ts';
import { openDiskRows, readDiskHeader } from './rows-disk.ts';
import { defaultName, headerOf, remarksOf } from './subject.ts';
import { writeOutcome } from './write-outcome.ts';

const SHARD = /^(\d+)\/(\d+)$/;

/** I/N, whose N is given and never that of an engine, which changes where a subset is run again. */
const readShard = (args: Arguments, inGrid: number | null): Result<Shard | null, Problem> => {
  const text = args.value('shard');
  if (text === null) return ok(null);
  const [, index = '', of = ''] = SHARD.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (index === '' || shard.of < 1 || shard.index < 1 || shard.index > shard.of || shard.of > 1e6) {
    const message = `--shard is ${showText(text) || 'empty'}; it must be I/N with I from 1 to N, for example 3/16.`;
    return err(problem('shard', message));
  }
  if (inGrid !== null && inGrid !== shard.of) {
    const message = `--shard is of ${of}, and the grid says shards: ${String(inGrid)}. An engine's own count changes where only some parts are run again: give N as it was.`;
    return err(problem('shard', message));
  }
  return ok(shard);
};

const isFolder = (path: string): boolean =>
  path.endsWith('/') || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

const FORMATS = ['.parquet', '.csv'];

/** The file to write: as named, or by the name that says what it holds. */
const readTarget = (args: Arguments, header: RowsHeader, input: string): Result<string, Problem[]> => {
  const given = args.value('out');
  const own = defaultName(header);
  const out = given === null ? own : isFolder(given) ? join(given, own) : given;
  if (!FORMATS.includes(extname(out))) {
    return err([problem('out', `--out is ${showText(out)}; name a file that ends in .parquet or .csv, or a folder.`)]);
  }
  if (extname(out) === '.csv' && header.shard !== null) {
    const message =
      '--shard writes .parquet: a CSV cannot say what it is a part of. `roofrack sweep merge … --out F.csv` makes one of all parts.';
    return err([problem('out', message)]);
  }
  const checked = checkTarget(out, [input]);
  return checked.ok ? ok(out) : checked;
};

/** More neighbours than these are not asked: any of them tells. */
const NEIGHBOURS = 32;

/** Parts of the same sweep that lie beside a file and were counted otherwise. */
const countedOtherwise = async (out: string, header: RowsHeader): Promise<Problem[]> => {
  const { shard } = header;
  if (shard === null) return [];
  const folder = dirname(out);
  const names = readdirSync(folder).filter((name) => name.endsWith('.parquet') && name !== basename(out));
  for (const name of names.slice(0, NEIGHBOURS)) {
    const found = await readDiskHeader(join(folder, name));
    if (found === null || found.shard === null || !belongTogether(found, header) || found.shard.of === shard.of)
      continue;
    const message =
      `--shard is of ${String(shard.of)}, and ${name} beside it is of ${String(found.shard.of)} parts of the same sweep. ` +
      "An engine's own count changes where only some parts are run again: give N as it was, or write to another folder.";
    return [problem('shard', message)];
  }
  return [];
};

type Standing = 'done' | 'to do';

/** Whether the file is there already; one of something else is not written over. */
const standing = async (out: string, header: RowsHeader, io: Io): Promise<Result<Standing, Problem[]>> => {
  if (extname(out) !== '.parquet') return ok('to do');
  const opened = await openDiskRows(out);
  if (!opened.ok) {
    if (opened.error === null) return ok('to do');
    io.log(`${out}: ${opened.error}. It is written anew.`);
    return ok('to do');
  }
  const there = opened.value.header;
  opened.value.close();
  if (belongTogether(there, header) && JSON.stringify(there.rows) === JSON.stringify(header.rows)) return ok('done');
  const what = belongTogether(there, header)
    ? 'other rows of this sweep'
    : `another ${differences(there, header).join(', ')}`;
  const message = `${out} is there already, of ${what}. Delete it, or write to another file.`;
  return err([problem('out', message)]);
};

/** Options of every command that computes rows into a file. */
export const ROWS_OPTIONS = {
  out: {
    value: 'FILE',
    help: 'A .parquet or .csv file, or a folder; named by the hash of what is computed where it is not given.',
  },
  shard: { value: 'I/N', help: 'Only part I of N, from 1; N is given, never taken from an engine.' },
  threads: { value: 'N', help: 'As many as there are cores by default.' },
} as const satisfies OptionSpecs;

const THREADS = { low: 1, high: 1024, whole: true, unit: 'threads' };

/** Computes the rows that a file asks for, all of them or a part, into a file. */
export const runRows = async (file: string | undefined, args: Arguments, io: Io): Promise<ExitCode> => {
  const read = readSubject(file, io);
  const threads = readNumber(args, 'threads', THREADS);
  if (file === undefined || !read.ok || !threads.ok) {
    return reportProblems(io, [...(read.ok ? [] : read.error), ...(threads.ok ? [] : [threads.error])]);
  }
  const { subject, source, shards } = read.value;
  const shard = readShard(args, shards);
  if (!shard.ok) return reportProblems(io, [shard.error]);
  const whole = headerOf(subject, source);
  const header: RowsHeader =
    shard.value === null ? whole : { ...whole, shard: shard.value, rows: rowsOfShard(shard.value, whole.total) };
  const out = readTarget(args, header, file);
  if (!out.ok) return reportProblems(io, out.error);
  const otherwise = await countedOtherwise(out.value, header);
  if (otherwise.length > 0) return reportProblems(io, otherwise);
  const stands = await standing(out.value, header, io);
  if (!stands.ok) return reportProblems(io, stands.error);
  if (stands.value === 'done') {
    io.log(`${out.value} is there already, with all its rows.`);
    return EXIT.done;
  }
  for (const remark of remarksOf(subject)) io.log(`warning: ${remark}`);
  const computed = await computeRows({
    subject,
    source,
    header,
    out: out.value,
    threads: threads.value ?? availableParallelism(),
    log: io.log,
    signal: io.signal,
  });
  if (!computed.ok) return reportProblems(io, computed.error);
  if (computed.value.kind === 'stopped') {
    const { done, of } = computed.value;
    // Another process may have computed the same file meanwhile, and taken the parts away.
    const meanwhile = io.signal.aborted ? stands : await standing(out.value, header, io);
    if (meanwhile.ok && meanwhile.value === 'done') return EXIT.done;
    io.log(`Stopped with ${formatCount(done)} of ${formatCount(of)} rows; the same command goes on from there.`);
    return EXIT.invalid;
  }
  const { each, close } = computed.value;
  const code = await writeOutcome(out.value, header, each, io);
  close(code === EXIT.done || code === EXIT.invalid);
  return code;
};
