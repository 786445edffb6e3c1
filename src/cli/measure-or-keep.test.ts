import { describe, expect, it } from 'vitest';
import { measurementFixture } from '../records/testing/measurement.ts';
import { err, ok, problem } from '../base/result.ts';
import { measureOrKeep } from './measure-or-keep.ts';
import { testIo } from './testing/run-cli.ts';

const request = { suite: 'quick', shapes: [], dtype: 'f32', kernel: 'auto', seed: 1, powerPreference: null } as const;
const left = measurementFixture({ outcome: 'broken-off' });

describe('what a run has finished is kept', () => {
  it('when it is told to stop and its host does not answer', async () => {
    const abort = new AbortController();
    const { result } = await measureOrKeep(
      (_request, { onPartial }) => {
        onPartial?.(left);
        abort.abort('SIGTERM');
        return new Promise(() => undefined);
      },
      request,
      testIo([], [], abort.signal),
      () => undefined,
    );
    expect(result).toEqual(ok({ ...left, outcome: 'cancelled' }));
  });

  it('when its host is lost', async () => {
    const { result } = await measureOrKeep(
      (_request, { onPartial }) => {
        onPartial?.(left);
        return Promise.resolve(err(problem('page', 'The measuring page crashed.')));
      },
      request,
      testIo([], []),
      () => undefined,
    );
    expect(result).toMatchObject({ ok: true, value: { outcome: 'failed', cases: left.cases } });
    expect(result.ok && result.value.warnings.at(-1)?.message).toBe('The measuring page crashed.');
  });

  it('and what the host itself hands back is taken as it is', async () => {
    const run = measurementFixture();
    const whole = await measureOrKeep(
      () => Promise.resolve(ok(run)),
      request,
      testIo([], []),
      () => undefined,
    );
    expect(whole.result).toEqual(ok(run));
    const none = await measureOrKeep(
      () => Promise.resolve(err(problem('browser', 'No browser.'))),
      request,
      testIo([], []),
      () => undefined,
    );
    expect(none.result).toMatchObject({ ok: false, error: { message: 'No browser.' } });
  });
});
