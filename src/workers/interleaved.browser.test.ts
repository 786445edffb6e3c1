import { expect, test } from 'vitest';
import { compareInterleaved } from './interleaved.ts';

test('two kernels take turns in workers of this page, with the control of every comparison, until it is stopped', async () => {
  const abort = new AbortController();
  const log: string[] = [];
  const compared = await compareInterleaved(
    {
      base: 'then',
      head: 'now',
      cases: [
        {
          shape: { m: 16, n: 16, k: 16 },
          dtype: 'f32',
          kernel: 'naive',
          kernels: { base: 'naive', head: 'naive' },
          horizon: 0.02,
        },
      ],
      mostSessions: 7,
      expectedScatter: { sd: 0.03, from: 'a test' },
    },
    {
      signal: abort.signal,
      log: (text) => log.push(text),
      onSession: ({ cases }) => {
        if (cases.some(({ sessions }) => sessions.length > 0)) abort.abort();
      },
    },
  );
  if (!compared.ok) throw new Error(compared.error.message);
  const { cases, control, adapter } = compared.value;
  expect(cases[0]?.sessions).toHaveLength(1);
  expect(cases[0]?.sessions[0]?.draws).toHaveLength(8);
  expect(cases[0]?.counts?.base).toEqual(cases[0]?.counts?.head);
  expect(control.equal).toHaveLength(1);
  expect(adapter.vendor).not.toBe('');
  expect(log[0]).toMatch(/^Expecting sessions to scatter by 3 % \(a test\): “unchanged” takes about \d+ sessions/);
});
