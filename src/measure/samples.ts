import { median, medianInterval, quantile } from '../base/statistics/order.ts';
import { isSampled, type TimedCase } from '../records/cases.ts';
import type { MeasuredCase, Warning } from '../records/measurement.ts';
import { paceOf, unevenness, usualPace } from '../records/pace.ts';

/** Judging timing samples: pure arithmetic on what the clocks said, so that every rule can be tested without a GPU. */

/** Steps of the clock a sample must span, so that one step is at most 1 % of it. */
export const STEPS_PER_SAMPLE = 100;

/** Drift between the first and the last third of the samples that is called throttling (or a machine with other work). */
const DRIFT = 0.1;
const SAMPLES_FOR_DRIFT = 9;

/**
 * Wall time holds the round trip and the building of the command buffer, some round trips more; beyond that, and
 * beyond this share of the sample, the two clocks disagree.
 */
const CLOCK_DISAGREEMENT = 0.5;
const ROUND_TRIPS_ALLOWED = 5;

export const timingWarnings = (
  samplesMs: readonly number[],
  wallSamplesMs: readonly number[],
  roundTripMs: number,
): Warning[] => {
  const warnings: Warning[] = [];
  const third = Math.floor(samplesMs.length / 3);
  if (samplesMs.length >= SAMPLES_FOR_DRIFT) {
    const change = median(samplesMs.slice(-third)) / median(samplesMs.slice(0, third)) - 1;
    if (Math.abs(change) > DRIFT) {
      const direction = change > 0 ? 'slower' : 'faster';
      warnings.push({
        code: 'drift',
        message: `The last third of the samples was ${(Math.abs(change) * 100).toFixed(0)} % ${direction} than the first: throttling, a clock still ramping, or other work on the machine.`,
      });
    }
  }
  const spread = quantile(samplesMs, 0.75) / quantile(samplesMs, 0.25) - 1;
  if (spread > 0.25) {
    warnings.push({
      code: 'noisy',
      message: `The middle half of the samples spans ${(spread * 100).toFixed(0)} %: other work is running on this machine.`,
    });
  }
  if (samplesMs.length < 6) {
    warnings.push({
      code: 'few-samples',
      message: `Only ${String(samplesMs.length)} samples; a 95 % interval of the median needs 6.`,
    });
  }
  const gpuMs = median(samplesMs);
  const wallMs = median(wallSamplesMs);
  if (wallMs - ROUND_TRIPS_ALLOWED * roundTripMs > gpuMs * (1 + CLOCK_DISAGREEMENT)) {
    warnings.push({
      code: 'clocks-disagree',
      message: `The GPU clock says ${gpuMs.toFixed(3)} ms, the wall clock ${wallMs.toFixed(3)} ms: something outside the kernel takes time.`,
    });
  }
  return warnings;
};

/** Median, interval and rates of a case from its samples; null where their median is not above zero. */
export const summarise = (
  samplesMs: readonly number[],
  flop: number,
  bytes: number,
): Pick<TimedCase, 'medianMs' | 'ci95Ms' | 'gflops' | 'gbps'> | null => {
  const { median: middle, low, high } = medianInterval(samplesMs);
  if (!(middle > 0)) return null;
  return {
    medianMs: middle,
    ci95Ms: [low, high],
    gflops: flop === 0 ? null : flop / middle / 1e6,
    gbps: bytes === 0 ? null : bytes / middle / 1e6,
  };
};

/** True once the interval's half-width is within `share` of the median. */
export const settled = (samplesMs: readonly number[], share: number): boolean => {
  const { median: middle, low, high } = medianInterval(samplesMs);
  return samplesMs.length >= 6 && high - low <= 2 * share * middle;
};

/** A probe's rate scatters by some percent on a quiet machine; what moves more than this is the machine. */
const SLOW_PHASE = 0.15;

/** Cases, those marked that fell into a slow phase of the machine, which is known only when all are measured. */
export const markSlowPhases = (cases: readonly MeasuredCase[]): MeasuredCase[] => {
  const usual = usualPace(cases.filter(isSampled));
  return cases.map((measured) => {
    const warnings = measured.warnings.filter(({ code }) => code !== 'slow-phase');
    const pace = isSampled(measured) ? paceOf(measured) : null;
    if (pace === null || usual === null || pace >= (1 - SLOW_PHASE) * usual) return { ...measured, warnings };
    const share = ((100 * pace) / usual).toFixed(0);
    const message = `The machine itself ran at ${share} % of its usual pace during these samples, as a fixed probe between them tells: other work, heat or a lower clock.`;
    return { ...measured, warnings: [...warnings, { code: 'slow-phase', message }] };
  });
};

/** What a run says of the machine's pace where that moved. */
export const paceWarnings = (cases: readonly MeasuredCase[]): Warning[] => {
  const factor = unevenness(cases.filter(isSampled));
  if (factor <= 1 + SLOW_PHASE) return [];
  const message = `The machine itself was ${(100 * (factor - 1)).toFixed(0)} % faster in the fast phases of this run than in the slow ones, as a fixed probe tells: other work, heat or a changing clock. Cases of slow phases are marked; a calibration allows for it.`;
  return [{ code: 'uneven-pace', message }];
};
