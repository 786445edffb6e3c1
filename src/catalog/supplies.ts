/** Supplies that may fail at once by the maker's scheme: "3+3" and "5+1" name them, "N+N" is half; 0 where not stated. */
export const suppliesThatMayFail = (redundancy: string | null, supplies: number): number => {
  const scheme = /(\d+|N)\+(\d+|N)/.exec(redundancy ?? '');
  if (scheme === null) return 0;
  return scheme[2] === 'N' ? Math.floor(supplies / 2) : Number(scheme[2]);
};
