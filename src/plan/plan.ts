import { err, type Result } from '../base/result.ts';
import { tierOfHardware } from '../catalog/own-hardware.ts';
import type { Model, Server } from '../catalog/schema.ts';
import type { Calibration } from '../records/calibration.ts';
import { FIGURES, type PlanFigures } from '../records/ledger-lines.ts';
import type { Warning } from '../records/measurement.ts';
import { PLAN_FORMAT, PLAN_VERSION, type Binding, type Plan } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import type { StackFit } from '../records/stack-fit.ts';
import { modelGeometry } from '../throughput/geometry.ts';
import { computeRate } from '../throughput/precision.ts';
import { sparsePeakFactor } from '../throughput/sparsity.ts';
import { articleCostLines, articleFleetLines, articlePowerLines, articleWarnings } from './article.ts';
import { NO_LOAD, noRoom, servingBindings } from './binding.ts';
import { chooseParameters } from './choose-parameters.ts';
import { chooseStack, stackFitWarnings } from './choose-stack.ts';
import { loadLines, peakLines } from './demand/demand-lines.ts';
import { fleetQueueLines, servingServerLines, spareLines, waterfallLines } from './fleet/fleet-lines.ts';
import { powerLines, rackCapacityLines, rackLines } from './fleet/rack-lines.ts';
import { serverFacts, stackFacts, type FactFactors } from './facts.ts';
import { createLedger, knownOrNull, type Ledger } from './ledger.ts';
import { chooseReplica, type ServingPlan } from './serving/choose-replica.ts';
import { closedFormWarnings } from './serving/closed-form-range.ts';
import { explainInfeasible } from './serving/infeasible.ts';
import { partsOf, type Parts } from './parts.ts';
import { exceedsRack, formatRemarks, sizeRemarks } from './remarks.ts';
import { servingLines } from './serving/serving-lines.ts';
import {
  capitalLines,
  computeFloorLines,
  energyCostLines,
  floorShareLines,
  queryCostLines,
  serverLines,
} from './shared-lines.ts';

export interface PlanOptions {
  readonly calibration?: Calibration | null;
  /** Constants of a stack from a benchmark, in place of the published ones where `checkStackFit` finds nothing wrong. */
  readonly stackFit?: StackFit | null;
  /** Models beside those of the catalogue, by their id. */
  readonly models?: readonly Model[];
  /** False leaves `ledger` empty; every other number is the same. For searches over many plans. */
  readonly ledger?: boolean;
  /** What the plan would be if these facts were others. */
  readonly factors?: FactFactors;
}

const articlePlan = (ledger: Ledger, scenario: Scenario, parts: Parts): Outcome => {
  loadLines(ledger, scenario);
  serverLines(ledger, parts.server);
  articleFleetLines(ledger, scenario);
  articlePowerLines(ledger, scenario);
  energyCostLines(ledger, scenario);
  articleCostLines(ledger, scenario);
  queryCostLines(ledger, scenario);
  computeFloor(ledger, scenario, parts);
  floorShareLines(ledger);
  return { binding: [], feasible: true, warnings: articleWarnings(ledger, scenario, parts.server) };
};

const computeFloor = (ledger: Ledger, { mode, precision, serving }: Scenario, { model, accelerator }: Parts): void => {
  const physical = mode === 'physical';
  computeFloorLines(ledger, {
    model,
    paramsActive: model.paramsActive ?? modelGeometry(model).paramsActive,
    peakFlops: computeRate(accelerator, precision)?.peakFlops ?? NaN,
    peakSource: accelerator.sources[0],
    peakTier: tierOfHardware(accelerator.id),
    sparsePeakFactor: physical ? sparsePeakFactor(accelerator, precision) : 1,
    prefixHitRate: physical ? serving.prefixHitRate : 0,
  });
};

interface Outcome {
  readonly feasible: boolean;
  readonly binding: readonly Binding[];
  readonly warnings: readonly Warning[];
}

/**
 * The replica that a plan of the physical mode is made of, for those that look into it (the simulation). The scenario's
 * ids have been checked and it has a load.
 */
export const planServing = (
  scenario: Scenario,
  { calibration = null, stackFit = null, models = [], factors = {} }: PlanOptions = {},
): Result<ServingPlan, Binding> => {
  const parts = partsOf(scenario, calibration, models);
  if (!parts.ok) return err(parts.error);
  if (scenario.demand.queriesPerDay === 0) return err(NO_LOAD);
  const { stack } = scenario.hardware;
  const { parameters } = chooseParameters(parts.value.accelerator, stack, calibration);
  const options = {
    scenario,
    ...parts.value,
    parameters,
    stack: stackFacts(chooseStack(scenario, stackFit).constants, factors),
  };
  const chosen = chooseReplica(options);
  return chosen.ok ? chosen : err(explainInfeasible(options, chosen.error));
};

const physicalPlan = (
  ledger: Ledger,
  scenario: Scenario,
  parts: Parts,
  { calibration, stackFit, factors }: Pick<Required<PlanOptions>, 'calibration' | 'stackFit' | 'factors'>,
): Outcome => {
  const {
    warnings: parameterWarnings,
    own,
    ...chosen
  } = chooseParameters(parts.accelerator, scenario.hardware.stack, calibration);
  const warnings = [
    ...formatRemarks(parts.accelerator, scenario),
    ...parts.warnings,
    ...parameterWarnings,
    ...stackFitWarnings(scenario, stackFit, own),
  ];
  loadLines(ledger, scenario);
  serverLines(ledger, parts.server);
  computeFloor(ledger, scenario, parts);
  if (scenario.demand.queriesPerDay === 0) return { feasible: false, binding: [NO_LOAD], warnings };

  const stack = chooseStack(scenario, stackFit);
  const constants = stackFacts(stack.constants, factors);
  const options = { scenario, ...parts, parameters: chosen.parameters, stack: constants };
  const candidate = chooseReplica(options);
  if (!candidate.ok) return { feasible: false, binding: [explainInfeasible(options, candidate.error)], warnings };
  const serving = candidate.value;
  servingLines(ledger, scenario, { parameters: chosen, stack }, options, serving);
  peakLines(ledger, scenario);
  waterfallLines(ledger);
  servingServerLines(ledger, serving);
  fleetQueueLines(ledger, serving);
  rackCapacityLines(ledger, scenario, parts.server);
  if (ledger.value('fleet.serversPerRack') === 0 || exceedsRack(parts.server, scenario)) {
    return { feasible: false, binding: [noRoom(parts.server, scenario)], warnings };
  }
  spareLines(ledger, scenario);
  floorShareLines(ledger);
  rackLines(ledger);
  powerLines(ledger, scenario, parts.server);
  energyCostLines(ledger, scenario);
  capitalLines(ledger);
  queryCostLines(ledger, scenario);
  return {
    feasible: true,
    binding: servingBindings(serving, scenario),
    warnings: [
      ...sizeRemarks(ledger, scenario),
      ...warnings,
      ...closedFormWarnings(serving),
      ...unknownFacts(parts.server),
    ],
  };
};

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

/** The answer to a scenario whose ids have been checked. */
export const plan = (
  scenario: Scenario,
  { calibration = null, stackFit = null, models = [], ledger: recording = true, factors = {} }: PlanOptions = {},
): Plan => {
  const ledger = createLedger({ recording });
  const found = partsOf(scenario, calibration, models);
  const answer = (parts: Parts): Outcome =>
    scenario.mode === 'article'
      ? articlePlan(ledger, scenario, parts)
      : physicalPlan(ledger, scenario, parts, { calibration, stackFit, factors });
  const outcome = found.ok
    ? answer({ ...found.value, server: serverFacts(found.value.server, factors) })
    : { feasible: false, binding: [found.error], warnings: [] };
  return {
    format: PLAN_FORMAT,
    version: PLAN_VERSION,
    scenario,
    feasible: outcome.feasible,
    binding: outcome.binding,
    ...figuresOf(ledger),
    uncertainty: null,
    ledger: ledger.lines(),
    warnings: outcome.warnings,
  };
};

/** The figures of a plan, by section, from the lines that they are. */
const figuresOf = (ledger: Ledger): PlanFigures => {
  const figures: Record<string, Record<string, number | null>> = {};
  for (const id of FIGURES) {
    const [section, key] = id.split('.');
    (figures[section] ??= {})[key] = ledger.has(id) ? knownOrNull(ledger.value(id)) : null;
  }
  // FIGURES and PlanFigures are read from the same table.
  return figures as unknown as PlanFigures;
};
