import { nearest } from '../base/nearest.ts';
import { problem, type Problem } from '../base/result.ts';
import { accelerators, models, servers } from '../catalog/catalog.ts';
import { stacks } from '../catalog/stacks.ts';
import type { Model } from '../catalog/schema.ts';
import type { Scenario } from '../records/scenario.ts';

/** Accelerator id that stands for what was measured on this machine. */
export const LOCAL_ACCELERATOR = 'local';

/** Names of things that the catalogue does not have, each with the closest that it has. */
export const checkScenarioIds = (scenario: Scenario, ownModels: readonly Model[] = []): Problem[] => {
  const unknown = (path: string, kind: string, id: string, known: readonly { readonly id: string }[]): Problem[] => {
    if (known.some((record) => record.id === id)) return [];
    const suggestion = nearest(
      id,
      known.map((record) => record.id),
    );
    return [
      problem(
        path,
        `${path} "${id}" is not a known ${kind}; did you mean "${suggestion ?? ''}"? \`roofrack catalog list\` names all ${String(known.length)}.`,
      ),
    ];
  };
  const { accelerator } = scenario.hardware;
  return [
    ...unknown('model', 'model', scenario.model, [...models, ...ownModels]),
    ...unknown('hardware.server', 'server', scenario.hardware.server, servers),
    ...unknown('hardware.stack', 'serving stack', scenario.hardware.stack, stacks),
    ...(accelerator === null || accelerator === LOCAL_ACCELERATOR
      ? []
      : unknown('hardware.accelerator', 'accelerator', accelerator, accelerators)),
  ];
};
