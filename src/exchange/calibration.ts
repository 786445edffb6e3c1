import type { Problem, Result } from '../base/result.ts';
import { CALIBRATION, calibrationSchema, type Calibration } from '../records/calibration.ts';
import { parseRecord, serialiseRecord } from './record.ts';

export const parseCalibration = (text: string): Result<Calibration, Problem[]> =>
  parseRecord(text, CALIBRATION, calibrationSchema);

export const serialiseCalibration = (calibration: Calibration): string => serialiseRecord(calibration);
