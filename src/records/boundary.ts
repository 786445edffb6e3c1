import { present } from '../base/checked.ts';
import type { FigureId } from './ledger-lines.ts';

/** What an energy or a carbon figure counts. Each boundary holds the one before. */
export const BOUNDARY_IDS = ['chip', 'server', 'room', 'lifecycle'] as const;
export type BoundaryId = (typeof BOUNDARY_IDS)[number];

/** Figures that a boundary can be asked of. */
export const BOUNDED = ['energyPerDay', 'energyPerQuery', 'carbonPerDay', 'carbonPerQuery'] as const;
export type Bounded = (typeof BOUNDED)[number];

export interface Boundary extends Readonly<Record<Bounded, FigureId | null>> {
  readonly id: BoundaryId;
  readonly name: string;
  /** Which figure it is, beside the figure: "12 kWh, servers alone". */
  readonly beside: string;
  /** What it counts beyond the one before. */
  readonly counts: string;
  /** Line of the factor on the one before; null for the first. */
  readonly factor: FigureId | null;
}

/** Lines of energy and carbon by boundary; null where nobody publishes it. */
export const BOUNDARIES: readonly Boundary[] = [
  {
    id: 'chip',
    name: 'Accelerators',
    beside: 'accelerators alone',
    counts: 'what the accelerators draw, waiting too',
    energyPerDay: 'energy.chipKwhPerDay',
    energyPerQuery: 'energy.chipWhPerQuery',
    carbonPerDay: 'carbon.chipKgPerDay',
    carbonPerQuery: 'carbon.chipGPerQuery',
    factor: null,
  },
  {
    id: 'server',
    name: 'Servers',
    beside: 'servers alone',
    counts: 'processors, memory, fans and supplies of all servers, spares too',
    energyPerDay: 'energy.serverKwhPerDay',
    energyPerQuery: 'energy.serverWhPerQuery',
    carbonPerDay: 'carbon.serverKgPerDay',
    carbonPerQuery: 'carbon.serverGPerQuery',
    factor: 'boundary.serverOverChip',
  },
  {
    id: 'room',
    name: 'Facility',
    beside: 'the facility alone',
    counts: 'switches, other equipment, and what the PUE stands for',
    energyPerDay: 'energy.kwhPerDay',
    energyPerQuery: 'energy.whPerQuery',
    carbonPerDay: 'carbon.kgPerDay',
    carbonPerQuery: 'carbon.gPerQuery',
    factor: 'boundary.roomOverServer',
  },
  {
    id: 'lifecycle',
    name: 'Life cycle',
    beside: 'over the life cycle',
    counts: 'making the servers, over their service life; energy to make them is not published',
    energyPerDay: null,
    energyPerQuery: null,
    carbonPerDay: 'carbon.lifecycleKgPerDay',
    carbonPerQuery: 'carbon.lifecycleGPerQuery',
    factor: 'boundary.lifecycleOverRoom',
  },
];

export const boundaryOf = (wanted: BoundaryId): Boundary =>
  present(
    BOUNDARIES.find(({ id }) => id === wanted),
    `boundary ${wanted}`,
  );

/** What is counted where nobody chose. */
export const USUAL_BOUNDARY: BoundaryId = 'room';

/** What a figure of the facility is within another boundary; null where nobody publishes it. One without boundaries stays itself. */
export const figureWithin = (id: FigureId, boundary: BoundaryId): FigureId | null => {
  const usual = boundaryOf(USUAL_BOUNDARY);
  const bounded = BOUNDED.find((figure) => usual[figure] === id);
  return bounded === undefined ? id : boundaryOf(boundary)[bounded];
};
