import { err, problem, type Problem, type Result } from '../base/result.ts';
import { validate } from '../exchange/validate.ts';
import { calibrationSchema, type Calibration } from '../records/calibration.ts';
import { measurementSchema, tuningSchema, type Measurement, type Tuning } from '../records/measurement.ts';
import { savedScenarioSchema, type SavedScenario } from '../records/saved-scenario.ts';

/**
 * What lies in storage was written by another version of this program, or by anybody with the browser's developer
 * tools: it is read through the records' schemas like any other input.
 */
const reading = <T>(noun: string, read: (stored: unknown, wayOut: string) => Result<T, Problem[]>) => {
  const wayOut = 'It is kept as it is; a newer version of Roofrack may have written it: reload the page to get that.';
  return (stored: unknown): Result<T, Problem> => {
    const result = read(stored, wayOut);
    if (result.ok) return result;
    const [first] = result.error;
    return err(problem(first.path, `This stored ${noun} cannot be read. ${first.message}`));
  };
};

const asWritten: ReadonlyMap<string, string> = new Map();

export const readMeasurement = reading<Measurement>('run', (stored, wayOut) =>
  validate(measurementSchema, stored, { wayOut, asWritten }),
);
export const readTuning = reading<Tuning>('search', (stored, wayOut) =>
  validate(tuningSchema, stored, { wayOut, asWritten }),
);
export const readCalibration = reading<Calibration>('calibration', (stored, wayOut) =>
  validate(calibrationSchema, stored, { wayOut, asWritten }),
);
export const readSavedScenario = reading<SavedScenario>('scenario', (stored, wayOut) =>
  validate(savedScenarioSchema, stored, { wayOut, asWritten }),
);
