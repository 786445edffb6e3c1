import { createContext } from '@lit/context';
import { USUAL_BOUNDARY, type BoundaryId } from '../../records/boundary.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { Store } from '../../store/store.ts';
import type { ComputeClient } from '../../workers/compute-client.ts';
import { Router } from '../router/router.ts';
import { signal } from '../signals.ts';
import { AppUpdate } from './app-update.ts';
import { CalibrationShelf } from './calibration-shelf.ts';
import { HardwareShelf } from './hardware-shelf.ts';
import type { CompareInterleaved } from '../../workers/interleaved.ts';
import type { MeasureClient } from '../../workers/measure-client.ts';
import { MeasureSession } from './measure-session.ts';
import { PlanAnswers } from './plan-answers.ts';
import { RackRoom } from './rack-room.ts';
import { ScenarioDraft } from './scenario-draft.ts';
import { ScenarioShelf } from './scenario-shelf.ts';
import { StorageWatch } from './storage-watch.ts';
import { Theme } from './theme.ts';
import { Toast } from './toast.ts';
import {
  openProjectionShelf,
  openTrainingDraft,
  openTrainingShelf,
  type ProjectionShelf,
  type TrainingDraft,
  type TrainingShelf,
} from './training-desk.ts';

/** What the page is made from; tests hand in a memory store and a fake client. */
export interface AppServices {
  readonly openStore: () => Promise<Store>;
  readonly createMeasureClient: () => Promise<MeasureClient>;
  readonly defaultScenario: () => Promise<Scenario>;
  /** `onReplaced` is told why a computing thread was replaced. */
  readonly createComputeClient: (onReplaced: (reason: string) => void) => Promise<ComputeClient>;
  readonly compareInterleaved: CompareInterleaved;
}

/** A client that is made when something is first computed. */
const startedOnDemand = (create: () => Promise<ComputeClient>): ComputeClient => {
  let started: Promise<ComputeClient> | null = null;
  return {
    run: async (kind, request, options) => {
      started ??= create();
      return (await started).run(kind, request, options);
    },
  };
};

/** The state shared by the pages; each part is a file of its own. */
export class AppState {
  readonly router = new Router();
  readonly theme = new Theme();
  readonly toast = new Toast();
  readonly update = new AppUpdate();
  readonly racks = new RackRoom();
  /** The file of a sweep that was opened last; it is not kept. */
  readonly sweepFile = signal<File | null>(null);
  /** Sections of the Plan page that are open: they stay so while other pages are looked at. */
  readonly openSections = signal<ReadonlySet<string>>(new Set());
  /** What energy and carbon count on the Plan page. */
  readonly boundary = signal<BoundaryId>(USUAL_BOUNDARY);
  /** Names of the scenarios that stand beside the draft on its page, in their order. */
  readonly beside = signal<readonly string[]>([]);
  readonly measure: MeasureSession;
  readonly draft: ScenarioDraft;
  readonly shelf: ScenarioShelf;
  readonly trainingDraft: TrainingDraft;
  readonly trainings: TrainingShelf;
  readonly projections: ProjectionShelf;
  readonly hardware: HardwareShelf;
  readonly calibrations: CalibrationShelf;
  readonly storage: StorageWatch;

  readonly compareInterleaved: CompareInterleaved;
  readonly compute: ComputeClient;
  readonly answers: PlanAnswers;

  constructor({
    openStore,
    createMeasureClient,
    defaultScenario,
    createComputeClient,
    compareInterleaved,
  }: AppServices) {
    this.compareInterleaved = compareInterleaved;
    this.compute = startedOnDemand(() =>
      createComputeClient((reason) => {
        this.toast.show(
          `The thread that computes was lost (${reason}) and has been replaced; what was asked is computed again.`,
        );
      }),
    );
    const store = openStore();
    this.measure = new MeasureSession(store, createMeasureClient);
    this.draft = new ScenarioDraft(store, defaultScenario);
    this.shelf = new ScenarioShelf(store);
    this.trainingDraft = openTrainingDraft(store);
    this.trainings = openTrainingShelf(store);
    this.projections = openProjectionShelf(store);
    this.hardware = new HardwareShelf(store);
    this.calibrations = new CalibrationShelf(store, this.draft);
    this.storage = new StorageWatch(store);
    this.answers = new PlanAnswers(this.compute, this.draft, this.calibrations);
  }

  async load(): Promise<void> {
    await Promise.all([
      this.measure.load(),
      this.measure.describeAdapter(),
      this.calibrations.load(),
      this.hardware.load(),
      this.storage.load(),
    ]);
  }

  /** Puts another scenario in place of the draft. What was there is on the shelf, unless it is a starting point or kept already. */
  async openScenario(scenario: Scenario): Promise<void> {
    const former = await this.draft.ensure();
    const { isStartingPoint } = await import('../../catalog/starting-points.ts');
    if (
      !isStartingPoint(former) &&
      JSON.stringify(former) !== JSON.stringify(scenario) &&
      !(await this.shelf.holds(former))
    )
      await this.shelf.keep(former);
    await this.draft.set(scenario);
  }
}

export const appContext = createContext<AppState>(Symbol('roofrack-app'));
