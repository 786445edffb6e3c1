import { hardwareOf } from '../../catalog/own-hardware.ts';
import { compareScenarios, type ScenarioDifference } from '../../plan/attribution.ts';
import { capacity as mostServed, type Capacity } from '../../plan/capacity.ts';
import { checkScenarioIds } from '../../plan/check-ids.ts';
import { onServer, rowOn, type HardwareRow } from '../../plan/compare-hardware.ts';
import { ledgerView } from '../../plan/ledger-views.ts';
import { leverSteps, type Lever } from '../../plan/levers.ts';
import { moveSteps, type Move } from '../../plan/moves.ts';
import { otherMode as inOtherMode } from '../../plan/other-mode.ts';
import { plan as planned, planServing } from '../../plan/plan.ts';
import { sensitivitySteps, type Sensitivity } from '../../plan/sensitivity/sensitivity.ts';
import { loadCurve as curveOf, type LoadCurve } from '../../plan/serving/load-curve.ts';
import type { LedgerLine, Plan } from '../../records/plan.ts';
import type {
  CapacityRequest,
  DifferenceRequest,
  JobContext,
  LedgerRequest,
  ScenarioRequest,
} from '../compute-protocol.ts';
import { stepped } from './stepped.ts';

export const plan = ({ scenario, options }: ScenarioRequest): Plan => planned(scenario, options);

export const otherMode = ({ scenario, options }: ScenarioRequest): Plan => planned(inOtherMode(scenario), options);

export const hardware = async (
  { scenario, options }: ScenarioRequest,
  { pause }: JobContext<never>,
): Promise<HardwareRow[]> => {
  const rows: HardwareRow[] = [];
  for (const { id } of hardwareOf(scenario).servers) {
    if (checkScenarioIds(onServer(scenario, id)).length > 0) continue;
    rows.push(rowOn(scenario, id, { ...options, ledger: false }));
    await pause();
  }
  return rows;
};

/** An address may name a server that there is none of, or that does not suit the scenario. */
export const ledger = ({ scenario, options, view }: LedgerRequest): readonly LedgerLine[] => {
  const seen = view.kind === 'server' ? onServer(scenario, view.server) : scenario;
  return checkScenarioIds(seen).length > 0 ? [] : ledgerView(scenario, view, options);
};

export const levers = async (
  { scenario, options }: ScenarioRequest,
  context: JobContext<never>,
): Promise<readonly Lever[]> => (scenario.mode === 'article' ? [] : stepped(leverSteps(scenario, options), context));

export const difference = ({ before, after, options }: DifferenceRequest): ScenarioDifference =>
  compareScenarios(before, after, options);

export const sensitivity = ({ scenario, options }: ScenarioRequest, context: JobContext<never>): Promise<Sensitivity> =>
  stepped(sensitivitySteps(scenario, options), context);

export const moves = ({ scenario, options }: ScenarioRequest, context: JobContext<never>): Promise<readonly Move[]> =>
  stepped(moveSteps(scenario, options), context);

export const loadCurve = ({ scenario, options }: ScenarioRequest): LoadCurve | null => {
  if (scenario.mode === 'article') return null;
  const serving = planServing(scenario, options);
  return serving.ok ? curveOf(serving.value) : null;
};

export const capacity = ({ scenario, options, budget }: CapacityRequest): Capacity =>
  mostServed(scenario, budget, options);
