import { isPlainObject, type PlainObject } from '../base/plain-object.ts';
import { withDefaults } from './migrate.ts';
import { MEASURED_ACCELERATOR, withMeasured, withModels } from './own-hardware.ts';

/** Migrations of scenarios, with the defaults of their time: what today's defaults are does not change an old file. */

const without = (value: unknown, keys: readonly string[]): unknown =>
  isPlainObject(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key))) : value;

const ESTIMATE_1 = {
  wordsPerQuery: 30,
  secondsPerWord: 0.35,
  rackRounding: 'floor',
  rackPriceUsd: 1_400_000,
  pflopsPerServer: 5,
};
const MODEL_1 = 'gpt-3-175b';

/** Fields that did not count in published arithmetic, section by section; null: the whole section. */
const NOT_IN_ARTICLE: Readonly<Record<string, readonly string[] | null>> = {
  demand: ['inputCv', 'outputCv', 'classes', 'peakToAverage', 'hourlyProfile', 'surge'],
  precision: ['sparsity', 'kvCache'],
  hardware: ['calibration', 'stackCalibration', 'stack', 'tensorParallel', 'expertParallel', 'pipelineParallel'],
  facility: ['rackKw', 'rackKg', 'feeds'],
  serving: null,
  slo: null,
  reliability: null,
};

const numberAt = (value: unknown, key: string): number => {
  const found = isPlainObject(value) ? value[key] : undefined;
  return typeof found === 'number' ? found : NaN;
};

/** A mix of classes counted in published arithmetic by its mean lengths alone. */
const meanDemand = (demand: unknown): unknown => {
  if (!isPlainObject(demand) || !Array.isArray(demand['classes'])) return demand;
  const classes = demand['classes'] as readonly unknown[];
  const shares = classes.reduce<number>((sum, trafficClass) => sum + numberAt(trafficClass, 'share'), 0);
  const mean = (key: string): number =>
    classes.reduce<number>(
      (sum, trafficClass) => sum + (numberAt(trafficClass, 'share') / shares) * numberAt(trafficClass, key),
      0,
    );
  return { ...demand, inputTokens: mean('inputTokens'), outputTokens: mean('outputTokens') };
};

/** The estimate of a scenario of the physical mode: where it was typed in, or where the load is the published one. */
const publishedOf = ({ article, model = MODEL_1 }: PlainObject): unknown => {
  const estimate = withDefaults(article ?? {}, ESTIMATE_1);
  if (!isPlainObject(estimate)) return estimate;
  const typed = Object.entries(ESTIMATE_1).some(([key, value]) => estimate[key] !== value);
  return typed || model === MODEL_1 ? { model, ...estimate } : null;
};

const LOCAL = 'local';

/** "What was measured here" was an id of its own with memory and power beside it; it is an own accelerator. */
const ownInPlaceOfLocal = (scenario: PlainObject): PlainObject => {
  const { hardware, own } = scenario;
  if (!isPlainObject(hardware)) return scenario;
  const { localMemoryGB = null, localWatts = null, ...rest } = hardware;
  if (rest['accelerator'] !== LOCAL) return { ...scenario, hardware: rest };
  return {
    ...scenario,
    hardware: { ...rest, accelerator: MEASURED_ACCELERATOR },
    own: withMeasured(isPlainObject(own) ? own : null, { memoryGB: localMemoryGB, tdpW: localWatts }),
  };
};

/**
 * Each mode has what counts in it and no more; the published estimate of a physical scenario is there where there is one;
 * what was measured here is an own accelerator; the network, which nothing read, is gone.
 */
export const toVersion2 = (older: PlainObject): PlainObject => {
  const common = without(ownInPlaceOfLocal(older), ['network']) as PlainObject;
  if (common['mode'] !== 'article') {
    return { ...(without(common, ['article']) as PlainObject), published: publishedOf(common) };
  }
  const sections = Object.entries({
    ...common,
    ...('demand' in common ? { demand: meanDemand(common['demand']) } : {}),
  });
  return Object.fromEntries(
    sections.flatMap(([key, value]) => {
      const keys = Object.hasOwn(NOT_IN_ARTICLE, key) ? NOT_IN_ARTICLE[key] : undefined;
      if (keys === undefined) return [[key, value]];
      return keys === null ? [] : [[key, without(value, keys)]];
    }),
  );
};

/** The network counts; a plan of before was of the servers alone and stays so. */
export const toVersion3 = (older: PlainObject): PlainObject =>
  older['mode'] === 'article' ? older : { ...older, network: { profile: null, switchUsd: null } };

/** Racks have equipment beside servers, a cabinet and a place in a hall; before, none was counted and the hall was this one. */
export const toVersion4 = (older: PlainObject): PlainObject => {
  if (older['mode'] === 'article') return older;
  const { facility = {} } = older;
  const none = { cabinetKg: 0, rackWidthMm: null, rackDepthMm: null, equipment: [] };
  const feeding = { feedVoltageV: 415, breakerStandard: 'ul489', racksPerPanel: 20, upsUnitKw: 1500 };
  const power = { powerShare: 1, powerExponent: 1 };
  return {
    ...older,
    facility: isPlainObject(facility) ? { ...facility, ...none, ...feeding, ...power } : facility,
    hall: {
      racksPerRow: 16,
      coldAisleMm: 1200,
      hotAisleMm: 1200,
      perimeterMm: 1200,
      containment: 'hot',
      rackOrder: 'as packed',
    },
  };
};

/** Own hardware has models beside it; before, there were none. */
export const toVersion5 = (older: PlainObject): PlainObject =>
  isPlainObject(older['own']) ? { ...older, own: withModels(older['own']) } : older;

/** TensorRT-LLM of 2023 and of today are two stacks; until then there was the older one. */
export const toVersion6 = (older: PlainObject): PlainObject => {
  const { hardware } = older;
  if (!isPlainObject(hardware) || hardware['stack'] !== 'tensorrt-llm') return older;
  return { ...older, hardware: { ...hardware, stack: 'tensorrt-llm-2023' } };
};

/** Money counts more than servers, electricity and rent; before, nothing else did. */
export const toVersion7 = (older: PlainObject): PlainObject => {
  const { economics = {} } = older;
  const physical = older['mode'] !== 'article';
  const prices = { region: null, demandUsdPerKwMonth: 0, residualShare: 0, taxRate: 0, utilisation: 1 };
  const ownership = {
    housing: 'own',
    powerUsdPerW: 0,
    coolingUsdPerW: 0,
    buildingUsdPerW: 0,
    maintenanceShare: 0,
    staffPerMw: 0,
    idleMonths: 0,
    rampMonths: 0,
  };
  return {
    ...older,
    economics: isPlainObject(economics)
      ? { ...economics, ...prices, ...(physical ? { peakPriceFactor: 1 } : {}) }
      : economics,
    ownership: physical ? { ...ownership, rackUsd: 0 } : ownership,
  };
};
