import { ok, type Problem, type Result } from '../../base/result.ts';
import { MOST_PAIRS, planRacks, SHARED_KINDS } from '../../plan/plan-racks.ts';
import { alikeFailures, failureSteps } from '../../racks/failures/all-failures.ts';
import { Cascade } from '../../racks/failures/cascade.ts';
import { compileHall, type CompiledHall } from '../../racks/failures/compile-hall.ts';
import { rackStates } from '../../racks/failures/hall-view.ts';
import type { LayoutHall } from '../../racks/failures/layout-hall.ts';
import { standLayout } from '../../racks/layout.ts';
import { reliefs } from '../../racks/packing/reliefs.ts';
import { rackPower, type RackPower, type RackSupply } from '../../racks/power/rack-power.ts';
import type {
  CascadeAnswer,
  CascadeRequest,
  FailuresAnswer,
  JobContext,
  PartsRequest,
  RacksAnswer,
  RacksRequest,
  StandingAnswer,
  StandingRequest,
} from '../compute-protocol.ts';
import { stepped } from './stepped.ts';

export const racks = ({ scenario, options, plan: answer }: RacksRequest): Result<RacksAnswer, Problem[]> => {
  const stood = planRacks(scenario, answer, options);
  if (!stood.ok) return stood;
  const more = reliefs(stood.value.request);
  return more.ok ? ok({ ...stood.value, reliefs: more.value }) : more;
};

export const standing = ({ layout, supply }: StandingRequest): StandingAnswer => {
  const deviceOf = new Map(layout.placement.devices.map((device) => [device.id, device]));
  const powerOf = (feeding: RackSupply): RackPower[] =>
    layout.placement.racks.map(({ placements }) =>
      rackPower(
        feeding,
        placements.flatMap(({ device: id }) => {
          const device = deviceOf.get(id);
          return device === undefined ? [] : [{ device, count: 1 }];
        }),
      ),
    );
  return { hall: standLayout(layout).hall, power: supply === null ? null : powerOf(supply) };
};

/** The last hall stands ready: whoever switches parts off asks about the same one again and again. */
let latestHall: { readonly key: string; readonly compiled: Result<CompiledHall, Problem[]> } | null = null;

const compiledHall = (hall: LayoutHall): Result<CompiledHall, Problem[]> => {
  const key = JSON.stringify(hall);
  if (latestHall?.key !== key) latestHall = { key, compiled: compileHall(hall) };
  return latestHall.compiled;
};

export const failures = async (
  request: LayoutHall,
  context: JobContext<number>,
): Promise<Result<FailuresAnswer, Problem[]>> => {
  const compiled = compiledHall(request);
  if (!compiled.ok) return compiled;
  const { chain } = compiled.value;
  const scope = { kinds: null, pairsOf: SHARED_KINDS, mostPairs: MOST_PAIRS };
  const table = await stepped(failureSteps(chain, scope), context, context.onProgress);
  return ok({
    base: table.base,
    rows: alikeFailures(table.failures),
    failures: table.failures.length,
    pairsLeftOut: table.pairsLeftOut,
  });
};

export const parts = ({ hall, text, most }: PartsRequest): readonly string[] => {
  const compiled = compiledHall(hall);
  if (!compiled.ok) return [];
  const wanted = text.trim().toLowerCase();
  const names: string[] = [];
  for (const { id } of compiled.value.chain.chain.nodes) {
    if (names.length === most) break;
    if (id.toLowerCase().includes(wanted)) names.push(id);
  }
  // The part of exactly this name comes first, however many have it in theirs.
  const exact = compiled.value.chain.chain.nodes.find(({ id }) => id.toLowerCase() === wanted)?.id;
  return exact === undefined ? names : [exact, ...names.filter((name) => name !== exact)];
};

export const cascade = ({ hall: request, lost }: CascadeRequest): Result<CascadeAnswer, Problem[]> => {
  const compiled = compiledHall(request);
  if (!compiled.ok) return compiled;
  const { hall, chain } = compiled.value;
  const known = lost.filter((id) => chain.indexOf.has(id));
  const walk = new Cascade(chain);
  const { dark: _dark, down, unknown, ...end } = walk.look(known);
  return ok({
    ...end,
    absent: lost.filter((id) => !chain.indexOf.has(id)),
    racks: rackStates(hall, { down, unknown }),
    base: walk.base(),
  });
};
