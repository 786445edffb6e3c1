import { finishMeasurement, type Ending } from '../measure/finish.ts';
import type { MeasureRequest, MeasurementHeader } from '../measure/request.ts';
import type { MeasuredCase, Measurement, Tuning } from '../records/measurement.ts';
import { keptTuning, settledCases } from '../records/resume.ts';
import type { FromMeasureWorker } from './measure-protocol.ts';

/** What a measuring worker hands over on the way: the run before its cases, then each case and each search as it ends. */
export type RunPart = Extract<FromMeasureWorker, { readonly type: 'header' | 'case' | 'tuning' }>;

export const isPart = (message: FromMeasureWorker): message is RunPart =>
  message.type === 'header' || message.type === 'case' || message.type === 'tuning';

/** What a run says of itself that nobody ended. */
export const ENDED_EARLY = 'The run was ended before it was done; what was finished is kept.';

/** A run as far as it has come, to be kept while its worker may still be lost. */
export class PartialRun {
  #header: MeasurementHeader | null = null;
  readonly #cases: MeasuredCase[];
  readonly #tuning: Tuning[];

  constructor({ resume }: Pick<MeasureRequest, 'resume'>) {
    this.#cases = resume === undefined ? [] : settledCases(resume);
    this.#tuning = resume === undefined ? [] : keptTuning(resume);
  }

  take(part: RunPart): void {
    if (part.type === 'header') this.#header = part.header;
    else if (part.type === 'case') this.#cases.push(part.measured);
    else this.#tuning.push(part.tuning);
  }

  /** @param why the reason that it is not whole, as a sentence; null where nothing is known of the run yet */
  soFar(stop: NonNullable<Ending['stop']>, why: string): Measurement | null {
    if (this.#header === null) return null;
    const warnings = [{ code: 'incomplete', message: why.slice(0, 1000) }];
    return finishMeasurement(this.#header, this.#cases, { stop, tuning: this.#tuning, warnings });
  }
}
