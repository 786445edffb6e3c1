import { SERVED_KIND, type RowsHeader } from '../records/sweep.ts';

/** All that files of rows must have in common to belong together: everything but which rows they hold. */
const common = ({ rows: _rows, shard: _shard, ...rest }: RowsHeader): string => JSON.stringify(rest);

export const belongTogether = (a: RowsHeader, b: RowsHeader): boolean => common(a) === common(b);

const PARTS: readonly { readonly name: string; readonly of: (header: RowsHeader) => unknown }[] = [
  { name: 'kind of rows', of: ({ kind }) => kind },
  { name: 'catalogue', of: ({ hashes }) => hashes.catalogue },
  { name: 'version of the program', of: ({ release, hashes }) => [release, hashes.program] },
  { name: 'JavaScript engine', of: ({ engine }) => engine },
  { name: 'number of rows', of: ({ total }) => total },
];

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** Fields of the subject that differ, by name; of the points the seed by itself. */
const subjectParts = (a: unknown, b: unknown): string[] => {
  const [left, right] = [record(a), record(b)];
  const seedOf = (subject: Readonly<Record<string, unknown>>): unknown => [
    record(subject['points'])['seed'],
    record(subject['task'])['seeds'],
    record(subject['task'])['seed'],
  ];
  const different = (first: unknown, second: unknown): boolean => JSON.stringify(first) !== JSON.stringify(second);
  if (different(seedOf(left), seedOf(right))) return ['seed'];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((key) => different(left[key], right[key]));
};

/** In what one file of rows is not of the same making as another, in words; empty where they belong together. */
export const differences = (a: RowsHeader, b: RowsHeader): readonly string[] => {
  if (belongTogether(a, b)) return [];
  const found = PARTS.filter(({ of }) => JSON.stringify(of(a)) !== JSON.stringify(of(b))).map(({ name }) => name);
  const subject = a.kind === SERVED_KIND ? 'table' : 'grid';
  const parts = subjectParts(a.subject, b.subject).map((part) => `${subject} (${part})`);
  const all = [...(a.hashes.grid === b.hashes.grid ? [] : parts.length > 0 ? parts : [subject]), ...found];
  return all.length > 0 ? all : ['columns'];
};
