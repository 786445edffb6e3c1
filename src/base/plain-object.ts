/** What a JSON object is before anything is known about it. */
export type PlainObject = Readonly<Record<string, unknown>>;

export const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A key of an object or an index of an array. */
export type PathStep = string | number;

/** What stands at a path, dotted (`demand.queriesPerDay`) or step by step; undefined where the path leads nowhere. */
export const valueAt = (whole: unknown, path: string | readonly PathStep[]): unknown => {
  let here = whole;
  for (const step of typeof path === 'string' ? path.split('.') : path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<PathStep, unknown>>)[step];
  }
  return here;
};

/** The object with another value at a dotted path; as it is where the path leads through what is no object. */
export const withValueAt = (whole: unknown, path: string, value: unknown): unknown => {
  if (!isPlainObject(whole)) return whole;
  const [step = '', ...rest] = path.split('.');
  return { ...whole, [step]: rest.length === 0 ? value : withValueAt(whole[step], rest.join('.'), value) };
};
