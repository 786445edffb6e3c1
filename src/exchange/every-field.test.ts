import { describe, expect, it } from 'vitest';
import { accelerators, models, servers } from '../catalog/catalog.ts';
import { presets, scenarioDefaults } from '../catalog/presets.ts';
import { regions } from '../catalog/regions.ts';
import { stacks } from '../catalog/stacks.ts';
import { phasedBuild } from '../plan/demand/growth.ts';
import { ownOrRent } from '../plan/economics/own-or-rent.ts';
import { networkProfiles } from '../racks/network/network-of.ts';
import { plan, type PlanOptions } from '../plan/plan.ts';
import { MODES, scenarioSchemas, type Mode, type Scenario } from '../records/scenario.ts';
import { describeField, schemaAt } from '../records/schema-walk.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { stackFitOf } from '../records/testing/stack-fit.ts';
import { applySettings, applyValue, settable } from './scenario.ts';

/** Fields that are no input of an answer; the order of racks is one of the layout and its cables. */
const ASIDE = ['mode', 'name', 'hall.rackOrder'];

const at = (base: Scenario, ...settings: string[]): Scenario => {
  const changed = applySettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  return changed.value;
};

const { article, physical } = scenarioDefaults;
/** Scenarios in which something counts that does not in others: narrow products, experts, a draft model, rent, short SLO, one big tensor group. */
const BASES: readonly Scenario[] = [
  ...presets.map(({ scenario }) => scenario),
  at(article, 'precision.weights=int8', 'precision.activations=int8'),
  at(physical, 'serving.draftTokens=4', 'economics.usdPerGpuHour=2'),
  at(
    physical,
    'economics.spotUsdPerGpuHour=1',
    'economics.peakPriceFactor=2',
    'economics.residualShare=0.1',
    'network.switchUsd=30000',
  ),
  at(article, 'economics.spotUsdPerGpuHour=1', 'economics.usdPerGpuHour=2', 'ownership.staffPerMw=2'),
  at(article, 'ownership.buildingUsdPerW=2', 'ownership.housing=colocation'),
  at(article, 'ownership.buildingUsdPerW=2'),
  at(physical, 'slo.ttftP99Ms=400', 'serving.targetUtilisation=0.95', 'demand.inputTokens=2000'),
  at(physical, 'facility.airKw=20', 'facility.wueLPerKwh=1', 'facility.liquidKw=0'),
  at(physical, 'hardware.server=gb200-compute-tray', 'facility.airKw=10', 'facility.liquidKw=50'),
  at(physical, 'hall.hotAisleMm=2000', 'hall.racksPerRow=4'),
  at(physical, 'serving.chunkTokens=128', 'demand.inputTokens=4000', 'serving.kvPolicy=reserve'),
];

const CATALOGUE: Readonly<Record<string, readonly { readonly id: string }[]>> = {
  model: models,
  'hardware.server': servers,
  'hardware.accelerator': accelerators,
  'hardware.stack': stacks,
  'network.profile': [{ id: 'null' }, ...networkProfiles],
  'economics.region': regions,
};

const FIT = 'fit';
const trafficClass = { name: 'a', share: 1, inputTokens: 900, inputCv: 1, outputTokens: 90, outputCv: 1 };
/** Values of fields that are no number, word or name of the catalogue. */
const WHOLE: Readonly<Record<string, unknown>> = {
  'demand.classes': [{ ...trafficClass, ttftP99Ms: 2000, tpotP99Ms: 200 }],
  'demand.hourlyProfile': Array.from({ length: 24 }, (_, hour) => 1 + hour),
  'facility.equipment': [
    { name: 'Store', role: 'storage', per: 'fleet', count: 4, units: 2, kw: 1, kg: 30, usd: 1000 },
  ],
  'hardware.calibration': FIT,
  'hardware.stackCalibration': FIT,
};

const optionsOf = (scenario: Scenario): PlanOptions => {
  if (scenario.mode === 'article') return {};
  const { calibration, stackCalibration } = scenario.hardware;
  const accelerator = 'a100-sxm-80gb';
  return {
    calibration:
      calibration === null
        ? null
        : calibrationOf({ accelerator, bandwidthGBps: 2039, peakTflops: 312, elementBytes: 2 }),
    stackFit: stackCalibration === null ? null : stackFitOf({ accelerator, stack: 'vllm', precision: 'fp16' }),
  };
};

/** Every number of an answer, by the line, the year or the way of paying that it is of. */
const numbersOf = (scenario: Scenario): Map<string, number | null> => {
  const options = optionsOf(scenario);
  const lines = plan(scenario, options).ledger.map(({ id, value }): [string, number | null] => [id, value]);
  const years = phasedBuild(scenario, 1, options).map(({ year, servers: count }): [string, number | null] => [
    `year ${String(year)}`,
    count,
  ]);
  const compared = ownOrRent(scenario, options);
  const ways = (compared.ok ? compared.value.ways : []).map(({ id, flow }): [string, number | null] => [
    `way ${id}`,
    flow.totalUsd,
  ]);
  return new Map([...lines, ...years, ...ways]);
};

const valuesFor = (base: Scenario, mode: Mode, path: string): readonly Scenario[] => {
  if (path in WHOLE) {
    const changed = applyValue(base, path, WHOLE[path]);
    return changed.ok ? [changed.value] : [];
  }
  const schema = schemaAt(scenarioSchemas[mode], path.split('.'));
  if (schema === null) throw new Error(`${path} is no field`);
  const { options, low, high, whole } = describeField(schema);
  const now = path.split('.').reduce<unknown>((here, key) => (here as Record<string, unknown>)[key], base);
  const around = typeof now === 'number' && now !== 0 ? [now / 2, now * 2, now * 0.9, now * 1.1] : [1, 2, 8];
  const numbers = [...around, low ?? 0, high ?? 0].map((number) =>
    Math.min(high ?? Infinity, Math.max(low ?? -Infinity, whole ? Math.round(number) : number)),
  );
  const texts = [...(CATALOGUE[path] ?? []).map(({ id }) => id), ...(options ?? []), ...numbers.map(String)];
  return texts.flatMap((text) => {
    const changed = applySettings(base, [`${path}=${text}`]);
    return changed.ok ? [changed.value] : [];
  });
};

/** Whether some value of the field changes a number beside that which only says the field again. */
const moves = (mode: Mode, path: string): boolean =>
  BASES.filter((base) => base.mode === mode).some((base) => {
    const before = numbersOf(base);
    return valuesFor(base, mode, path).some((changed) =>
      [...numbersOf(changed)].some(([id, value]) => id !== path && before.has(id) && before.get(id) !== value),
    );
  });

describe.each(MODES)('in the mode %s', (mode) => {
  it.each(settable(mode).filter((path) => !ASIDE.includes(path)))('%s moves a number of some plan', (path) => {
    expect(moves(mode, path)).toBe(true);
  });
});
