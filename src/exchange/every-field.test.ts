import { describe, expect, it } from 'vitest';
import { valueAt } from '../base/plain-object.ts';
import { accelerators, models, servers } from '../catalog/catalog.ts';
import { trainingDefaults, trainingPresets } from '../catalog/training-presets.ts';
import { presets, scenarioDefaults } from '../catalog/presets.ts';
import { regions } from '../catalog/regions.ts';
import { physicalPreset } from '../catalog/testing/presets.ts';
import { stacks } from '../catalog/stacks.ts';
import { phasedBuild } from '../plan/demand/growth.ts';
import { ownOrRent } from '../plan/economics/own-or-rent.ts';
import { networkProfiles } from '../racks/network/network-of.ts';
import { plan, type PlanOptions } from '../plan/plan.ts';
import { MODES, scenarioSchemas, type Mode, type Scenario } from '../records/scenario.ts';
import { childSchema, describeField, knownKeys, schemaAt, type SchemaNode } from '../records/schema-walk.ts';
import { trainingSchema, type Training } from '../records/training.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { stackFitOf } from '../records/testing/stack-fit.ts';
import { train } from '../training/train.ts';
import { trainingLevers } from '../training/training-levers.ts';
import { applySettings, applyValue, settable } from './scenario.ts';
import { applyTrainingSettings, trainingSettings } from './training.ts';

/** Fields that are no input of an answer; the order of racks is one of the layout and its cables. */
const ASIDE = ['mode', 'name', 'hall.rackOrder'];

const at = (base: Scenario, ...settings: string[]): Scenario => {
  const changed = applySettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  return changed.value;
};

const { article, physical } = scenarioDefaults;
/** Scenarios in which something counts that does not in others: narrow products, experts, a draft model, rent, short SLO, one big tensor group, prompts apart. */
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
  at(physical, 'serving.prefill=disaggregated', 'slo.ttftP99Ms=20000'),
  at(physicalPreset('deepseek-v3-chat'), 'serving.prefill=disaggregated', 'slo.ttftP99Ms=20000'),
];

const CATALOGUE: Readonly<Record<string, readonly { readonly id: string }[]>> = {
  model: models,
  'hardware.server': servers,
  'hardware.accelerator': accelerators,
  'hardware.stack': stacks,
  'network.profile': [{ id: 'null' }, ...networkProfiles],
  'economics.region': regions,
  'training.accelerator': accelerators,
};

const FIT = 'fit';
const trafficClass = { name: 'a', share: 1, inputTokens: 900, inputCv: 1, outputTokens: 90, outputCv: 1 };
/** Values of fields that are no number, word or name of the catalogue. */
const WHOLE: Readonly<Record<string, unknown>> = {
  'demand.classes': [{ ...trafficClass, ttftP99Ms: 2000, tpotP99Ms: 200 }],
  'demand.hourlyProfile': Array.from({ length: 24 }, (_, hour) => 1 + hour),
  'carbon.hourlyProfile': Array.from({ length: 24 }, (_, hour) => 1 + hour),
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

type Numbers = ReadonlyMap<string, number | null>;

/** Every number of an answer, by the line, the year or the way of paying that it is of. */
const numbersOf = (scenario: Scenario): Numbers => {
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

const ofBases = new Map<unknown, Numbers>();
/** Of what every field is held against, computed once. */
const ofBase = <T>(base: T, compute: (base: T) => Numbers): Numbers => {
  const known = ofBases.get(base) ?? compute(base);
  ofBases.set(base, known);
  return known;
};

/** Other values that a field may have, as a person would type them: what it may be called, or numbers around what it is. */
const valuesOf = (schema: SchemaNode, path: string, now: unknown): readonly string[] => {
  const { options, low, high, whole } = describeField(schema);
  const around = typeof now === 'number' && now !== 0 ? [now / 2, now * 2, now * 0.9, now * 1.1] : [1, 2, 8];
  const numbers = [...around, low ?? 0, high ?? 0].map((number) =>
    Math.min(high ?? Infinity, Math.max(low ?? -Infinity, whole ? Math.round(number) : number)),
  );
  return [...(CATALOGUE[path] ?? []).map(({ id }) => id), ...(options ?? []), ...numbers.map(String)];
};

const fieldOf = (root: SchemaNode, path: string): SchemaNode => {
  const schema = schemaAt(root, path.split('.'));
  if (schema === null) throw new Error(`${path} is no field`);
  return schema;
};

const withValues = (base: Scenario, mode: Mode, path: string): readonly Scenario[] => {
  if (path in WHOLE) {
    const changed = applyValue(base, path, WHOLE[path]);
    return changed.ok ? [changed.value] : [];
  }
  return valuesOf(fieldOf(scenarioSchemas[mode], path), path, valueAt(base, path)).flatMap((text) => {
    const changed = applySettings(base, [`${path}=${text}`]);
    return changed.ok ? [changed.value] : [];
  });
};

/** Whether a number that is no echo of the field is another. */
const differ = (before: Numbers, after: Numbers, isEcho: (id: string) => boolean): boolean =>
  [...after].some(([id, value]) => !isEcho(id) && before.has(id) && before.get(id) !== value);

/** Whether some value of the field changes a number beside that which only says the field again. */
const moves = (mode: Mode, path: string): boolean =>
  BASES.filter((base) => base.mode === mode).some((base) => {
    const before = ofBase(base, numbersOf);
    return withValues(base, mode, path).some((changed) => differ(before, numbersOf(changed), (id) => id === path));
  });

describe.each(MODES)('in the mode %s', (mode) => {
  it.each(settable(mode).filter((path) => !ASIDE.includes(path)))('%s moves a number of some plan', (path) => {
    expect(moves(mode, path)).toBe(true);
  });
});

/** Of what is in a list: two entries that count, in a scenario in which they do, and lines that only say them again. */
const LISTS = [
  {
    path: 'demand.classes',
    bases: [physicalPreset('llama3-70b-chat')],
    entries: [
      { ...trafficClass, ttftP99Ms: 600, tpotP99Ms: 60 },
      { ...trafficClass, name: 'b', share: 2, outputTokens: 400, ttftP99Ms: 2400, tpotP99Ms: 60 },
    ],
    isEcho: (id: string) => id.startsWith('demand.class'),
    aside: ['name'],
  },
  {
    path: 'facility.equipment',
    bases: [
      physical,
      at(physical, 'facility.rackKg=4000', 'facility.rackKw=100'),
      at(physical, 'hardware.server=gb200-compute-tray', 'facility.airKw=10', 'facility.liquidKw=50'),
    ],
    entries: [
      { name: 'Pump', role: 'cdu', per: 'fleet', count: 2, units: 4, kw: 2, kg: 300, coolsKw: 400, usd: 5000 },
      { name: 'Store', role: 'storage', per: 'rack', count: 1, units: 2, kw: 1, kg: 30, coolsKw: null, usd: 1000 },
    ],
    isEcho: (id: string) => id.startsWith('equipment.'),
    // The role is for drawings and for what is exported.
    aside: ['name', 'role'],
  },
] as const;

describe.each(LISTS)('in $path', ({ path, bases, entries, isEcho, aside }) => {
  const entry = childSchema(fieldOf(scenarioSchemas.physical, path), 0);
  const members = (entry === null ? null : knownKeys(entry)) ?? [];
  const withEntries = (base: Scenario, values: readonly object[]): readonly Scenario[] => {
    const changed = applyValue(base, path, values);
    return changed.ok ? [changed.value] : [];
  };

  it.each(members.filter((member) => !(aside as readonly string[]).includes(member)))('%s moves a number', (member) => {
    const moved = bases
      .flatMap((base) => withEntries(base, entries))
      .some((scenario) => {
        const before = numbersOf(scenario);
        return entries.some((now, index) => {
          const schema = entry === null ? null : childSchema(entry, member);
          if (schema === null) throw new Error(`${path} has no ${member}`);
          return valuesOf(schema, member, valueAt(now, member)).some((text) => {
            const value = describeField(schema).kind === 'number' ? Number(text) : text;
            const changed = entries.map((other, at) => (at === index ? { ...other, [member]: value } : other));
            return withEntries(scenario, changed).some((after) => differ(before, numbersOf(after), isEcho));
          });
        });
      });
    expect(moved).toBe(true);
  });
});

const trainingWith = (base: Training, ...settings: string[]): Training => {
  const changed = applyTrainingSettings(base, settings);
  if (!changed.ok) throw new Error(changed.error.map(({ message }) => message).join('\n'));
  return changed.value;
};

/** Trainings in which something counts that does not in others: failures, owned hardware, the rule by layers, no accelerator named. */
const TRAININGS: readonly Training[] = [
  ...trainingPresets.map(({ training }) => training),
  ...trainingPresets
    .slice(0, 1)
    .flatMap(({ training }) => [
      trainingWith(training, 'failures.acceleratorMtbfHours=50000', 'failures.checkpointMinutes=30'),
      trainingWith(training, 'economics.method=acquisition', 'economics.acceleratorUsd=20000'),
      trainingWith(training, 'economics.method=amortised', 'economics.acceleratorUsd=20000', 'budget.staffYears=10'),
      trainingWith(training, 'training.flopRule=layers', 'training.attention=causal', 'memory.checkpointing=selective'),
      trainingWith(training, 'training.idlePowerShare=0.3', 'training.usdPerGpuHour=null'),
      trainingWith(training, 'memory.checkpointing=all', 'levers.shared=0.4'),
    ]),
  trainingDefaults,
];

const numbersOfTraining = (training: Training): Numbers =>
  new Map([
    ...train(training).ledger.map(({ id, value }): [string, number | null] => [id, value]),
    ...trainingLevers(training).map(({ id, ratio }): [string, number | null] => [`lever ${id}`, ratio]),
  ]);

it.each(trainingSettings.filter((path) => path !== 'name'))('%s moves a number of some training', (path) => {
  const schema = fieldOf(trainingSchema, path);
  const moved = TRAININGS.some((base) => {
    const before = ofBase(base, numbersOfTraining);
    return valuesOf(schema, path, valueAt(base, path)).some((text) => {
      const changed = applyTrainingSettings(base, [`${path}=${text}`]);
      return changed.ok && differ(before, numbersOfTraining(changed.value), (id) => id === path);
    });
  });
  expect(moved).toBe(true);
});
