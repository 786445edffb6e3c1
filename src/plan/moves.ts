import { finished } from '../base/finished.ts';
import { valueAt, withValueAt } from '../base/plain-object.ts';
import { isShare, lesserPart, type NumberRange } from '../base/share.ts';
import { scenarioSchemas, type PhysicalScenario, type Scenario } from '../records/scenario.ts';
import { childSchema, describeField, knownKeys } from '../records/schema-walk.ts';
import { plan, type PlanOptions } from './plan.ts';

/** One setting moved a little, all others held, and what the fleet becomes: what really binds a plan. */
export interface Move {
  /** Dotted path of the field. */
  readonly path: string;
  readonly from: number | string;
  readonly to: number | string;
  /** Servers with the move less servers without; below 0, since only moves that save servers are told. */
  readonly servers: number;
}

/** How far a number is moved, as a part of itself; whole numbers by one at least. */
const MOVED_PART = 0.1;

/** Probabilities that are told in nines, and moved by one: 0.999 to 0.99 and to 0.9999. */
const IN_NINES: readonly string[] = ['reliability.availabilityTarget'];

/** What the operator of a fleet may decide; what the load is and what the hardware can do is not. */
const MOVED_SECTIONS = ['slo', 'serving', 'reliability'] as const;
const SECTIONS = scenarioSchemas.physical.entries;

/** Choices that are known to save memory or spares. */
const CHOICES: readonly { readonly path: string; readonly to: string; readonly from: readonly string[] }[] = [
  { path: 'precision.kvCache', to: 'int8', from: ['fp16', 'bf16'] },
  { path: 'precision.weights', to: 'int8', from: ['fp16', 'bf16'] },
  { path: 'serving.kvPolicy', to: 'paged', from: ['reserve'] },
  { path: 'serving.prefill', to: 'chunked', from: ['whole'] },
  { path: 'reliability.blastRadius', to: 'server', from: ['rack'] },
];

const moved = (scenario: PhysicalScenario, path: string, to: number | string): PhysicalScenario =>
  withValueAt(scenario, path, to) as PhysicalScenario;

/**
 * A number a tenth up and a tenth down; a share by a tenth of what it is or of what it leaves, whichever is less, since 0.9 and
 * 0.99 of the memory are not near each other.
 */
const neighbours = (path: string, value: number, range: NumberRange): number[] => {
  const step = MOVED_PART * (isShare(range) ? lesserPart(value) : value);
  const ends = IN_NINES.includes(path) ? [1 - (1 - value) / 10, 1 - (1 - value) * 10] : [value + step, value - step];
  // A tenth more than 10 is 11, and not the next whole number above what 11 is in binary.
  const [up, down] = ends.map((end) => Number(end.toPrecision(12))) as [number, number];
  return range.whole ? [Math.ceil(up), Math.floor(down)] : [up, down];
};

/** The neighbours of each number of the sections, as far as its range goes. */
const numericMoves = (scenario: PhysicalScenario): { path: string; to: number }[] =>
  MOVED_SECTIONS.flatMap((section) =>
    (knownKeys(SECTIONS[section]) ?? []).flatMap((key) => {
      const path = `${section}.${key}`;
      const schema = childSchema(SECTIONS[section], key);
      const value = valueAt(scenario, path);
      if (schema === null || typeof value !== 'number') return [];
      const { low, high, whole } = describeField(schema);
      const range = { low: low ?? -Infinity, high: high ?? Infinity, whole };
      return neighbours(path, value, range).flatMap((neighbour) => {
        const to = Math.min(range.high, Math.max(range.low, neighbour));
        return to === value ? [] : [{ path, to }];
      });
    }),
  );

const choiceMoves = (scenario: PhysicalScenario): { path: string; to: string }[] =>
  CHOICES.flatMap(({ path, to, from }) => (from.includes(String(valueAt(scenario, path))) ? [{ path, to }] : []));

/**
 * Every move that needs fewer servers, the strongest first; each found by planning anew. Yields between plans, so that
 * whoever asks may be elsewhere meanwhile. Empty where the plan has no fleet or is of the published arithmetic.
 */
export function* moveSteps(scenario: Scenario, options: PlanOptions = {}): Generator<void, readonly Move[]> {
  if (scenario.mode === 'article') return [];
  const quick = { ...options, ledger: false };
  const before = plan(scenario, quick).fleet.servers;
  if (before === null) return [];
  const best = new Map<string, Move>();
  for (const { path, to } of [...numericMoves(scenario), ...choiceMoves(scenario)]) {
    yield;
    const after = plan(moved(scenario, path, to), quick).fleet.servers;
    const servers = after === null ? 0 : after - before;
    if (servers >= Math.min(0, best.get(path)?.servers ?? 0)) continue;
    best.set(path, { path, from: valueAt(scenario, path) as number | string, to, servers });
  }
  return [...best.values()].sort((a, b) => a.servers - b.servers);
}

/** The same at once. */
export const moves = (scenario: Scenario, options: PlanOptions = {}): readonly Move[] =>
  finished(moveSteps(scenario, options));
