import { dateTimeText, formatNumber, quantityText } from '../../../../base/format.ts';
import { median } from '../../../../base/statistics/order.ts';
import type { AdapterRecord, ClockRecord, MeasuredCase, Measurement } from '../../../../records/measurement.ts';
import { adapterName } from '../../../../records/adapter-name.ts';
import { isSampled } from '../../../../records/cases.ts';

const clockName = ({ source }: Pick<ClockRecord, 'source'>): string =>
  source === 'timestamp-query' ? 'GPU timestamps' : 'wall clock around submit';

/** Half of the kernels took less than the first figure when they were first built, and than the second when built again. */
const compileTimes = (cases: readonly MeasuredCase[]): string => {
  const built = cases
    .filter(isSampled)
    .flatMap(({ compileMs, warmCompileMs }) =>
      compileMs === null || warmCompileMs === null ? [] : [{ compileMs, warmCompileMs }],
    );
  if (built.length === 0) return 'not measured in this run';
  const text = (times: readonly number[]): string => quantityText(median(times), 'ms');
  return `${text(built.map(({ compileMs }) => compileMs))} cold, ${text(built.map(({ warmCompileMs }) => warmCompileMs))} warm`;
};

/** Whether the record says what the adapter offers: the results of a run that came with a link do not. */
export const isDescribed = ({ limits }: AdapterRecord): boolean => Object.keys(limits).length > 0;

/** What the numbers were taken with, as terms and values. */
export const runFacts = ({ clock, adapter, browser, host, suite, createdAt, cases, settings }: Measurement) => {
  const program = browser ?? host;
  const facts: [string, string][] = [
    ['Clock', clockName(clock)],
    [
      'Timestamp step',
      clock.timestampQuantumNs === null ? 'no timestamps' : quantityText(clock.timestampQuantumNs, 'ns'),
    ],
    ['Wall clock step', quantityText(clock.wallStepMs, 'ms')],
    [
      'Wall over timestamp',
      clock.wallOverTimestamp === null ? 'one clock only' : formatNumber(clock.wallOverTimestamp),
    ],
    ...(isDescribed(adapter) ? [['Median compile time', compileTimes(cases)] as [string, string]] : []),
    ['Adapter', adapterName(adapter)],
    ['Run in', program === null ? 'unknown' : `${program.name} ${program.version}`],
    ['When', `${dateTimeText(createdAt)}, ${suite}`],
  ];
  if (settings !== null && settings.powerPreference !== null)
    facts.push(['GPU asked for', settings.powerPreference === 'low-power' ? 'the frugal one' : 'the fast one']);
  return facts;
};

/** Which cases were measured when and by which clock, where a run was taken up again; nothing of a run in one go. */
export const sittingSentences = ({ sittings, cases }: Measurement): string[] =>
  (sittings.length > 1 ? sittings : []).map(({ startedAt, firstCase, clock }, i) => {
    const end = sittings[i + 1]?.firstCase ?? cases.length;
    const step =
      clock.timestampQuantumNs === null ? '' : ` in steps of ${quantityText(clock.timestampQuantumNs, 'ns')}`;
    const range = end > firstCase ? `cases ${firstCase + 1} to ${end}` : 'no case';
    return `Sitting ${i + 1} of ${dateTimeText(startedAt)}: ${range}, timed by ${clockName(clock)}${step}.`;
  });
