import { entryAt, lastOf } from '../base/checked.ts';
import { findChanges, type LevelChange, type SeriesChanges } from '../base/statistics/change-points.ts';
import { median } from '../base/statistics/order.ts';
import { isSampled, isTimed } from '../records/cases.ts';
import type { Comparison } from '../records/comparison.ts';
import { measuredOn } from '../records/measured-on.ts';
import type { Measurement } from '../records/measurement.ts';
import { usualPace } from '../records/pace.ts';
import { machineClass } from './unlike.ts';

/** One result of a history. */
export interface SeriesPoint {
  /** Seconds, an index, or milliseconds since 1970 where there is a date. */
  readonly time: number;
  readonly value: number;
}

/** Moments since 1973 are beyond any index and any count of seconds, and those before 2286 below any recent count of µs or ns. */
const FIRST_DATE_MS = 1e11;
const END_OF_DATES_MS = 1e13;
export const isDate = (time: number): boolean => time >= FIRST_DATE_MS && time < END_OF_DATES_MS;

export interface NamedSeries {
  readonly name: string;
  readonly points: readonly SeriesPoint[];
  /** Series of one machine share what the machine does. */
  readonly machine: string;
  /** A kernel that never changes: what it does, the machine did. */
  readonly isReference: boolean;
}

/** A change, and whether the machine's reference changed with it. */
export interface HistoryChange extends LevelChange {
  readonly time: number;
  readonly machine: boolean;
}

export interface SeriesHistory extends NamedSeries, Pick<SeriesChanges, 'noise' | 'falseAlarmRate'> {
  readonly changes: readonly HistoryChange[];
}

/** An alarm this near to one of the reference in the same direction is the machine's … */
const SHARED_WITHIN_POINTS = 3;
/** … unless it is surely more than so many times as large, as log ratios: kernels follow a machine unequally, but not that much. */
const SHARED_TIMES = 2;

interface Found extends NamedSeries {
  readonly found: SeriesChanges;
}

/** The least and the most that a change may be by its interval, as absolute log ratios; null without a ratio. */
const sizeOf = ({ low, high }: LevelChange): { readonly least: number; readonly most: number } | null => {
  if (low === null || high === null) return null;
  const ends = [Math.log(low), Math.log(high)] as const;
  return { least: ends[0] * ends[1] < 0 ? 0 : Math.min(...ends.map(Math.abs)), most: Math.max(...ends.map(Math.abs)) };
};

const isShared = (reference: Found | undefined, own: Found, alarm: LevelChange): boolean => {
  const { index, ratio } = alarm;
  const size = sizeOf(alarm);
  if (reference === undefined || reference === own || ratio === null || size === null) return false;
  const { points } = own;
  const near = points.slice(Math.max(0, index - SHARED_WITHIN_POINTS), index + SHARED_WITHIN_POINTS + 1);
  const earliest = entryAt(near, 0).time;
  const latest = lastOf(near).time;
  return reference.found.changes.some((change) => {
    const { time } = entryAt(reference.points, change.index);
    const explains = size.least <= SHARED_TIMES * (sizeOf(change)?.most ?? 0);
    return change.ratio !== null && change.ratio > 1 === ratio > 1 && explains && time >= earliest && time <= latest;
  });
};

/** Where each series changed its level, and which of the changes were the machine's. */
export const historiesOf = (series: readonly NamedSeries[]): readonly SeriesHistory[] => {
  const all = series.map((named): Found => ({ ...named, found: findChanges(named.points.map(({ value }) => value)) }));
  return all.map((own): SeriesHistory => {
    const reference = all.find((other) => other.isReference && other.machine === own.machine);
    const { name, points, machine, isReference, found } = own;
    return {
      name,
      points,
      machine,
      isReference,
      noise: found.noise,
      falseAlarmRate: found.falseAlarmRate,
      changes: found.changes.map((change) => ({
        ...change,
        time: entryAt(points, change.index).time,
        machine: isShared(reference, own, change),
      })),
    };
  });
};

/** Results of many runs as series in the order of time, one per case and class of machine; the runs themselves are not kept. */
export class ResultCollector {
  readonly #series = new Map<string, { machine: string; name: string; isReference: boolean; points: SeriesPoint[] }>();

  #add(machine: string, name: string, createdAt: string, value: number | null, isReference = false): void {
    const time = Date.parse(createdAt);
    if (value === null || !Number.isFinite(value) || !Number.isFinite(time)) return;
    const key = `${machine}\n${name}`;
    const series = this.#series.get(key) ?? { machine, name, isReference, points: [] };
    series.points.push({ time, value });
    this.#series.set(key, series);
  }

  /** Median times in ms; the pace probe, where it ran, is the reference, as the time of a GFLOP. */
  addMeasurement(run: Measurement): void {
    const machine = measuredOn(run);
    for (const timed of run.cases.filter(isTimed)) this.#add(machine, timed.id, run.createdAt, timed.medianMs);
    const pace = usualPace(run.cases.filter(isSampled));
    if (pace !== null) this.#add(machine, 'reference', run.createdAt, 1000 / pace, true);
  }

  /** Times of the head in ms; the control, which no build changes, is the reference. */
  addComparison(comparison: Comparison): void {
    const machine = `${machineClass(comparison)}, ${comparison.machine.name}`;
    const timesOf = (sessions: Comparison['control']['equal'], side: 'baseMs' | 'headMs'): number | null => {
      const times = sessions.flatMap(({ draws }) => draws.flatMap(({ pairs }) => pairs.map((pair) => pair[side])));
      return times.length > 0 ? median(times) : null;
    };
    for (const { id, sessions } of comparison.cases)
      this.#add(machine, id, comparison.createdAt, timesOf(sessions, 'headMs'));
    this.#add(machine, 'reference', comparison.createdAt, timesOf(comparison.control.equal, 'baseMs'), true);
  }

  /** By name; with the machine in it where there are several. */
  series(): readonly NamedSeries[] {
    const all = [...this.#series.values()];
    const several = new Set(all.map(({ machine }) => machine)).size > 1;
    return all
      .map(({ machine, name, isReference, points }) => ({
        machine,
        isReference,
        name: several ? `${name} on ${machine}` : name,
        points: points.sort((a, b) => a.time - b.time),
      }))
      .sort((a, b) => a.name.localeCompare(b.name));
  }
}
