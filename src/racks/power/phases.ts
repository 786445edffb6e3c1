/** Line currents of a three-phase supply under loads between its lines and, on a wye supply, from a line to neutral. */
export type Line = 'L1' | 'L2' | 'L3';

/** Where a load hangs: between two lines, from a line to neutral, or on all three alike. */
export const BANKS = ['L1-L2', 'L2-L3', 'L3-L1', 'L1-N', 'L2-N', 'L3-N', 'L1-L2-L3'] as const;
export type Bank = (typeof BANKS)[number];

/** Banks from a line to neutral need one: a delta supply has none. */
export const needsNeutral = (bank: Bank): boolean => bank.endsWith('-N');

export interface PhaseLoad {
  /** Null where nobody knows the bank: the load counts, on no line. */
  readonly bank: Bank | null;
  readonly watts: number;
}

export type PerLine<T> = Readonly<Record<Line, T>>;

const SQRT3 = Math.sqrt(3);

export type BankWatts = Record<Bank, number>;
export const noWatts = (): BankWatts => Object.fromEntries(BANKS.map((bank) => [bank, 0])) as BankWatts;

export const wattsByBank = (loads: readonly PhaseLoad[]): BankWatts => {
  const sums = noWatts();
  for (const { bank, watts } of loads) if (bank !== null) sums[bank] += watts;
  return sums;
};

/** Voltage that a load in a bank sees, of the voltage from line to line. */
export const bankVoltageV = (bank: Bank, voltageV: number): number =>
  needsNeutral(bank) ? voltageV / SQRT3 : voltageV;

/** Current in the conductors of one bank, as its own breaker sees it, in A. */
export const bankCurrentA = (bank: Bank, watts: number, voltageV: number): number =>
  bank === 'L1-L2-L3' ? watts / (SQRT3 * voltageV) : watts / bankVoltageV(bank, voltageV);

/**
 * Current of each line and of the neutral in A, at unity power factor, voltages balanced; `voltageV` is from line to
 * line. Currents add as phasors: I₁ = I₁ₙ + I₁₂ − I₃₁, with I₁₂ 30° ahead of the voltage of L1 and I₃₁ 150° (so that loads
 * between lines alone give I₁ = √(a² + c² + a·c)). Harmonics, which add up in the neutral, are not in it.
 */
export const lineCurrents = (
  watts: Readonly<BankWatts>,
  voltageV: number,
): { readonly lineA: PerLine<number>; readonly neutralA: number } => {
  const three = watts['L1-L2-L3'] / 3;
  const toNeutralV = voltageV / SQRT3;
  const [a, b, c] = [watts['L1-L2'] / voltageV, watts['L2-L3'] / voltageV, watts['L3-L1'] / voltageV];
  const [n1, n2, n3] = [
    (watts['L1-N'] + three) / toNeutralV,
    (watts['L2-N'] + three) / toNeutralV,
    (watts['L3-N'] + three) / toNeutralV,
  ];
  /** Seen from the voltage of its own line: n in phase, `ahead` (to the next line) 30° ahead, `behind` 30° behind. */
  const line = (n: number, ahead: number, behind: number): number =>
    Math.sqrt(n * n + ahead * ahead + behind * behind + ahead * behind + SQRT3 * n * (ahead + behind));
  const [u1, u2, u3] = [watts['L1-N'] / toNeutralV, watts['L2-N'] / toNeutralV, watts['L3-N'] / toNeutralV];
  return {
    lineA: { L1: line(n1, a, c), L2: line(n2, b, a), L3: line(n3, c, b) },
    // As a sum of squares, so that equal loads leave exactly nothing.
    neutralA: Math.sqrt(((u1 - u2) ** 2 + (u2 - u3) ** 2 + (u3 - u1) ** 2) / 2),
  };
};

/** Largest distance of a line from the mean of the three, over that mean; null where no current flows. */
export const imbalance = ({ L1, L2, L3 }: PerLine<number>): number | null => {
  const sum = L1 + L2 + L3;
  // By differences, so that equal lines have exactly none.
  const distances = [L1 - L2 + (L1 - L3), L2 - L3 + (L2 - L1), L3 - L1 + (L3 - L2)].map(Math.abs);
  return sum === 0 ? null : Math.max(...distances) / sum;
};

export const worstLine = (lineA: PerLine<number>): number => Math.max(lineA.L1, lineA.L2, lineA.L3);

/** √3 · V · A: what a three-phase supply gives when its lines are loaded alike, in W. */
export const threePhaseW = (voltageV: number, currentA: number): number => SQRT3 * voltageV * currentA;
