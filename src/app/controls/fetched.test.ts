import { expect, test } from 'vitest';
import { Fetched } from './fetched.ts';

test('a part that did not arrive is fetched again on demand, not by what is drawn', async () => {
  let drawn = 0;
  let fetches = 0;
  const part: Fetched = new Fetched(
    {
      requestUpdate: () => {
        drawn++;
        part.want();
      },
    },
    () => {
      fetches++;
      return fetches === 1 ? Promise.reject(new Error('offline')) : Promise.resolve();
    },
  );
  part.want();
  await expect.poll(() => part.stage).toBe('failed');
  expect([fetches, drawn]).toEqual([1, 2]);
  await part.fetch();
  expect([part.stage, fetches, drawn]).toEqual(['ready', 2, 4]);
});
