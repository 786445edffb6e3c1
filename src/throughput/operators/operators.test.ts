import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accelerators, findAccelerator } from '../../catalog/catalog.ts';
import { operatorFits } from '../../catalog/operators.ts';
import type { Accelerator } from '../../catalog/schema.ts';
import { causalPairs, decodeAttentionLaw, promptAttentionLaw } from './attention.ts';
import { collectiveLaw } from './collectives.ts';
import { lowLatencyExchangeLaw, normalExchangeLaw, ranksReached } from './expert-exchange.ts';
import { expertsLaw } from './experts.ts';
import { latentDecodeLaw, latentPromptLaw } from './latent-attention.ts';
import type { OperatorMachine } from './law.ts';
import { operatorMachine } from './machine.ts';
import { rankLoad } from './routing.ts';
import { ENGINES, selectOperator } from './select.ts';

const card = (id: string): Accelerator => {
  const found = findAccelerator(id);
  if (found === null) throw new Error(`${id} is not in the catalogue`);
  return found;
};
const machineOf = (id: string): OperatorMachine => {
  const machine = operatorMachine(card(id));
  if (machine === null) throw new Error(`${id} lacks figures`);
  return machine;
};
const bytesPerS = ({ memoryBandwidthGBps }: Accelerator): number => (memoryBandwidthGBps ?? NaN) * 1e9;
const us = (seconds: number): number => seconds * 1e6;

describe('collectives as they were timed', () => {
  const onH100 = (bytes: number): number =>
    us(
      selectOperator('all-reduce', collectiveLaw, machineOf('h100-sxm'), card('h100-sxm'), 'vllm', ['bf16']).timeS({
        bytes,
        members: 8,
      }),
    );

  it('on 8 × H100 in graphs take some 5 µs at 32 KB and 320 µs at 64 MiB', () => {
    // vLLM 0.14 and 0.19: 5.4 and 5.5 µs at 32 KB, 361 and 322 µs at 64 MiB.
    expect(onH100(32 * 1024)).toBeGreaterThan(4.5);
    expect(onH100(32 * 1024)).toBeLessThan(6.5);
    expect(onH100(64 * 2 ** 20)).toBeGreaterThan(290);
    expect(onH100(64 * 2 ** 20)).toBeLessThan(400);
  });

  it('are nothing alone, and take longer for more bytes', () => {
    const { timeS } = selectOperator(
      'nccl all-gather',
      collectiveLaw,
      machineOf('b200-sxm'),
      card('b200-sxm'),
      'sglang',
    );
    expect(timeS({ bytes: 1e9, members: 1 })).toBe(0);
    const message = fc.double({ min: 1e3, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(message, message, fc.integer({ min: 2, max: 8 }), (bytes, more, members) => {
        expect(timeS({ bytes: bytes + more, members })).toBeGreaterThanOrEqual(timeS({ bytes, members }));
      }),
    );
  });
});

describe('routing', () => {
  const layer = fc.record({
    experts: fc.constantFrom(8, 64, 128, 256),
    perToken: fc.integer({ min: 1, max: 8 }),
    expertParallel: fc.constantFrom(1, 2, 8),
  });

  it('hands out every row, and the busiest rank has at least its share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4096 }), layer, (tokens, routed) => {
        const whole = rankLoad(tokens, { ...routed, expertParallel: 1 }, 1.01);
        expect(whole.rows).toBe(tokens * routed.perToken);
        expect(whole.touched).toBeLessThanOrEqual(Math.min(routed.experts, whole.rows));
        const busiest = rankLoad(tokens, routed, 1.01);
        expect(busiest.rows).toBeGreaterThanOrEqual((tokens * routed.perToken) / routed.expertParallel - 1e-9);
      }),
    );
  });

  it('pads each expert to whole tiles', () => {
    const { tiles, touched } = rankLoad(1000, { experts: 64, perToken: 4, expertParallel: 1 }, 1.2);
    expect(tiles[0]).toBeGreaterThanOrEqual(4000 / 8);
    expect(tiles.at(-1)).toBeGreaterThanOrEqual(touched);
  });

  it('of an even spread touches each expert where there are rows enough', () => {
    expect(rankLoad(256, { experts: 128, perToken: 8, expertParallel: 4 }, 'balanced')).toMatchObject({
      touched: 32,
      rows: 512,
    });
  });

  it('reaches one rank with one expert and nearly all with many', () => {
    expect(ranksReached(1, 8)).toBeCloseTo(1, 12);
    expect(ranksReached(22, 8)).toBeGreaterThan(7.5);
  });
});

describe('pairs of queries and keys', () => {
  it('are a triangle, what stands before, and no more than a window for each query', () => {
    expect(causalPairs(100, 0, Infinity)).toBe(5050);
    expect(causalPairs(10, 90, Infinity)).toBe(10 * 90 + 55);
    let pairs = 0;
    for (let query = 1; query <= 50; query++) pairs += Math.min(query + 20, 32);
    expect(causalPairs(50, 20, 32)).toBe(pairs);
  });
});

describe('every law on every accelerator and engine', () => {
  const known = accelerators.flatMap((accelerator) => {
    const machine = operatorMachine(accelerator);
    return machine === null || Number.isNaN(machine.linkBytesPerS) ? [] : [{ accelerator, machine }];
  });
  const latent = { kvLoraRank: 512, qkNopeHeadDim: 128, qkRopeHeadDim: 64, vHeadDim: 128, heads: 16, cacheBytes: 2 };
  const softmax = { heads: 16, kvHeads: 2, headDim: 128, windowTokens: null, cacheBytes: 2 };

  it('computes and reads no faster than the datasheet of its accelerator has it', () => {
    for (const { accelerator, machine } of known) {
      const wide = accelerator.peakDenseBf16Tflops ?? accelerator.peakDenseFp16Tflops ?? NaN;
      expect(machine.peakFlops[16], accelerator.id).toBeLessThanOrEqual(wide * 1e12);
      expect(machine.bandwidthBytesPerS, accelerator.id).toBeLessThanOrEqual(bytesPerS(accelerator));
    }
  });

  it('takes longer for more work, and no less time than the peaks allow', () => {
    for (const { accelerator, machine } of known) {
      for (const engine of ENGINES) {
        const prompt = selectOperator('prompt attention', promptAttentionLaw, machine, accelerator, engine);
        const decode = selectOperator('decode attention', decodeAttentionLaw, machine, accelerator, engine);
        const latentPrompt = selectOperator('latent prompts', latentPromptLaw, machine, accelerator, engine);
        const latentDecode = selectOperator('latent decode', latentDecodeLaw, machine, accelerator, engine);
        const prompts = (tokens: number, cachedTokens: number): number[] => [
          prompt.timeS({ ...softmax, prompts: 1, tokens, cachedTokens, computeBits: 16 }),
          latentPrompt.timeS({ ...latent, prompts: 1, tokens, cachedTokens }),
        ];
        const decodes = (sequences: number, contextTokens: number): number[] => [
          decode.timeS({ ...softmax, sequences, contextTokens }),
          latentDecode.timeS({ ...latent, sequences, contextTokens }),
        ];
        const grows = (less: number[], more: number[]): void => {
          less.forEach((time, i) => expect(more[i], `${accelerator.id} ${engine}`).toBeGreaterThan(time));
        };
        grows(prompts(2048, 0), prompts(4096, 0));
        grows(prompts(2048, 0), prompts(2048, 30_000));
        grows(decodes(64, 2048), decodes(64, 8192));
        grows(decodes(64, 2048), decodes(256, 2048));
        const readS = (256 * 8192 * 2 * 2 * 128 * 2) / bytesPerS(accelerator);
        expect(decodes(256, 8192)[0], `${accelerator.id} ${engine}`).toBeGreaterThan(0.9 * readS);
      }
    }
  });

  it('experts too, in each format that was timed', () => {
    const shape = {
      experts: 256,
      perToken: 8,
      expertParallel: 1,
      hidden: 7168,
      width: 256,
      gated: true,
      weightBytes: 1,
      activationBytes: 1,
      computeBits: 8,
      routing: 1.01,
      dispatched: false,
    } as const;
    for (const { accelerator, machine } of known) {
      const { timeS, launchS } = selectOperator('experts', expertsLaw, machine, accelerator, 'vllm', [
        'fp8_block',
        'fp8',
      ]);
      expect(launchS).toBeGreaterThan(0);
      expect(timeS({ ...shape, tokens: 64 })).toBeGreaterThan(timeS({ ...shape, tokens: 8 }));
      expect(timeS({ ...shape, tokens: 8192 })).toBeGreaterThan(timeS({ ...shape, tokens: 512 }));
      const weights = rankLoad(64, shape, 1.01).touched * 3 * 7168 * 256;
      expect(timeS({ ...shape, tokens: 64 })).toBeGreaterThan((0.8 * weights) / bytesPerS(accelerator));
    }
  });

  it('exchanges of experts take longer for more tokens', () => {
    const machine = machineOf('h100-sxm');
    const shape = { hidden: 7168, perToken: 8, experts: 256, ranks: 8, dispatchBytes: 1 };
    for (const [name, law] of [
      ['expert exchange, low latency', lowLatencyExchangeLaw],
      ['expert exchange, normal', normalExchangeLaw],
    ] as const) {
      const { timeS } = selectOperator(name, law, machine, card('h100-sxm'), 'sglang');
      expect(timeS({ ...shape, tokensPerRank: 512 })).toBeGreaterThan(timeS({ ...shape, tokensPerRank: 64 }));
      expect(timeS({ ...shape, ranks: 1, tokensPerRank: 64 })).toBe(0);
    }
  });
});

describe('what constants rest on', () => {
  it('is said: timed here, with another engine, on another accelerator, or nowhere', () => {
    const groundOn = (id: string, formats?: string[]): string =>
      formats === undefined
        ? selectOperator('decode attention', decodeAttentionLaw, machineOf(id), card(id), 'vllm').ground
        : selectOperator('experts', expertsLaw, machineOf(id), card(id), 'vllm', formats).ground;
    expect(groundOn('h100-sxm')).toBe('timed');
    expect(groundOn('h800-sxm')).toBe('timed');
    expect(groundOn('mi300x')).toBe('other accelerator');
    expect(groundOn('b200-sxm', ['int4_wo'])).toBe('other engine');
    expect(selectOperator('no such', decodeAttentionLaw, machineOf('h100-sxm'), card('h100-sxm'), 'vllm').ground).toBe(
      'typical',
    );
  });

  it('has as many constants as its law names', () => {
    const laws: Readonly<Record<string, { readonly priors: object }>> = {
      experts: expertsLaw,
      'prompt attention': promptAttentionLaw,
      'decode attention': decodeAttentionLaw,
      'latent prompts': latentPromptLaw,
      'latent decode': latentDecodeLaw,
      'expert exchange, low latency': lowLatencyExchangeLaw,
      'expert exchange, normal': normalExchangeLaw,
    };
    for (const fit of operatorFits) {
      const { priors } = laws[fit.operator] ?? collectiveLaw;
      expect(fit.constants, `${fit.operator} ${fit.accelerator}`).toHaveLength(Object.keys(priors).length);
      expect(findAccelerator(fit.accelerator)).not.toBeNull();
    }
  });
});
