import * as v from 'valibot';
import { err, ok, problem, type Problem, type Result } from '../base/result.ts';
import { calibrationSchema } from '../records/calibration.ts';
import { measurementSchema } from '../records/measurement.ts';
import { scenarioSchema } from '../records/scenario.ts';

/**
 * What lies in storage was written by another version of this program, or by anybody with the browser's developer
 * tools: it is read through the records' schemas like any other input.
 */
const savedScenarioSchema = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(64)),
  savedAt: v.pipe(v.string(), v.isoTimestamp()),
  scenario: scenarioSchema,
});

const reader =
  <TSchema extends v.GenericSchema>(kind: string, schema: TSchema) =>
  (stored: unknown): Result<v.InferOutput<TSchema>, Problem> => {
    const parsed = v.safeParse(schema, stored);
    if (parsed.success) return ok(parsed.output);
    const [issue] = parsed.issues;
    const path = v.getDotPath(issue) ?? '';
    return err(
      problem(
        path,
        `This stored ${kind} cannot be read: ${path === '' ? '' : `${path}: `}${issue.message}. It is kept as it is; a newer version of Roofrack may have written it, then reload the page to get that version.`,
      ),
    );
  };

export const readMeasurement = reader('run', measurementSchema);
export const readCalibration = reader('calibration', calibrationSchema);
export const readSavedScenario = reader('scenario', savedScenarioSchema);
