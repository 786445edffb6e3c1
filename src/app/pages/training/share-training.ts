import type { Problem, Result } from '../../../base/result.ts';
import { packText, unpackText } from '../../../exchange/share-text.ts';
import { parseTraining, serialiseTraining } from '../../../exchange/training.ts';
import type { Training } from '../../../records/training.ts';
import { formatHash } from '../../router/location.ts';

/** In an address, before a training that it carries. */
export const TRAINING_KEY = 'training';

/** A training as an address carries it. */
export const packTraining = (training: Training): Promise<string> => packText(serialiseTraining(training));

/** An address that carries the training behind its #. */
export const trainingHash = async (training: Training): Promise<string> =>
  formatHash({ segments: ['training'], query: { [TRAINING_KEY]: await packTraining(training) } });

export const readSharedTraining = async (packed: string): Promise<Result<Training, Problem[]>> => {
  const text = await unpackText(packed);
  return text.ok ? parseTraining(text.value) : text;
};
