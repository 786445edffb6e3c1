/**
 * Quantile of the standard normal distribution. Wichura's algorithm AS 241 (PPND7), relative error about 1e-7 for
 * probabilities between 1e-300 and 1 − 1e-16. Applied Statistics 37(3), 1988.
 */
export const normalQuantile = (probability: number): number => {
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const tail = q < 0 ? probability : 1 - probability;
  if (!(tail > 0)) return q < 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-Math.log(tail));
  const magnitude =
    r <= 5
      ? (((0.17023821103 * (r - 1.6) + 1.3067284816) * (r - 1.6) + 2.75681539) * (r - 1.6) + 1.4234372777) /
        ((0.12021132975 * (r - 1.6) + 0.7370016425) * (r - 1.6) + 1)
      : (((0.017337203997 * (r - 5) + 0.42868294337) * (r - 5) + 3.081226386) * (r - 5) + 6.657905115) /
        ((0.012258202635 * (r - 5) + 0.24197894225) * (r - 5) + 1);
  return q < 0 ? -magnitude : magnitude;
};

/**
 * Quantile of Student's t with `freedom` degrees of freedom: exact for 1 and 2, else the Cornish–Fisher expansion to
 * the fourth order in 1/freedom (Abramowitz & Stegun 26.7.5), within 0.3 % of the tables from 3 degrees on at 97.5 %.
 */
export const studentTQuantile = (probability: number, freedom: number): number => {
  if (freedom < 1) return NaN;
  if (freedom < 2) return Math.tan(Math.PI * (probability - 0.5));
  if (freedom < 3) return (2 * probability - 1) / Math.sqrt(2 * probability * (1 - probability));
  const z = normalQuantile(probability);
  const z2 = z * z;
  return (
    z *
    (1 +
      (z2 + 1) / (4 * freedom) +
      ((5 * z2 + 16) * z2 + 3) / (96 * freedom ** 2) +
      (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * freedom ** 3) +
      ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) / (92160 * freedom ** 4))
  );
};
