import { shareOut } from '../base/statistics/share-out.ts';
import { costOf, type CostEstimate, type CostFactor, type CostFactors } from '../catalog/estimates.ts';
import { citationText, CITATIONS } from '../catalog/citations.ts';
import { createLedger } from '../plan/ledger.ts';
import type { LineId } from '../records/ledger-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import type { Training } from '../records/training.ts';
import type { TrainingPlan } from './train.ts';

/** The named factors, in the order in which a reader goes through them. */
export const COST_FACTORS: readonly { readonly id: CostFactor; readonly label: string; readonly unit: string }[] = [
  { id: 'flop', label: 'Work', unit: 'FLOP' },
  { id: 'peakTflops', label: 'Peak of the accelerator', unit: 'TFLOP/s' },
  { id: 'utilisation', label: 'Utilisation', unit: '' },
  { id: 'hardwareUsdPerHour', label: 'Price of hardware', unit: 'USD/h' },
  { id: 'kwPerAccelerator', label: 'Power', unit: 'kW' },
  { id: 'usdPerKwh', label: 'Price of electricity', unit: 'USD/kWh' },
  { id: 'priceIndex', label: 'Dollars of which year', unit: '' },
  { id: 'rest', label: 'Rounding of the prints', unit: '' },
];

export interface FactorShare {
  readonly id: CostFactor;
  readonly label: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
  /** Of the natural logarithm of the ratio. */
  readonly share: number;
  /** What it multiplies the cost by, averaged over the orders of changing the factors: e^share. */
  readonly times: number;
}

export interface Reconciliation {
  readonly before: CostEstimate;
  readonly after: CostEstimate;
  readonly ratio: number;
  readonly logRatio: number;
  /** Every factor once; their shares add up to `logRatio`. */
  readonly shares: readonly FactorShare[];
}

/**
 * Two prices of a run → what each named factor makes of the logarithm of their ratio: its Shapley value, exact over all 2⁸
 * mixtures of the two, so that it does not depend on the order in which the factors are changed.
 */
export const reconcile = (before: CostEstimate, after: CostEstimate): Reconciliation => {
  const n = COST_FACTORS.length;
  const logs = Array.from({ length: 1 << n }, (_, state) => {
    const mixed = Object.fromEntries(
      COST_FACTORS.map(({ id }, i) => [id, ((state & (1 << i)) === 0 ? before : after).factors[id]]),
    ) as unknown as CostFactors;
    const log = Math.log(costOf(mixed));
    return Number.isFinite(log) ? log : null;
  });
  const shares = shareOut(n, logs);
  if (shares === null) throw new Error('Both ends of a reconciliation have a cost.');
  const logRatio = Math.log(costOf(after.factors) / costOf(before.factors));
  return {
    before,
    after,
    ratio: Math.exp(logRatio),
    logRatio,
    shares: COST_FACTORS.map(({ id, label, unit }, i) => ({
      id,
      label,
      unit,
      before: before.factors[id],
      after: after.factors[id],
      share: shares[i] ?? NaN,
      times: Math.exp(shares[i] ?? NaN),
    })),
  };
};

const SHARED_OUT =
  'share of the logarithm of the ratio, averaged over the orders in which the factors can be changed (Shapley value)';

const COST =
  'flop / (peakTflops * 1e12 * utilisation) / 3600 * (hardwareUsdPerHour + kwPerAccelerator * usdPerKwh) * priceIndex * rest';

/** Line of what a factor multiplies the cost by; factors count from 1. */
export const factorLine = (factor: number): LineId => `change${factor}.factors.times`;

/** Both estimates with their factors, and what each of these makes. */
export const reconcileLines = ({ before, after, shares }: Reconciliation): readonly LedgerLine[] => {
  const ledger = createLedger({ recording: true });
  for (const [side, estimate] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const source = estimate.citation === null ? estimate.about : citationText(CITATIONS[estimate.citation]);
    for (const { id } of COST_FACTORS) {
      ledger.input(`${side}.factors.${id}`, estimate.factors[id], source, 'published', { of: estimate.name });
    }
    const formula = COST.replace(/[A-Za-z]\w*/g, (name) => (/^e\d/.test(name) ? name : `${side}.factors.${name}`));
    ledger.line(`${side}.factors.usd`, formula, { of: estimate.name, source: estimate.about });
  }
  for (const [index, { label, share, times }] of shares.entries()) {
    const inputs = COST_FACTORS.flatMap(({ id }) => [`before.factors.${id}`, `after.factors.${id}`] as const);
    ledger.model(factorLine(index + 1), times, SHARED_OUT, inputs, {
      of: label,
      detail: `${share.toFixed(4)} of the natural logarithm`,
    });
  }
  return ledger.lines();
};

const lineOf = (plan: TrainingPlan, id: string): number => plan.ledger.find((line) => line.id === id)?.value ?? NaN;

/**
 * A training as an estimate of these factors; null where its cost is not known, or is that of hardware bought whole, which is
 * no price of hours. Failures count as lower utilisation.
 */
export const estimateOf = (training: Training, plan: TrainingPlan): CostEstimate | null => {
  const { method, priceIndex } = training.economics;
  const { usd, flop, goodput } = plan;
  if (usd === null || flop === null || usd <= 0 || method === 'acquisition') return null;
  const owned = method === 'amortised';
  const peakTflops = plan.mfu === null ? lineOf(plan, 'run.achievedTflops') : lineOf(plan, 'accelerator.peakTflops');
  const known = {
    flop,
    peakTflops,
    utilisation: (plan.mfu ?? 1) * (goodput ?? 1),
    hardwareUsdPerHour: lineOf(plan, owned ? 'money.amortisedUsdPerHour' : 'training.usdPerGpuHour'),
    kwPerAccelerator: owned
      ? lineOf(plan, 'economics.ownedKwPerAccelerator') * training.economics.powerShare * training.training.pue
      : 0,
    usdPerKwh: owned ? training.training.electricityUsdPerKwh : 0,
    priceIndex: owned ? priceIndex : 1,
  };
  return {
    id: 'training',
    name: training.name,
    usd,
    about: 'as computed here',
    citation: null,
    factors: { ...known, rest: usd / costOf({ ...known, rest: 1 }) },
  };
};
