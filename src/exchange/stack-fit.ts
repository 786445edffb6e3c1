import { isPlainObject } from '../base/plain-object.ts';
import type { Problem, Result } from '../base/result.ts';
import type { Calibration } from '../records/calibration.ts';
import { STACK_FIT, stackFitSchema, type StackFit } from '../records/stack-fit.ts';
import { parseCalibration } from './calibration.ts';
import { readJson } from './read-json.ts';
import { parseRecord, serialiseRecord } from './record.ts';

export const parseStackFit = (text: string): Result<StackFit, Problem[]> =>
  parseRecord(text, STACK_FIT, stackFitSchema);

export const serialiseStackFit = (fit: StackFit): string => serialiseRecord(fit);

/** Either file that `roofrack calibrate` writes, known by its format. */
export const parseFit = (text: string): Result<Calibration | StackFit, Problem[]> => {
  const document = readJson(text);
  if (!document.ok) return document;
  const { value } = document.value;
  return isPlainObject(value) && value['format'] === STACK_FIT.format ? parseStackFit(text) : parseCalibration(text);
};
