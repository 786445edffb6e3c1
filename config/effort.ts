/**
 * How hard randomised tests try. The gate draws the same cases every time, so that its answer is that of the change and
 * not of the day; `npm run test:deep` draws others, and more of them.
 */
const positive = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise);
  if (!(value >= 0 && value < Infinity)) throw new Error(`${name} must be a number of 0 or more.`);
  return value;
};

/** `ROOFRACK_SEED`: what every randomised test draws its cases from. */
export const seed = positive('ROOFRACK_SEED', 20_261_122);

/** `ROOFRACK_RUNS`: how many times as many cases as the gate. */
export const effort = positive('ROOFRACK_RUNS', 1);

/** So many cases, where the gate draws `cases`. */
export const scaled = (cases: number): number => Math.max(1, Math.ceil(cases * effort));
