import { problem, type Problem } from '../../base/result.ts';
import { hardwareOf } from '../../catalog/own-hardware.ts';
import type { Precision, PhysicalScenario } from '../../records/scenario.ts';
import type { StackFit } from '../../records/stack-fit.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';

/** Both 16-bit formats have the same bytes and the same rate. */
const alike = (precision: Precision): Precision => (precision === 'bf16' ? 'fp16' : precision);

const WITHOUT = 'or plan without it';

/**
 * Why a fit of a stack would be wrong for a scenario. Host time is that of a stack's code beside the host of an accelerator,
 * and device efficiency is relative to kernels of that accelerator and precision; none of them carries over. The model
 * may be another: constants are of a pass, and the band widens.
 */
export const checkStackFit = (scenario: PhysicalScenario, fit: StackFit): Problem[] => {
  const { hardware, precision } = scenario;
  const wrong = (path: string, value: string, of: string, wayOut: string): Problem =>
    problem(
      path,
      `${path} is ${value}, but the fit of a stack that is given is of ${of}, and its host time and device efficiency ` +
        `hold for nothing else. ${wayOut}, ${WITHOUT}.`,
    );
  const accelerator =
    hardware.accelerator ?? hardwareOf(scenario).findServer(hardware.server)?.acceleratorId ?? hardware.server;
  const served = NAMED_PRECISIONS[fit.precision];
  return [
    ...(hardware.stack === fit.stack
      ? []
      : [
          wrong(
            'hardware.stack',
            hardware.stack,
            fit.stack,
            `Plan with hardware.stack=${fit.stack}, or fit a benchmark of ${hardware.stack}`,
          ),
        ]),
    ...(accelerator === fit.accelerator
      ? []
      : [
          wrong(
            hardware.accelerator === null ? 'hardware.server' : 'hardware.accelerator',
            hardware.accelerator === null ? `${hardware.server} with ${accelerator}` : accelerator,
            fit.accelerator,
            `Choose a server with ${fit.accelerator}, or fit a benchmark on ${accelerator}`,
          ),
        ]),
    ...(['weights', 'kvCache', 'activations'] as const).flatMap((part) =>
      alike(precision[part]) === alike(served[part])
        ? []
        : [
            wrong(
              `precision.${part}`,
              precision[part],
              `${fit.precision} (${part} ${served[part]})`,
              `Plan with precision.${part}=${served[part]}, or fit a benchmark in the scenario's precision`,
            ),
          ],
    ),
    ...(precision.sparsity === 'dense'
      ? []
      : [wrong('precision.sparsity', precision.sparsity, 'dense weights', 'Plan with precision.sparsity=dense')]),
  ];
};
