import * as v from 'valibot';

/**
 * A number, an integer or a choice with its label, unit, range and meaning in one place: validation, the page's form,
 * `--set` and the error messages are all read from it.
 */
export interface FieldNotes {
  readonly label: string;
  /** Unit as printed behind the value; empty for a pure number. */
  readonly unit: string;
  readonly help: string;
}

const notes = (label: string, unit: string, help: string): FieldNotes => ({ label, unit, help });

export const quantity = (label: string, unit: string, low: number, high: number, help: string) =>
  v.pipe(v.number(), v.finite(), v.minValue(low), v.maxValue(high), v.metadata({ ...notes(label, unit, help) }));

export const count = (label: string, unit: string, low: number, high: number, help: string) =>
  v.pipe(
    v.number(),
    v.finite(),
    v.integer(),
    v.minValue(low),
    v.maxValue(high),
    v.metadata({ ...notes(label, unit, help) }),
  );

export const choice = <const T extends readonly [string, ...string[]]>(label: string, options: T, help: string) =>
  v.pipe(v.picklist(options), v.metadata({ ...notes(label, '', help) }));

/** Id of a catalogue record; whether it exists is checked against the catalogue, not by the shape. */
export const identifier = (label: string, help: string) =>
  v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/), v.metadata({ ...notes(label, '', help) }));

/** What a thing is called. */
export const named = (label: string, help = '') =>
  v.pipe(v.string(), v.minLength(1), v.maxLength(200), v.metadata({ ...notes(label, '', help) }));
