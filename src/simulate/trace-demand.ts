import type { PhysicalScenario } from '../records/scenario.ts';
import type { Trace } from './arrivals.ts';

const HOUR_S = 3600;
const DAY_HOURS = 24;
const WEEK_HOURS = 168;

/** What of a load a trace tells. */
export type TraceDemand = Pick<
  PhysicalScenario['demand'],
  'queriesPerDay' | 'inputTokens' | 'inputCv' | 'outputTokens' | 'outputCv' | 'classes'
> &
  Partial<Pick<PhysicalScenario['demand'], 'hourlyProfile'>>;

interface Moments {
  readonly mean: number;
  readonly cv: number;
}

const momentsOf = (lengths: Uint32Array): Moments => {
  let sum = 0;
  for (const length of lengths) sum += length;
  const mean = sum / lengths.length;
  let squares = 0;
  for (const length of lengths) squares += (length - mean) ** 2;
  return { mean, cv: Math.sqrt(squares / lengths.length) / mean };
};

/** Time from the first to the last request. */
export const traceSpanS = ({ atS }: Trace): number => atS[atS.length - 1] ?? 0;

/** Requests by the hour since the first, in hours that the trace covers whole. */
const hourlyCounts = (trace: Trace): number[] => {
  const counts = new Array<number>(Math.floor(traceSpanS(trace) / HOUR_S)).fill(0);
  for (const atS of trace.atS) {
    const hour = Math.floor(atS / HOUR_S);
    const count = counts[hour];
    if (count !== undefined) counts[hour] = count + 1;
  }
  return counts;
};

/** The same hour of all days (or weeks) averaged. */
const folded = (counts: readonly number[], period: number): number[] =>
  Array.from({ length: period }, (_, hour) => {
    const same = counts.filter((_count, index) => index % period === hour);
    return same.reduce((sum, count) => sum + count, 0) / same.length;
  });

/**
 * The load that a trace shows: its mean rate, means and spreads of lengths, and from a day on the shape of the day, from a
 * week on that of the week, hours counted from its first request. A shorter trace says nothing about the busiest hour of a
 * day: the peak of the scenario then stays.
 */
export const demandOfTrace = (trace: Trace): TraceDemand => {
  const input = momentsOf(trace.inputTokens);
  const output = momentsOf(trace.outputTokens);
  const counts = hourlyCounts(trace);
  const period = counts.length >= WEEK_HOURS ? WEEK_HOURS : counts.length >= DAY_HOURS ? DAY_HOURS : null;
  const profile = period === null ? null : folded(counts, period);
  // The last request ends the trace: it is not followed by the gap that the others are.
  const perS =
    profile === null
      ? Math.max(1, trace.atS.length - 1) / Math.max(1e-3, traceSpanS(trace))
      : profile.reduce((sum, count) => sum + count, 0) / profile.length / HOUR_S;
  return {
    queriesPerDay: perS * DAY_HOURS * HOUR_S,
    inputTokens: input.mean,
    inputCv: input.cv,
    outputTokens: output.mean,
    outputCv: output.cv,
    classes: null,
    ...(profile === null ? {} : { hourlyProfile: profile }),
  };
};
