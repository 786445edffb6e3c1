/** Lower factor L of a symmetric matrix A = L·Lᵀ, whose upper half is not read; null where A is not positive definite. */
export const choleskyFactor = (a: readonly (readonly number[])[]): number[][] | null => {
  const l = a.map((row, i) => row.slice(0, i + 1));
  for (const [j, pivot] of l.entries()) {
    let diagonal = pivot[j] ?? NaN;
    for (let k = 0; k < j; k++) diagonal -= pivot[k]! ** 2;
    if (!(diagonal > 0)) return null;
    pivot[j] = Math.sqrt(diagonal);
    for (const row of l.slice(j + 1)) {
      let sum = row[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * pivot[k]!;
      row[j] = sum / pivot[j];
    }
  }
  return l;
};
