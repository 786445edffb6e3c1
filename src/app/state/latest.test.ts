import { expect, test } from 'vitest';
import { createLatest } from './latest.ts';

/** A slow answerer whose answers the test lets go one by one. */
const slow = () => {
  const sent: number[] = [];
  const release: ((failure?: Error) => void)[] = [];
  const ask = (question: number): Promise<string> => {
    sent.push(question);
    return new Promise((resolve, reject) => {
      release.push((failure) => {
        if (failure === undefined) resolve(`answer ${String(question)}`);
        else reject(failure);
      });
    });
  };
  return { sent, release, ask };
};

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('while one is answered only the newest of the others is kept', async () => {
  const { sent, release, ask } = slow();
  const answers: string[] = [];
  const question = createLatest(ask, { onAnswer: (answer) => answers.push(answer), onFailure: () => undefined });
  for (const n of [1, 2, 3, 4]) question(n);
  expect(sent).toEqual([1]);
  release[0]!();
  await turn();
  expect(sent).toEqual([1, 4]);
  release[1]!();
  await turn();
  expect(answers).toEqual(['answer 1', 'answer 4']);
  question(5);
  expect(sent).toEqual([1, 4, 5]);
});

test('a failure is told and does not end the questions', async () => {
  const { sent, release, ask } = slow();
  const failures: unknown[] = [];
  const question = createLatest(ask, { onAnswer: () => undefined, onFailure: (reason) => failures.push(reason) });
  question(1);
  question(2);
  release[0]!(new Error('crashed'));
  await turn();
  expect(failures).toEqual([new Error('crashed')]);
  expect(sent).toEqual([1, 2]);
});
