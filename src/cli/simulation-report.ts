import { changeText, formatNumber, percentText } from '../base/format.ts';
import type { SimulationReport } from '../simulate/report.ts';
import { oneLine } from '../exchange/show.ts';
import { textTable } from './table.ts';

const QUANTITIES: Readonly<Record<SimulationReport['comparisons'][number]['quantity'], string>> = {
  'ttft-p50': 'first token, p50',
  'ttft-p99': 'first token, p99',
  'tpot-mean': 'time per output token, mean',
  'tpot-p99': 'time per output token, p99',
};

const VERDICTS: Readonly<Record<SimulationReport['verdict'], string>> = {
  kept: 'The SLOs are kept in the busiest hour.',
  broken: 'The SLOs are broken in the busiest hour: give the plan more room (a lower serving.targetUtilisation).',
  undecided: 'Whether the SLOs are kept is within the chance of this run: simulate more hours or replicas.',
};

const figure = (value: number | null): string => (value === null ? 'never' : formatNumber(value));
const percent = (value: number | null): string => (value === null ? '–' : percentText(value, 4));
const signed = (value: number | null): string => (value === null ? '–' : changeText(1 + value, 0));

type ClassReport = SimulationReport['busiestHour']['classes'][number];

const latencyRows = ({ name, ttftMs, tpotMs, tpotWithFirstTokenMs, endToEndMs }: ClassReport): string[][] =>
  (
    [
      ['first token', ttftMs],
      ['time per output token after the first', tpotMs],
      ['time per output token, first included', tpotWithFirstTokenMs],
      ['end to end', endToEndMs],
    ] as const
  ).map(([label, { mean, p50, p90, p95, p99, p999 }]) => [
    name,
    label,
    ...[mean, p50, p90, p95, p99, p999].map(figure),
  ]);

/** A simulation for a terminal: both ways of answering side by side, what the requests got, why the two differ. */
export const simulationText = (report: SimulationReport): string => {
  const { scenario, busiestHour, total, comparisons } = report;
  const plural = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
  return [
    `${oneLine(scenario.name)}\n`,
    `${plural(report.replicas, 'replica')} of ${plural(report.gpusPerReplica, 'accelerator')}${report.prefillReplicas === null ? '' : ` behind ${plural(report.prefillReplicas, 'replica')}${report.gpusPerPrefillReplica === null || report.gpusPerPrefillReplica === report.gpusPerReplica ? '' : ` of ${plural(report.gpusPerPrefillReplica, 'accelerator')}`} for prompts`}${report.trace === null ? '' : ` under a trace of ${report.trace.requests.toLocaleString('en-US')} requests`} for ${plural(Number(report.hours.toPrecision(3)), 'hour')}; in the busiest ${figure(report.requestsPerSecondPerReplica)} requests/s each, ${percent(report.loadShare)} of what one could serve; ${report.routing} routing, seed ${String(report.seed)}\n\n`,
    textTable(
      [
        ['class', 'busiest hour, ms', 'closed form', 'simulated', '± (95 %)', 'difference', ''],
        ...comparisons.map((comparison) => [
          comparison.class,
          QUANTITIES[comparison.quantity],
          figure(comparison.closedFormMs),
          figure(comparison.simulated.ms),
          comparison.simulated.plusMinusMs === null ? '–' : figure(comparison.simulated.plusMinusMs),
          signed(comparison.difference),
          comparison.agrees ? '' : `beyond ${percent(comparison.tolerance)}`,
        ]),
      ],
      [2, 3, 4, 5],
    ),
    `\nIn progress on a replica: ${figure(busiestHour.batch.closedForm)} by closed form, ${figure(busiestHour.batch.simulated)} simulated, ${figure(busiestHour.queue)} of them waiting; KV cache ${percent(busiestHour.kvShare)} full\n\n`,
    textTable(
      [
        ['class', 'simulated, ms', 'mean', 'p50', 'p90', 'p95', 'p99', 'p99.9'],
        ...busiestHour.classes.flatMap(latencyRows),
      ],
      [2, 3, 4, 5, 6, 7],
    ),
    `\nAll hours: ${total.offered.toLocaleString('en-US')} requests, ${total.rejected.toLocaleString('en-US')} rejected, ${total.unfinished.toLocaleString('en-US')} unfinished, ${total.preemptions.toLocaleString('en-US')} preemptions; ${percent(total.keptShare)} within both SLOs\n`,
    ...report.explanations.map((text) => `- ${text}\n`),
    `${VERDICTS[report.verdict]}\n`,
  ].join('');
};
