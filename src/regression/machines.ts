import { poolRandomEffects } from '../base/statistics/random-effects.ts';
import { scatterOf } from '../base/statistics/paired-sessions.ts';
import type { Comparison } from '../records/comparison.ts';
import { judgeComparison, worstOf, type CaseVerdict, type Judgement, type WorstVerdict } from './judge.ts';
import { machineClass } from './unlike.ts';

/** A machine's comparison with what it says. */
export interface JudgedMachine {
  readonly machineClass: string;
  readonly comparison: Comparison;
  readonly judgement: Judgement;
}

/** A case over all machines that timed it. */
export interface CaseOnMachines {
  readonly id: string;
  readonly verdict: CaseVerdict;
  /** Head time over base time, as a mean over machines like these; null with fewer than two. */
  readonly pooled: {
    readonly ratio: number;
    readonly ci95: readonly [number, number];
    /** Standard deviation of the true log ratios from machine to machine. */
    readonly tau: number;
    readonly heterogeneity: number;
  } | null;
  readonly machines: number;
  /** Classes of machines on which it regressed. */
  readonly regressedOn: readonly string[];
}

export interface JudgedMachines {
  readonly machines: readonly JudgedMachine[];
  readonly cases: readonly CaseOnMachines[];
  readonly worst: WorstVerdict;
}

/** The variance of a machine's mean needs two sessions, and is never less than what a clock can tell apart. */
const LEAST_VARIANCE = 1e-8;

/**
 * What merged comparisons say: by machine, and by case over all machines, whose ratios are combined and whose samples are not. Each
 * machine is allowed its own false alarms, as when it ran alone: what it said does not change by what others are beside it.
 */
export const judgeMachines = (comparisons: readonly Comparison[]): JudgedMachines => {
  const machines = comparisons.map((comparison): JudgedMachine => ({
    machineClass: machineClass(comparison),
    comparison,
    judgement: judgeComparison(comparison),
  }));
  const ids = [...new Set(machines.flatMap(({ judgement: { cases } }) => cases.map(({ id }) => id)))];
  const cases = ids.map((id): CaseOnMachines => {
    const on = machines.flatMap(({ machineClass: name, judgement }) =>
      judgement.cases.filter((judged) => judged.id === id).map((judged) => ({ name, judged })),
    );
    const studies = on
      .filter(({ judged }) => judged.sessions >= 2)
      .map(({ judged: { logRatios } }) => {
        const { mean, standardDeviation } = scatterOf(logRatios);
        return { effect: mean, variance: Math.max(LEAST_VARIANCE, standardDeviation ** 2 / logRatios.length) };
      });
    const pooled = studies.length < 2 ? null : poolRandomEffects(studies);
    const active = on.filter(({ judged }) => judged.quarantine === null);
    return {
      id,
      verdict: worstOf(active.map(({ judged }) => judged.verdict)) as CaseVerdict,
      pooled:
        pooled === null
          ? null
          : {
              ratio: Math.exp(pooled.effect),
              ci95: [Math.exp(pooled.low), Math.exp(pooled.high)],
              tau: pooled.tau,
              heterogeneity: pooled.heterogeneity,
            },
      machines: on.length,
      regressedOn: [...new Set(active.filter(({ judged }) => judged.verdict === 'regressed').map(({ name }) => name))],
    };
  });
  return { machines, cases, worst: worstOf(machines.map(({ judgement: { worst } }) => worst)) };
};
