import fc from 'fast-check';
import type { SchemaNode } from '../../records/schema-walk.ts';

const requirement = (schema: SchemaNode, action: string): unknown =>
  (schema.pipe as readonly { type: string; requirement?: unknown }[] | undefined)?.find(({ type }) => type === action)
    ?.requirement;

const numbers = (schema: SchemaNode): fc.Arbitrary<number> => {
  const min = (requirement(schema, 'min_value') as number | undefined) ?? -1e12;
  const max = (requirement(schema, 'max_value') as number | undefined) ?? 1e12;
  const whole = schema.pipe?.some((item) => (item as { type: string }).type === 'integer') === true;
  // JSON has no negative zero: it comes back as zero.
  const plain = (value: number): number => (Object.is(value, -0) ? 0 : value);
  return whole
    ? fc.integer({ min: Math.max(min, -1e9), max: Math.min(max, 1e9) })
    : fc.double({ min, max, noNaN: true }).map(plain);
};

const texts = (schema: SchemaNode): fc.Arbitrary<string> => {
  const pattern = requirement(schema, 'regex');
  if (pattern instanceof RegExp) return fc.stringMatching(pattern);
  if (schema.pipe?.some((item) => (item as { type: string }).type === 'iso_timestamp') === true) {
    return fc
      .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  return fc.string({
    minLength: Number(requirement(schema, 'min_length') ?? 0),
    maxLength: Math.min(40, Number(requirement(schema, 'max_length') ?? 40)),
  });
};

const nodes = (schemas: readonly unknown[] | undefined): SchemaNode[] => (schemas ?? []) as SchemaNode[];

/** Values that a schema accepts, made from the schema itself. */
export const arbitraryOf = (schema: SchemaNode): fc.Arbitrary<unknown> => {
  switch (schema.type) {
    case 'number':
      return numbers(schema);
    case 'string':
      return texts(schema);
    case 'boolean':
      return fc.boolean();
    case 'literal':
      return fc.constant(schema.literal);
    case 'picklist':
      return fc.constantFrom(...(schema.options ?? []));
    case 'nullable':
      return fc.option(arbitraryOf(schema.wrapped as SchemaNode), { nil: null });
    case 'union':
    case 'variant':
      return fc.oneof(...nodes(schema.options).map(arbitraryOf));
    case 'array': {
      const minLength = Number(requirement(schema, 'min_length') ?? 0);
      const check = requirement(schema, 'check') as ((list: readonly unknown[]) => boolean) | undefined;
      return fc
        .array(arbitraryOf(schema.item as SchemaNode), { minLength, maxLength: minLength + 3 })
        .filter(check ?? (() => true));
    }
    case 'tuple':
      return fc.tuple(...nodes(schema.items).map(arbitraryOf));
    case 'record':
      // Keys such as __proto__ and constructor are what valibot leaves out of a record; no format of ours has them.
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), arbitraryOf(schema.value as SchemaNode), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'strict_object': {
      const entries = Object.entries(schema.entries ?? {}) as [string, SchemaNode][];
      return fc.record(
        Object.fromEntries(
          entries.map(([key, child]) => [
            key,
            arbitraryOf(child.type === 'optional' ? (child.wrapped as SchemaNode) : child),
          ]),
        ),
        {
          noNullPrototype: true,
          // A key with a default is there in every record that was read.
          requiredKeys: entries.flatMap(([key, child]) =>
            child.type === 'optional' && child.default === undefined ? [] : [key],
          ),
        },
      );
    }
    default:
      throw new Error(`No arbitrary for a schema of type ${schema.type}.`);
  }
};
