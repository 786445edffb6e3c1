/** Put in by the build, from config/program-hash.ts; code that runs as it is written has none. */
declare const ROOFRACK_PROGRAM: { readonly program: string; readonly catalogue: string } | undefined;

const NO_HASH = '0'.repeat(64);

/** SHA-256 of the rooms that compute and of the shipped facts: the same where the numbers are. */
export const programHashes: { readonly program: string; readonly catalogue: string } =
  typeof ROOFRACK_PROGRAM === 'undefined' ? { program: NO_HASH, catalogue: NO_HASH } : ROOFRACK_PROGRAM;
