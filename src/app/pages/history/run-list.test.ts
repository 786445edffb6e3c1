import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../base/random.ts';
import { caseFixture, measurementFixture } from '../../../records/testing/measurement.ts';
import { historiesOf } from '../../../regression/history.ts';
import { summarise, type MeasurementSummary } from '../../../store/measurement-summary.ts';
import { listRuns, runsCsv, trendSeries, trendsOf } from './run-list.ts';

const run = (index: number, ms: number, name = `Run ${String(index)}`, paceGflops?: number): MeasurementSummary =>
  summarise(
    measurementFixture({
      id: `run-${String(index)}`,
      name,
      createdAt: new Date(1_700_000_000_000 + index * 3_600_000).toISOString(),
      cases: [
        caseFixture(256, {
          medianMs: ms,
          paces: paceGflops === undefined ? [] : [{ samplesBefore: 0, gflops: paceGflops }],
        }),
      ],
    }),
  );

describe('a list of runs', () => {
  const runs = [run(2, 1), run(10, 2, '=SUM(A1)'), run(1, 3)];
  const names = (order: 'newest' | 'oldest' | 'name', wanted = ''): string[] =>
    listRuns(runs, { order, wanted, measuredOn: '' }).map(({ name }) => name);

  it('is ordered and filtered', () => {
    expect(names('newest')).toEqual(['=SUM(A1)', 'Run 2', 'Run 1']);
    expect(names('name')).toEqual(['=SUM(A1)', 'Run 1', 'Run 2']);
    expect(names('oldest', 'run')).toEqual(['Run 1', 'Run 2']);
    expect(listRuns(runs, { order: 'newest', wanted: '', measuredOn: 'elsewhere' })).toEqual([]);
  });

  it('is a table with every product, whose names run no formula', () => {
    const { data } = Papa.parse<Record<string, string>>(runsCsv(runs), { header: true, skipEmptyLines: true });
    expect(data.map((row) => row['matmul:m=256;n=256;k=256;dtype=f32 ms'])).toEqual(['1', '2', '3']);
    expect(data[1]?.['name']).toBe("'=SUM(A1)");
  });
});

describe('a trend', () => {
  const random = createRandom(3);
  const runs = Array.from({ length: 40 }, (_, i) => run(i, (i < 25 ? 1 : 1.2) * (1 + 0.01 * random.normal())));

  it('is offered for what at least two runs have, and finds where it changed', () => {
    expect(trendsOf(runs.slice(0, 1))).toEqual([]);
    const trend = trendsOf(runs).find(({ unit }) => unit === 'ms');
    expect(trend?.label).toBe('Time of 256×256×256 f32');
    const [history] = historiesOf(trendSeries([...runs].reverse(), trend!));
    expect(history?.changes.map(({ index, machine }) => [index, machine])).toEqual([[25, false]]);
  });

  it('leaves to the machine what its probe shows as well', () => {
    const slower = Array.from({ length: 40 }, (_, i) =>
      run(i, (i < 25 ? 1 : 1.2) * (1 + 0.01 * random.normal()), 'x', i < 25 ? 10 : 8),
    );
    const trend = trendsOf(slower).find(({ unit }) => unit === 'ms');
    const [history] = historiesOf(trendSeries(slower, trend!));
    expect(history?.changes.map(({ machine }) => machine)).toEqual([true]);
  });
});
