import type { Ledger } from '../plan/ledger.ts';
import type { Training } from '../records/training.ts';
import type { TrainingFacts } from './facts.ts';
import { askedLine } from './printed-inputs.ts';

const KAPLAN = 'Kaplan et al. 2020, arXiv 2001.08361: 2N FLOP forward, 4N backward per token';
const PALM = 'Chowdhery et al. 2022, arXiv 2204.02311, appendix B: 12 × layers × width × sequence per token';
const MEGATRON = 'Narayanan et al. 2021, arXiv 2104.04473, equation 3, taken apart';
const KORTHIKANTI = 'Korthikanti et al. 2022, arXiv 2205.05198: a third more where the forward pass is computed twice';
const CHINCHILLA = 'Hoffmann et al. 2022, arXiv 2203.15556, as the rule of thumb D = 20 N';

/** What an accelerator does in a second, by MFU or as stated. */
const rateLines = (ledger: Ledger, { training }: Training, facts: TrainingFacts): void => {
  const { value, source, tier } = facts.peakTflops;
  ledger.input(
    'accelerator.peakTflops',
    value,
    source,
    tier,
    facts.accelerator === null ? {} : { of: facts.accelerator.name },
  );
  if (training.achievedTflops === null) {
    askedLine(ledger, 'training.mfu', training.mfu ?? NaN);
    ledger.line('run.achievedTflops', 'accelerator.peakTflops * training.mfu');
  } else {
    ledger.choice('training.achievedTflops', training.achievedTflops);
    ledger.line('run.achievedTflops', 'training.achievedTflops + 0');
  }
  ledger.line('run.mfu', 'run.achievedTflops / accelerator.peakTflops');
};

const shapeLines = (ledger: Ledger, { shape }: Training): void => {
  for (const key of ['layers', 'hidden', 'heads', 'vocabulary', 'sequence'] as const) {
    const value = shape[key];
    if (value !== null) ledger.choice(`shape.${key}`, value);
  }
};

/**
 * FLOP of the run. By parameters 6N per token, or 8N where the forward pass is computed twice; by layers 72 × layers ×
 * width² for the products of a layer (96 computed twice) and 6 × width × vocabulary for the output layer. Attention adds
 * 12 × layers × width × sequence per token, half of it where the mask is used.
 */
const flopLines = (ledger: Ledger, { training }: Training): void => {
  if (training.flop !== null) {
    askedLine(ledger, 'training.flop', training.flop);
    ledger.line('run.flop', 'training.flop + 0');
    return;
  }
  const twice = training.recompute === 'full';
  const recomputed = twice ? ' * 4 / 3' : '';
  const byLayers = training.flopRule === 'layers';
  askedLine(ledger, 'training.tokens', training.tokens ?? NaN);
  if (training.params !== null) askedLine(ledger, 'training.params', training.params);
  if (byLayers) {
    ledger.line('run.productFlopPerToken', '72 * shape.layers * shape.hidden ^ 2', { source: MEGATRON });
  } else {
    ledger.line('run.productFlopPerToken', '6 * training.params', { source: KAPLAN });
  }
  const terms = [`run.productFlopPerToken${recomputed}`];
  const modelTerms = ['run.productFlopPerToken'];
  if (training.attention !== 'none' || byLayers) {
    const share = training.attention === 'causal' ? 6 : 12;
    const formula = `${String(share)} * shape.layers * shape.hidden * shape.sequence`;
    ledger.line('run.attentionFlopPerToken', formula, { source: byLayers ? MEGATRON : PALM });
    terms.push(`run.attentionFlopPerToken${recomputed}`);
    modelTerms.push('run.attentionFlopPerToken');
  }
  if (byLayers) {
    ledger.line('run.vocabularyFlopPerToken', '6 * shape.hidden * shape.vocabulary', { source: MEGATRON });
    terms.push('run.vocabularyFlopPerToken');
    modelTerms.push('run.vocabularyFlopPerToken');
  }
  ledger.line('run.flopPerToken', terms.join(' + '), { source: twice ? KORTHIKANTI : 'arithmetic' });
  ledger.line('run.flop', 'run.flopPerToken * training.tokens');
  if (twice) {
    ledger.line('run.modelFlop', `(${modelTerms.join(' + ')}) * training.tokens`);
    ledger.line('run.modelMfu', 'run.mfu * run.modelFlop / run.flop', {
      source: 'Chowdhery et al. 2022, arXiv 2204.02311, appendix B: MFU counts no recompute',
    });
  }
};

/** What a model of this compute would be with the best loss, to hold the choice against. */
const hintLines = (ledger: Ledger): void => {
  ledger.line('run.chinchillaParams', 'sqrt(run.flop / 120)', { source: CHINCHILLA });
  ledger.line('run.chinchillaTokens', '20 * run.chinchillaParams', { source: CHINCHILLA });
  if (ledger.has('training.params')) ledger.line('run.tokensPerParam', 'training.tokens / training.params');
};

const DALY =
  'Daly 2006, doi 10.1016/j.future.2004.11.016, first order: holds while the interval is far below the MTBF of the job';

/**
 * Goodput 1 − δ/τ − (τ/2 + R)/M, with δ the time that a checkpoint takes, τ the time between two, R the restart and M the
 * MTBF of the job; the best τ is √(2δM) (Young 1974).
 */
const failureLines = (ledger: Ledger, { failures }: Training): void => {
  const { acceleratorMtbfHours, checkpointSeconds, checkpointMinutes, restartMinutes } = failures;
  if (acceleratorMtbfHours === null) return;
  ledger.choice('failures.acceleratorMtbfHours', acceleratorMtbfHours);
  ledger.line('failures.jobMtbfHours', 'failures.acceleratorMtbfHours / training.count');
  ledger.choice('failures.checkpointSeconds', checkpointSeconds);
  if (checkpointMinutes === null) {
    ledger.line('failures.checkpointHours', 'sqrt(2 * failures.checkpointSeconds / 3600 * failures.jobMtbfHours)', {
      source: 'Young 1974, doi 10.1145/361147.361115',
    });
  } else {
    ledger.choice('failures.checkpointHours', checkpointMinutes / 60);
  }
  ledger.choice('failures.restartMinutes', restartMinutes);
  // A checkpoint that takes no time may be written all the time: nothing is lost to it.
  const writing =
    checkpointSeconds === 0
      ? 'failures.checkpointSeconds * 0'
      : 'failures.checkpointSeconds / 3600 / failures.checkpointHours';
  ledger.line('failures.checkpointLoss', writing, { source: DALY });
  ledger.line(
    'failures.failureLoss',
    '(failures.checkpointHours / 2 + failures.restartMinutes / 60) / failures.jobMtbfHours',
    { source: DALY },
  );
  ledger.line('failures.goodput', 'max(0, 1 - failures.checkpointLoss - failures.failureLoss)', { source: DALY });
};

const timeLines = (ledger: Ledger, { training }: Training): void => {
  ledger.line('run.busyHours', 'run.flop / (run.achievedTflops * 1e12) / 3600');
  const delayed = ledger.has('failures.goodput');
  ledger.line('run.gpuHours', delayed ? 'run.busyHours / failures.goodput' : 'run.busyHours + 0');
  ledger.line('run.days', 'run.gpuHours / training.count / 24');
  if (delayed) ledger.line('failures.expected', 'run.days * 24 / failures.jobMtbfHours');
  if (training.tokens !== null) ledger.line('run.tokensPerSecond', 'training.tokens / run.gpuHours / 3600');
};

/** How much is computed and how long that takes. */
export const runLines = (ledger: Ledger, training: Training, facts: TrainingFacts): void => {
  ledger.choice('training.count', training.training.count);
  shapeLines(ledger, training);
  rateLines(ledger, training, facts);
  flopLines(ledger, training);
  hintLines(ledger);
  failureLines(ledger, training);
  timeLines(ledger, training);
};
