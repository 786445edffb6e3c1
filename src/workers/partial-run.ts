import type { MeasuredCase, Measurement } from '../records/measurement.ts';
import { bestRoofs, placeUnderRoof } from '../measure/roofline.ts';
import type { MeasureRequest, MeasurementHeader } from '../measure/request.ts';
import { settledCases } from '../records/resume.ts';

/** What a measuring worker hands over on the way: the run before its cases, then each case as it ends. */
export type RunPart =
  | { readonly type: 'header'; readonly header: MeasurementHeader }
  | { readonly type: 'case'; readonly measured: MeasuredCase };

/** A run as far as it has come, to be kept while its worker may still be lost. */
export class PartialRun {
  #header: MeasurementHeader | null = null;
  readonly #cases: MeasuredCase[];

  constructor({ resume }: Pick<MeasureRequest, 'resume'>) {
    this.#cases = resume === undefined ? [] : settledCases(resume);
  }

  take(part: RunPart): void {
    if (part.type === 'header') this.#header = part.header;
    else this.#cases.push(part.measured);
  }

  /** @param why the reason that it is not whole, as a sentence; null where nothing is known of the run yet */
  soFar(outcome: Measurement['outcome'], why: string): Measurement | null {
    if (this.#header === null) return null;
    return {
      ...this.#header,
      outcome,
      roofs: bestRoofs(this.#cases),
      cases: placeUnderRoof(this.#cases),
      warnings: [...this.#header.warnings, { code: 'incomplete', message: why.slice(0, 1000) }],
    };
  }
}
