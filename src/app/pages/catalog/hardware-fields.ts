import { parseNumber } from '../../../base/format.ts';
import { ok, type Problem, type Result } from '../../../base/result.ts';
import { ownIdFor } from '../../../catalog/own-conflicts.ts';
import { validate } from '../../../exchange/validate.ts';
import {
  ownAcceleratorSchema,
  ownServerSchema,
  type OwnAccelerator,
  type OwnServer,
  type SavedHardware,
} from '../../../records/own-hardware.ts';
import { childSchema, describeField, knownKeys, type FieldDescription } from '../../../records/schema-walk.ts';

export type FormKind = 'accelerator' | 'server';

const SCHEMAS = { accelerator: ownAcceleratorSchema, server: ownServerSchema } as const;

export interface HardwareField {
  readonly key: string;
  readonly description: FieldDescription;
  readonly required: boolean;
}

/** The id follows from the name, ports are only imported. */
const NOT_ASKED = ['id', 'networkPorts'];

export const hardwareFields = (kind: FormKind): readonly HardwareField[] =>
  (knownKeys(SCHEMAS[kind]) ?? []).flatMap((key) => {
    const schema = childSchema(SCHEMAS[kind], key);
    if (schema === null || NOT_ASKED.includes(key)) return [];
    return [{ key, description: describeField(schema), required: schema.type !== 'optional' }];
  });

/** What was typed, as a thing to keep; an empty field is not known. */
export const readHardwareForm = (
  kind: FormKind,
  typed: Readonly<Record<string, string>>,
  before: OwnAccelerator | OwnServer | null,
  { otherIds, savedAt }: { readonly otherIds: readonly string[]; readonly savedAt: string },
): Result<SavedHardware, Problem[]> => {
  const name = (typed[kind === 'accelerator' ? 'name' : 'model'] ?? '').trim();
  const id = before?.id ?? ownIdFor(name, otherIds);
  const asWritten = new Map<string, string>();
  const values = Object.fromEntries(
    hardwareFields(kind).flatMap(({ key, description, required }): [string, unknown][] => {
      const text = (typed[key] ?? '').trim();
      if (text === '' && !required) return [];
      if (description.kind !== 'number') return [[key, text]];
      asWritten.set(key, text === '' ? 'empty' : text);
      return [[key, parseNumber(text) ?? text]];
    }),
  );
  const wayOut = 'Correct it, or leave it empty where it may be unknown.';
  if (kind === 'accelerator') {
    const checked = validate(ownAcceleratorSchema, { ...values, id }, { wayOut, asWritten });
    return checked.ok ? ok({ id, savedAt, kind, fact: checked.value }) : checked;
  }
  const ports = before !== null && 'networkPorts' in before ? { networkPorts: before.networkPorts } : {};
  const checked = validate(ownServerSchema, { ...values, ...ports, id }, { wayOut, asWritten });
  return checked.ok ? ok({ id, savedAt, kind, fact: checked.value }) : checked;
};
