import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { models } from '../catalog/catalog.ts';
import type { Precision } from '../records/scenario.ts';
import type { NamedModel } from './served-rows.ts';
import { showText } from './show.ts';

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

const byName = new Map(models.flatMap((model) => [model.id, bareName(model.name)].map((name) => [name, model])));

/** The model of the catalogue that a table calls so. */
export const catalogueModel = (name: string): Result<NamedModel, Problem> => {
  const bare = bareName(name);
  const model = byName.get(bare) ?? byName.get(SAME_MAKE[bare] ?? '');
  return model === undefined
    ? err(problem('model', `model ${showText(name)} is not in the catalogue; give the path of its config.json.`))
    : ok({ model, published: publishedFormat(bare) });
};
