import type { CaseSampler } from '../case-sampler.ts';
import type { Problem, Result } from '../../base/result.ts';
import type { Comparison } from '../../records/comparison.ts';

export type RoofRecord = NonNullable<Comparison['roofs']>;

/** What sessions run on. */
export type Machine = Pick<Comparison['machine'], 'name' | 'cores' | 'platform'>;

/** One side of a session, opened in a page or a process of its own. Its sampler's answers cross a border that may break. */
export interface OpenedSide extends Pick<CaseSampler, 'open' | 'time'> {
  /** Whether its clock has the fine step; null where there is no page. */
  readonly crossOriginIsolated: boolean | null;
}

/** Both sides of a session, with nothing left over from the one before. */
export interface HostSession {
  openSide(url: string): Promise<OpenedSide>;
  close(): Promise<void>;
}

/** What broke, in one line: what browsers say goes on with a stack or a log. */
export const breakdownText = (cause: unknown): string =>
  (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';

/** Where comparisons run: a browser, here or on another machine, or Dawn for Node. Its promises reject where it is lost. */
export interface Host {
  readonly browser: Comparison['browser'];
  /** The machine that it runs on, where that is another than the one that drives it: its load nobody here knows. */
  readonly elsewhere: Machine | null;
  openSession(): Promise<HostSession>;
  /** Roofs of the machine, measured through the page at `url`. */
  measureRoofs(url: string): Promise<Result<RoofRecord, Problem>>;
  /** Ends it, whatever state it is in, and starts it anew; rejects where it cannot be had any more. */
  restart(): Promise<void>;
  close(): Promise<void>;
}
