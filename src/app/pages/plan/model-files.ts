import { err, problem, type Problem, type Result } from '../../../base/result.ts';
import { readTextFile } from '../../../exchange/decode-text.ts';
import { ownModelOf } from '../../../exchange/model-config/own-model.ts';
import { readModelConfig } from '../../../exchange/model-config/read-model-config.ts';
import { type OwnModel, type SavedHardware } from '../../../records/own-hardware.ts';

export type ModelRead = Result<OwnModel, Problem[]>;

const QUANTISATION = /hf_quant_config\.json$/i;

/** "ORG--NAME.json" is called NAME; "config.json" tells nothing, the file itself may. */
const nameOfFile = (file: string): string => {
  const name =
    file
      .replace(/\.json$/i, '')
      .split('--')
      .at(-1) ?? '';
  return /^config( \(\d+\))?$/i.test(name) ? '' : name.replace(/[_-]config$/i, '');
};

interface Source {
  readonly file: string;
  readonly text: string;
  readonly quantisation: string | null;
}

/** The model as one's own. The same file again is the same model: only a name that another model has is told apart. */
const ownModel = ({ file, text, quantisation }: Source, shelf: readonly SavedHardware[]): ModelRead => {
  const read = readModelConfig({ text, quantisation, name: nameOfFile(file) });
  if (!read.ok) return err(read.error.map(({ path, message }) => ({ path, message: `${file}: ${message}` })));
  const made = ownModelOf(read.value, file, []);
  const before = shelf.find(({ id }) => id === made.id);
  const isSame =
    before === undefined || (before.kind === 'model' && before.fact.name === made.name && sameShape(before.fact, made));
  const shelfIds = shelf.map(({ id }) => id);
  return { ok: true, value: isSame ? made : ownModelOf(read.value, file, shelfIds) };
};

const sameShape = (a: OwnModel, b: OwnModel): boolean =>
  JSON.stringify([a.layers, a.hidden, a.vocab, a.formats]) === JSON.stringify([b.layers, b.hidden, b.vocab, b.formats]);

export const modelFromText = (text: string, file: string, shelf: readonly SavedHardware[]): ModelRead =>
  ownModel({ file, text, quantisation: null }, shelf);

/** A config.json among the files, and the hf_quant_config.json beside it where there is one. */
export const modelFromFiles = async (files: readonly File[], shelf: readonly SavedHardware[]): Promise<ModelRead> => {
  const beside = files.find(({ name }) => QUANTISATION.test(name));
  const [config, other] = files.filter((file) => file !== beside);
  if (config === undefined || other !== undefined) {
    return err([
      problem(
        '',
        `${String(files.length)} files were given: give one config.json, and beside it no more than its hf_quant_config.json.`,
      ),
    ]);
  }
  const text = await readTextFile(config);
  if (!text.ok) return err(text.error.map(({ path, message }) => ({ path, message: `${config.name}: ${message}` })));
  const quantisation = beside === undefined ? null : await readTextFile(beside);
  if (quantisation !== null && !quantisation.ok) return quantisation;
  return ownModel({ file: config.name, text: text.value, quantisation: quantisation?.value ?? null }, shelf);
};

/** Whether a text is a config of the hub rather than a file of ours. */
export const looksLikeModelConfig = (text: string): boolean =>
  text.trimStart().startsWith('{') && /"(?:model_type|architectures)"\s*:/.test(text) && !text.includes(`"roofrack-`);
