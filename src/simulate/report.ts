import { entryAt } from '../base/checked.ts';
import type { ServingPlan } from '../plan/serving/choose-replica.ts';
import type { Scenario } from '../records/scenario.ts';
import type { Estimate, PlanCheck } from './check-plan.ts';
import { acceleratorsOf } from '../throughput/deployment.ts';
import { comparePlan, explainDifferences, judgeSlos } from './compare.ts';
import type { Histogram } from './histogram.ts';
import type { ClassRecord } from './recorder.ts';

export const SIMULATION_FORMAT = 'roofrack-simulation';
export const SIMULATION_VERSION = 1;

const ms = (seconds: number): number | null => (Number.isFinite(seconds) ? 1000 * seconds : null);
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Percentiles in milliseconds; null where the requests that were never served reach down to it. */
const percentiles = (histogram: Histogram, lost: number) => ({
  mean: ms(histogram.mean()),
  p50: ms(histogram.quantile(0.5, lost)),
  p90: ms(histogram.quantile(0.9, lost)),
  p95: ms(histogram.quantile(0.95, lost)),
  p99: ms(histogram.quantile(0.99, lost)),
  p999: ms(histogram.quantile(0.999, lost)),
});

const countsOf = ({ offered, finished, rejected, kept, outputTokens }: ClassRecord) => ({
  offered,
  finished,
  rejected,
  unfinished: offered - finished - rejected,
  keptShare: share(kept, offered),
  outputTokens,
});

const estimateMs = ({ value, halfWidth }: Estimate) => ({
  ms: ms(value),
  plusMinusMs: halfWidth === null ? null : ms(halfWidth),
});

/**
 * A simulation beside the closed form, as one JSON document. `busiestHour` is what is compared; `total` counts all hours.
 * Times per output token stand in both definitions in use: after the first token, and with it (end to end over tokens).
 */
export const simulationReport = (scenario: Scenario, serving: ServingPlan, check: PlanCheck) => {
  const { outcome, options } = check;
  const comparisons = comparePlan(serving, check);
  const gpus = acceleratorsOf(serving.layout);
  const intervalS = entryAt(outcome.series, 1).fromS - entryAt(outcome.series, 0).fromS;
  return {
    format: SIMULATION_FORMAT,
    version: SIMULATION_VERSION,
    scenario,
    hours: check.hours,
    seed: options.seed,
    routing: options.routing,
    burstiness: options.trace === undefined ? options.burstiness : null,
    trace: options.trace === undefined ? null : { requests: options.trace.atS.length },
    replicas: check.replicas,
    prefillReplicas: check.prefillReplicas,
    complete: outcome.complete,
    verdict: judgeSlos(serving, check),
    gpusPerReplica: gpus,
    gpusPerPrefillReplica: serving.prefillPool === null ? null : acceleratorsOf(serving.prefillPool.layout),
    requestsPerSecondPerReplica: check.requestsPerS,
    loadShare: check.requestsPerS / serving.full.requestsPerS,
    comparisons: comparisons.map(({ trafficClass, quantity, closedFormS, simulatedS, difference, tolerance }) => ({
      class: trafficClass,
      quantity,
      closedFormMs: ms(closedFormS),
      simulated: estimateMs(simulatedS),
      difference: Number.isFinite(simulatedS.value) ? difference : null,
      tolerance,
      agrees: Math.abs(difference) <= tolerance,
    })),
    explanations: explainDifferences(serving, check, comparisons),
    busiestHour: {
      batch: { closedForm: serving.planned.batch, simulated: check.batch + check.queue },
      running: check.batch,
      queue: check.queue,
      kvShare: check.kvShare,
      classes: check.classes.map(({ name, record }) => {
        const lost = record.offered - record.finished;
        const { ttftS, tpotS, tpotWithFirstS, endToEndS } = record.latencies;
        return {
          name,
          ...countsOf(record),
          ttftMs: percentiles(ttftS, lost),
          tpotMs: percentiles(tpotS, lost),
          tpotWithFirstTokenMs: percentiles(tpotWithFirstS, lost),
          endToEndMs: percentiles(endToEndS, lost),
        };
      }),
    },
    total: {
      ...countsOf(check.all),
      requestsWithWarmUp: outcome.requests,
      steps: outcome.steps,
      preemptions: outcome.preemptions,
    },
    series: outcome.series.map(({ fromS, ...means }) => ({ fromS, toS: fromS + intervalS, ...means })),
  };
};

export type SimulationReport = ReturnType<typeof simulationReport>;
