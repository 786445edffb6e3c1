import { line, linesOf, type HeadlineSpec, type Section } from './line-spec.ts';

/** Every line that the ledger of a training run can have, written once, as `ledger-lines.ts` has those of a plan. */

const headline = (name: string, unit: string) => ({ headline: { name, unit, tables: [] } }) as const;

export const TRAINING_SECTIONS = {
  run: {
    title: 'Run',
    lines: {
      flop: line('Compute', 'FLOP', headline('Compute', 'FLOP')),
      gpuHours: line('Accelerator time', 'h', headline('GPU-hours', 'h')),
      days: line('Time', 'days', headline('Time', 'days')),
      productFlopPerToken: line('Products of the layers, per token', 'FLOP/token'),
      attentionFlopPerToken: line('Attention, per token', 'FLOP/token'),
      vocabularyFlopPerToken: line('Output layer, per token', 'FLOP/token'),
      flopPerToken: line('Compute per token', 'FLOP/token'),
      modelFlop: line('Compute without what is computed twice', 'FLOP'),
      achievedTflops: line('Achieved on an accelerator', 'TFLOP/s'),
      mfu: line('MFU: achieved over peak', ''),
      modelMfu: line('MFU, without what is computed twice', ''),
      busyHours: line('Accelerator time without failures and checkpoints', 'h'),
      tokensPerSecond: line('Tokens per accelerator', '1/s'),
      tokensPerParam: line('Tokens per parameter', ''),
      chinchillaTokens: line('Tokens for the best loss of this compute, about 20 per parameter', 'tokens'),
      chinchillaParams: line('Parameters for the best loss of this compute', ''),
    },
  },
  training: {
    title: 'Asked for',
    lines: {
      params: line('Parameters', ''),
      tokens: line('Tokens', 'tokens'),
      flop: line('Compute, stated', 'FLOP'),
      count: line('Accelerators', 'GPUs'),
      mfu: line('MFU', ''),
      achievedTflops: line('Achieved on an accelerator, stated', 'TFLOP/s'),
      wattsPerAccelerator: line('Power of an accelerator', 'W'),
      idlePowerShare: line('Power at rest over maximum', ''),
      hostWattsPerAccelerator: line('Power of the host per accelerator', 'W'),
      pue: line('PUE', ''),
      kgPerKwh: line('Grid carbon', 'kg/kWh'),
      embodiedKgPerGpuHour: line('Embodied carbon per accelerator hour', 'kg/h'),
      usdPerGpuHour: line('Rent of an accelerator', 'USD/h'),
      electricityUsdPerKwh: line('Electricity', 'USD/kWh'),
    },
  },
  shape: {
    title: 'Shape',
    lines: {
      layers: line('Layers', ''),
      hidden: line('Width', ''),
      heads: line('Attention heads', ''),
      vocabulary: line('Vocabulary', ''),
      sequence: line('Sequence', 'tokens'),
    },
  },
  failures: {
    title: 'Failures',
    lines: {
      acceleratorMtbfHours: line('MTBF of the job, times accelerators', 'h'),
      jobMtbfHours: line('MTBF of the job', 'h'),
      checkpointSeconds: line('Writing a checkpoint', 's'),
      checkpointHours: line('Between checkpoints', 'h'),
      restartMinutes: line('From failure to training', 'min'),
      checkpointLoss: line('Time lost to writing checkpoints', ''),
      failureLoss: line('Time lost to failures', ''),
      goodput: line('Goodput', ''),
      expected: line('Failures expected', ''),
    },
  },
  footprint: {
    title: 'Energy and carbon',
    lines: {
      wattsPerAccelerator: line('Mean power per accelerator, host counted', 'W'),
      itMwh: line('Energy of the IT', 'MWh'),
      mwh: line('Energy', 'MWh', headline('Energy', 'MWh')),
      electricityUsd: line('Electricity', 'USD'),
      operationalT: line('Carbon of the energy', 't'),
      embodiedT: line('Carbon of the hardware, by time', 't'),
      tCO2e: line('Carbon', 't', headline('Carbon', 't')),
    },
  },
  economics: {
    title: 'Economics',
    lines: {
      acceleratorUsd: line('Price of an accelerator, server and network counted', 'USD'),
      depreciationOomPerYear: line('Faster hardware for the same price', 'OOM/year'),
      occupancy: line('Share of its life in use', ''),
      powerShare: line('Mean over maximum power', ''),
      ownedKwPerAccelerator: line('Maximum power of a server, per accelerator', 'kW'),
      priceIndex: line('Price index, result over run', ''),
    },
  },
  money: {
    title: 'Cost of the run',
    lines: {
      usd: line('Cost of the run', 'USD', headline('Cost of the run', 'USD')),
      cloudUsd: line('Rented: cloud price', 'USD'),
      amortisedUsdPerHour: line('Owned: loss of value per hour in use', 'USD/h'),
      energyUsdPerHour: line('Owned: electricity per hour', 'USD/h'),
      amortisedUsd: line('Owned: amortised hardware and energy', 'USD'),
      acquisitionUsd: line('Owned: hardware bought for it', 'USD'),
    },
  },
  budget: {
    title: 'Budget',
    lines: {
      experimentsShare: line('Experiments over the final run', ''),
      staffYears: line('Staff', 'person-years'),
      usdPerStaffYear: line('Cost of staff', 'USD/year'),
      computeUsd: line('Final run', 'USD'),
      energyUsd: line('Energy beside the hardware', 'USD'),
      experimentsUsd: line('Failed runs and experiments', 'USD'),
      dataUsd: line('Data, acquired and prepared', 'USD'),
      staffUsd: line('Engineering talent', 'USD'),
      otherUsd: line('Other', 'USD'),
      totalUsd: line('Whole budget', 'USD', headline('Whole budget', 'USD')),
    },
  },
  factors: {
    title: 'Factors of a published cost',
    lines: {
      usd: line('Cost of the run', 'USD'),
      times: line('Multiplies the cost by', ''),
      flop: line('Work', 'FLOP'),
      peakTflops: line('Peak of the accelerator', 'TFLOP/s'),
      utilisation: line('Utilisation', ''),
      hardwareUsdPerHour: line('Price of hardware', 'USD/h'),
      kwPerAccelerator: line('Power at the meter', 'kW'),
      usdPerKwh: line('Price of electricity', 'USD/kWh'),
      priceIndex: line('Dollars of which year', ''),
      rest: line('Rounding of the print', ''),
    },
  },
  projection: {
    title: 'Cost over the years',
    lines: {
      point: line('As published', ''),
      startYear: line('Year that the law starts from', ''),
      startValue: line('Value there, by the law', ''),
      year: line('Year asked for', ''),
      halvingMonths: line('Halves in', 'months'),
      yearlyFall: line('Share that goes each year', ''),
      volumeGrowth: line('Growth of the volume per year', ''),
      learningRate: line('Share that goes with each doubling of the volume', ''),
      exponent: line('Exponent of Wright’s law', ''),
      value: line('Value in the year asked for', ''),
      low: line('Low end of the band', ''),
      high: line('High end of the band', ''),
    },
  },
  step: {
    title: 'Memory of a step',
    lines: {
      microBatch: line('Sequences at once', 'sequences'),
      tensorParallel: line('Accelerators that share every layer', 'GPUs'),
      pipelineParallel: line('Pipeline stages', 'stages'),
      dataParallel: line('Replicas', ''),
      weightBytes: line('Weights', 'B'),
      gradientBytes: line('Gradients', 'B'),
      optimiserBytes: line('Optimiser', 'B'),
      overheadShare: line('Workspace over weights', ''),
      paramsHere: line('Parameters on an accelerator', ''),
      weightsGB: line('Weights on an accelerator', 'GB'),
      gradientsGB: line('Gradients on an accelerator', 'GB'),
      optimiserGB: line('State of the optimiser on an accelerator', 'GB'),
      activationsGB: line('Activations on an accelerator', 'GB'),
      overheadGB: line('Workspace', 'GB'),
      totalGB: line('Memory that a step takes', 'GB'),
      roomGB: line('Memory left', 'GB'),
    },
  },
} as const satisfies Readonly<Record<string, Section>>;

type Sections = typeof TRAINING_SECTIONS;
type KeysOf<S extends keyof Sections> = keyof Sections[S]['lines'] & string;
export type TrainingLineId = { [S in keyof Sections]: `${S}.${KeysOf<S>}` }[keyof Sections];

type HeadlineKeys<S extends keyof Sections> = {
  [K in KeysOf<S>]: Sections[S]['lines'][K] extends { readonly headline: object } ? K : never;
}[KeysOf<S>];
/** The lines that a training is asked for. */
export type TrainingHeadlineId = { [S in keyof Sections]: `${S}.${HeadlineKeys<S>}` }[keyof Sections];

/** In the order of this file. */
export const TRAINING_HEADLINES = linesOf(TRAINING_SECTIONS).flatMap(({ id, spec: { headline: shown } }) =>
  shown === undefined ? [] : { ...shown, id },
) as readonly (HeadlineSpec & { readonly id: TrainingHeadlineId })[];
