import { entryAt } from '../base/checked.ts';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { upToDate, validateRecord } from '../exchange/record.ts';
import { validate } from '../exchange/validate.ts';
import { CALIBRATION, calibrationSchema, type Calibration } from '../records/calibration.ts';
import { MEASUREMENT, measurementSchema, tuningSchema, type Measurement, type Tuning } from '../records/measurement.ts';
import { savedHardwareSchema, type HardwareKind, type SavedHardware } from '../records/own-hardware.ts';
import { savedEnvelopeSchema, type SavedScenario } from '../records/saved-scenario.ts';
import { SCENARIO, type Scenario } from '../records/scenario.ts';
import { savedStackFitSchema, type SavedStackFit } from '../records/stack-fit.ts';

/**
 * What lies in storage was written by another version of this program, or by anybody with the browser's developer
 * tools: it is read through the records' schemas like any other input.
 */
const reading = <T>(noun: string, read: (stored: unknown, wayOut: string) => Result<T, Problem[]>) => {
  const wayOut = 'It is kept as it is; a newer version of Roofrack may have written it: reload the page to get that.';
  return (stored: unknown): Result<T, Problem> => {
    const result = read(stored, wayOut);
    if (result.ok) return result;
    const first = entryAt(result.error, 0);
    return err(problem(first.path, `This stored ${noun} cannot be read. ${first.message}`));
  };
};

const asWritten: ReadonlyMap<string, string> = new Map();

export const readMeasurement = reading<Measurement>('run', (stored, wayOut) =>
  validateRecord(stored, MEASUREMENT, measurementSchema, { wayOut, asWritten }),
);
export const readTuning = reading<Tuning>('search', (stored, wayOut) =>
  validate(tuningSchema, stored, { wayOut, asWritten }),
);
export const readCalibration = reading<Calibration>('calibration', (stored, wayOut) =>
  validateRecord(stored, CALIBRATION, calibrationSchema, { wayOut, asWritten }),
);
export const readSavedStackFit = reading<SavedStackFit>('fit of a stack', (stored, wayOut) =>
  validate(savedStackFitSchema, stored, { wayOut, asWritten }),
);
const kindOf = (stored: unknown): HardwareKind => {
  const kind = typeof stored === 'object' && stored !== null && 'kind' in stored ? stored.kind : null;
  return kind === 'server' || kind === 'rack' ? kind : 'accelerator';
};
export const readSavedHardware = reading<SavedHardware>('hardware', (stored, wayOut) =>
  validate(savedHardwareSchema(kindOf(stored)), stored, { wayOut, asWritten }),
);

const readEnvelope = reading<Pick<SavedScenario, 'id' | 'savedAt'>>('scenario', (stored, wayOut) =>
  validate(savedEnvelopeSchema, stored, { wayOut, asWritten }),
);

/** Whether a saved scenario is of a version that can be read; its fields are looked at when it is opened. */
export const readScenarioKind = (stored: unknown): Result<unknown, Problem> => {
  const envelope = readEnvelope(stored);
  if (!envelope.ok) return envelope;
  const kind = upToDate((stored as SavedScenario).scenario, SCENARIO);
  return kind.ok ? kind : err(problem(kind.error.path, `This stored scenario cannot be read. ${kind.error.message}`));
};

/**
 * A scenario may have been saved before there was a field: its default stands in, as in a file. The reader of files knows
 * the whole catalogue, which the first load of the page does without: it is fetched when a scenario is read.
 */
export const readSavedScenario = async (stored: unknown): Promise<Result<SavedScenario, Problem>> => {
  const envelope = readEnvelope(stored);
  if (!envelope.ok) return envelope;
  const { readScenario } = await import('../exchange/scenario.ts');
  const scenario = reading<Scenario>('scenario', readScenario)((stored as SavedScenario).scenario);
  return scenario.ok ? ok({ ...envelope.value, scenario: scenario.value }) : scenario;
};
