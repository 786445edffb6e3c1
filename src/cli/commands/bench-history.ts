import { entryAt, lastOf } from '../../base/checked.ts';
import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { findChanges, type SeriesChanges } from '../../base/statistics/change-points.ts';
import { formatNumber } from '../../base/format.ts';
import { err, ok, problem, type Problem, type Result } from '../../base/result.ts';
import { parseSeriesCsv, type SeriesPoint } from '../../exchange/series-csv.ts';
import type { Command } from '../command.ts';
import { fileFailure, fileName, readText } from '../files.ts';
import { EXIT, reportProblems } from '../io.ts';
import { textTable } from '../table.ts';

interface NamedSeries {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
}

interface SeriesHistory extends NamedSeries {
  readonly found: SeriesChanges;
}

/** A series of this name runs a kernel that never changes: what it does, the machine did. */
const REFERENCE = 'reference';
/** An alarm this near to one of the reference in the same direction is the machine's. */
const SHARED_WITHIN_POINTS = 3;

const readSeries = (path: string): Result<NamedSeries, Problem[]> => {
  const text = readText(path);
  if (!text.ok) return text;
  const points = parseSeriesCsv(text.value);
  if (points.ok) return ok({ name: basename(path).replace(/\.csv$/i, ''), points: points.value });
  return err(points.error.map(({ path: field, message }) => problem(field, `${fileName(path)}: ${message}`)));
};

/** The file, or every CSV of the folder, by name. */
const filesOf = (path: string): Result<readonly string[], Problem[]> => {
  try {
    if (path === '-' || !statSync(path).isDirectory()) return ok([path]);
    const files = readdirSync(path).filter((name) => /\.csv$/i.test(name));
    if (files.length > 0) return ok(files.sort().map((name) => join(path, name)));
    return err([problem(path, `${fileName(path)} has no .csv file; name a table time,value, or a folder of such.`)]);
  } catch (cause) {
    return err([problem(path, `${fileName(path)} cannot be read: ${fileFailure(cause, path)}.`)]);
  }
};

/** Whether the reference changed at about the same time in the same direction. */
const sharedWith = (
  reference: SeriesHistory | undefined,
  own: SeriesHistory,
  index: number,
  ratio: number | null,
): boolean => {
  if (reference === undefined || reference === own || ratio === null) return false;
  const { points } = own;
  const near = points.slice(Math.max(0, index - SHARED_WITHIN_POINTS), index + SHARED_WITHIN_POINTS + 1);
  const earliest = entryAt(near, 0).time;
  const latest = lastOf(near).time;
  return reference.found.changes.some((change) => {
    const { time } = entryAt(reference.points, change.index);
    return change.ratio !== null && change.ratio > 1 === ratio > 1 && time >= earliest && time <= latest;
  });
};

const percent = (ratio: number): string => `${ratio > 1 ? '+' : ''}${formatNumber(100 * (ratio - 1), 3)} %`;

export const benchHistory: Command = {
  name: 'bench history',
  summary: 'Where a history of results changed its level, with a stated rate of false alarms.',
  operands: 'PATH',
  operandsAreFiles: true,
  mostPositionals: 1,
  options: { json: { help: 'Print the changes and the noise of every series as JSON.' } },
  run(args, io) {
    const path = args.positionals.at(0);
    if (path === undefined) {
      const message = 'No history is named; give a table time,value or a folder of such: roofrack bench history PATH.';
      return reportProblems(io, [problem('', message)]);
    }
    const files = filesOf(path);
    if (!files.ok) return reportProblems(io, files.error);
    const histories: SeriesHistory[] = [];
    for (const file of files.value) {
      const series = readSeries(file);
      if (!series.ok) return reportProblems(io, series.error);
      histories.push({ ...series.value, found: findChanges(series.value.points.map(({ value }) => value)) });
    }
    const reference = histories.find(({ name }) => name === REFERENCE);
    const series = histories.map((history) => {
      const { changes, noise, falseAlarmRate } = history.found;
      return {
        name: history.name,
        n: history.points.length,
        changes: changes.map(({ index, ratio, low, high, strength }) => ({
          index,
          time: entryAt(history.points, index).time,
          ratio,
          low,
          high,
          strength,
          machine: sharedWith(reference, history, index, ratio),
        })),
        noise:
          noise === null
            ? null
            : { shape: noise.shape, sd: noise.standardDeviation, correlation: noise.correlation, modes: noise.modes },
        falseAlarmRate,
      };
    });
    if (args.has('json')) {
      io.out(`${JSON.stringify({ format: 'roofrack-history', version: 1, series }, null, 2)}\n`);
      return EXIT.done;
    }
    for (const { name, n, changes, noise, falseAlarmRate } of series) {
      const noiseText =
        noise === null
          ? 'too few for a change: each level needs six'
          : `noise ${formatNumber(100 * noise.sd, 2)} %, ${noise.shape}${noise.modes > 1 ? `, ${String(noise.modes)} modes` : ''}; ` +
            (falseAlarmRate === null
              ? 'it wanders, so alarms are not bounded'
              : `at most ${formatNumber(100 * falseAlarmRate, 2)} % of such series without a change alarm`);
      io.out(`${name}: ${String(n)} results, ${noiseText}\n`);
      if (changes.length === 0) io.out('  no change\n');
      else {
        io.out(
          textTable(
            changes.map(({ index, time, ratio, low, high, machine }) => [
              `  from ${String(index)}`,
              String(time),
              ratio === null || low === null || high === null
                ? 'another level'
                : `${percent(ratio)} (${percent(low)} to ${percent(high)})`,
              machine ? 'the machine: the reference changed with it' : '',
            ]),
          ),
        );
      }
    }
    return EXIT.done;
  },
};
