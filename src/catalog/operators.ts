import facts from './facts/operators.json' with { type: 'json' };

/** Constants of an operator's law, fitted to published timings of one kernel on one accelerator. */
export interface OperatorFit {
  readonly id: string;
  readonly operator: string;
  readonly accelerator: string;
  readonly stack: string;
  /** Of the stack; empty where several were pooled. */
  readonly version: string;
  readonly kernel: string;
  /** Number format of the operands as the table names it; `any` where the law counts it. */
  readonly format: string;
  readonly rows: number;
  /** Relative error on rows that the fit did not see. */
  readonly unseenError: { readonly median: number; readonly p90: number };
  /** In the order in which the law names them. */
  readonly constants: readonly number[];
}

/** Names of the constants of each operator's law. */
export const operatorConstants: Readonly<Record<string, readonly string[]>> = facts.names;

/** All fits, printed by tools/model/fit-operators.ts. */
export const operatorFits: readonly OperatorFit[] = facts.records;
export const operatorSource: string = facts.source;
