import { describe, expect, it } from 'vitest';
import { measurementFixture } from '../records/testing/measurement.ts';
import { err, ok, problem } from '../base/result.ts';
import type { RunPart } from '../workers/partial-run.ts';
import { ENDED_EARLY, measureOrKeep } from './measure-or-keep.ts';
import { testIo } from './testing/run-cli.ts';

const request = { suite: 'quick', shapes: [], dtype: 'f32', kernel: 'auto', seed: 1, powerPreference: null } as const;
const { cases, roofs: _roofs, outcome: _outcome, tuning: _tuning, ...header } = measurementFixture();
const parts: RunPart[] = [
  { type: 'header', id: 0, header },
  ...cases.map((measured) => ({ type: 'case', id: 0, measured }) as const),
];

describe('what a run has finished is kept', () => {
  it('when it is told to stop and its host does not answer', async () => {
    const abort = new AbortController();
    const { result } = await measureOrKeep(
      (_request, { onPart }) => {
        for (const part of parts) onPart?.(part);
        abort.abort('SIGTERM');
        return new Promise(() => undefined);
      },
      request,
      testIo([], [], abort.signal),
      () => undefined,
    );
    expect(result).toMatchObject({ ok: true, value: { id: header.id, outcome: 'cancelled' } });
    expect(result.ok && result.value.cases.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
    expect(result.ok && result.value.warnings.at(-1)?.message).toBe(ENDED_EARLY);
  });

  it('when its host is lost', async () => {
    const { result } = await measureOrKeep(
      (_request, { onPart }) => {
        for (const part of parts.slice(0, 2)) onPart?.(part);
        return Promise.resolve(err(problem('page', 'The measuring page crashed.')));
      },
      request,
      testIo([], []),
      () => undefined,
    );
    expect(result).toMatchObject({ ok: true, value: { outcome: 'failed', cases: [{ id: cases[0].id }] } });
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
