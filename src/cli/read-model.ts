import { basename, dirname, join } from 'node:path';
import { existsSync } from 'node:fs';
import { err, ok, type Problem, type Result } from '../base/result.ts';
import { ownModelOf } from '../exchange/model-config/own-model.ts';
import { readAs } from '../exchange/model-config/read-as.ts';
import { readModelConfig, type ReadModel } from '../exchange/model-config/read-model-config.ts';
import type { OwnModel } from '../records/own-hardware.ts';
import type { Arguments } from './arguments.ts';
import { fileName, readText } from './files.ts';
import type { Io } from './io.ts';

/** The hub's name of a file beside a config that tells its number formats. */
const QUANTISATION = 'hf_quant_config.json';

/** "ORG--NAME.json" and "NAME/config.json" are called NAME; of a bare config.json only the file itself may tell. */
const nameIn = (file: string): string => {
  const name = basename(file, '.json').split('--').at(-1) ?? '';
  if (!/^config$/i.test(name)) return name.replace(/[_-]config$/i, '');
  const folder = basename(dirname(file));
  return folder === '.' || folder === '' ? '' : (folder.split('--').at(-1) ?? '');
};

/** The hf_quant_config.json that goes with a config: beside it, or of the same name with another ending. */
const besideOf = (file: string): string | null => {
  const folder = dirname(file);
  const named = join(folder, basename(file).replace(/_?config\.json$|\.json$/i, `_${QUANTISATION}`));
  const candidates = /^config\.json$/i.test(basename(file)) ? [join(folder, QUANTISATION)] : [named];
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
};

/** The model of a config.json, with the hf_quant_config.json beside it where there is one. */
export const readModelFile = (file: string): Result<ReadModel, Problem[]> => {
  const text = readText(file);
  if (!text.ok) return text;
  const beside = file === '-' ? null : besideOf(file);
  const quantisation = beside === null ? null : readText(beside);
  if (quantisation !== null && !quantisation.ok) return quantisation;
  const read = readModelConfig({
    text: text.value,
    quantisation: quantisation?.value ?? null,
    name: file === '-' ? '' : nameIn(file),
  });
  return read.ok ? read : err(read.error.map(({ path, message }) => ({ path, message: `${file}: ${message}` })));
};

/** The model of a config.json as one's own, said as what it was read. */
export const readOwnModel = (file: string, io: Io): Result<OwnModel, Problem[]> => {
  const read = readModelFile(file);
  if (!read.ok) return read;
  const model = ownModelOf(read.value, fileName(file), []);
  io.log(`${model.name} (${model.modelType}) ${readAs(model, model.formats)}`);
  return ok(model);
};

/** The model of `--model-config`; null without it. */
export const readModelOption = (args: Arguments, io: Io): Result<OwnModel | null, Problem[]> => {
  const file = args.value('model-config');
  return file === null ? ok(null) : readOwnModel(file, io);
};
