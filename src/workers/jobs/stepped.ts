import type { JobContext } from '../compute-protocol.ts';

/** Runs a computation that yields between its plans, letting a cancellation in at each. */
export const stepped = async <Step, Answer>(
  steps: Generator<Step, Answer>,
  { pause }: Pick<JobContext<never>, 'pause'>,
  onStep?: (step: Step) => void,
): Promise<Answer> => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onStep?.(step.value);
    await pause();
  }
};
