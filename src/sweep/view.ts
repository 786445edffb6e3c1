import { HEADLINES, type HeadlineId } from '../records/ledger-lines.ts';
import type { Column } from '../records/sweep.ts';
import type { Cell, Status } from './columns.ts';
import type { Scenario } from '../records/scenario.ts';
import type { CurvePoint } from './curve.ts';
import type { DensityCell } from './density.ts';

/** What is shown of a file of rows: the answers of a computing thread, as plain data. */

export type Objectives = readonly [HeadlineId, HeadlineId, HeadlineId];

export const OBJECTIVES: Objectives = ['cost.usdPerMillionOutputTokens', 'power.facilityMw', 'serving.ttftMs'];

/** In place of a value of an input: any of them. */
export const ANY = 'all';

export const isHeadline = (name: string | undefined): name is HeadlineId => HEADLINES.some(({ id }) => id === name);

/** Of how many rows an input tells apart. */
export interface InputChoice {
  readonly path: string;
  readonly label: string;
  readonly unit: string;
  readonly type: Column['type'];
  /** Its values as they stand in the file, in order; null where they are too many to choose from. */
  readonly values: readonly Cell[] | null;
}

/** Nothing said: the thread chooses. */
export interface SweepQuestion {
  readonly objectives: Objectives;
  /** By path of an input: the text of the value that rows must have; `ANY` for any. */
  readonly only: Readonly<Record<string, string>>;
  readonly curveX: string | null;
  readonly curveY: HeadlineId | null;
  readonly split: string | null;
}

export interface ShownRow {
  readonly index: number;
  /** By input, in the order of `inputs`. */
  readonly inputs: readonly Cell[];
  readonly objectives: readonly number[];
}

export interface SweepCurve {
  readonly label: string;
  readonly points: readonly (CurvePoint & { readonly index: number })[];
}

export interface SweepView {
  readonly name: string;
  readonly kind: string;
  readonly rows: number;
  /** Rows that the whole sweep has, of which the file may hold a part. */
  readonly total: number;
  readonly release: string;
  /** That computed the file. */
  readonly engine: string;
  /** The file was computed by the very program and catalogue that show it. */
  readonly sameProgram: boolean;
  readonly counts: readonly { readonly status: Status; readonly rows: number }[];
  readonly inputs: readonly InputChoice[];
  /** The value of each input that rows must have, as text; `ANY` for any. */
  readonly only: Readonly<Record<string, string>>;
  /** Feasible rows with these values. */
  readonly compared: number;
  readonly objectives: Objectives;
  /** Objectives that no compared row has; they tell nothing apart. */
  readonly unknown: readonly HeadlineId[];
  readonly scales: readonly ['linear' | 'log', 'linear' | 'log'];
  readonly density: readonly DensityCell[];
  readonly frontCount: number;
  /** The front, or a part of it that is spread over all of it, by the first objective. */
  readonly front: readonly ShownRow[];
  /** Rows that come close to the front, closest first. */
  readonly near: readonly ShownRow[];
  readonly curveX: string;
  readonly curveY: HeadlineId;
  readonly curveScales: readonly ['linear' | 'log', 'linear' | 'log'];
  readonly split: string | null;
  readonly curves: readonly SweepCurve[];
  /** Values of the split that have no curve, for want of colours. */
  readonly curvesLeftOut: number;
}

/** How a row stands under the uncertainty of its inputs. */
export interface RowDominance {
  readonly index: number;
  /** Share of draws in which another of the rows is no larger in any objective and smaller in one. */
  readonly beaten: number;
}

/** A row as it stands in the file, and as it was computed here. */
export interface ComparedRow {
  readonly index: number;
  readonly columns: readonly Column[];
  readonly stored: readonly Cell[];
  readonly live: readonly Cell[];
  /** Columns, by place, in which the two are not the same to the last bit. */
  readonly different: readonly number[];
  /** What the row was asked, as a plan of its own. */
  readonly scenario: Scenario;
}
