import { finished } from '../base/finished.ts';
import { valueAt, withValueAt } from '../base/plain-object.ts';
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

/** How far a number is moved, as a share of itself; whole numbers by one at least. */
export const MOVE_SHARE = 0.1;

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

/** Each number of the sections a tenth up and a tenth down, as far as its range goes. */
const numericMoves = (scenario: PhysicalScenario): { path: string; to: number }[] =>
  MOVED_SECTIONS.flatMap((section) =>
    (knownKeys(SECTIONS[section]) ?? []).flatMap((key) => {
      const path = `${section}.${key}`;
      const schema = childSchema(SECTIONS[section], key);
      const value = valueAt(scenario, path);
      if (schema === null || typeof value !== 'number') return [];
      const { low, high, whole } = describeField(schema);
      const within = (to: number): number => Math.min(high ?? to, Math.max(low ?? to, to));
      return [1 + MOVE_SHARE, 1 - MOVE_SHARE].flatMap((factor) => {
        const target = Number((value * factor).toPrecision(12));
        const to = within(whole ? (factor > 1 ? Math.ceil(target) : Math.floor(target)) : target);
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
