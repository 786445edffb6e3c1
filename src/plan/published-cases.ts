import { findPreset } from '../catalog/presets.ts';
import type { PlanLineId } from '../records/ledger-lines.ts';
import { withFields, type Scenario } from '../records/scenario.ts';
import { plan } from './plan.ts';
import { publishedFabricCases } from './published-fabrics.ts';

/** A figure that somebody printed, and the scenario and ledger line that should give it again. */
interface PublishedCase {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly source: string;
  readonly preset: string;
  /** What the text says otherwise at this place. */
  readonly change?: (scenario: Scenario) => Scenario;
  readonly line: PlanLineId;
  readonly printed: number;
  /** Half of the last digit printed: what rounding alone explains. */
  readonly tolerance: number;
  /** Where the text contradicts its own inputs: why its figure cannot come out. */
  readonly slip?: string;
}

export type Verdict = 'agrees' | 'slip in the source' | 'does not agree';

export interface VerifiedCase {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly source: string;
  readonly printed: number;
  readonly computed: number | null;
  /** computed / printed − 1, in percent. */
  readonly differencePercent: number | null;
  readonly verdict: Verdict;
  readonly explanation: string | null;
}

const GUOSHENG = 'Guosheng Securities, 2023-02-12, as reported by 华尔街见闻, 2023-02-14';

const withQueries =
  (queriesPerDay: number) =>
  (scenario: Scenario): Scenario =>
    withFields(scenario, 'demand', { queriesPerDay });

const seed = (
  id: string,
  label: string,
  line: PlanLineId,
  printed: number,
  unit: string,
  tolerance: number,
  more: Partial<PublishedCase> = {},
): PublishedCase => ({
  id: `guosheng-2023-${id}`,
  label,
  unit,
  source: GUOSHENG,
  preset: 'chatgpt-2023-article',
  line,
  printed,
  tolerance,
  ...more,
});

const cases: readonly PublishedCase[] = [
  seed('gpu-hours', 'A100 time', 'demand.gpuHoursPerDay', 729_167, 'h/day', 0.5),
  seed('gpus', 'A100s', 'fleet.gpus', 30_382, 'GPUs', 0.5),
  seed('servers', 'DGX A100', 'fleet.servers', 3798, 'servers', 0.5),
  seed('racks', 'Racks', 'fleet.racks', 542, 'racks', 0.5),
  seed('rack-gpus', 'A100s per rack', 'fleet.gpusPerRack', 56, 'GPUs', 0.5),
  seed('rack-pflops', 'Speed of a rack, sparse', 'fleet.pflopsPerRack', 35, 'PFLOP/s', 0.5),
  seed('rack-kw', 'Power of a rack', 'power.kwPerRack', 45.5, 'kW', 0.05),
  seed('rack-usd', 'Price of a rack', 'cost.rackUsd', 1_400_000, 'USD', 50_000),
  seed('capex', 'Capital', 'cost.capexUsd', 759_000_000, 'USD', 500_000),
  seed('kwh', 'Energy', 'energy.kwhPerDay', 591_864, 'kWh/day', 0.5),
  seed('usd', 'Electricity bill', 'energy.usdPerDay', 47_000, 'USD/day', 500),
  seed('kwh-in-cost-line', 'Energy, as printed beside its cost', 'energy.kwhPerDay', 2_369_640, 'kWh/day', 0.5, {
    slip: 'The 2,369,640 kWh belong to a thousand million queries a day; the bill printed beside them is that of 591,864 kWh.',
  }),
  seed('kwh-billion-queries', 'Energy of 1e9 queries per day', 'energy.kwhPerDay', 2_369_640, 'kWh/day', 0.5, {
    change: withQueries(1e9),
  }),
  seed('gpus-13m-visitors', 'A100s of the 13 million visitors in the lead', 'fleet.gpus', 30_382, 'GPUs', 0.5, {
    change: withQueries(130e6),
    slip: 'The lead says 13 million visitors a day, the sum takes 25 million; 13 million asking ten questions need 15,799.',
  }),
];

const scenarioOf = ({ preset, change, id }: PublishedCase): Scenario => {
  const found = findPreset(preset);
  if (found === null) throw new Error(`Published case ${id} names the preset ${preset}, which does not exist.`);
  return change === undefined ? found.scenario : change(found.scenario);
};

/** What was computed, held against what was printed. */
const judge = (
  {
    id,
    label,
    unit,
    source,
    printed,
    slip,
  }: Pick<PublishedCase, 'id' | 'label' | 'unit' | 'source' | 'printed' | 'slip'>,
  computed: number | null,
  tolerance: number,
): VerifiedCase => {
  const agrees = computed !== null && Math.abs(computed - printed) <= tolerance;
  // A slip that suddenly comes out means that the sum or the note on it is wrong.
  const verdict =
    slip === undefined ? (agrees ? 'agrees' : 'does not agree') : agrees ? 'does not agree' : 'slip in the source';
  return {
    id,
    label,
    unit,
    source,
    printed,
    computed,
    differencePercent: computed === null ? null : 100 * (computed / printed - 1),
    verdict,
    explanation: slip ?? null,
  };
};

const verify = (one: PublishedCase): VerifiedCase => {
  const computed = plan(scenarioOf(one)).ledger.find((line) => line.id === one.line)?.value ?? null;
  return judge(one, computed, one.tolerance);
};

/** Does it still agree? Every published figure, computed again. */
export const verifyPublishedCases = (): VerifiedCase[] => [
  ...cases.map(verify),
  ...publishedFabricCases().map((fabric) => judge(fabric, fabric.computed, 0)),
];
