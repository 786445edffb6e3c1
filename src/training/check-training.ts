import { didYouMean } from '../base/nearest.ts';
import { problem, type Problem } from '../base/result.ts';
import { accelerators } from '../catalog/catalog.ts';
import type { Training } from '../records/training.ts';
import { trainingFacts } from './facts.ts';

const needsShape = (training: Training, keys: readonly (keyof Training['shape'])[], what: string): Problem[] =>
  keys.flatMap((key) =>
    training.shape[key] === null
      ? [problem(`shape.${key}`, `shape.${key} is not set; ${what} needs it. Give it, or leave that out.`)]
      : [],
  );

/** What a schema cannot say: fields that need each other, or exclude each other, and ids that the catalogue must have. */
export const checkTraining = (whole: Training): Problem[] => {
  const { training, memory } = whole;
  const problems: Problem[] = [];
  const both = (path: string, other: string): void => {
    problems.push(problem(path, `${path} and ${other} are both set; each stands for the other. Keep one.`));
  };
  const { params, tokens, flop, mfu, achievedTflops, accelerator, peakTflops, count } = training;
  if (flop !== null && params !== null) both('training.flop', 'training.params');
  if (flop !== null && tokens !== null) both('training.flop', 'training.tokens');
  if (mfu !== null && achievedTflops !== null) both('training.mfu', 'training.achievedTflops');
  const byLayers = training.flopRule === 'layers';
  if (flop === null && tokens === null) {
    problems.push(problem('training.tokens', 'training.tokens is not set; give it, or training.flop.'));
  }
  if (flop === null && params === null && !byLayers) {
    problems.push(problem('training.params', 'training.params is not set; give it, or training.flop.'));
  }
  if (mfu === null && achievedTflops === null) {
    problems.push(problem('training.mfu', 'training.mfu is not set; give it, or training.achievedTflops.'));
  }
  if (accelerator !== null && trainingFacts(whole).accelerator === null) {
    const known = accelerators.map(({ id }) => id);
    const message = `training.accelerator is "${accelerator}", which is not known; ${didYouMean(accelerator, known)}`;
    problems.push(problem('training.accelerator', message));
  } else if (mfu !== null && Number.isNaN(trainingFacts(whole).peakTflops.value) && peakTflops === null) {
    const of =
      accelerator === null
        ? 'No accelerator is named'
        : `Nobody published a ${training.precision} rate of ${accelerator}`;
    const message = `${of}, so that training.mfu has nothing to be a share of. Give training.peakTflops, or training.achievedTflops.`;
    problems.push(problem('training.peakTflops', message));
  }
  if (flop === null && byLayers) {
    problems.push(...needsShape(whole, ['layers', 'hidden', 'vocabulary', 'sequence'], 'training.flopRule=layers'));
  } else if (flop === null && training.attention !== 'none') {
    problems.push(...needsShape(whole, ['layers', 'hidden', 'sequence'], `training.attention=${training.attention}`));
  }
  const { tensorParallel, pipelineParallel } = memory;
  const group = tensorParallel * pipelineParallel;
  if (group > count) {
    const message = `memory.tensorParallel × memory.pipelineParallel is ${String(group)}, and training.count is ${String(count)}; a replica needs ${String(group)} accelerators. Raise training.count or lower one of the two.`;
    problems.push(problem('memory.tensorParallel', message));
  }
  return problems;
};
