import { lastOf } from '../../../../base/checked.ts';
import { scenarioSchemas, type PhysicalScenario, type TrafficClass } from '../../../../records/scenario.ts';
import { describeField, schemaAt, type FieldDescription } from '../../../../records/schema-walk.ts';

export const CLASSES = 'demand.classes';
/** As many as the record takes. */
export const MOST_CLASSES = 16;

const KEYS = [
  'share',
  'inputTokens',
  'inputCv',
  'outputTokens',
  'outputCv',
  'ttftP99Ms',
  'tpotP99Ms',
] as const satisfies readonly (keyof TrafficClass)[];

export interface ClassField {
  readonly key: (typeof KEYS)[number];
  readonly description: FieldDescription;
}

/** Fields of one class, all of it read from the record's schema. */
export const classFields: readonly ClassField[] = KEYS.map((key) => {
  const schema = schemaAt(scenarioSchemas.physical, ['demand', 'classes', 0, key]);
  if (schema === null) throw new Error(`A traffic class has no field ${key}.`);
  return { key, description: describeField(schema) };
});

/** Where a field of a class stands, as problems name it. */
export const classPath = (index: number, key: string): string => `${CLASSES}[${String(index)}].${key}`;

/** The requests of a scenario as its first class. */
export const firstClass = ({ demand, slo }: PhysicalScenario): TrafficClass => ({
  name: 'chat',
  share: 1,
  inputTokens: demand.inputTokens,
  inputCv: demand.inputCv,
  outputTokens: demand.outputTokens,
  outputCv: demand.outputCv,
  ttftP99Ms: slo.ttftP99Ms,
  tpotP99Ms: slo.tpotP99Ms,
});

/** One more class, to be edited: like the last, under a name that none has yet. */
export const withAnother = (classes: readonly TrafficClass[]): readonly TrafficClass[] => {
  const last = lastOf(classes);
  const names = new Set(classes.map(({ name }) => name));
  let number = classes.length + 1;
  while (names.has(`class ${String(number)}`)) number++;
  return [...classes, { ...last, name: `class ${String(number)}` }];
};

/** The mix with one value changed, right or wrong: the check of the record says which. */
export const withChange = (
  classes: readonly TrafficClass[],
  index: number,
  key: keyof TrafficClass,
  value: unknown,
): readonly unknown[] =>
  classes.map((trafficClass, at) => (at === index ? { ...trafficClass, [key]: value } : trafficClass));
