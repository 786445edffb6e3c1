import type { Problem, Result } from '../base/result.ts';
import {
  CALIBRATION_FORMAT,
  CALIBRATION_VERSION,
  calibrationSchema,
  type Calibration,
} from '../records/calibration.ts';
import { parseRecord, serialiseRecord } from './record.ts';

const KIND = { format: CALIBRATION_FORMAT, version: CALIBRATION_VERSION, noun: 'calibration' };

export const parseCalibration = (text: string): Result<Calibration, Problem[]> =>
  parseRecord(text, KIND, calibrationSchema);

export const serialiseCalibration = (calibration: Calibration): string => serialiseRecord(calibration);
