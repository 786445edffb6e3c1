import { changeText, dateTimeText, formatNumber } from '../../base/format.ts';
import { problem } from '../../base/result.ts';
import { historiesOf, isDate, type SeriesHistory } from '../../regression/history.ts';
import type { Command } from '../command.ts';
import { EXIT, reportProblems } from '../io.ts';
import { readHistory } from '../read-history.ts';
import { textTable } from '../table.ts';

const noiseText = ({ noise, falseAlarmRate }: SeriesHistory): string =>
  noise === null
    ? 'too few for a change: each level needs six'
    : `noise ${formatNumber(100 * noise.standardDeviation, 2)} %, ${noise.shape}${noise.modes > 1 ? `, ${String(noise.modes)} modes` : ''}; ` +
      (falseAlarmRate === null
        ? 'it wanders, so alarms are not bounded'
        : `at most ${formatNumber(100 * falseAlarmRate, 2)} % of such series without a change alarm`);

const historyText = (history: SeriesHistory): string =>
  `${history.name}: ${String(history.points.length)} results, ${noiseText(history)}\n` +
  (history.changes.length === 0
    ? '  no change\n'
    : textTable(
        history.changes.map(({ index, time, ratio, low, high, machine }) => [
          `  from ${String(index)}`,
          isDate(time) ? dateTimeText(new Date(time).toISOString()) : String(time),
          ratio === null || low === null || high === null
            ? 'another level'
            : `${changeText(ratio)} (${changeText(low)} to ${changeText(high)})`,
          machine ? 'the machine: the reference changed with it' : '',
        ]),
      ));

const historyJson = ({ name, points, changes, noise, falseAlarmRate }: SeriesHistory) => ({
  name,
  n: points.length,
  changes: changes.map(({ index, time, ratio, low, high, strength, machine }) => ({
    index,
    time,
    ratio,
    low,
    high,
    strength,
    machine,
  })),
  noise:
    noise === null
      ? null
      : { shape: noise.shape, sd: noise.standardDeviation, correlation: noise.correlation, modes: noise.modes },
  falseAlarmRate,
});

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
      const message =
        'No history is named; give a table time,value, a folder of such, or a folder of our results: roofrack bench history PATH.';
      return reportProblems(io, [problem('', message)]);
    }
    const series = readHistory(path);
    if (!series.ok) return reportProblems(io, series.error);
    const histories = historiesOf(series.value);
    io.out(
      args.has('json')
        ? `${JSON.stringify({ format: 'roofrack-history', version: 1, series: histories.map(historyJson) }, null, 2)}\n`
        : histories.map(historyText).join(''),
    );
    return EXIT.done;
  },
};
