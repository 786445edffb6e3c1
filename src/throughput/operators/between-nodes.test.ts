import { describe, expect, it } from 'vitest';
import { allReduceOverServersS, lowLatencyBetweenS, normalBetweenS } from './between-nodes.ts';

/** H800 in servers of eight, each with a port of 400 Gbit/s (deepseek-ai/DeepEP, docs/legacy.md). */
const H800 = { linked: 8, portBytesPerS: 50e9 };
const DEEPSEEK = { hidden: 7168, perToken: 8, experts: 256, dispatchBytes: 1 };

describe('exchanges between servers', () => {
  it.each([
    [16, 118 + 195],
    [32, 155 + 273],
    [64, 173 + 314],
    [128, 192 + 369],
    [256, 194 + 360],
  ])('at %d ranks take the published time of low-latency kernels within 6 %%', (ranks, publishedUs) => {
    const shape = { ...DEEPSEEK, tokensPerRank: 128, ranks };
    expect(Math.abs((1e6 * lowLatencyBetweenS(shape, H800)) / publishedUs - 1)).toBeLessThan(0.06);
  });

  it.each([
    [16, 43, 43],
    [32, 58, 57],
    [64, 51, 50],
  ])('at %d ranks move the published bytes of kernels for prompts within 25 %%', (ranks, dispatchGBps, combineGBps) => {
    const shape = { ...DEEPSEEK, tokensPerRank: 4096, ranks };
    // The published speeds are of what is sent, which the routing there limits to four servers per token.
    const servers = (ranks / 8) * (1 - (1 - 8 / ranks) ** 8);
    const publishedS = 4096 * servers * 7168 * (1 / (dispatchGBps * 1e9) + 2 / (combineGBps * 1e9));
    expect(Math.abs(normalBetweenS(shape, H800) / publishedS - 1)).toBeLessThan(0.25);
  });

  it.each([
    [4096, 25.87],
    [8192, 26.55],
    [65_536, 37.8],
    [131_072, 51.6],
    [524_288, 59.55],
  ])('all-reduces of %d bytes over two servers take what NCCL estimates within 10 %%', (bytes, estimatedUs) => {
    const us = 1e6 * allReduceOverServersS(bytes, 2, 10e-6, H800);
    expect(Math.abs(us / estimatedUs - 1)).toBeLessThan(0.1);
  });

  it('cost the port and the part in a server for long messages', () => {
    expect(allReduceOverServersS(8e9, 2, 0.03, H800)).toBeCloseTo(0.03 + 1 / 40, 3);
  });
});
