import { afterEach, describe, expect, it, vi } from 'vitest';
import { ok } from '../../base/result.ts';
import { CONTROL } from './cases.ts';
import type { HostSession, OpenedSide } from './host.ts';
import { runSession, type SessionDesign, type SessionSide } from './session.ts';
import { stubHost } from './testing/stub-host.ts';

const DESIGN: SessionDesign = { draws: 2, pairs: 20, sampleMs: 1 };
const side = (url: string): SessionSide => ({ url, request: { ...CONTROL, seed: 1, verified: true } });
const SIDES = { base: side('base'), head: side('head') };
const quiet = { runMs: () => 1, sampleSd: 0, pageSd: 0 };

interface Watched {
  readonly host: { openSession(): Promise<HostSession> };
  readonly timed: { readonly url: string; readonly times: number }[];
  readonly closed: () => number;
}

/** A host with no noise, one of whose sides is another than the stub's in what is stated. */
const watched = (head: (side: OpenedSide) => Partial<OpenedSide> = () => ({})): Watched => {
  const timed: { url: string; times: number }[] = [];
  let closed = 0;
  const stub = stubHost(quiet);
  return {
    timed,
    closed: () => closed,
    host: {
      openSession: async () => {
        const session = await stub.openSession();
        return {
          openSide: async (url) => {
            const opened = await session.openSide(url);
            const changed = url === 'head' ? { ...opened, ...head(opened) } : opened;
            return {
              ...changed,
              time: (times) => {
                timed.push({ url, times });
                return changed.time(times);
              },
            };
          },
          close: () => {
            closed++;
            return session.close();
          },
        };
      },
    },
  };
};

describe('a session', () => {
  it('runs both sides equally often in every pair, each first about as often, the same again from its seed', async () => {
    const { host, timed } = watched();
    const result = await runSession(host, SIDES, DESIGN, { seed: 3 });
    if (!result.ok) throw new Error(result.error.message);
    const { session } = result.value;
    const pairs = session.draws.flatMap((draw) => draw.pairs);
    expect(pairs).toHaveLength(DESIGN.draws * DESIGN.pairs);
    expect(pairs.every(({ baseMs, headMs }) => baseMs === 1 && headMs === 1)).toBe(true);
    const first = pairs.filter(({ headFirst }) => headFirst).length / pairs.length;
    expect(first).toBeGreaterThan(0.25);
    expect(first).toBeLessThan(0.75);
    const timesOf = (url: string): number[] => timed.filter((sample) => sample.url === url).map(({ times }) => times);
    expect(timesOf('head').sort()).toEqual(timesOf('base').sort());
    const again = await runSession(watched().host, SIDES, DESIGN, { seed: 3 });
    expect(again.ok && again.value.session.draws).toEqual(session.draws);
  });

  it('plants a slowdown by a whole number of runs more than it divides by', async () => {
    const { host } = watched();
    const result = await runSession(host, SIDES, DESIGN, { seed: 1, planted: 0.04 });
    if (!result.ok) throw new Error(result.error.message);
    for (const { baseMs, headMs } of result.value.slowed.draws.flatMap((draw) => draw.pairs))
      expect(headMs / baseMs).toBeCloseTo(1.04, 3);
  });

  const otherAdapter = (opened: OpenedSide): Partial<OpenedSide> => ({
    open: async (request) => {
      const found = await opened.open(request);
      return found.ok ? ok({ ...found.value, adapter: { ...found.value.adapter, vendor: 'other' } }) : found;
    },
  });
  const otherCase = (opened: OpenedSide): Partial<OpenedSide> => ({
    open: async (request) => {
      const found = await opened.open(request);
      return found.ok ? ok({ ...found.value, id: 'another' }) : found;
    },
  });
  it.each([
    ['another adapter', otherAdapter, 'head', /different adapters/],
    ['another clock', () => ({ crossOriginIsolated: false }), 'head', /clocks have different steps/],
    ['another case', otherCase, 'head', /do not run the same case: .* and another/],
    ['a clock that stands still', () => ({ time: () => Promise.resolve(ok(0)) }), 'head', /clock stood still/],
    [
      'a page that crashed',
      () => ({ time: () => Promise.reject(new Error('Target crashed\nstack')) }),
      'head',
      /^Target crashed$/,
    ],
  ] as const)('is refused with %s on one side, and closed', async (_name, head, failed, message) => {
    const { host, closed } = watched(head);
    const result = await runSession(host, SIDES, DESIGN, { seed: 1 });
    expect(result).toEqual({ ok: false, error: { side: failed, message: expect.stringMatching(message) } });
    expect(closed()).toBe(1);
  });

  describe('with a side that hangs', () => {
    afterEach(() => vi.useRealTimers());

    it('ends after 90 s of silence and says which side it was', async () => {
      vi.useFakeTimers();
      const { host, closed } = watched(() => ({ time: () => new Promise(() => undefined) }));
      const ended = runSession(host, SIDES, DESIGN, { seed: 1 });
      await vi.advanceTimersByTimeAsync(90_000);
      expect(await ended).toEqual({ ok: false, error: { side: 'head', message: 'There was no answer for 90 s.' } });
      expect(closed()).toBe(1);
    });
  });
});
