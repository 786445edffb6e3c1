import { percentText } from '../base/format.ts';
import { BOUNDARIES, BOUNDED, type BoundaryId } from '../records/boundary.ts';
import type { FigureId } from '../records/ledger-lines.ts';
import { figureOf, type Plan } from '../records/plan.ts';
import { figure } from './figure.ts';
import { textTable } from './table.ts';

/** Figures of energy and carbon that are of another boundary than the one that is asked for. */
export const outsideBoundary = (chosen: BoundaryId): ReadonlySet<FigureId> =>
  new Set(
    BOUNDARIES.filter(({ id }) => id !== chosen).flatMap((boundary) =>
      BOUNDED.flatMap((figureOfIt) => boundary[figureOfIt] ?? []),
    ),
  );

const PHASE_NAMES = { prefill: 'reading prompts', decode: 'decoding', idle: 'waiting' } as const;

/** What each boundary counts and comes to, and what accelerators draw in each phase. */
export const footprintText = (plan: Plan): string => {
  const of = (id: FigureId | null): number | null => (id === null ? null : figureOf(plan, id));
  if (of('energy.serverKwhPerDay') === null) return '';
  const rows = BOUNDARIES.map((boundary) => {
    const factor = of(boundary.factor);
    return [
      boundary.id,
      ...BOUNDED.map((bounded) => figure(of(boundary[bounded]))),
      factor === null ? '' : `× ${figure(factor)}`,
      boundary.counts,
    ];
  });
  const head = ['boundary', 'kWh/day', 'Wh/query', 'kg CO2e/day', 'g CO2e/query', 'factor', 'counts'];
  const phases = (['prefill', 'decode', 'idle'] as const).flatMap((phase) => {
    const [watts, time] = [of(`phase.${phase}W`), of(`phase.${phase}Time`)];
    if (watts === null || time === null) return [];
    return [[PHASE_NAMES[phase], `${figure(watts)} W`, `${percentText(time)} of the time`]];
  });
  return [
    '\nEnergy and carbon by boundary, each holding the one before\n',
    textTable([head, ...rows], [1, 2, 3, 4, 5]),
    ...(phases.length === 0
      ? []
      : ['\nPower of an accelerator by phase, at the mean load\n', textTable(phases, [1, 2])]),
  ].join('');
};
