import { isPlainObject } from '../base/plain-object.ts';
import { err, problem, type Problem, type Result } from '../base/result.ts';
import { modelFromConfig } from '../catalog/hugging-face-config.ts';
import type { Model } from '../catalog/schema.ts';
import { readJson } from './read-json.ts';

/** Text of a Hugging Face `config.json` → a model of the given id. Fields that a plan does not need are left aside. */
export const parseModelConfig = (id: string, text: string): Result<Model, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const { value } = document.value;
  if (!isPlainObject(value)) {
    return err([problem('', 'The file is no object; it must be the config.json that stands beside a model.')]);
  }
  return modelFromConfig(id, value);
};
