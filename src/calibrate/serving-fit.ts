import type { StackFit } from '../records/stack-fit.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { cpuLaunchYearBeside } from '../catalog/catalog.ts';
import type { Accelerator, Model } from '../catalog/schema.ts';
import { withDeviceTime, type StackConstants } from '../catalog/stacks.ts';
import type { KernelParameters } from '../records/calibration.ts';
import type { PrecisionChoice } from '../throughput/precision.ts';
import { createReplica } from '../throughput/replica.ts';
import { runClosedLoop } from '../throughput/closed-loop.ts';
import { tensorSpread } from '../throughput/spread.ts';
import { fitStackConstants, medianError, type SearchedConstant } from './stack-fit.ts';

/** What a benchmark of a running service reports of one concurrency. */
export interface ServicePoint {
  readonly concurrency: number;
  /** Means over the requests. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of all requests and GPUs together; null where it was not reported. */
  readonly outputTokensPerS: number | null;
  readonly tpotMs: number | null;
  /** Null where nobody says. */
  readonly benchmark?: StackFit['residuals'][number]['benchmark'];
}

export interface ServiceMachine {
  readonly model: Model;
  readonly accelerator: Accelerator;
  readonly parameters: KernelParameters;
  readonly tensorParallel: number;
  readonly precision: PrecisionChoice;
  /** The published constants that the fit is shrunk towards. */
  readonly stack: StackConstants;
}

export interface ServiceResidual extends ServicePoint {
  readonly figure: 'outputTokensPerS' | 'tpotMs';
  readonly measured: number;
  readonly computed: number;
  /** Computed by constants that were fitted without this concurrency. */
  readonly leftOut: number;
}

export interface ServiceFit {
  readonly constants: StackConstants;
  readonly residuals: readonly ServiceResidual[];
  readonly error: { readonly fitted: number; readonly leftOut: number; readonly published: number };
}

/** Benchmarks report the mean concurrency they saw: so close together it is one setting, repeated. */
const SAME_CONCURRENCY = 1.1;

/** The least concurrency of each setting, by any concurrency of it. */
const settingsOf = (points: readonly ServicePoint[]): ReadonlyMap<number, number> => {
  const settings = new Map<number, number>();
  let least = 0;
  for (const concurrency of points.map((point) => point.concurrency).toSorted((a, b) => a - b)) {
    if (concurrency > SAME_CONCURRENCY * least) least = concurrency;
    settings.set(concurrency, least);
  }
  return settings;
};

/** With two concurrencies, host time and device efficiency always fit; only a third can contradict them. */
const FEWEST_CONCURRENCIES = 3;

/** What a service can tell about: its host time and how well its device is used. All else stays as published. */
const SEARCHED: readonly SearchedConstant[] = [
  { name: 'deviceScale', scale: 'log', low: 0.5, high: 3, priorSd: 0.15 },
  { name: 'hostUsPerPass', scale: 'linear', low: 0, high: 200_000, priorSd: 2000 },
  { name: 'hostUsPerSequence', scale: 'linear', low: 0, high: 10_000, priorSd: 50 },
];

interface Figure {
  readonly point: ServicePoint;
  readonly figure: ServiceResidual['figure'];
  readonly measured: number;
}

const figuresOf = (point: ServicePoint): Figure[] =>
  (['outputTokensPerS', 'tpotMs'] as const).flatMap((figure) => {
    const measured = point[figure];
    return measured === null ? [] : [{ point, figure, measured }];
  });

/**
 * Constants of a stack from benchmark results of a running service, shrunk towards the published ones, with each
 * concurrency left out once to show what the fit is worth.
 */
export const fitService = (points: readonly ServicePoint[], machine: ServiceMachine): Result<ServiceFit, Problem[]> => {
  const settings = settingsOf(points);
  const settingOf = ({ concurrency }: ServicePoint): number => settings.get(concurrency) ?? concurrency;
  const concurrencies = [...new Set(points.map(settingOf))];
  if (concurrencies.length < FEWEST_CONCURRENCIES) {
    const message =
      `concurrency: ${concurrencies.length} different values (${concurrencies.join(', ')}); at least ` +
      `${FEWEST_CONCURRENCIES} are needed to tell host time from device time: benchmark the service at more, for example 1, 8 and 64.`;
    return err([problem('concurrency', message)]);
  }
  const cpuLaunchYear = cpuLaunchYearBeside(machine.accelerator.id);
  const replicaWith = (stack: StackConstants) =>
    createReplica({
      ...machine,
      spread: tensorSpread(machine.tensorParallel),
      cpuLaunchYear,
      stack,
      memoryUtilisation: stack.memoryShare,
    });
  const first = replicaWith(machine.stack);
  if (!first.ok) return err([first.error]);

  const compute = (stack: StackConstants, { point, figure }: Figure): number => {
    const replica = replicaWith(stack);
    if (!replica.ok) throw new Error(replica.error.message);
    const loop = { ...point, mostOutputTokens: point.outputTokens, lengths: 'drawn' } as const;
    const service = runClosedLoop(replica.value, loop, stack);
    return figure === 'tpotMs' ? 1000 * service.tpotS : service.outputTokensPerS;
  };
  const figures = points.flatMap(figuresOf);
  const logErrors = (stack: StackConstants, of: readonly Figure[]): number[] =>
    of.map((figure) => Math.log(compute(stack, figure) / figure.measured));
  // How well the device is used shows in all of its kernels alike.
  const onDevice = (stack: StackConstants): StackConstants => ({
    ...withDeviceTime(machine.stack, stack.deviceScale / machine.stack.deviceScale),
    hostUsPerPass: stack.hostUsPerPass,
    hostUsPerSequence: stack.hostUsPerSequence,
  });
  const fitTo = (of: readonly Figure[]): StackConstants =>
    onDevice(fitStackConstants(machine.stack, SEARCHED, (stack) => logErrors(onDevice(stack), of)));

  const constants = fitTo(figures);
  const without = new Map(
    concurrencies.map((left) => [left, fitTo(figures.filter(({ point }) => settingOf(point) !== left))]),
  );
  const residuals = figures.map((figure): ServiceResidual => {
    const others = without.get(settingOf(figure.point)) ?? constants;
    return {
      ...figure.point,
      figure: figure.figure,
      measured: figure.measured,
      computed: compute(constants, figure),
      leftOut: compute(others, figure),
    };
  });
  return ok({
    constants,
    residuals,
    error: {
      fitted: medianError(logErrors(constants, figures)),
      leftOut: medianError(residuals.map(({ leftOut, measured }) => Math.log(leftOut / measured))),
      published: medianError(logErrors(machine.stack, figures)),
    },
  });
};
