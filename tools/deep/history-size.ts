import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../src/base/random.ts';
import { serialiseMeasurement } from '../../src/exchange/measurement.ts';
import { readHistory } from '../../src/cli/read-history.ts';
import { caseFixture, measurementFixture } from '../../src/records/testing/measurement.ts';
import { trendSeries, trendsOf } from '../../src/app/pages/history/run-list.ts';
import { summarise, type MeasurementSummary } from '../../src/store/measurement-summary.ts';
import { historiesOf } from '../../src/regression/history.ts';
import { checkTally } from '../../scripts/tally.ts';
import { table, type Part } from './part.ts';

const RESULTS = 10_000;
const SIZES = [128, 256, 512, 1024];
const LIMIT_S = 10;

export const historySize: Part = {
  name: 'history-size',
  title: 'A history of many results',
  about: 'bench history over a folder of 10,000 results of bench run, four products each, one of which became slower.',
  run: ({ seed, scale }) => {
    const results = Math.max(100, Math.round(RESULTS * scale));
    const folder = mkdtempSync(join(tmpdir(), 'roofrack-history-'));
    try {
      const random = createRandom(seed);
      const summaries: MeasurementSummary[] = [];
      for (let i = 0; i < results; i++) {
        const cases = SIZES.map((size) => {
          const ms =
            (size / 256) ** 3 * (size === 512 && i >= results / 2 ? 1.1 : 1) * Math.exp(0.03 * random.normal());
          const samplesMs = Array.from({ length: 9 }, () => ms);
          return caseFixture(size, { samplesMs, medianMs: ms, ci95Ms: [ms, ms] });
        });
        const run = measurementFixture({
          id: `run-${String(i)}`,
          createdAt: new Date(1_700_000_000_000 + i * 3_600_000).toISOString(),
          cases,
        });
        summaries.push(summarise(run));
        writeFileSync(join(folder, `${String(i).padStart(6, '0')}.json`), serialiseMeasurement(run));
      }
      const started = performance.now();
      const series = readHistory(folder);
      if (!series.ok) throw new Error(series.error[0]?.message);
      const readS = (performance.now() - started) / 1000;
      const histories = historiesOf(series.value);
      const allS = (performance.now() - started) / 1000;
      const pageStarted = performance.now();
      const shown = trendsOf(summaries).flatMap((trend) => historiesOf(trendSeries(summaries, trend)));
      const pageS = (performance.now() - pageStarted) / 1000;
      const changed = histories.filter(({ changes }) => changes.length > 0).map(({ name }) => name);
      return Promise.resolve({
        tally: checkTally(allS < LIMIT_S && pageS < LIMIT_S && changed.length === 1),
        print: [
          table(
            ['results', 'series', 'files read, s', 'read and searched, s', 'all trends of the page, s', 'limit, s'],
            [[results, histories.length, readS.toFixed(1), allS.toFixed(1), pageS.toFixed(1), LIMIT_S]],
            0,
          ),
          `Changed: ${changed.join(', ')}; the page searched ${String(shown.length)} series.`,
        ].join('\n\n'),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
