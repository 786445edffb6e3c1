import { nearest } from '../base/nearest.ts';
import { problem, type Problem } from '../base/result.ts';
import { accelerators as shipped } from '../catalog/catalog.ts';
import { hardwareOf } from '../catalog/own-hardware.ts';
import { regions } from '../catalog/regions.ts';
import { stacks } from '../catalog/stacks.ts';
import type { Accelerator } from '../catalog/schema.ts';
import { networkProfiles } from '../racks/network/network-of.ts';
import type { Scenario } from '../records/scenario.ts';

type Unknown = (path: string, kind: string, id: string, known: readonly { readonly id: string }[]) => Problem[];

/** Own hardware names other hardware, and each only once. */
const ownHardwareIds = ({ own }: Scenario, accelerators: readonly Accelerator[], unknown: Unknown): Problem[] => {
  if (own === null) return [];
  const twice = (kind: 'accelerators' | 'servers' | 'models'): Problem[] =>
    own[kind].flatMap(({ id }, index) =>
      own[kind].findIndex((other) => other.id === id) === index
        ? []
        : [problem(`own.${kind}`, `own.${kind} has "${id}" twice; rename one of them.`)],
    );
  return [
    ...twice('accelerators'),
    ...twice('servers'),
    ...twice('models'),
    ...own.servers.flatMap(({ acceleratorId }, index) =>
      unknown(`own.servers[${String(index)}].acceleratorId`, 'accelerator', acceleratorId, accelerators),
    ),
    ...own.accelerators.flatMap(({ kernelsOf }, index) =>
      kernelsOf === null
        ? []
        : unknown(`own.accelerators[${String(index)}].kernelsOf`, 'accelerator', kernelsOf, shipped),
    ),
  ];
};

/** Names of things that the catalogue does not have, each with the closest that it has. */
export const checkScenarioIds = (scenario: Scenario): Problem[] => {
  const unknown: Unknown = (path, kind, id, known) => {
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
  const { region } = scenario.economics;
  const { accelerators, servers, models } = hardwareOf(scenario);
  return [
    ...ownHardwareIds(scenario, accelerators, unknown),
    ...unknown('model', 'model', scenario.model, models),
    ...unknown('hardware.server', 'server', scenario.hardware.server, servers),
    ...(scenario.mode === 'physical'
      ? [
          ...unknown('hardware.stack', 'serving stack', scenario.hardware.stack, stacks),
          ...(scenario.network.profile === null
            ? []
            : unknown('network.profile', 'fabric', scenario.network.profile, networkProfiles)),
        ]
      : []),
    ...(region === null ? [] : unknown('economics.region', 'region', region, regions)),
    ...(accelerator === null ? [] : unknown('hardware.accelerator', 'accelerator', accelerator, accelerators)),
  ];
};
