import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findAccelerator, findModel } from '../../catalog/catalog.ts';
import { findStack } from '../../catalog/stacks.ts';
import { layoutOf, type Deployment } from '../../throughput/deployment.ts';
import { NAMED_PRECISIONS } from '../../throughput/precision.ts';
import { expertSpread, tensorSpread } from '../../throughput/spread.ts';
import { serveRow, type Served, type ServedRow } from './served-rows.ts';

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

const LLAMA: ServedRow = {
  model: found(findModel('llama-3-70b')),
  accelerator: found(findAccelerator('h200-sxm')),
  stack: found(findStack('vllm')),
  precision: { ...NAMED_PRECISIONS.fp8, kvCache: 'bf16' },
  loop: { concurrency: 32, inputTokens: 1024, outputTokens: 512, mostOutputTokens: 512, lengths: 'equal' },
  deployment: { kind: 'aggregated', layout: layoutOf(tensorSpread(4)) },
};

const serve = (row: ServedRow): Served => {
  const served = serveRow(row);
  if (!served.ok) throw new Error(served.error.message);
  return served.value;
};

const withLoop = (loop: Partial<ServedRow['loop']>): ServedRow => ({
  ...LLAMA,
  loop: { ...LLAMA.loop, ...loop, mostOutputTokens: loop.outputTokens ?? LLAMA.loop.outputTokens },
});

const apart = (prefillers: number | null, decoders: number | null): ServedRow => ({
  ...LLAMA,
  loop: { ...LLAMA.loop, concurrency: 200 },
  deployment: {
    kind: 'disaggregated',
    prefill: { count: prefillers, layout: layoutOf(tensorSpread(2)) },
    decode: { count: decoders, layout: layoutOf(tensorSpread(4)) },
  },
});

const loops = fc.record({
  concurrency: fc.integer({ min: 1, max: 256 }),
  inputTokens: fc.integer({ min: 16, max: 16_000 }),
  outputTokens: fc.integer({ min: 1, max: 4000 }),
});

const RUNS = { numRuns: 40 };

describe('a closed loop', () => {
  it('has the cycle of its two times, within its band, and multi-token prediction beside it', () => {
    fc.assert(
      fc.property(loops, (loop) => {
        const { ttftS, tpotS, cycleS, cycleBandS, predicted } = serve(withLoop(loop));
        expect(cycleS).toBeCloseTo(ttftS + (loop.outputTokens - 1) * tpotS, 9);
        expect(cycleBandS[0]).toBeLessThan(cycleS);
        expect(cycleBandS[0] * cycleBandS[1]).toBeCloseTo(cycleS ** 2, 6);
        expect(Math.min(ttftS, tpotS, predicted.ttftS, predicted.tpotS)).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('of more requests gives none of them a shorter cycle, and all of them together no fewer tokens', () => {
    fc.assert(
      fc.property(loops, fc.double({ min: 1.5, max: 4, noNaN: true }), (loop, factor) => {
        const [few, many] = [
          serve(withLoop(loop)),
          serve(withLoop({ ...loop, concurrency: loop.concurrency * factor })),
        ];
        // A pass has small jumps where another tile is opened.
        expect(many.cycleS).toBeGreaterThan(0.97 * few.cycleS);
        expect(many.cycleS).toBeLessThan(1.1 * factor * few.cycleS);
      }),
      RUNS,
    );
  });

  it('is no faster for one request in a pipeline', () => {
    const alone = (stages: number): Served =>
      serve({
        ...withLoop({ concurrency: 1 }),
        deployment: { kind: 'aggregated', layout: layoutOf(tensorSpread(4), stages) },
      });
    const single = alone(1);
    for (const stages of [2, 4]) expect(alone(stages).tpotS).toBeGreaterThan(0.99 * single.tpotS);
  });

  it('of a mixture of experts may be served by data-parallel attention', () => {
    const row = (deployment: Deployment): ServedRow => ({
      ...LLAMA,
      model: found(findModel('deepseek-v3')),
      loop: { ...LLAMA.loop, concurrency: 512, outputTokens: 1024, mostOutputTokens: 1024 },
      deployment,
    });
    const split = serve(row({ kind: 'aggregated', layout: layoutOf(tensorSpread(8)) }));
    const dealt = serve(row({ kind: 'aggregated', layout: layoutOf(expertSpread(8)) }));
    // The latent cache is held once instead of eight times: far more requests run together.
    expect(dealt.cycleS).toBeLessThan(split.cycleS);
  });
});

describe('prompts and decoding on replicas of their own', () => {
  it('wait no longer for first tokens where more of them read, nor for later ones where more decode', () => {
    const counts = fc.integer({ min: 1, max: 8 });
    fc.assert(
      fc.property(counts, counts, (prefillers, decoders) => {
        const here = serve(apart(prefillers, decoders));
        expect(serve(apart(prefillers + 1, decoders)).ttftS).toBeLessThan(1.02 * here.ttftS);
        expect(serve(apart(prefillers, decoders + 1)).tpotS).toBeLessThan(1.02 * here.tpotS);
      }),
      RUNS,
    );
  });

  it('are as many as keep up where nobody says how many, with a band that is wider still', () => {
    const [unknown, few, many] = [serve(apart(null, null)), serve(apart(1, 1)), serve(apart(50, 50))];
    expect(unknown.ttftS).toBeLessThanOrEqual(few.ttftS);
    expect(unknown.tpotS).toBeGreaterThanOrEqual(many.tpotS);
    expect(unknown.cycleBandS[1] / unknown.cycleS).toBeGreaterThan(few.cycleBandS[1] / few.cycleS);
  });

  it('have a wider band: nothing of the kind was fitted', () => {
    const width = ({ cycleS, cycleBandS }: Served): number => Math.log(cycleBandS[1] / cycleS);
    expect(width(serve(apart(1, 1)))).toBeGreaterThan(1.2 * width(serve(LLAMA)));
  });
});

describe('what cannot be', () => {
  const refusal = (change: Partial<ServedRow>) => {
    const served = serveRow({ ...LLAMA, ...change });
    return served.ok ? '' : `${served.error.path}: ${served.error.message}`;
  };
  const onOne: Deployment = { kind: 'aggregated', layout: layoutOf(tensorSpread(1)) };

  it.each([
    [{ deployment: onOne, precision: NAMED_PRECISIONS.bf16 }, /^tp: Llama 3 70B does not fit 1 × H200 .* in bf16/],
    [
      { deployment: { kind: 'aggregated', layout: layoutOf(tensorSpread(3)) } as const },
      /^tp: tp 3 does not divide the 64 attention heads/,
    ],
    [{ accelerator: found(findAccelerator('tpu-v5p')) }, /^tp: tp 4: nobody published how fast the link/],
  ])('is refused by its column: %#', (change, message) => {
    expect(refusal(change)).toMatch(message);
  });
});
