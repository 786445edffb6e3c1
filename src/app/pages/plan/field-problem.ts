/** What is wrong with a field now, and the text that is: kept in the field until it is right. */
export interface FieldProblem {
  readonly typed: string;
  readonly message: string;
}

export type FieldProblems = ReadonlyMap<string, FieldProblem>;
