import type { Problem, Result } from '../base/result.ts';
import type { CalibrateOptions } from '../calibrate/calibrate.ts';
import type { Validated } from '../plan/standing/validation.ts';
import type { ScenarioDifference } from '../plan/attribution.ts';
import type { Budget, Capacity } from '../plan/capacity.ts';
import type { HardwareRow } from '../plan/compare-hardware.ts';
import type { DecisionAnswer } from '../plan/economics/decide.ts';
import type { Comparison } from '../plan/economics/own-or-rent.ts';
import type { LedgerView } from '../plan/ledger-views.ts';
import type { Lever } from '../plan/levers.ts';
import type { Move } from '../plan/moves.ts';
import type { PlanOptions } from '../plan/plan.ts';
import type { DrawRequest, ReplicateRequest } from '../plan/sensitivity/draw-request.ts';
import type { MonteCarlo, Replicate } from '../plan/sensitivity/monte-carlo.ts';
import type { Sensitivity } from '../plan/sensitivity/sensitivity.ts';
import type { LoadCurve } from '../plan/serving/load-curve.ts';
import type { AlikeFailures } from '../racks/failures/all-failures.ts';
import type { CarriedLoad, CascadeEnd } from '../racks/failures/cascade.ts';
import type { RackState } from '../racks/failures/hall-view.ts';
import type { LayoutHall } from '../racks/failures/layout-hall.ts';
import type { FleetRacks } from '../racks/fleet/fleet-layout.ts';
import type { Hall } from '../racks/hall/hall.ts';
import type { Layout } from '../racks/layout.ts';
import type { Reliefs } from '../racks/packing/reliefs.ts';
import type { RackPower, RackSupply } from '../racks/power/rack-power.ts';
import type { Calibration, GemmTiming } from '../records/calibration.ts';
import type { Measurement } from '../records/measurement.ts';
import type { Binding, LedgerLine, Plan } from '../records/plan.ts';
import type { Scenario } from '../records/scenario.ts';
import type { SimulatedLoad } from '../simulate/simulate-loads.ts';
import type { RowsSource } from '../exchange/rows-columns.ts';
import type { ComparedRow, Objectives, RowDominance, SweepQuestion, SweepView } from '../sweep/view.ts';
import type { VerifiedCase } from '../verify/case.ts';

/** A fit of a run's products; `accelerator` is what the reader says the adapter is, or null. */
export interface RunFitRequest {
  readonly run: Measurement;
  readonly accelerator: string | null;
}

/** A fit of a table of timings, on the machine that the reader named. */
export interface TableFitRequest {
  readonly timings: readonly GemmTiming[];
  readonly options: CalibrateOptions;
}

export type FitRequest = RunFitRequest | TableFitRequest;

/** The id follows from the run, so that fitting a run again replaces its fit. */
export const fitIdOf = ({ id }: Measurement): string => `fit-${id}`.slice(0, 64);

export interface ScenarioRequest {
  readonly scenario: Scenario;
  readonly options: PlanOptions;
}

export interface SimulateRequest extends ScenarioRequest {
  /** Loads over the planned one. */
  readonly loads: readonly number[];
}

export interface SimulateProgress {
  /** Share of the simulated time that is done, all loads together. */
  readonly share: number;
  readonly finished: readonly SimulatedLoad[];
}

export interface CapacityRequest extends ScenarioRequest {
  readonly budget: Budget;
}

/** Owning against renting, and how sure that is. */
export interface OwnOrRentAnswer {
  readonly comparison: Comparison;
  readonly decision: DecisionAnswer;
}

/** One replicate of the draws of a plan. */
export interface DrawingRequest extends ScenarioRequest {
  readonly request: ReplicateRequest;
}

export interface JoinRequest {
  readonly request: DrawRequest;
  /** All of them, in the order of their numbers. */
  readonly replicates: readonly Replicate[];
}

export interface LedgerRequest extends ScenarioRequest {
  readonly view: LedgerView;
}

export interface DifferenceRequest {
  readonly before: Scenario;
  readonly after: Scenario;
  readonly options: PlanOptions;
}

/** The answered plan whose fleet is stood into racks. */
export interface RacksRequest extends ScenarioRequest {
  readonly plan: Plan;
}

export interface RacksAnswer extends FleetRacks {
  readonly reliefs: Reliefs;
}

/** Racks as they stand; `supply` is what feeds each, null where nobody knows. */
export interface StandingRequest {
  readonly layout: Layout;
  readonly supply: RackSupply | null;
}

export interface StandingAnswer {
  readonly hall: Hall;
  /** By kind of racks; null without a supply. */
  readonly power: readonly RackPower[] | null;
}

export interface FailuresAnswer {
  /** Nothing lost. */
  readonly base: CascadeEnd;
  /** Worst first. */
  readonly rows: readonly AlikeFailures[];
  readonly failures: number;
  readonly pairsLeftOut: number;
}

export interface PartsRequest {
  readonly hall: LayoutHall;
  /** In the name of a part, in any case. */
  readonly text: string;
  readonly most: number;
}

export interface CascadeRequest {
  readonly hall: LayoutHall;
  readonly lost: readonly string[];
}

/** A failure followed to its end, without the names of all that is dark. */
export interface CascadeAnswer extends CascadeEnd {
  /** Parts of `lost` that the hall does not have; nothing is lost with them. */
  readonly absent: readonly string[];
  /** By rack. */
  readonly racks: readonly RackState[];
  readonly carried: readonly CarriedLoad[];
  /** With nothing lost. */
  readonly base: CascadeEnd;
}

export interface SweepRowsRequest {
  readonly source: RowsSource;
  readonly question: SweepQuestion;
}

/** Rows of which the columns that are needed were read. */
export interface SweepProgress {
  readonly done: number;
  readonly of: number;
}

export interface SweepRowRequest {
  readonly source: RowsSource;
  readonly index: number;
}

export interface RowDominanceRequest {
  readonly source: RowsSource;
  readonly objectives: Objectives;
  /** Their numbers in the sweep. */
  readonly rows: readonly number[];
}

interface Job<Request, Answer, Progress = never> {
  readonly request: Request;
  readonly answer: Answer;
  readonly progress: Progress;
}

/** What the page asks the computing workers, by name. */
export interface Jobs {
  readonly fit: Job<FitRequest, Result<Calibration, Problem[]>>;
  readonly plan: Job<ScenarioRequest, Plan>;
  /** The plan of the same load the other way of answering. */
  readonly otherMode: Job<ScenarioRequest, Plan>;
  /** A ledger beside that of the plan; empty where the scenario has no such thing. */
  readonly ledger: Job<LedgerRequest, readonly LedgerLine[]>;
  /** The same load on every server of the catalogue; plans without their ledgers. */
  readonly hardware: Job<ScenarioRequest, readonly HardwareRow[]>;
  /** Changes that are known to make serving cheaper, strongest first; none of published arithmetic. */
  readonly levers: Job<ScenarioRequest, readonly Lever[]>;
  /** What changed between two scenarios, and which change made what difference. */
  readonly difference: Job<DifferenceRequest, ScenarioDifference>;
  /** What the headlines hang on. */
  readonly sensitivity: Job<ScenarioRequest, Sensitivity>;
  /** Draws of all uncertain inputs, a replicate of them; progress is the number that is done. */
  readonly replicate: Job<DrawingRequest, Replicate, number>;
  /** Their quantiles. */
  readonly joinedDraws: Job<JoinRequest, MonteCarlo>;
  /** What binds: every small change of a setting that needs fewer servers. */
  readonly moves: Job<ScenarioRequest, readonly Move[]>;
  /** Latency against load, in closed form; null where the plan has no replicas. */
  readonly loadCurve: Job<ScenarioRequest, LoadCurve | null>;
  /** The same, simulated load by load; what is finished is told on the way. */
  readonly simulateLoads: Job<SimulateRequest, readonly SimulatedLoad[], SimulateProgress>;
  /** The most that a budget serves. */
  readonly capacity: Job<CapacityRequest, Capacity>;
  /** The fleet owned, housed elsewhere or rented; refused where there is none or its price is not known. */
  readonly ownOrRent: Job<ScenarioRequest, Result<OwnOrRentAnswer, Binding>>;
  /** The fleet of a plan in racks. */
  readonly racks: Job<RacksRequest, Result<RacksAnswer, Problem[]>>;
  /** Where racks stand in the hall, and what hangs on their feeds. */
  readonly standing: Job<StandingRequest, StandingAnswer>;
  /** Every loss in a hall, worst first; progress is the share that is done. */
  readonly failures: Job<LayoutHall, Result<FailuresAnswer, Problem[]>, number>;
  /** Every published case, computed again. */
  readonly verify: Job<null, readonly VerifiedCase[]>;
  /** Every published throughput of a served model beside the computed one. */
  readonly validated: Job<null, readonly Validated[]>;
  /** Names of parts of a hall that can be lost. */
  readonly parts: Job<PartsRequest, readonly string[]>;
  /** A file of rows: its front, its curves, how its rows lie. The error says what is wrong with the file. */
  readonly sweepView: Job<SweepRowsRequest, Result<SweepView, string>, SweepProgress>;
  /** A row of it, computed once more. */
  readonly sweepRow: Job<SweepRowRequest, Result<ComparedRow, string>>;
  /** How often a row is beaten by another of some, over common draws of their inputs; progress is the share that is done. */
  readonly rowDominance: Job<RowDominanceRequest, Result<readonly RowDominance[], string>, number>;
  /** One loss, of any parts together. */
  readonly cascade: Job<CascadeRequest, Result<CascadeAnswer, Problem[]>>;
}

export type JobKind = keyof Jobs;

/** What a job may do while it runs. */
export interface JobContext<Progress> {
  readonly onProgress: (progress: Progress) => void;
  /** Lets a cancellation in; rejects with `CANCELLED` where the job was cancelled. */
  readonly pause: () => Promise<void>;
  readonly cancelled: () => boolean;
}

export type JobHandlers = {
  readonly [Kind in JobKind]: (
    request: Jobs[Kind]['request'],
    context: JobContext<Jobs[Kind]['progress']>,
  ) => Jobs[Kind]['answer'] | Promise<Jobs[Kind]['answer']>;
};

/** The reason of a promise that was given up because nobody waits for it any more. */
export const CANCELLED = 'cancelled';

export interface ComputeJob {
  readonly id: number;
  readonly kind: JobKind;
  readonly request: Jobs[JobKind]['request'];
}

export type ToComputeWorker = ComputeJob | { readonly id: number; readonly cancel: true };

export type FromComputeWorker =
  | { readonly id: number; readonly done: Jobs[JobKind]['answer'] }
  | { readonly id: number; readonly progress: Jobs[JobKind]['progress'] }
  | { readonly id: number; readonly crashed: string };
