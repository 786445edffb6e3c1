import { formatNumber, quantityText } from '../../../../base/format.ts';
import type { ClockRecord } from '../../../../records/measurement.ts';

/** Two clocks that differ by more than this for the same samples do not time the same thing. */
const AGREEMENT = 0.25;
/** A step of 10 µs blurs a sample of one millisecond by 1 %: fine below, coarse above. */
const FINE_STEP_NS = 10_000;

/** How far the clock can be trusted, in one or two sentences. */
export const clockSentence = ({ source, timestampQuantumNs, wallStepMs, wallOverTimestamp }: ClockRecord): string => {
  if (source === 'wall' || timestampQuantumNs === null) {
    return (
      `Timed by the wall clock around each submit, in steps of ${quantityText(wallStepMs, 'ms')}: samples contain the ` +
      'way to the GPU and back, which matters for small products only.'
    );
  }
  const step = quantityText(timestampQuantumNs, 'ns');
  const quality =
    timestampQuantumNs <= FINE_STEP_NS
      ? `Timed by the GPU's own clock in steps of ${step}: fine enough for every sample here.`
      : `Timed by the GPU's own clock, which this browser rounds to ${step}; several runs go into one sample to make up for it.`;
  if (wallOverTimestamp === null) return quality;
  const agrees = Math.abs(wallOverTimestamp - 1) <= AGREEMENT;
  return `${quality} The wall clock ${agrees ? 'agrees' : 'disagrees'}: it shows ${formatNumber(wallOverTimestamp)} times as much.`;
};
