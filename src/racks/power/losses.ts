/**
 * What stands between the grid and the racks, and what it loses. Losses are as shares of the rating of a unit, by its load
 * x (0 to 1 of that rating): fixed + linear·x + square·x².
 */
export interface LossCurve {
  readonly fixed: number;
  readonly linear: number;
  readonly square: number;
}

export interface Stage {
  readonly name: string;
  readonly curve: LossCurve;
  /** Rating of all its units together, W. */
  readonly ratingW: number;
}

export interface StageLoss {
  readonly name: string;
  readonly inputW: number;
  readonly outputW: number;
  readonly lossW: number;
  /** Output over rating. */
  readonly load: number;
}

/**
 * Dry-type transformer at the DOE 2016 minimum, 1,000 kVA: 99.28 % at 35 % load, where fixed and load losses are equal
 * (10 CFR 431.196). Wiring and PDUs: 1 % of full load, all of it I²R (assumed). Double conversion: assumed so that it is
 * 96 % from half to full load and 94 % at a quarter, in the three parts that makers publish (Schneider White Paper 108).
 */
export const TYPICAL_LOSSES: Readonly<Record<'transformer' | 'ups' | 'pdu', LossCurve>> = {
  transformer: { fixed: 0.00126, linear: 0, square: 0.0103 },
  ups: { fixed: 0.011, linear: 0.01, square: 0.02 },
  pdu: { fixed: 0, linear: 0, square: 0.01 },
};

export const lossW = ({ fixed, linear, square }: LossCurve, ratingW: number, outputW: number): number => {
  const load = outputW / ratingW;
  return ratingW * (fixed + linear * load + square * load ** 2);
};

/** Walks a chain from the racks to the grid: the input of each stage is the output of the next. */
export const chainLosses = (itW: number, stages: readonly Stage[]): readonly StageLoss[] => {
  let outputW = itW;
  return stages.map(({ name, curve, ratingW }) => {
    const lost = lossW(curve, ratingW, outputW);
    const stage = { name, outputW, lossW: lost, inputW: outputW + lost, load: outputW / ratingW };
    outputW = stage.inputW;
    return stage;
  });
};
