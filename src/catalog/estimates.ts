import type { CitationId } from './citations.ts';
import seeds from './facts/seeds.json' with { type: 'json' };

/**
 * What a published cost of a training run is made of:
 *
 *   cost = FLOP / (peak × utilisation) × (hardware per hour + power × price of electricity) × price index × rest
 *
 * A rent holds the electricity, which is then 0. `rest` is what the print has over its own factors, by rounding.
 */
export interface CostFactors {
  readonly flop: number;
  readonly peakTflops: number;
  readonly utilisation: number;
  readonly hardwareUsdPerHour: number;
  /** Mean power at the meter of the facility, per accelerator. */
  readonly kwPerAccelerator: number;
  readonly usdPerKwh: number;
  readonly priceIndex: number;
  readonly rest: number;
}
export type CostFactor = keyof CostFactors;

export interface CostEstimate {
  readonly id: string;
  readonly name: string;
  /** As printed, or as computed. */
  readonly usd: number;
  readonly factors: CostFactors;
  /** How the factors are known, in a sentence. */
  readonly about: string;
  /** Null for a training of the user's own. */
  readonly citation: CitationId | null;
}

export const costOf = (factors: CostFactors): number =>
  (factors.flop / (factors.peakTflops * 1e12 * factors.utilisation) / 3600) *
  (factors.hardwareUsdPerHour + factors.kwPerAccelerator * factors.usdPerKwh) *
  factors.priceIndex *
  factors.rest;

type Known = Omit<CostFactors, 'rest'>;

const printed = (estimate: Omit<CostEstimate, 'factors'>, known: Known): CostEstimate => ({
  ...estimate,
  factors: { ...known, rest: estimate.usd / costOf({ ...known, rest: 1 }) },
});

const rented = { kwPerAccelerator: 0, usdPerKwh: 0, priceIndex: 1 } as const;
const V100_TFLOPS = 125;
const A100_TFLOPS = 312;
const GPT3_FLOP = 3.14e23;
const SECONDS = 3600;

/** Epoch's inputs: 10,000 V100 for 14.8 days, DGX-1 by eight, 3.5 kW of a server, 0.75 of it drawn, PUE 1.1. */
const EPOCH_HOURS = 3_552_000;
/** MosaicML's table: 30 billion parameters on 610 billion tokens for 450,000 dollars at 2 dollars per A100 hour. */
const MOSAIC_FLOP = 6 * 30e9 * 610e9;
const MOSAIC_HOURS = 450_000 / 2;

/** Four prices of "one GPT-3", as published. */
export const publishedEstimates: readonly CostEstimate[] = [
  printed(
    {
      id: 'epoch-gpt3',
      name: 'Epoch, GPT-3 amortised',
      usd: 3.26e6,
      about:
        'V100s owned and written off as newer ones get faster, with their electricity, in dollars of January 2024 (model_costs_updated.csv).',
      citation: 'epoch',
    },
    {
      flop: GPT3_FLOP,
      peakTflops: V100_TFLOPS,
      utilisation: GPT3_FLOP / (EPOCH_HOURS * SECONDS * V100_TFLOPS * 1e12),
      hardwareUsdPerHour: (18_457.5 * 0.14 * Math.LN10) / 8766 / 0.81,
      kwPerAccelerator: (3.5 / 8) * 0.75 * 1.1,
      usdPerKwh: 0.0667,
      priceIndex: 119.403 / 113.4,
    },
  ),
  printed(
    {
      id: 'oneflow-gpt3',
      name: 'OneFlow, GPT-3 on A100s',
      usd: seeds.training.printed.gpt3Usd,
      about: 'A100s at the utilisation of PaLM, rented at the 2.303 dollars that the printed sum implies.',
      citation: 'oneflow',
    },
    {
      ...rented,
      flop: seeds.training.exact.gpt3Flop,
      peakTflops: A100_TFLOPS,
      utilisation: seeds.training.inputs.mfu,
      hardwareUsdPerHour: seeds.training.exact.impliedUsdPerA100Hour,
    },
  ),
  printed(
    {
      id: 'lambda-gpt3',
      name: 'Lambda, GPT-3 on V100s',
      usd: 4.6e6,
      about: 'V100s at 28 TFLOP/s, 355 accelerator-years rented at 1.50 dollars per hour.',
      citation: 'lambda',
    },
    {
      ...rented,
      flop: GPT3_FLOP,
      peakTflops: V100_TFLOPS,
      utilisation: 28 / V100_TFLOPS,
      hardwareUsdPerHour: 1.5,
    },
  ),
  printed(
    {
      id: 'ark-gpt3-2022',
      name: 'ARK, “GPT-3 level” in 2022',
      usd: 450_000,
      about:
        'MosaicML’s run of that price: 30 billion parameters on 610 billion tokens, rented at 2 dollars per A100 hour; the utilisation is the one these imply. Not the work of GPT-3: a third of it.',
      citation: 'mosaic',
    },
    {
      ...rented,
      flop: MOSAIC_FLOP,
      peakTflops: A100_TFLOPS,
      utilisation: MOSAIC_FLOP / (MOSAIC_HOURS * SECONDS * A100_TFLOPS * 1e12),
      hardwareUsdPerHour: 2,
    },
  ),
];

export const findEstimate = (id: string): CostEstimate | null =>
  publishedEstimates.find((estimate) => estimate.id === id) ?? null;
