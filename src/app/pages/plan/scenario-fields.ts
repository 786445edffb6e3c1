import { formatNumber, quantityText, unitWords } from '../../../base/format.ts';
import type { Problem } from '../../../base/result.ts';
import { accelerators, findAccelerator, models, servers } from '../../../catalog/catalog.ts';
import { hardwareOf } from '../../../catalog/own-hardware.ts';
import type { Accelerator, Model, Server } from '../../../catalog/schema.ts';
import { stacksByDate } from '../../../catalog/stacks.ts';
import { MEASURED_HERE } from '../../../exchange/scenario.ts';
import { regions } from '../../../catalog/regions.ts';
import { fabricProfiles } from '../../../racks/network/fabric.ts';
import { breakerName } from '../../../racks/power/breaker.ts';
import { OWN_POD } from '../../../racks/network/network-of.ts';
import { MEASURED_ACCELERATOR, ownAcceleratorSchema } from '../../../records/own-hardware.ts';
import { MODES, SCENARIO_TOPICS, scenarioSchemas, type Mode, type Scenario } from '../../../records/scenario.ts';
import { BREAKER_STANDARDS } from '../../../records/rack-layout.ts';
import { childSchema, describeField, knownKeys } from '../../../records/schema-walk.ts';
import { shortServerName } from '../../charts/server-name.ts';
import type { ChoiceOption } from '../../controls/rr-choice-field/rr-choice-field.ts';
import { UNSET, type FieldGroup, type ScenarioField } from './form-fields.ts';

const byName = (a: ChoiceOption, b: ChoiceOption): number => a.label.localeCompare(b.label);

const modelOption = ({ id, name, organisation, paramsTotal }: Model): ChoiceOption => ({
  value: id,
  label: name,
  group: organisation,
  note: paramsTotal === null ? '' : `${formatNumber(paramsTotal / 1e9)} B`,
});

export const modelOptions: readonly ChoiceOption[] = models
  .map(modelOption)
  .sort((a, b) => (a.group ?? '').localeCompare(b.group ?? '') || byName(a, b));

/** What people ask a server for: "8 × H100 80GB SXM5". */
export const acceleratorsIn = (gpus: number, accelerator: Pick<Accelerator, 'name'> | null): string =>
  `${formatNumber(gpus)} × ${accelerator?.name ?? 'not known'}`;

/** By what people ask for, and then the machine that it comes in. */
const serverOption = (
  { id, model, gpus, uHeight, maxPowerW }: Server,
  accelerator: Pick<Accelerator, 'name'> | null,
): ChoiceOption => ({
  value: id,
  label: `${acceleratorsIn(gpus, accelerator)} · ${shortServerName(model)}`,
  group: accelerator?.name ?? 'Not known',
  note: [
    ...(uHeight === null ? [] : [`${formatNumber(uHeight)} U`]),
    ...(maxPowerW === null ? [] : [quantityText(maxPowerW, 'W')]),
  ].join(', '),
});

/** Newest accelerators first. */
export const serverOptions: readonly ChoiceOption[] = servers
  .map((server) => ({ server, accelerator: findAccelerator(server.acceleratorId) }))
  .sort(
    (a, b) =>
      (b.accelerator?.launchYear ?? 0) - (a.accelerator?.launchYear ?? 0) ||
      (a.accelerator?.name ?? '').localeCompare(b.accelerator?.name ?? '') ||
      a.server.model.localeCompare(b.server.model),
  )
  .map(({ server, accelerator }) => serverOption(server, accelerator));

const OWN_GROUP = 'Your own';
const asOwn = (option: ChoiceOption): ChoiceOption => ({ ...option, label: `${option.label} (own)`, group: OWN_GROUP });

/** What can be chosen for a field of this scenario: its own hardware too. */
export const optionsFor = (
  path: string,
  options: readonly ChoiceOption[],
  { own }: Pick<Scenario, 'own'>,
): readonly ChoiceOption[] => {
  if (own === null) return options;
  if (path === 'hardware.server') {
    const { findServer, findAccelerator: find } = hardwareOf({ own });
    const ownServers = own.servers.flatMap(({ id }) => findServer(id) ?? []);
    return [...ownServers.map((server) => asOwn(serverOption(server, find(server.acceleratorId)))), ...options];
  }
  if (path === 'model') return [...own.models.map(({ id, name }) => asOwn({ value: id, label: name })), ...options];
  if (path !== 'hardware.accelerator') return options;
  const measured = own.accelerators.some(({ id }) => id === MEASURED_ACCELERATOR);
  return [
    ...own.accelerators.map(({ id, name }) => ({ value: id, label: `${name} (own)` })),
    ...options.filter(({ value }) => !measured || value !== MEASURED_HERE),
  ];
};

/** A field with what can be chosen for it in this scenario. */
export const offeredField = (field: ScenarioField, scenario: Pick<Scenario, 'own'>): ScenarioField =>
  field.options === null ? field : { ...field, options: optionsFor(field.path, field.options, scenario) };

const CATALOGUE_OPTIONS: Readonly<Record<string, readonly ChoiceOption[]>> = {
  model: modelOptions,
  'hardware.server': serverOptions,
  'hardware.accelerator': [
    { value: MEASURED_HERE, label: 'What was measured here' },
    ...accelerators.map(({ id, name }) => ({ value: id, label: name })).sort(byName),
  ],
  'hardware.stack': stacksByDate.map(({ id, name }) => ({ value: id, label: name })),
  'economics.region': regions.map(({ id, name }) => ({ value: id, label: name })),
  'facility.breakerStandard': BREAKER_STANDARDS.map((value) => ({ value, label: breakerName(value) })),
  'network.profile': [
    { value: OWN_POD, label: 'The pod of the server' },
    ...fabricProfiles.map(({ id, pod }) => ({ value: id, label: pod.name })).sort(byName),
  ],
};

/** What a field that is left open means, where "not set" would not say it. */
const LEFT_OPEN: Readonly<Record<string, string>> = {
  'hardware.accelerator': 'What the server holds',
  'network.profile': 'None is counted',
  'economics.region': 'None in particular',
};

/** Set elsewhere: the calibrations on their own page. A field without a label is no field. */
const NOT_IN_FORM = new Set(['hardware.calibration', 'hardware.stackCalibration']);

const toField = (path: string, schema: NonNullable<ReturnType<typeof childSchema>>): ScenarioField => {
  const description = describeField(schema);
  const words = description.kind === 'number' ? null : (description.options ?? null);
  const choices = CATALOGUE_OPTIONS[path] ?? words?.map((value) => ({ value, label: value })) ?? null;
  const options =
    choices !== null && description.nullable
      ? [{ value: UNSET, label: LEFT_OPEN[path] ?? 'not set' }, ...choices]
      : choices;
  return { path, description, options };
};

const fieldsOf = (mode: Mode, section: string): ScenarioField[] => {
  const schema = childSchema(scenarioSchemas[mode], section);
  const keys = schema === null ? null : knownKeys(schema);
  if (schema === null || section === 'own') return [];
  if (keys === null) return [toField(section, schema)];
  return keys.flatMap((key) => {
    const child = childSchema(schema, key);
    const path = `${section}.${key}`;
    return child === null || NOT_IN_FORM.has(path) || describeField(child).label === null ? [] : [toField(path, child)];
  });
};

/** What a calibration does not say of the accelerator that it measured. */
export const measuredFields = (['memoryGB', 'tdpW'] as const).flatMap((key) => {
  const schema = childSchema(ownAcceleratorSchema, key);
  return schema === null ? [] : [{ key, description: describeField(schema) }];
});

/** The fields of a mode, by what they bear on; a topic without any is left out. */
const groupsOf = (mode: Mode): readonly FieldGroup[] =>
  SCENARIO_TOPICS.map(({ id, title, sections }) => ({
    id,
    title,
    fields: sections.flatMap((section) => fieldsOf(mode, section)),
  })).filter(({ fields }) => fields.length > 0);

export const fieldGroups: Readonly<Record<Mode, readonly FieldGroup[]>> = {
  article: groupsOf('article'),
  physical: groupsOf('physical'),
};

/** Dotted paths in a sentence as the labels that the form shows. */
export const inWords = (text: string): string =>
  text.replace(/\b[a-z]+(?:\.[a-zA-Z0-9]+)+\b/g, (path) => {
    const label = fieldLabel(path);
    return label === path ? path : `“${label}”`;
  });

const fieldsByPath = new Map(
  MODES.flatMap((mode) => fieldGroups[mode].flatMap(({ fields }) => fields)).map((field) => [field.path, field]),
);

/** A field that the form has. */
export const fieldAt = (path: string): ScenarioField => {
  const field = fieldsByPath.get(path);
  if (field === undefined) throw new Error(`The form has no field ${path}.`);
  return field;
};

/** What a field is called; a path that is none of ours is returned as it is. */
export const fieldLabel = (path: string): string => fieldsByPath.get(path)?.description.label ?? path;

/** Why an entry is refused, in the words of the form: "Queries: 1,5 is not a number from 0 to 1e13 per day." */
export const refusal = (path: string, typed: string, problems: readonly Problem[]): string => {
  const description = fieldsByPath.get(path)?.description;
  if (description?.kind !== 'number' || description.low === null || description.high === null) {
    return problems.map(({ message }) => inWords(message)).join(' ');
  }
  const { label, low, high, unit, whole } = description;
  const entry = typed.trim() === '' ? 'Nothing' : typed;
  const range = [low, high].map((end) => (end >= 1e9 ? end.toExponential().replace('e+', 'e') : formatNumber(end, 15)));
  const words = [`${whole ? 'a whole number' : 'a number'} from ${range.join(' to ')}`, unitWords(unit)];
  return `${label ?? path}: ${entry} is not ${words.filter(Boolean).join(' ')}.`;
};

/** A value as the form shows it: with its unit, or by the name of what was chosen. */
export const valueLabel = (path: string, value: string | number): string => {
  const field = fieldsByPath.get(path);
  if (typeof value === 'number') return `${formatNumber(value, 15)} ${field?.description.unit ?? ''}`.trim();
  return field?.options?.find((option) => option.value === value)?.label ?? value;
};

/** Fields that a list states instead: the classes of a mix have lengths and an SLO of their own, a record its peak. */
const STATED_BY_CLASSES = new Set([
  'demand.inputTokens',
  'demand.outputTokens',
  'demand.inputCv',
  'demand.outputCv',
  'slo.ttftP99Ms',
  'slo.tpotP99Ms',
]);

/** Whether a field counts in this scenario beside the lists that say some of them instead. */
export const counts = (scenario: Scenario, path: string): boolean =>
  scenario.mode === 'article' ||
  (!(scenario.demand.classes !== null && STATED_BY_CLASSES.has(path)) &&
    !(scenario.demand.hourlyProfile !== null && path === 'demand.peakToAverage') &&
    !(scenario.serving.prefill !== 'disaggregated' && path.startsWith('hardware.prefill')));
