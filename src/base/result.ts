/** An expected outcome is a value; a bug throws. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
export const err = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error });

/**
 * One thing wrong with something a user gave us. `message` is a whole sentence that names the field, the value, the
 * allowed range and a way out, so that it can stand alone on one line of a terminal or beside a form field.
 */
export interface Problem {
  /** Dotted path of the field, for example `demand.queriesPerDay`; empty for the whole input. */
  readonly path: string;
  readonly message: string;
}

export const problem = (path: string, message: string): Problem => ({ path, message });
