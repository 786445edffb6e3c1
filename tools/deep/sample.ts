/** Which mutants a run of the mutation takes: a draw by hash, so that the same seed takes the same ones anywhere. */
export interface MutantPlace {
  readonly mutatorName: string;
  readonly replacement?: string | undefined;
  readonly location: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

/** FNV-1a with a final mix (Fowler, Noll, Vo; murmur3's finaliser), in [0, 1). */
const hashUnit = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
};

/** The environment carries the draw to the processes of the mutation. */
export const SAMPLE_SEED = 'ROOFRACK_SAMPLE_SEED';
export const SAMPLE_SHARE = 'ROOFRACK_SAMPLE_SHARE';

export const inSample = (
  file: string,
  { mutatorName, replacement, location }: MutantPlace,
  seed = Number(process.env[SAMPLE_SEED] ?? 1),
  share = Number(process.env[SAMPLE_SHARE] ?? 1),
): boolean => {
  // The copy that is mutated lies elsewhere: only the file's own name is the same in both.
  const name = file.split(/[\\/]/).at(-1)!;
  const { start, end } = location;
  const place = [start.line, start.column, end.line, end.column].join(':');
  return hashUnit([seed, name, place, mutatorName, replacement].join('|')) < share;
};
