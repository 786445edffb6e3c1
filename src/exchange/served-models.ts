import type { Precision } from '../records/scenario.ts';

/** Names of one model: without the organisation, the tuning and the format that its weights are kept in. */
export const bareName = (name: string): string =>
  (name.split('/').at(-1) ?? name)
    .toLowerCase()
    .replace(/^meta-llama-/, 'llama-')
    .replace(/-(?:instruct|chat|hf)(?=-|$)/g, '')
    .replace(/-(?:fp8|nvfp4|fp4|bf16|int4|static|pertensor|dynamic)(?=-|$)/g, '');

/** Versions of a model that are of the same make as one of the catalogue. */
export const SAME_MAKE: Readonly<Record<string, string>> = {
  'deepseek-v3.1': 'deepseek-v3',
  'deepseek-r1-0528': 'deepseek-r1',
  'deepseek-v3-0324': 'deepseek-v3',
};

/** Checkpoints that the hub keeps in four-bit floats or in eight bits, whoever serves them. */
const PUBLISHED: readonly (readonly [start: string, format: Precision])[] = [
  ['gpt-oss', 'mxfp4'],
  ['deepseek', 'fp8'],
  ['minimax-m2', 'fp8'],
  ['kimi-k2.5', 'int4'],
  ['kimi-k2-thinking', 'int4'],
  ['kimi-k2', 'fp8'],
];

export const publishedFormat = (bare: string): Precision =>
  PUBLISHED.find(([start]) => bare.startsWith(start))?.[1] ?? 'bf16';
