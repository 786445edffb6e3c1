import * as v from 'valibot';

/** Values that the schemas of records are made of, each with its bounds. */
export const text = (longest: number) => v.pipe(v.string(), v.maxLength(longest));
export const timestamp = v.pipe(v.string(), v.isoTimestamp());
export const finite = v.pipe(v.number(), v.finite());
export const nonNegative = v.pipe(finite, v.minValue(0));
/** 0, 1, 2 … */
export const whole = v.pipe(finite, v.integer(), v.minValue(0));
/** 1, 2, 3 … */
export const wholeFromOne = v.pipe(finite, v.integer(), v.minValue(1));
export const list = <S extends v.GenericSchema>(entry: S, longest: number) =>
  v.pipe(v.array(entry), v.maxLength(longest));
/** What may be left out, or null: then nobody knows it. */
export const unknown = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);
