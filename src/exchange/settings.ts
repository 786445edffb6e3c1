import { isPlainObject } from '../base/plain-object.ts';
import { childSchema, describeField, knownKeys } from '../records/schema-walk.ts';
import type { SchemaNode } from '../records/schema-walk.ts';
import { decimal } from './decimal.ts';
import { readJson } from './read-json.ts';

/** What every record that a person fills in is read by: defaults under what is given, and `path=value` over it. */

/** What the file says, over what it leaves out. Keys that no schema knows are not taken over. */
export const fillIn = (given: unknown, defaults: unknown, schema: SchemaNode): unknown => {
  const keys = knownKeys(schema);
  if (keys === null || !isPlainObject(given) || !isPlainObject(defaults)) return given;
  return Object.fromEntries(
    keys.map((key) => {
      const child = childSchema(schema, key);
      return [
        key,
        Object.hasOwn(given, key) && child !== null ? fillIn(given[key], defaults[key], child) : defaults[key],
      ];
    }),
  );
};

/** Text of a setting → the value it stands for, by the kind of its field; a list is written as JSON. */
export const settingValue = (text: string, schema: SchemaNode): unknown => {
  const field = describeField(schema);
  if (field.nullable && text === 'null') return null;
  if (field.kind === 'other') {
    const list = readJson(text);
    return list.ok ? list.value.value : text;
  }
  const value = field.kind === 'number' ? decimal(text) : NaN;
  return Number.isNaN(value) ? text : value;
};

export interface Setting {
  /** Empty where it has none. */
  readonly path: string;
  readonly text: string;
  readonly setting: string;
}

export const readSetting = (setting: string): Setting => {
  const equals = setting.indexOf('=');
  return { path: setting.slice(0, Math.max(0, equals)).trim(), text: setting.slice(equals + 1).trim(), setting };
};
