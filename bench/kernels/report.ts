import { entryAt } from '../../src/base/checked.ts';
import { median } from '../../src/base/statistics/order.ts';
import type { CheckResult } from './check.ts';
import type { Ratio } from './statistics.ts';

const ratioText = ({ ratio, low, high }: Ratio): string =>
  `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

const percentText = ({ ratio, low, high }: Ratio): string =>
  `${(100 * ratio).toFixed(0)} % (${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)})`;

const row = ({ shape, dtype, tuning, winner, all, rounds, best, slowdown, share }: CheckResult): string[] => {
  const tried = tuning.log.filter(({ status }) => status !== 'skipped').length;
  const own = rounds.find(({ kernel }) => kernel === winner);
  const ms = median(own?.samplesMs ?? []);
  return [
    `${[shape.m, shape.n, shape.k].join('×')} ${dtype}`,
    `${(tuning.elapsedMs / 1000).toFixed(1)} s`,
    `${String(tried)} of ${String(tuning.log.length)}`,
    winner,
    ms.toPrecision(3),
    ((2 * shape.m * shape.n * shape.k) / ms / 1e6).toPrecision(3),
    all.length === 0 ? '' : `${best === winner ? 'itself' : best}`,
    all.length === 0 ? '' : ratioText(slowdown),
    share === null ? '' : `${percentText(share)} of ${share.of} ${share.roof.toPrecision(3)}`,
  ];
};

/** A table that is Markdown as well. */
export const renderTable = (host: string, results: readonly CheckResult[]): string => {
  const header = [
    'product',
    'search',
    'tried',
    'winner',
    'ms',
    'GFLOP/s',
    'best of all',
    'winner / best',
    'share of the roof (GFLOP/s or GB/s)',
  ];
  const cells = [header, ...results.map(row)];
  const widths = header.map((_, column) => Math.max(...cells.map((line) => entryAt(line, column).length)));
  const lines = cells.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(entryAt(widths, column))).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const { adapter } = entryAt(results, 0);
  const name = [adapter.vendor, adapter.architecture, adapter.device, adapter.description].filter(Boolean).join(' ');
  return [
    lines[0],
    rule,
    ...lines.slice(1),
    '',
    `${host}; ${name}${adapter.software ? ' (software)' : ''}. Medians of interleaved rounds, 95 % intervals of the rounds' ratios.`,
  ].join('\n');
};
