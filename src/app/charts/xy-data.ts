import type { LedgerView } from '../../plan/ledger-views.ts';

/** A chart as plain data: what is drawn, named and read out, without a pixel in it. */
export interface AxisSpec {
  /** Quantity, for example "Throughput". */
  readonly quantity: string;
  readonly unit: string;
  readonly scale: 'log' | 'linear';
  /** Base of the tick marks of a log axis; sizes read best in powers of two. */
  readonly base?: 2 | 10;
  /** Always inside the axis, so that it does not jump while points arrive. */
  readonly include: readonly number[];
  /** The axis ends where its numbers do, as hours of a day; else it leaves some air. */
  readonly exact?: boolean;
  /** Its numbers are whole: years, written without a comma, or things that are counted. */
  readonly whole?: 'years' | 'counted';
}

export interface XyPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What hover and keyboard focus read, for example "512×512×512: 812 GFLOP/s (796–830)". */
  readonly reading: string;
  /** Drawn hollow: not verified, or held out; the series says which. */
  readonly hollow: boolean;
  /** Where the number is explained; missing where it stands for itself. */
  readonly href?: string;
}

export interface XySeries {
  /** Stands at its end; empty where another series of its colour has the name. */
  readonly label: string;
  /** One of four colours, and with it a mark and a dash of its own. */
  readonly style: 0 | 1 | 2 | 3;
  readonly connected: boolean;
  /** False draws the line alone, for curves of many points; they are read all the same. */
  readonly marks?: boolean;
  readonly points: readonly XyPoint[];
}

/** A line without marks: a roof, a fit, zero, or a guide with its name where it begins. */
export interface XyCurve {
  readonly label: string;
  readonly points: readonly (readonly [number, number])[];
  readonly kind: 'roof' | 'fit' | 'zero' | 'guide';
}

/** Where nothing is off, as far as the points reach. */
export const zeroLine = (xs: readonly number[]): XyCurve => ({
  kind: 'zero',
  label: '',
  points: [
    [Math.min(...xs), 0],
    [Math.max(...xs), 0],
  ],
});

/** A rectangle that is the darker the more lies in it. */
export interface XyCell {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly count: number;
}

export interface XyChartData {
  readonly title: string;
  /** One sentence with the finding, for those who cannot see the drawing. */
  readonly summary: string;
  /** Numbers of the summary, as they stand in it, and where each is explained. */
  readonly explained?: readonly { readonly text: string; readonly href: string }[];
  readonly x: AxisSpec;
  readonly y: AxisSpec;
  readonly series: readonly XySeries[];
  readonly curves: readonly XyCurve[];
  /** What is too much to be drawn point by point, behind all else. */
  readonly cells?: readonly XyCell[];
  readonly table: TableTwin;
}

export interface TableTwin {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where the numbers of each row are explained. */
  readonly hrefs?: readonly string[];
}

/** Address of a ledger line in the plan's own ledger, or in that of what is read off a chart. */
export type Explain = (line: string, view?: LedgerView) => string;
