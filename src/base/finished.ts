/** What a computation in steps comes to, all of them taken at once. */
export const finished = <Answer>(steps: Generator<unknown, Answer>): Answer => {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
};
