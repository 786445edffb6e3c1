/** What a ledger's vocabulary is written in: a line has a name and a unit, and may be a headline. */

/** Tables that show headlines; each takes those that name it, in the order of their file. */
export type HeadlineTable =
  /** What of a plan always stays in sight on the page. */
  | 'strip'
  /** What stands beside it, once. */
  | 'more'
  /** Published arithmetic beside the physical model. */
  | 'modes'
  /** Two scenarios and what each change adds. */
  | 'difference'
  /** The same load on several servers. */
  | 'servers'
  /** The same load with a lever pulled. */
  | 'levers';

export interface HeadlineSpec {
  /** As a heading, where the unit stands apart: "Energy per day" in kWh. */
  readonly name: string;
  /** Beside the number under that heading; empty for what is counted. */
  readonly unit: string;
  /** Heading of a column of the command line; the line's unit where missing. */
  readonly column?: string;
  readonly tables: readonly HeadlineTable[];
  /** Another line that is told with it, and the words behind its number: "12 servers spare". */
  readonly note?: { readonly line: string; readonly words: string };
}

export interface LineSpec {
  readonly label: string;
  readonly unit: string;
  /** What a plan is asked for: its range is computed, and its tables show it. */
  readonly headline?: HeadlineSpec;
  /** A number of the plan beside its ledger that is no headline. */
  readonly figure?: true;
}

export interface Section {
  readonly title: string;
  readonly lines: Readonly<Record<string, LineSpec>>;
  /** Of each class of a traffic mix: `SECTION.classN.KEY`. */
  readonly ofClass?: Readonly<Record<string, LineSpec>>;
}

export const line = <const More extends Omit<LineSpec, 'label' | 'unit'>>(
  label: string,
  unit: string,
  more: More = {} as More,
) => ({ label, unit, ...more });

/** Every line of a vocabulary by its dotted id, in order; those of traffic classes aside. */
export const linesOf = (
  sections: Readonly<Record<string, Section>>,
): { readonly id: string; readonly spec: LineSpec }[] =>
  Object.entries(sections).flatMap(([section, { lines }]) =>
    Object.entries(lines).map(([key, spec]) => ({ id: `${section}.${key}`, spec })),
  );
