import { percentText } from '../base/format.ts';
import { entryAt } from '../base/checked.ts';
import type { ServingPlan } from '../plan/serving/choose-replica.ts';
import { closedFormWarnings } from '../plan/serving/closed-form-range.ts';
import type { FirstTokenTimes } from '../plan/serving/latency.ts';
import { hasIntervals } from '../plan/serving/workload.ts';
import type { Estimate, PlanCheck } from './check-plan.ts';

/** One number both ways. Times in seconds. */
export interface Comparison {
  readonly trafficClass: string;
  readonly quantity: 'ttft-p50' | 'ttft-p99' | 'tpot-mean' | 'tpot-p99';
  readonly closedFormS: number;
  readonly simulatedS: Estimate;
  /** Closed form over simulation, less one. */
  readonly difference: number;
  /** How far apart they may be before it is said to fail. */
  readonly tolerance: number;
}

/** What the closed form claims up to 70 % load, measured on fourteen scenarios (docs/queueing.md). */
const TOLERANCE: Readonly<Record<Comparison['quantity'], number>> = {
  'ttft-p50': 0.15,
  'ttft-p99': 0.25,
  'tpot-mean': 0.15,
  'tpot-p99': 0.25,
};

/** By the closed form; of a pool for prompts as many replicas as were simulated, for fewer wait longer. */
const closedFirstTokens = (
  { firstTokens, prefillPool }: ServingPlan,
  { prefillReplicas }: PlanCheck,
): readonly FirstTokenTimes[] =>
  prefillPool === null || prefillReplicas === null
    ? firstTokens.byClass
    : prefillPool.model.firstTokens(prefillPool.requestsPerS, prefillReplicas);

export const comparePlan = (serving: ServingPlan, check: PlanCheck): Comparison[] => {
  const firstTokens = closedFirstTokens(serving, check);
  return serving.workload.classes.flatMap((trafficClass, index) => {
    const { name } = trafficClass;
    const firstToken = entryAt(firstTokens, index);
    const { ttftP50S, ttftP99S, tpotMeanS, tpotP99S } = entryAt(check.classes, index);
    const compared = (quantity: Comparison['quantity'], closedFormS: number, simulatedS: Estimate): Comparison => ({
      trafficClass: name,
      quantity,
      closedFormS,
      simulatedS,
      difference: closedFormS / simulatedS.value - 1,
      tolerance: TOLERANCE[quantity],
    });
    return [
      compared('ttft-p50', firstToken.p50, ttftP50S),
      compared('ttft-p99', firstToken.p99, ttftP99S),
      ...(hasIntervals(trafficClass)
        ? [
            compared('tpot-mean', serving.planned.tpotS, tpotMeanS),
            compared('tpot-p99', entryAt(serving.tpotP99S, index), tpotP99S),
          ]
        : []),
    ];
  });
};

/** Whether the SLOs hold in the simulated busiest hour: not by chance, and not broken by chance either. */
export type SloVerdict = 'kept' | 'broken' | 'undecided';

const sloVerdict = ({ value, halfWidth }: Estimate, sloS: number): SloVerdict => {
  const margin = halfWidth ?? 0;
  if (value + margin <= sloS) return 'kept';
  return value - margin > sloS ? 'broken' : 'undecided';
};

export const judgeSlos = ({ workload }: ServingPlan, check: PlanCheck): SloVerdict => {
  const verdicts = workload.classes.flatMap((trafficClass, index) => {
    const simulated = entryAt(check.classes, index);
    return [
      sloVerdict(simulated.ttftP99S, trafficClass.ttftP99S),
      sloVerdict(simulated.tpotP99S, trafficClass.tpotP99S),
    ];
  });
  if (verdicts.includes('broken')) return 'broken';
  return verdicts.includes('undecided') ? 'undecided' : 'kept';
};

/** Why the two part, as far as the run shows it; empty where they agree and nothing out of the ordinary happened. */
export const explainDifferences = (
  serving: ServingPlan,
  check: PlanCheck,
  comparisons: readonly Comparison[],
): string[] => {
  const { options, outcome, all } = check;
  const apart = comparisons.filter(({ difference, tolerance }) => Math.abs(difference) > tolerance);
  const noisy = apart.filter(
    ({ closedFormS, simulatedS }) =>
      simulatedS.halfWidth !== null && Math.abs(closedFormS - simulatedS.value) <= simulatedS.halfWidth,
  );
  const says = (when: boolean, text: string): string[] => (when ? [text] : []);
  return [
    ...says(
      options.trace !== undefined,
      'Arrivals and lengths are those of the trace; the closed form knows its mean rate, and lengths that are log-normal with its means and spreads, prompts and answers independent.',
    ),
    ...says(
      options.trace !== undefined && check.requestsPerS < 0.9 * serving.planned.requestsPerS,
      `The trace gives a replica ${percentText(check.requestsPerS / serving.planned.requestsPerS)} of the load that the plan is for, even in its busiest hour: the closed form, at the full load, is slower.`,
    ),
    ...says(
      options.trace === undefined && options.burstiness !== 1,
      `Arrivals come with gaps of CV ${String(options.burstiness)}; the closed form knows Poisson arrivals only, of CV 1.`,
    ),
    ...says(
      options.routing !== 'random',
      `Requests are routed by ${options.routing}, which spreads them more evenly than chance does; the closed form takes a random split, so that it waits longer.`,
    ),
    ...closedFormWarnings(serving).map(({ message }) => message),
    ...says(
      outcome.preemptions > outcome.requests / 1000,
      `${percentText(outcome.preemptions / outcome.requests)} of the requests were preempted and computed again, because the KV cache ran full: the closed form leaves that out.`,
    ),
    ...says(
      all.rejected > 0,
      `${percentText(all.rejected / all.offered)} of the requests were rejected: too long for the KV cache, or the queue was full.`,
    ),
    ...says(
      apart.length > 0 && serving.workload.classes.length > 1,
      'The closed form gives all classes the same steps; in the simulation short answers meet the prompts of long ones more unevenly.',
    ),
    ...says(noisy.length > 0, `${String(noisy.length)} of the differences are within the interval of the simulation.`),
  ];
};
