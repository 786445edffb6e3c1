import { expect, it } from 'vitest';
import { replayText } from './replay-text.ts';

it('says of a replayed layer whose it is, what it does and how wide it is', () => {
  const id = (phase: string, sequences: number, tokens: number, context: number): string =>
    `replay:model=llama-2-7b;phase=${phase};divisor=8;sequences=${sequences};tokens=${tokens};context=${context};dtype=f32`;
  expect([id('decode', 1, 1, 512), id('decode', 16, 1, 128), id('prefill', 1, 128, 128)].map(replayText)).toEqual([
    'llama-2-7b, decode of 1 sequence over 512 tokens, width ÷ 8',
    'llama-2-7b, decode of 16 sequences over 128 tokens, width ÷ 8',
    'llama-2-7b, prefill of 128 tokens, width ÷ 8',
  ]);
  expect(replayText('replay:phase=prefill')).toBe('?, prefill of ? × ? tokens, width ÷ ?');
});
