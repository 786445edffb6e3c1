import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../../../base/result.ts';
import { parseCalibration } from '../../../../exchange/calibration.ts';
import { parseScenario } from '../../../../exchange/scenario.ts';
import { plan } from '../../../../plan/plan.ts';
import { FIGURES, type FigureId, type PlanFigures } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';

/** A scenario of version 1 as it was stored and as a link, and what its plan said then. */
export interface StoredPlan {
  readonly id: string;
  readonly withCalibration: boolean;
  readonly stored: Readonly<Record<string, unknown>>;
  readonly link: string;
  readonly feasible: boolean;
  readonly constraint: string | null;
  readonly figures: PlanFigures;
  readonly lines: Readonly<Record<string, number | null>>;
}

/** Numbers that a rule made since has moved, in which samples, and why. */
export interface Move {
  readonly reason: string;
  readonly samples: readonly string[];
  readonly values: Readonly<Record<string, number | null>>;
}

const folder = join(import.meta.dirname, '../../../../exchange/testing/version-1');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

export const MOVED_FILE = join(folder, 'moved.json');
export const storedPlans = JSON.parse(read('scenarios.json')) as readonly StoredPlan[];
export const moves = JSON.parse(readFileSync(MOVED_FILE, 'utf8')) as readonly Move[];

/** What was read of a sample, which is sound. */
export const valueOf = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

const calibration = valueOf(parseCalibration(read('calibration.json')));

export const scenarioOf = ({ stored }: StoredPlan): Scenario => valueOf(parseScenario(JSON.stringify(stored)));

/** The plan of a scenario with the fit that the sample was planned with. */
export const planAgain = (scenario: Scenario, { id, withCalibration }: StoredPlan): Plan => {
  const used = id === 'what was measured here, with its memory' ? { ...calibration, accelerator: null } : calibration;
  return plan(scenario, { calibration: withCalibration ? used : null });
};

/** The published estimate is no line of a physical plan any more, and a mix is its means in published arithmetic. */
const isGone = (id: string, { scenario: { mode } }: Plan): boolean =>
  mode === 'physical' ? id.startsWith('article.') || id === 'waterfall.article' : id.startsWith('demand.class');

/**
 * A number in the meaning that it had: the cost of generated tokens was that of the whole query, where prompts now pay for
 * the time that they take.
 */
const figureAsThen = (id: string, answer: Plan): number | null => {
  if (id !== 'cost.usdPerMillionOutputTokens') return figureOf(answer, id as FigureId);
  const tokens = answer.ledger.find((line) => line.id === 'demand.outputTokens')?.value ?? NaN;
  const { usdPerQuery } = answer.cost;
  return usdPerQuery === null ? null : (usdPerQuery / tokens) * 1e6;
};

export interface StoredNumber {
  readonly id: string;
  readonly then: number | null;
  /** Undefined where the plan has no such line any more. */
  readonly now: number | null | undefined;
}

/** Every number that the sample's plan said, and what the plan says now. */
export const numbersOf = ({ figures, lines }: StoredPlan, answer: Plan): readonly StoredNumber[] => {
  const values = new Map<string, number | null>(answer.ledger.map((line) => [line.id, line.value]));
  const now = (id: string): number | null | undefined =>
    FIGURES.some((figure) => figure === id) ? figureAsThen(id, answer) : values.get(id);
  const numbers = new Map<string, number | null>([
    ...Object.entries(figures).flatMap(([section, entries]) =>
      Object.entries(entries as Record<string, number | null>).map(
        ([key, value]) => [`${section}.${key}`, value] as const,
      ),
    ),
    ...Object.entries(lines).filter(([id]) => !isGone(id, answer)),
  ]);
  return [...numbers].map(([id, then]) => ({ id, then, now: now(id) }));
};

/** The move that tells of a number of a sample, where one does. */
export const moveOf = (sampleId: string, id: string): Move | undefined =>
  moves.find(({ samples, values }) => samples.includes(sampleId) && Object.hasOwn(values, id));

/** To eleven digits: beyond those, engines differ in the last bits of a power or a logarithm. */
export const digits = (number: number | null | undefined): string | null => number?.toPrecision(11) ?? null;
