import type { PlanOptions } from '../../plan/plan.ts';
import type { Plan } from '../../records/plan.ts';
import type { Scenario } from '../../records/scenario.ts';
import type { ComputeClient } from '../../workers/compute-client.ts';
import type { ScenarioRequest } from '../../workers/compute-protocol.ts';
import type { CalibrationShelf } from './calibration-shelf.ts';
import { createLatest } from './latest.ts';
import type { ScenarioDraft } from './scenario-draft.ts';
import { computed, signal } from '../signals.ts';

/** A plan that takes longer is said to be of what was asked before; below, nobody sees the difference. */
const SLOW_MS = 300;

type Question = ScenarioRequest;

export interface PlanAnswer {
  readonly question: Question;
  readonly plan: Plan;
}

/**
 * The answer to the scenario being edited, computed off the page's thread. The last answer stands until the next is
 * there. To read it is to ask: whoever shows a plan shows that of the present scenario, and where nobody does, none is
 * computed.
 */
export class PlanAnswers {
  /** Null until there is a first one. */
  readonly latest = {
    get: (): PlanAnswer | null => {
      this.#ask();
      return this.#latest.get();
    },
  };
  /**
   * The plan before the last step of edits, of which the one shown is what became; null where nothing was edited yet. It is told
   * where it was on the screen, which a step begins from.
   */
  readonly before = computed<Plan | null>(() => {
    const step = this.#draft.past.get().at(-1);
    this.#latest.get();
    const answer = step === undefined ? undefined : this.#answers.get(step);
    return answer?.question.options === this.options.get() ? answer.plan : null;
  });
  /** The answer shown is not of the present question, and the reader has been waiting for the new one. */
  readonly late = signal(false);
  /** Why no answer could be had, which is a bug of ours; null where there is one. */
  readonly failure = signal<string | null>(null);
  /** What plans stand on beside the scenario. */
  readonly options = computed<PlanOptions>(() => ({
    calibration: this.#calibrations.inUse.get(),
    stackFit: this.#calibrations.stackInUse.get()?.fit ?? null,
  }));
  readonly #calibrations: CalibrationShelf;
  readonly #question = computed<Question | null>(() => {
    const scenario = this.#draft.scenario.get();
    return scenario === null ? null : { scenario, options: this.options.get() };
  });
  readonly #draft: ScenarioDraft;
  readonly #latest = signal<PlanAnswer | null>(null);
  readonly #answers = new WeakMap<Scenario, PlanAnswer>();
  readonly #send: (question: Question) => void;
  #sent: Question | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(compute: ComputeClient, draft: ScenarioDraft, calibrations: CalibrationShelf) {
    this.#draft = draft;
    this.#calibrations = calibrations;
    this.#send = createLatest<Question, PlanAnswer>(
      async (question) => ({ question, plan: await compute.run('plan', question) }),
      {
        onAnswer: (answer) => {
          this.#answers.set(answer.question.scenario, answer);
          this.#latest.set(answer);
          this.#settle(answer.question, null);
        },
        onFailure: (reason) => {
          this.#settle(this.#sent, reason instanceof Error ? reason.message : String(reason));
        },
      },
    );
  }

  /** Asks once more what failed. */
  again(): void {
    this.failure.set(null);
    this.#sent = null;
    this.#ask();
  }

  /** Asks for the plan of the present scenario where it was not asked yet. */
  #ask(): void {
    const question = this.#question.get();
    if (question === null || question === this.#sent) return;
    this.#sent = question;
    this.#timer ??= setTimeout(() => {
      this.late.set(true);
    }, SLOW_MS);
    this.#send(question);
  }

  #settle(question: Question | null, failure: string | null): void {
    this.failure.set(failure);
    if (question !== this.#sent) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.late.set(false);
  }
}
