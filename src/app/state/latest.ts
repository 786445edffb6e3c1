/**
 * Asks one question at a time. While an answer is on its way only the newest of the questions that come is kept, so that
 * a stream of them (typing, dragging) is answered as fast as answers can be had, and the last one always is.
 */
export const createLatest = <Question, Answer>(
  ask: (question: Question) => Promise<Answer>,
  { onAnswer, onFailure }: { onAnswer: (answer: Answer) => void; onFailure: (reason: unknown) => void },
): ((question: Question) => void) => {
  let waiting: { readonly question: Question } | null = null;
  let busy = false;

  const work = async (): Promise<void> => {
    busy = true;
    while (waiting !== null) {
      const { question } = waiting;
      waiting = null;
      try {
        onAnswer(await ask(question));
      } catch (reason) {
        onFailure(reason);
      }
    }
    busy = false;
  };

  return (question) => {
    waiting = { question };
    if (!busy) void work();
  };
};
