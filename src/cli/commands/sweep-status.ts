import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { formatCount } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import type { RowsHeader } from '../../records/sweep.ts';
import { numbersText, rowsOfShard } from '../../sweep/shards.ts';
import { readNumber } from '../arguments.ts';
import type { Command } from '../command.ts';
import { fileFailure } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { closeRows, findRows, listRows, shardCountOf, type FoundRows, type Refused } from '../sweep/found-rows.ts';
import { readSubject } from '../sweep/read-subject.ts';
import { findParts, PARTS_SUFFIX } from '../sweep/row-parts.ts';
import { headerOf } from '../sweep/subject.ts';

/** A part that was begun and did not end: what is computed of it is kept and gone on with. */
interface Begun {
  readonly path: string;
  readonly shard: number | null;
  readonly rows: number;
}

interface Status {
  readonly shards: number;
  readonly done: readonly number[];
  /** Begun among them. */
  readonly missing: readonly number[];
  readonly begun: readonly Begun[];
}

/** The folder of an unfinished part says which it is of by the parts in it. */
const readBegun = async (folder: string, header: RowsHeader): Promise<Begun[]> => {
  const begun: Begun[] = [];
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith(PARTS_SUFFIX))) {
    const path = join(folder, name);
    const any = { ...header, shard: null };
    const { parts } = await findParts(path, any);
    for (const part of parts) part.close();
    const [first] = parts;
    const rows = parts.reduce((sum, part) => sum + part.header.rows.to - part.header.rows.from, 0);
    if (first !== undefined) begun.push({ path, shard: first.header.shard?.index ?? null, rows });
  }
  return begun;
};

const listFolder = (folder: string): Result<readonly string[], Problem[]> => {
  try {
    readdirSync(folder);
    return ok(listRows([folder]));
  } catch (cause) {
    return err([problem(folder, `${folder} cannot be read: ${fileFailure(cause, folder)}.`)]);
  }
};

const isWhole = ({ rows, total }: RowsHeader): boolean => rows.from === 0 && rows.to === total;

const statusOf = ({ files }: FoundRows, shards: number, total: number, begun: readonly Begun[]): Status => {
  const whole = files.some(({ header }) => isWhole(header));
  const numbers = Array.from({ length: shards }, (_, i) => i + 1);
  const done = numbers.filter((index) => {
    if (whole) return true;
    const { from, to } = rowsOfShard({ index, of: shards }, total);
    return files.some(
      ({ header }) => header.rows.from === from && header.rows.to === to && header.shard?.index === index,
    );
  });
  return { shards, done, missing: numbers.filter((index) => !done.includes(index)), begun };
};

const refusedLines = (word: string, refused: readonly Refused[]): string[] =>
  refused.map(({ path, why }) => `${word.padEnd(9)} ${basename(path)}: ${why}`);

/** Ways to compute what is missing, as each engine wants to be told. */
const rerunOf = (grid: string, { missing, shards }: Status) => ({
  slurm: `--array=${numbersText(missing)}`,
  parallel: missing.join(' '),
  submit: `roofrack sweep submit ${grid} --shards ${String(shards)} --only ${numbersText(missing)}`,
});

export const sweepStatusCommand: Command = {
  name: 'sweep status',
  summary: 'Which parts of a sweep are done, missing, half or foreign.',
  operands: 'DIR GRID',
  mostPositionals: 2,
  options: {
    shards: { value: 'N', help: 'Parts that the sweep is computed in; found from the files where there are any.' },
    json: { help: 'Print it as JSON.' },
  },
  async run(args, io) {
    const [folder, grid] = args.positionals;
    if (folder === undefined || grid === undefined) {
      return reportProblems(io, [{ path: '', message: 'sweep status needs DIR, where the parts lie, and GRID.' }]);
    }
    const read = readSubject(grid, io);
    const given = readNumber(args, 'shards', { low: 1, high: 1e6, whole: true, unit: 'shards' });
    const listed = listFolder(folder);
    if (!read.ok || !given.ok || !listed.ok) {
      const problems = [read, listed].flatMap((result) => (result.ok ? [] : result.error));
      return reportProblems(io, [...problems, ...(given.ok ? [] : [given.error])]);
    }
    const header = headerOf(read.value.subject, read.value.source);
    const found = await findRows(listed.value, header);
    closeRows(found);
    const begun = await readBegun(folder, header);
    const counted = shardCountOf(found.files.map((file) => file.header));
    const shards =
      given.value ?? read.value.shards ?? counted ?? (found.files.some((file) => isWhole(file.header)) ? 1 : null);
    if (shards === null) {
      const message = 'How many parts there are is not to be seen from the files; give --shards N as it was.';
      return reportProblems(io, [{ path: 'shards', message }]);
    }
    const status = statusOf(found, shards, header.total, begun);
    const { done, missing } = status;
    const rerun = missing.length === 0 ? null : rerunOf(grid, status);
    if (args.has('json')) {
      const answer = {
        format: 'roofrack-sweep-status',
        version: 1,
        rows: header.total,
        shards,
        done,
        missing,
        half: [
          ...found.broken.map(({ path, why }) => ({ file: path, shard: null, why })),
          ...begun.map(({ path, shard, rows }) => ({ file: path, shard, why: `${String(rows)} rows are computed` })),
        ],
        foreign: found.foreign.map(({ path, why }) => ({ file: path, why })),
        rerun,
      };
      io.out(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      const lines = [
        `${formatCount(header.total)} rows in ${formatCount(shards)} parts: ${formatCount(done.length)} done, ${formatCount(missing.length)} missing`,
        ...begun.map(
          ({ path, rows }) =>
            `${'half'.padEnd(9)} ${basename(path)}: ${formatCount(rows)} rows are computed; the same command goes on from there`,
        ),
        ...refusedLines('half', found.broken),
        ...refusedLines('foreign', found.foreign),
        ...(rerun === null
          ? []
          : [
              `${'missing'.padEnd(9)} ${numbersText(missing)}`,
              `Slurm     ${rerun.slurm}`,
              `parallel  ${rerun.parallel}`,
              `any       ${rerun.submit} --engine …`,
            ]),
      ];
      io.out(`${lines.join('\n')}\n`);
    }
    return missing.length === 0 ? EXIT.done : EXIT.no;
  },
};
