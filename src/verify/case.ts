import { CITATIONS, type Citation, type CitationId } from '../catalog/citations.ts';
import { findPreset } from '../catalog/presets.ts';
import { findTrainingPreset, trainingDefaults } from '../catalog/training-presets.ts';
import { formulaWithValues } from '../plan/formula-values.ts';
import { compileFormula } from '../plan/formula.ts';
import { LineValues, placeOf } from '../plan/line-values.ts';
import { plan } from '../plan/plan.ts';
import type { PlanLineId } from '../records/ledger-lines.ts';
import type { LedgerLine } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import type { TrainingLineId } from '../records/training-lines.ts';
import { withTraining, type Training, type TrainingSection } from '../records/training.ts';
import { train } from '../training/train.ts';

/** What was computed, and how a reader can do it again. */
export interface Computed {
  /** Null where it cannot be computed. */
  readonly value: number | null;
  /** "6 * 1.75e11 * 3e11"; empty where there is none. */
  readonly arithmetic: string;
}

/** A figure that somebody printed, and how it should come out again. */
export interface PublishedCase {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly citation: Citation;
  readonly printed: number;
  /** What rounding, or the precision that the print claims, explains; in the unit of the figure. */
  readonly tolerance: number;
  /** Null where the print says too little to compute it: it is recorded. */
  readonly compute: (() => Computed) | null;
  /** Why the print cannot be right, or cannot be computed; null where it should come out. */
  readonly why: string | null;
  /** What a reader of a figure that comes out should know. */
  readonly note?: string;
}

/** A figure of a source, in the order in which a list of them reads best. */
export const printedCase = (
  citation: CitationId,
  id: string,
  label: string,
  printed: number,
  unit: string,
  tolerance: number,
  compute: PublishedCase['compute'],
  why: string | null = null,
): PublishedCase => ({ id, label, unit, citation: CITATIONS[citation], printed, tolerance, compute, why });

/** Half of the last digit printed: 0.5 for 30,382; digits is that of the last one, in powers of ten. */
export const halfOf = (lastDigit: number): number => lastDigit / 2;

const number = (value: number): string => String(Number(value.toPrecision(9)));

/** A sum of named numbers in the language of the ledger. */
export const sum =
  (formula: string, values: Readonly<Record<string, number>> = {}): (() => Computed) =>
  () => {
    const compiled = compileFormula(formula);
    const valueOf = (name: string): number => {
      const value = values[name];
      if (value === undefined) throw new Error(`A published case has no value for ${name} in ${formula}.`);
      return value;
    };
    const arithmetic = compiled.inputs.reduce(
      (text, name) => text.replaceAll(new RegExp(`\\b${name}\\b(?!\\()`, 'g'), number(valueOf(name))),
      formula,
    );
    const given = new LineValues();
    for (const name of compiled.inputs) given.set(placeOf(name), valueOf(name));
    return { value: compiled.evaluate(given), arithmetic };
  };

/** A function of the planner, with its arguments in words. */
export const result =
  (value: () => number | null, arithmetic: string): (() => Computed) =>
  () => ({ value: value(), arithmetic });

const lineOf = (ledger: readonly LedgerLine[], id: string): Computed => {
  const line = ledger.find((candidate) => candidate.id === id);
  if (line === undefined) return { value: null, arithmetic: '' };
  const values = new Map<string, number | null>(ledger.map((line) => [line.id, line.value]));
  return { value: line.value, arithmetic: formulaWithValues(line, (of) => values.get(of), number) ?? line.label };
};

/** A line of the plan of a preset, changed as the text says otherwise at this place. */
export const ofPlan =
  (preset: string, line: PlanLineId, change: (scenario: Scenario) => Scenario = (scenario) => scenario) =>
  (): Computed => {
    const found = findPreset(preset);
    if (found === null) throw new Error(`A published case names the preset ${preset}, which does not exist.`);
    return lineOf(plan(change(found.scenario)).ledger, line);
  };

type Fields = { readonly [S in TrainingSection]?: Partial<Training[S]> };

/** A training with fields of several sections changed. */
export const trainingWith = (base: Training, fields: Fields): Training =>
  (Object.keys(fields) as TrainingSection[]).reduce(
    (whole, section) => withTraining(whole, section, fields[section] as Partial<Training[typeof section]>),
    base,
  );

type AnyLine = TrainingLineId | 'accelerator.peakTflops' | 'accelerator.memoryGB';

/** A line of a training: of a preset, or of the defaults; `scale` brings it into the unit of the print. */
export const ofTraining =
  (preset: string | null, line: AnyLine, fields: Fields = {}, scale = 1) =>
  (): Computed => {
    const found = preset === null ? trainingDefaults : findTrainingPreset(preset)?.training;
    if (found === undefined)
      throw new Error(`A published case names the training ${preset ?? ''}, which does not exist.`);
    const computed = lineOf(train(trainingWith(found, fields)).ledger, line);
    if (scale === 1) return computed;
    return {
      value: computed.value === null ? null : computed.value * scale,
      arithmetic: `(${computed.arithmetic}) * ${number(scale)}`,
    };
  };

/** A run of so many accelerator hours, whatever was computed in them. */
export const hoursOf = (hours: number): Partial<Training['training']> => ({
  params: null,
  tokens: null,
  flop: hours * 3600 * 1e12,
  mfu: null,
  achievedTflops: 1,
});

export type Verdict = 'agrees' | 'print is wrong' | 'recorded' | 'does not agree';

export interface VerifiedCase {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly printed: number;
  readonly computed: number | null;
  /** computed − printed. */
  readonly difference: number | null;
  /** computed / printed − 1, in percent. */
  readonly differencePercent: number | null;
  readonly tolerance: number;
  readonly verdict: Verdict;
  readonly explanation: string | null;
  readonly arithmetic: string;
  /** Author, title, date and address in a line, and apart. */
  readonly source: string;
  readonly citation: Citation;
}

/** What was computed, held against what was printed. A wrong print that suddenly comes out means that the note on it is wrong. */
export const judge = ({ compute, why, printed, tolerance }: PublishedCase, { value }: Computed): Verdict => {
  if (compute === null) return 'recorded';
  // Half a digit is met exactly by figures that lie halfway, give or take the rounding of the machine.
  const agrees = value !== null && Math.abs(value - printed) <= tolerance * (1 + 1e-9);
  if (why === null) return agrees ? 'agrees' : 'does not agree';
  return agrees ? 'does not agree' : 'print is wrong';
};
