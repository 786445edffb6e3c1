import { median } from '../base/statistics/order.ts';
import { isTimed } from '../records/cases.ts';
import type { ClockRecord, MeasuredCase, Measurement, Tuning, Warning } from '../records/measurement.ts';
import type { MeasurementHeader } from './request.ts';
import { bestRoofs, placeUnderRoof } from '../records/roofline.ts';
import { markSlowPhases, paceWarnings } from './samples.ts';

/** How a run ended: by itself, cancelled, without its device, or given up by whoever watched it. */
export interface Ending {
  /** Null where all was run. */
  readonly stop: Exclude<Measurement['outcome'], 'complete'> | null;
  readonly tuning: readonly Tuning[];
  /** More than the header says. */
  readonly warnings: readonly Warning[];
}

/** What the wall clock said over what the GPU's own clock said, as the median of the cases that were timed by both. */
const wallOverTimestamp = (cases: readonly MeasuredCase[]): number | null => {
  const stamped = cases
    .filter(isTimed)
    .filter(({ warnings }) => !warnings.some(({ code }) => code === 'timestamps-rejected'));
  const ratios = stamped.map(({ samplesMs, wallSamplesMs }) => median(wallSamplesMs) / median(samplesMs));
  return ratios.length > 0 ? median(ratios) : null;
};

const withRatio = (clock: ClockRecord, cases: readonly MeasuredCase[]): ClockRecord => ({
  ...clock,
  wallOverTimestamp: clock.source === 'wall' ? null : wallOverTimestamp(cases),
});

/**
 * A Measurement from what a run has when it ends, whichever way: all that is known only then is put in here, so that a run
 * that hung is judged by the same rules as one that ended well.
 */
export const finishMeasurement = (
  header: MeasurementHeader,
  cases: readonly MeasuredCase[],
  { stop, tuning, warnings }: Ending,
): Measurement => {
  const sittings = header.sittings.map((sitting, i) =>
    i < header.sittings.length - 1
      ? sitting
      : { ...sitting, clock: withRatio(sitting.clock, cases.slice(sitting.firstCase)) },
  );
  return {
    ...header,
    clock: withRatio(header.clock, cases),
    sittings,
    outcome: stop ?? (cases.some(isTimed) ? 'complete' : 'failed'),
    roofs: bestRoofs(cases),
    cases: markSlowPhases(placeUnderRoof(cases)),
    tuning: [...tuning],
    warnings: [...header.warnings, ...warnings, ...paceWarnings(cases)],
  };
};
