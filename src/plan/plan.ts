import { entryAt } from '../base/checked.ts';
import { err, type Result } from '../base/result.ts';
import { modelGeometry } from '../catalog/model-geometry.ts';
import { tierOfHardware } from '../catalog/own-hardware.ts';
import type { Accelerator, Server } from '../catalog/schema.ts';
import type { ServingStack } from '../catalog/stacks.ts';
import type { Calibration } from '../records/calibration.ts';
import type { PlanFigures } from '../records/ledger-lines.ts';
import type { Warning } from '../records/measurement.ts';
import { FIGURE_PLACES, PLAN_FORMAT, PLAN_VERSION, type Binding, type Plan } from '../records/plan.ts';
import type { ArticleScenario, PhysicalScenario, Scenario } from '../records/scenario.ts';
import type { StackFit } from '../records/stack-fit.ts';
import { computeRate } from '../throughput/precision.ts';
import { sparsePeakFactor } from '../throughput/sparsity.ts';
import { articleFleetLines, articlePowerLines, articlePriceLines, articleWarnings } from './article.ts';
import { NO_LOAD, noHeight, noRoom, servingBindings } from './binding.ts';
import { uncheckedWarnings } from './standing/checked.ts';
import { chooseStack, stackFitWarnings } from './standing/choose-stack.ts';
import { standingParameters, type StandingParameters } from './standing/standing-parameters.ts';
import { loadLines, peakLines } from './demand/demand-lines.ts';
import { articleCapital, physicalCapital } from './economics/capital-lines.ts';
import { costLines } from './economics/cost-lines.ts';
import { energyCostLines } from './economics/energy-cost-lines.ts';
import { regionWarnings } from './economics/region.ts';
import { distributionLines, feedLossLines, feedWarnings } from './fleet/feed-lines.ts';
import { fleetQueueLines, servingServerLines, spareLines, waterfallLines } from './fleet/fleet-lines.ts';
import { heatLines, cduWarnings } from './fleet/cooling-lines.ts';
import { equipmentLines, equipmentWarnings } from './fleet/equipment-lines.ts';
import { hallLines } from './fleet/hall-lines.ts';
import { fleetNetwork, networkLines, networkWarnings } from './fleet/network-lines.ts';
import { rackCountLines } from './fleet/rack-count-lines.ts';
import { boundaryLines } from './economics/boundary-lines.ts';
import { powerLines } from './fleet/power-lines.ts';
import { fullRackLines, fullRackWarnings, rackCapacityLines } from './fleet/rack-lines.ts';
import { partsFacts, stackFacts, type FactFactors } from './facts.ts';
import { createLedger, knownOrNull, type Ledger } from './ledger.ts';
import { chooseReplica, type ServingPlan } from './serving/choose-replica.ts';
import { closedFormWarnings } from './serving/closed-form-range.ts';
import { explainInfeasible } from './serving/infeasible.ts';
import type { ServingOptions } from './serving/laid-out.ts';
import { modelWarnings } from './model-formats.ts';
import { partsOf, type Parts } from './parts.ts';
import {
  exceedsRack,
  formatRemarks,
  intervalRemarks,
  linkRemarks,
  portRemarks,
  sizeRemarks,
  spanRemarks,
  unreadFieldRemarks,
} from './remarks.ts';
import { servingLines } from './serving/serving-lines.ts';
import { contextWarning, scenarioClasses } from './serving/workload.ts';
import { computeFloorLines, floorShareLines, serverLines } from './shared-lines.ts';

export interface PlanOptions {
  readonly calibration?: Calibration | null;
  /** Constants of a stack from a benchmark, in place of the published ones where `checkStackFit` finds nothing wrong. */
  readonly stackFit?: StackFit | null;
  /** False leaves `ledger` empty; every other number is the same. For searches over many plans. */
  readonly ledger?: boolean;
  /** What the plan would be if these facts were others. */
  readonly factors?: FactFactors;
}

/** What binds a plan, and what its reader must know. */
type Remarks = Pick<Plan, 'binding' | 'warnings'>;

interface Feasibility {
  readonly feasible: boolean;
  /** Written when they are asked for: whoever draws thousands of plans reads none. */
  readonly remarks: () => Remarks;
}

const refused = (binding: Binding, warnings: readonly Warning[] = []): Feasibility => ({
  feasible: false,
  remarks: () => ({ binding: [binding], warnings }),
});

const articlePlan = (ledger: Ledger, scenario: ArticleScenario, parts: Parts): Feasibility => {
  loadLines(ledger, scenario);
  serverLines(ledger, parts);
  const tooHigh = noHeight(parts.server, scenario);
  if (tooHigh !== null) return refused(tooHigh);
  if (exceedsRack(parts.server, scenario.facility)) {
    return refused(noRoom(parts.server, scenario.facility));
  }
  articleFleetLines(ledger, scenario, parts.server);
  articlePowerLines(ledger, scenario);
  energyCostLines(ledger, scenario);
  articlePriceLines(ledger, scenario);
  costLines(ledger, scenario, articleCapital(ledger, scenario));
  computeFloor(ledger, scenario, parts);
  floorShareLines(ledger);
  return {
    feasible: true,
    remarks: () => ({ binding: [], warnings: articleWarnings(ledger, scenario, parts.server) }),
  };
};

const computeFloor = (
  ledger: Ledger,
  { precision, ...rest }: Scenario,
  { model, accelerator, measured }: Parts,
): void => {
  computeFloorLines(ledger, {
    model,
    paramsActive: model.paramsActive ?? modelGeometry(model).paramsActive,
    peakFlops: computeRate(accelerator, precision)?.peakFlops ?? NaN,
    peakSource: entryAt(accelerator.sources, 0),
    peakTier: measured ? 'measured' : tierOfHardware(accelerator.id),
    sparsePeakFactor: 'sparsity' in precision ? sparsePeakFactor(accelerator, precision.sparsity) : 1,
    prefixHitRate: 'serving' in rest ? rest.serving.prefixHitRate : 0,
  });
};

/** What a physical plan is computed from: the parts, and the parameters and constants that it stands on. */
interface Foundation {
  readonly options: ServingOptions;
  readonly parameters: StandingParameters;
  readonly stack: ServingStack;
  readonly warnings: readonly Warning[];
}

const foundationOf = (
  scenario: PhysicalScenario,
  parts: Parts,
  { calibration = null, stackFit = null, factors = {} }: PlanOptions,
): Foundation => {
  const standing = standingParameters(parts, scenario.hardware.stack, calibration);
  const stack = chooseStack(scenario, stackFit);
  return {
    options: { scenario, ...parts, parameters: standing.parameters, stack: stackFacts(stack.constants, factors) },
    parameters: standing,
    stack,
    warnings: [...parts.warnings, ...standing.warnings, ...stackFitWarnings(scenario, stackFit, standing.own)],
  };
};

/** The replica that carries the load, or why none does. */
const servingOf = ({ options }: Foundation): Result<ServingPlan, Binding> => {
  if (options.scenario.demand.queriesPerDay === 0) return err(NO_LOAD);
  const chosen = chooseReplica(options);
  return chosen.ok ? chosen : err(explainInfeasible(options, chosen.error));
};

/**
 * The replica that a plan of the physical mode is made of, for those that look into it (the simulation). The scenario's
 * ids have been checked.
 */
export const planServing = (scenario: PhysicalScenario, options: PlanOptions = {}): Result<ServingPlan, Binding> => {
  const parts = partsOf(scenario, options.calibration ?? null);
  return parts.ok ? servingOf(foundationOf(scenario, parts.value, options)) : parts;
};

const physicalPlan = (
  ledger: Ledger,
  scenario: PhysicalScenario,
  parts: Parts,
  planOptions: PlanOptions,
): Feasibility => {
  const foundation = foundationOf(scenario, parts, planOptions);
  const { options } = foundation;
  const beyond = contextWarning(parts.model, scenarioClasses(scenario));
  const warnings = [
    ...(beyond === null ? [] : [beyond]),
    ...formatRemarks(parts.accelerator, scenario),
    ...linkRemarks(parts.accelerator, parts.server, scenario),
    ...unreadFieldRemarks(scenario),
    ...foundation.warnings,
  ];
  loadLines(ledger, scenario);
  serverLines(ledger, parts, scenario.facility.powerShare);
  computeFloor(ledger, scenario, parts);
  const chosen = servingOf(foundation);
  if (!chosen.ok) return refused(chosen.error, warnings);
  const serving = chosen.value;
  servingLines(ledger, scenario, foundation, options, serving);
  peakLines(ledger, scenario);
  waterfallLines(ledger, serving);
  servingServerLines(ledger, serving);
  fleetQueueLines(ledger, serving);
  rackCapacityLines(ledger, scenario, parts.server);
  if (ledger.value('fleet.serversPerRack') === 0 || exceedsRack(parts.server, scenario.facility)) {
    return refused(noRoom(parts.server, scenario.facility), warnings);
  }
  feedLossLines(ledger, scenario, parts.server);
  spareLines(ledger, scenario);
  floorShareLines(ledger);
  const network = fleetNetwork(ledger, scenario);
  if (!network.ok) return refused(network.error, warnings);
  if (network.value !== null) networkLines(ledger, scenario, network.value);
  const racks = rackCountLines(ledger, scenario, parts.server, network.value);
  if (!racks.ok) return refused(racks.error, warnings);
  equipmentLines(ledger, scenario, parts.server);
  fullRackLines(ledger);
  powerLines(ledger, scenario, parts, serving);
  distributionLines(ledger, scenario);
  heatLines(ledger, scenario, parts.server);
  hallLines(ledger, scenario);
  energyCostLines(ledger, scenario);
  costLines(ledger, scenario, physicalCapital(ledger, scenario, parts.server));
  boundaryLines(ledger, scenario, parts.server);
  return {
    feasible: true,
    remarks: () => ({
      binding: servingBindings(serving, scenario),
      warnings: [
        ...sizeRemarks(ledger),
        ...warnings,
        ...uncheckedWarnings({ ...parts, stack: foundation.stack, prefill: scenario.serving.prefill }),
        ...intervalRemarks(serving),
        ...portRemarks(parts.server, serving),
        ...spanRemarks(parts.server, serving),
        ...closedFormWarnings(serving),
        ...feedWarnings(ledger, scenario, parts.server),
        ...unknownFacts(parts.server),
        ...priceRemarks(parts.server, parts.accelerator),
        ...(network.value === null ? [] : networkWarnings(scenario, network.value)),
        ...equipmentWarnings(scenario),
        ...cduWarnings(ledger, scenario),
        ...fullRackWarnings(ledger, scenario, parts.server),
      ],
    }),
  };
};

/** Complete systems of the catalogue cost 1.5 to 2.1 times their accelerators; a price of hardly more is of those alone. */
const BARE_PRICE = 1.05;

const priceRemarks = ({ model, gpus, priceUsd }: Server, { name, priceUsd: each }: Accelerator): Warning[] =>
  priceUsd === null || each === null || priceUsd > BARE_PRICE * gpus * each
    ? []
    : [
        {
          code: 'bare-price',
          message: `The only published price of ${model} is that of ${String(gpus)} × ${name} without the system around them, which cost half as much again or more elsewhere: cost is too low.`,
        },
      ];

const unknownFacts = (server: Server): Warning[] => {
  const missing = [
    server.uHeight === null ? ['height (no racks)'] : [],
    server.maxPowerW === null ? ['maximum power (no power, energy or carbon)'] : [],
    server.weightKg === null ? ['weight (racks not checked for it)'] : [],
    server.priceUsd === null ? ['price (no cost)'] : [],
  ].flat();
  if (missing.length === 0) return [];
  return [{ code: 'unknown-facts', message: `Nobody published for ${server.model}: ${missing.join(', ')}.` }];
};

/** Writes the lines that answer a scenario whose ids have been checked. */
export const writePlan = (ledger: Ledger, scenario: Scenario, options: PlanOptions): Feasibility => {
  const { calibration = null, factors = null } = options;
  const found = partsOf(scenario, calibration);
  if (!found.ok) return refused(found.error);
  const parts = partsFacts(found.value, factors);
  const { feasible, remarks } =
    scenario.mode === 'article' ? articlePlan(ledger, scenario, parts) : physicalPlan(ledger, scenario, parts, options);
  return {
    feasible,
    remarks: () => {
      const { binding, warnings } = remarks();
      return { binding, warnings: [...modelWarnings(scenario), ...regionWarnings(scenario), ...warnings] };
    },
  };
};

/** The answer to a scenario whose ids have been checked. */
export const plan = (scenario: Scenario, options: PlanOptions = {}): Plan => {
  const ledger = createLedger({ recording: options.ledger ?? true });
  const { feasible, remarks } = writePlan(ledger, scenario, options);
  const { binding, warnings } = remarks();
  return {
    format: PLAN_FORMAT,
    version: PLAN_VERSION,
    scenario,
    feasible,
    binding,
    ...figuresOf(ledger),
    uncertainty: null,
    monteCarlo: null,
    ledger: ledger.lines(),
    warnings,
  };
};

/** The figures of a plan, by section, from the lines that they are. */
const figuresOf = (ledger: Ledger): PlanFigures => {
  const figures: Record<string, Record<string, number | null>> = {};
  for (const { id, section, key } of FIGURE_PLACES) {
    (figures[section] ??= {})[key] = ledger.has(id) ? knownOrNull(ledger.value(id)) : null;
  }
  // FIGURES and PlanFigures are read from the same table.
  return figures as unknown as PlanFigures;
};
