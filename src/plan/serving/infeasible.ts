import { findAccelerator, servers } from '../../catalog/catalog.ts';
import type { Binding } from '../../records/plan.ts';
import type { Precision } from '../../records/scenario.ts';
import { stackConstants } from '../../catalog/stacks.ts';
import { createReplica } from '../../throughput/replica.ts';
import { kvSlots } from './kv-slots.ts';
import type { Infeasibility, ServingOptions } from './choose-replica.ts';

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(3)} GB`;
const milliseconds = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms`;

const narrowerWeights: readonly Precision[] = ['fp8', 'int8', 'int4'];

const fits = (options: ServingOptions, weights: Precision, tensorParallel: number): boolean => {
  const { scenario, model, accelerator, parameters } = options;
  const replica = createReplica({
    model,
    accelerator,
    parameters,
    stack: stackConstants(scenario.hardware.stack),
    tensorParallel,
    precision: { ...scenario.precision, weights },
    memoryUtilisation: scenario.serving.memoryUtilisation,
  });
  return replica.ok && kvSlots(replica.value, scenario.demand, scenario.serving.kvPolicy) >= 1;
};

/** Servers of the catalogue that hold the model as asked for, smallest first. */
const serversThatFit = (options: ServingOptions): string[] =>
  servers
    .flatMap((server) => {
      const accelerator = findAccelerator(server.acceleratorId);
      if (accelerator === null || server.uHeight === null) return [];
      const whole = 2 ** Math.floor(Math.log2(server.gpus));
      const held = fits({ ...options, server, accelerator }, options.scenario.precision.weights, whole);
      return held ? [{ id: server.id, memoryGB: server.gpus * accelerator.memoryGB }] : [];
    })
    .sort((a, b) => a.memoryGB - b.memoryGB)
    .slice(0, 3)
    .map(({ id }) => id);

const doesNotFit = (options: ServingOptions, error: Extract<Infeasibility, { kind: 'does-not-fit' }>): Binding => {
  const { scenario, model, server, accelerator } = options;
  const { replica, tensorParallel } = error;
  const weights = replica.weightBytesPerGpu * tensorParallel;
  const memory = accelerator.memoryGB * 2 ** 30 * tensorParallel;
  const request = replica.kvBytesPerGpu(scenario.demand.inputTokens + scenario.demand.outputTokens) * tensorParallel;
  const narrower = narrowerWeights.find(
    (format) => format !== scenario.precision.weights && fits(options, format, tensorParallel),
  );
  const hosts = serversThatFit(options);
  const ways = [
    narrower === undefined ? [] : [`precision.weights=${narrower} on ${server.id}`],
    hosts.length === 0 ? [] : [`hardware.server=${hosts.join(' or ')}`],
    ['a smaller model'],
  ].flat();
  const room = replica.kvRoomBytesPerGpu * tensorParallel;
  const left =
    room < 0
      ? `${gigabytes(-room)} less than weights, buffers and runtime take`
      : `which leaves ${gigabytes(room)} for keys and values beside weights, buffers and runtime`;
  return {
    constraint: 'memory',
    message: `${model.name} does not fit: in ${scenario.precision.weights} its weights need ${gigabytes(weights)} and one request ${gigabytes(request)}; ${String(tensorParallel)} × ${accelerator.name} have ${gigabytes(memory)} (${String(scenario.serving.memoryUtilisation * 100)} % for the stack), ${left}.`,
    relief: `What would: ${ways.join('; ')}.`,
  };
};

/** Says in words what binds and what would relieve it. */
export const explainInfeasible = (options: ServingOptions, error: Infeasibility): Binding => {
  const { slo } = options.scenario;
  switch (error.kind) {
    case 'refused':
      return { constraint: error.problem.path, message: error.problem.message, relief: 'Change that field.' };
    case 'does-not-fit':
      return doesNotFit(options, error);
    case 'tpot-floor':
      return {
        constraint: 'slo.tpotP99Ms',
        message: `One request alone takes ${milliseconds(error.alone.tpotS)} a token on ${String(error.tensorParallel)} accelerators, more than the promised ${String(slo.tpotP99Ms)} ms: no batch keeps it.`,
        relief: `What would: slo.tpotP99Ms above ${milliseconds(error.alone.tpotS)}; narrower weights (precision.weights); more memory bandwidth (hardware.server); a smaller model.`,
      };
    case 'ttft-floor':
      return {
        constraint: 'slo.ttftP99Ms',
        message: `Reading the prompt of one request alone takes ${milliseconds(error.alone.ttftP99S)} on ${String(error.tensorParallel)} accelerators, more than the promised ${String(slo.ttftP99Ms)} ms.`,
        relief: `What would: slo.ttftP99Ms above ${milliseconds(error.alone.ttftP99S)}; shorter prompts (demand.inputTokens); more FLOP/s (hardware.server); a smaller model.`,
      };
  }
};
