import type { RowRange, RowsHeader } from '../../records/sweep.ts';
import type { Subject } from './subject.ts';

/** What a thread that computes rows is started with. */
export interface RowThreadData {
  readonly subject: Subject;
  /** Of the file that the parts make together. */
  readonly header: RowsHeader;
  readonly folder: string;
}

/** The range to compute next. */
export type ToRowThread = RowRange;

export type FromRowThread =
  { readonly type: 'done'; readonly range: RowRange } | { readonly type: 'failed'; readonly message: string };
