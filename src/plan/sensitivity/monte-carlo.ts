import { finished } from '../../base/finished.ts';
import { hash32 } from '../../base/hash.ts';
import { latinHypercube } from '../../base/statistics/latin-hypercube.ts';
import { quantileSorted } from '../../base/statistics/order.ts';
import { HEADLINES, type HeadlineId, type LineId } from '../../records/ledger-lines.ts';
import type { DrawnBand, MonteCarloRecord, Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import { createLedger } from '../ledger.ts';
import { writePlan, type PlanOptions } from '../plan.ts';
import { placeOf, type LineValues } from '../line-values.ts';
import { following } from './followed.ts';
import { DRAWS_PER_FLEET, REPLICATES, type DrawRequest, type ReplicateRequest } from './draw-request.ts';
import { inputCorrelations, uncertainInputs, type UncertainInput, type Variation } from './uncertain-inputs.ts';

/** What one replicate gives, by draw. */
export interface Replicate {
  readonly draws: number;
  /** By headline, in the order of `HEADLINES`; NaN where a draw has no such number. */
  readonly headlines: readonly Float64Array[];
  /** Draws that have no fleet, by what they break. */
  readonly withoutFleet: Readonly<Record<string, number>>;
}

/** Fleets between two breaths: a cancellation is heard some thirty times per second. */
const FLEETS_PER_STEP = 25;

/** Columns of draws, by input. */
const drawColumns = (
  inputs: readonly UncertainInput[],
  draws: number,
  seed: number,
): ReadonlyMap<string, Float64Array> => {
  const ids = new Set(inputs.map(({ id }) => id));
  const correlations = inputCorrelations(inputs).filter(({ between }) => between.every((id) => ids.has(id)));
  const columns = latinHypercube({ quantities: inputs, correlations, draws, seed });
  return new Map(inputs.map(({ id }, i) => [id, columns[i]!]));
};

/** Inputs that are known better than the registry has them: the factor on the logarithm of theirs, 0 for exactly. */
export type Narrowed = ReadonlyMap<string, number>;

const NOTHING_NARROWED: Narrowed = new Map();

/** Draws of one replicate; yields the number that is done. */
export function* replicateSteps(
  scenario: Scenario,
  options: PlanOptions,
  request: ReplicateRequest,
  narrowed: Narrowed = NOTHING_NARROWED,
): Generator<number, Replicate> {
  const inputs = uncertainInputs(scenario, options);
  const ofFleet = inputs.filter(({ lineTimes }) => lineTimes === undefined);
  const ofEach = inputs.filter(({ lineTimes }) => lineTimes !== undefined);
  const draws = request.draws / REPLICATES;
  const seed = hash32(`${String(request.seed)}/${String(request.replicate)}`);
  const columns = new Map([
    ...drawColumns(ofFleet, draws / DRAWS_PER_FLEET, seed),
    ...drawColumns(ofEach, draws, seed),
  ]);
  const factorOf = (id: string, draw: number): number => {
    const factor = columns.get(id)![draw]!;
    const power = narrowed.get(id);
    return power === undefined ? factor : factor ** power;
  };
  const varied = (from: Variation, some: readonly UncertainInput[], draw: number): Variation =>
    some.reduce((variation, { id, vary }) => vary(variation, factorOf(id, draw)), from);

  const headlines = HEADLINES.map(() => new Float64Array(draws).fill(NaN));
  const withoutFleet: Record<string, number> = {};
  const changed = new Set(ofEach.map(({ id }) => id as LineId));
  for (let fleet = 0; fleet < draws / DRAWS_PER_FLEET; fleet++) {
    const first = fleet * DRAWS_PER_FLEET;
    if (fleet > 0 && fleet % FLEETS_PER_STEP === 0) yield first;
    const variation = varied({ scenario, factors: {} }, ofFleet, fleet);
    const ledger = createLedger({ recording: false, stepping: true });
    const outcome = writePlan(ledger, variation.scenario, { ...options, factors: variation.factors });
    if (!outcome.feasible) {
      const constraint = outcome.remarks().binding.at(0)?.constraint ?? '';
      withoutFleet[constraint] = (withoutFleet[constraint] ?? 0) + DRAWS_PER_FLEET;
      continue;
    }
    const wanted = HEADLINES.flatMap(({ id }, i) =>
      ledger.has(id) ? [{ id, place: placeOf(id), column: headlines[i]! }] : [],
    );
    const followers = ledger.followers(
      changed,
      wanted.map(({ id }) => id),
    );
    const valuesAt = followers === null ? null : following(ledger, followers, ofEach);
    for (let draw = first; draw < first + DRAWS_PER_FLEET; draw++) {
      const values =
        valuesAt === null ? wholePlan(varied(variation, ofEach, draw), options) : valuesAt((id) => factorOf(id, draw));
      for (const { place, column } of wanted) column[draw] = finiteOr(values.at(place), NaN);
    }
  }
  return { draws, headlines, withoutFleet };
}

export const replicateAtOnce = (scenario: Scenario, options: PlanOptions, request: ReplicateRequest): Replicate =>
  finished(replicateSteps(scenario, options, request));

const finiteOr = (value: number, otherwise: number): number => (Number.isFinite(value) ? value : otherwise);

const wholePlan = ({ scenario, factors }: Variation, options: PlanOptions): LineValues => {
  const ledger = createLedger({ recording: false });
  writePlan(ledger, scenario, { ...options, factors });
  return ledger.values;
};

/** Quantiles of one headline over the draws that have it. */
export interface HeadlineDraws extends DrawnBand {
  readonly id: HeadlineId;
}

export interface MonteCarlo extends MonteCarloRecord {
  readonly headlines: readonly HeadlineDraws[];
}

const known = (column: Float64Array): Float64Array => column.filter((value) => !Number.isNaN(value)).sort();

const joined = (columns: readonly Float64Array[]): Float64Array => {
  const all = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
};

/** Standard error of a mean over replicates, relative to it. */
const relativeError = (values: readonly number[]): number => {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return Math.sqrt(square / count) / Math.abs(mean);
};

/** Replicates put together, in the order of their numbers. */
export const joinReplicates = ({ draws, seed }: DrawRequest, replicates: readonly Replicate[]): MonteCarlo => {
  const broken = new Map<string, number>();
  for (const { withoutFleet } of replicates) {
    for (const [constraint, count] of Object.entries(withoutFleet)) {
      broken.set(constraint, (broken.get(constraint) ?? 0) + count);
    }
  }
  return {
    draws,
    seed,
    headlines: HEADLINES.flatMap(({ id }, index): HeadlineDraws[] => {
      const parts = replicates.map(({ headlines }) => known(headlines[index]!)).filter(({ length }) => length > 0);
      if (parts.length < 2) return [];
      const values = joined(parts).sort();
      const at = (probability: number): number => quantileSorted(values, probability);
      const p95Error = relativeError(parts.map((part) => quantileSorted(part, 0.95)));
      return [{ id, p5: at(0.05), p50: at(0.5), p95: at(0.95), p95Error }];
    }),
    withoutFleet: [...broken]
      .map(([constraint, count]) => ({ constraint, share: count / draws }))
      .sort((a, b) => b.share - a.share),
  };
};

/**
 * Monte Carlo of the whole plan: every uncertain input drawn at once, the plan computed for each draw as it is for a reader,
 * and the quantiles of its headlines read off. Draws come in replicates, Latin hypercubes of their own, whose scatter tells
 * how far a quantile is from that of infinitely many draws (McKay, Beckman & Conover 1979; Owen 1992 on replicated
 * hypercubes). A replicate hangs on its number and the seed alone, so that any thread may compute it.
 *
 * All replicates, one after the other; yields the share that is done.
 */
export function* monteCarloSteps(
  scenario: Scenario,
  options: PlanOptions,
  request: DrawRequest,
): Generator<number, MonteCarlo> {
  const replicates: Replicate[] = [];
  for (let replicate = 0; replicate < REPLICATES; replicate++) {
    const steps = replicateSteps(scenario, options, { ...request, replicate });
    for (;;) {
      const step = steps.next();
      if (step.done === true) {
        replicates.push(step.value);
        break;
      }
      yield (replicate + step.value / (request.draws / REPLICATES)) / REPLICATES;
    }
  }
  return joinReplicates(request, replicates);
}

export const monteCarlo = (scenario: Scenario, options: PlanOptions, request: DrawRequest): MonteCarlo =>
  finished(monteCarloSteps(scenario, options, request));

/** The plan with the quantiles of its headlines. */
export const withDraws = (answer: Plan, { draws, seed, headlines, withoutFleet }: MonteCarlo): Plan => ({
  ...answer,
  uncertainty: Object.fromEntries(headlines.map(({ id, ...band }) => [id, band])),
  monteCarlo: { draws, seed, withoutFleet },
});
