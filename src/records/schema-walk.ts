import { entryAt } from '../base/checked.ts';
import { formatNumber } from '../base/format.ts';
import type { PathStep } from '../base/plain-object.ts';

/**
 * Reads a record's schema at run time: which keys an object may have, what a field is called, its unit and range. The
 * page's form, `--set` and every error message are made from it, so that a range is written down once, in the record.
 */
interface PipeItem {
  readonly type: string;
  readonly requirement?: unknown;
  /** Of a check: what it expects. */
  readonly message?: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The part of a valibot schema that the records use. */
export interface SchemaNode {
  readonly type: string;
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly items?: readonly unknown[];
  readonly value?: unknown;
  readonly wrapped?: unknown;
  /** What stands in where an optional value is missing. */
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  /** The field by which a variant tells its options apart. */
  readonly key?: unknown;
  readonly literal?: unknown;
  readonly pipe?: readonly unknown[];
}

const asNode = (schema: unknown): SchemaNode => schema as SchemaNode;

const alternatives = (schema: SchemaNode): SchemaNode[] => {
  if (schema.type === 'nullable' || schema.type === 'optional') return alternatives(asNode(schema.wrapped));
  if (schema.type === 'union' || schema.type === 'variant')
    return (schema.options ?? []).flatMap((option) => alternatives(asNode(option)));
  return [schema];
};

/** Without what may be left out or null around it. */
const alternativesOfKind = (schema: SchemaNode): SchemaNode[] =>
  schema.type === 'nullable' || schema.type === 'optional'
    ? alternativesOfKind(asNode(schema.wrapped))
    : schema.type === 'union'
      ? (schema.options ?? []).flatMap((option) => alternativesOfKind(asNode(option)))
      : [schema];

/** Keys an object of this schema may have, of a variant those of all its options; null where it is no object with fixed keys. */
export const knownKeys = (schema: SchemaNode): string[] | null => {
  const objects = alternatives(schema).flatMap(({ entries }) => (entries === undefined ? [] : [entries]));
  return objects.length === 0 ? null : [...new Set(objects.flatMap((entries) => Object.keys(entries)))];
};

const takesWord = (schema: SchemaNode, word: unknown): boolean =>
  alternatives(schema).some(({ type, literal, options = [] }) =>
    type === 'literal' ? literal === word : type === 'picklist' && options.includes(word),
  );

/** The fields by which a variant, and the variants that are its options, tell objects apart. */
const discriminators = (schema: SchemaNode): string[] =>
  schema.type === 'variant'
    ? [String(schema.key), ...(schema.options ?? []).flatMap((option) => discriminators(asNode(option)))]
    : [];

/** Of a variant the options that this object can be by its discriminators; where none is, and of anything else: the schema. */
export const schemaFor = (schema: SchemaNode, value: Readonly<Record<string, unknown>>): SchemaNode => {
  const keys = new Set(alternativesOfKind(schema).flatMap(discriminators));
  if (keys.size === 0) return schema;
  const options = alternatives(schema).filter(({ entries }) =>
    [...keys].every((key) => entries?.[key] === undefined || takesWord(asNode(entries[key]), value[key])),
  );
  return options.length === 0 ? schema : { type: 'union', options };
};

export const childSchema = (schema: SchemaNode, step: PathStep): SchemaNode | null => {
  const entries = alternatives(schema).flatMap((candidate) =>
    candidate.entries !== undefined && Object.hasOwn(candidate.entries, step) ? [candidate.entries[step]] : [],
  );
  if (entries.length > 0) {
    const distinct = [...new Set(entries)];
    return distinct.length === 1 ? asNode(distinct[0]) : { type: 'union', options: distinct };
  }
  for (const candidate of alternatives(schema)) {
    if (candidate.type === 'array' && typeof step === 'number') return asNode(candidate.item);
    if (candidate.type === 'tuple' && typeof step === 'number' && candidate.items !== undefined) {
      return step < candidate.items.length ? asNode(candidate.items[step]) : null;
    }
    if (candidate.type === 'record' && typeof step === 'string') return asNode(candidate.value);
  }
  return null;
};

export const schemaAt = (schema: SchemaNode, path: readonly PathStep[]): SchemaNode | null => {
  let node: SchemaNode | null = schema;
  for (const step of path) {
    if (node === null) return null;
    node = childSchema(node, step);
  }
  return node;
};

const actionsOf = (schema: SchemaNode): readonly PipeItem[] => (schema.pipe ?? []) as readonly PipeItem[];

const requirement = (schema: SchemaNode, action: string): unknown =>
  actionsOf(schema).find((item) => item.type === action)?.requirement;

const numberOrNull = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Entries that a list of this schema may have; null where any number may. */
export const longestList = (schema: SchemaNode): number | null => {
  const list = alternatives(schema).find(({ type }) => type === 'array');
  return list === undefined ? null : numberOrNull(requirement(list, 'max_length'));
};

export interface FieldDescription {
  readonly label: string | null;
  /** Unit as printed behind the value; empty for a pure number. */
  readonly unit: string;
  readonly help: string;
  readonly kind: 'number' | 'text' | 'choice' | 'other';
  readonly low: number | null;
  readonly high: number | null;
  readonly whole: boolean;
  /** What may be chosen; null where anything in the range may. A number field may allow words beside ("auto"). */
  readonly options: readonly string[] | null;
  readonly nullable: boolean;
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

export const describeField = (schema: SchemaNode): FieldDescription => {
  const candidates = alternatives(schema);
  const numeric = candidates.find((candidate) => candidate.type === 'number');
  const main = numeric ?? entryAt(candidates, 0);
  const words = candidates.flatMap((candidate) =>
    candidate.type === 'literal'
      ? [String(candidate.literal)]
      : candidate.type === 'picklist'
        ? (candidate.options ?? []).map(String)
        : [],
  );
  const metadata = Object.assign(
    {},
    ...candidates.flatMap((candidate) => actionsOf(candidate).map((item) => item.metadata ?? {})),
  ) as Record<string, unknown>;
  return {
    label: typeof metadata['label'] === 'string' ? metadata['label'] : null,
    unit: textOr(metadata['unit'], ''),
    help: textOr(metadata['help'], ''),
    kind: numeric !== undefined ? 'number' : words.length > 0 ? 'choice' : main.type === 'string' ? 'text' : 'other',
    low: numberOrNull(requirement(main, 'min_value')),
    high: numberOrNull(requirement(main, 'max_value')),
    whole: actionsOf(main).some((item) => item.type === 'integer'),
    options: words.length > 0 ? words : null,
    nullable: schema.type === 'nullable',
  };
};

/** 250000000 → "250,000,000", 1e13 → "1e13": what a person reads fastest in a sentence. */
const readable = (value: number): string =>
  Math.abs(value) >= 1e9 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential().replace('e+', 'e')
    : formatNumber(value, 12);

const expectedNumber = (field: FieldDescription): string => {
  const noun = field.whole ? 'a whole number' : 'a number';
  const unit = field.unit === '' ? '' : ` ${field.unit}`;
  if (field.low !== null && field.high !== null) {
    return `${noun} from ${readable(field.low)} to ${readable(field.high)}${unit}`;
  }
  if (field.low !== null) return `${noun} of at least ${readable(field.low)}${unit}`;
  if (field.high !== null) return `${noun} of at most ${readable(field.high)}${unit}`;
  return `a finite number${unit}`;
};

const expectedText = (schema: SchemaNode): string => {
  if (actionsOf(schema).some((item) => item.type === 'iso_timestamp')) return 'a time such as 2026-01-31T12:00:00Z';
  const start = requirement(schema, 'starts_with');
  if (typeof start === 'string') return `an id that begins with "${start}", of lower-case letters, digits and hyphens`;
  const pattern = requirement(schema, 'regex');
  if (pattern instanceof RegExp) {
    return pattern.source.includes('A-Z')
      ? 'a slug of letters, digits, hyphens and underscores'
      : 'an id of lower-case letters, digits, dots and hyphens';
  }
  const longest = requirement(schema, 'max_length');
  return longest === undefined ? 'text' : `text of at most ${Number(longest)} characters`;
};

const expectedOf = (schema: SchemaNode): string => {
  switch (schema.type) {
    case 'number':
      return expectedNumber(describeField(schema));
    case 'string':
      return expectedText(schema);
    case 'picklist':
      return `one of ${(schema.options ?? []).map(String).join(', ')}`;
    case 'literal':
      return JSON.stringify(schema.literal);
    case 'boolean':
      return 'true or false';
    case 'array': {
      const checked = actionsOf(schema).find(({ type }) => type === 'check')?.message;
      if (typeof checked === 'string') return checked;
      const longest = requirement(schema, 'max_length');
      const least = requirement(schema, 'min_length');
      if (longest === undefined) return 'a list';
      return least === undefined
        ? `a list of at most ${readable(Number(longest))} entries`
        : `a list of ${readable(Number(least))} to ${readable(Number(longest))} entries`;
    }
    case 'tuple':
      return `a list of ${String(schema.items?.length ?? 0)}`;
    default:
      return 'an object';
  }
};

/** What a value of this schema must be, to follow "it must be". */
export const expectation = (schema: SchemaNode): string => {
  const expected = new Set(alternatives(schema).map(expectedOf));
  return [...expected, ...(schema.type === 'nullable' ? ['null'] : [])].join(' or ');
};

/** Paths of all fields that hold a value of their own, in the order of the schema: what `--set` may name. */
export const leafPaths = (schema: SchemaNode, prefix = ''): string[] => {
  const keys = knownKeys(schema);
  if (keys === null) return [prefix];
  return keys.flatMap((key) => {
    const child = childSchema(schema, key);
    return child === null ? [] : leafPaths(child, prefix === '' ? key : `${prefix}.${key}`);
  });
};
