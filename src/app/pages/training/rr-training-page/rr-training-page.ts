import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, quantityText } from '../../../../base/format.ts';
import { publishedEstimates, type CostEstimate } from '../../../../catalog/estimates.ts';
import { findTrainingPreset, trainingPresets } from '../../../../catalog/training-presets.ts';
import { applyTrainingSettings } from '../../../../exchange/training.ts';
import type { Training } from '../../../../records/training.ts';
import { estimateOf, reconcile, reconcileLines, type Reconciliation } from '../../../../training/reconcile.ts';
import { train, type TrainingPlan } from '../../../../training/train.ts';
import { trainingSensitivity } from '../../../../training/training-sensitivity.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import { problemList, problemNotice } from '../../../controls/problems.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-section/rr-section.ts';
import { warningList } from '../../../controls/warnings.ts';
import { AddressMirror, ensureDraft } from '../../../router/address-mirror.ts';
import type { PageLocation } from '../../../router/location.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { remembered } from '../../../state/remembered.ts';
import { frameStyles } from '../../../styles/frame.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { NamedSection } from '../../named-section.ts';
import type { FieldEditedEvent } from '../../plan/field-edited-event.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import { ALL_LINES, withoutLedger } from '../../plan/ledger-address.ts';
import '../../plan/rr-ledger-place/rr-ledger-place.ts';
import { numberOrText } from '../../plan/form-fields.ts';
import type { EstimatesChosenEvent } from '../rr-reconciliation/rr-reconciliation.ts';
import '../rr-training-form/rr-training-form.ts';
import type { LeverPulledEvent } from '../rr-training-levers/rr-training-levers.ts';
import '../rr-training-shelf/rr-training-shelf.ts';
import '../rr-training-strip/rr-training-strip.ts';
import { packTraining, readSharedTraining, TRAINING_KEY } from '../share-training.ts';
import { FACTORS, factorsHref, seriesOf, TRAINING_PAGE, trainingHref } from '../training-address.ts';
import { inTrainingWords, trainingFieldLabel } from '../training-fields.ts';
import { moreOfTraining, type TrainingSources } from '../training-headlines.ts';
import { budgetTable, costsTable, failuresTable, memoryTable } from '../training-tables.ts';

const PRESETS = [
  { value: '', label: 'a published run…' },
  ...trainingPresets.map(({ id, title }) => ({ value: id, label: title })),
];

const HINTS: readonly string[] = ['under-trained', 'over-trained'];

/** The two costs that are reconciled before anybody chooses. */
const FIRST_PAIR = ['epoch-gpt3', 'oneflow-gpt3'] as const;
/** Stands for the training on the page among the estimates. */
const OWN = 'training';

/**
 * @summary What a training run takes and costs, why published costs differ, and where they go over the years.
 */
@customElement('rr-training-page')
export class RrTrainingPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles, frameStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();
  /** Why the training of a link was not opened. */
  @state() private refused: readonly string[] = [];
  readonly #named = new NamedSection();

  readonly #plan = remembered((training: Training) => train(training));
  readonly #planBefore = remembered((training: Training) => train(training));
  readonly #uncertain = remembered(trainingSensitivity);
  readonly #reconciled = remembered(reconcile);

  constructor() {
    super();
    new AddressMirror(this, () => ({
      router: this.app.router,
      page: 'training',
      key: TRAINING_KEY,
      value: this.app.trainingDraft.value.get(),
      pack: packTraining,
    }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void ensureDraft({ router: this.app.router, key: TRAINING_KEY }, this.app.trainingDraft, readSharedTraining);
  }

  override render(): TemplateResult {
    const training = this.app.trainingDraft.value.get();
    if (training === null) return html`<div class="page"><p role="status">Loading…</p></div>`;
    const page = this.#page();
    const hrefOf = (line: string): string => trainingHref(line, page);
    const plan = this.#plan(training);
    const before = this.app.trainingDraft.past.get().at(-1);
    const sources: TrainingSources = {
      plan,
      uncertain: this.#uncertain(training),
      before: before === undefined ? null : this.#planBefore(before),
      hrefOf,
    };
    const standing = this.#standing();
    return html`<div class="page" @rr-field-edited=${this.#edited}>
      <div class="question">
        <h1>Training</h1>
        ${this.#about()} ${this.#notices()}
      </div>
      <rr-training-strip class="strip" .sources=${sources} .standing=${standing}></rr-training-strip>
      <div class="halves">
        <section class="inputs" aria-labelledby="inputs">
          <h2 id="inputs" class="visually-hidden">Inputs</h2>
          ${this.#starts()}
          <rr-training-form .training=${training} .problems=${this.problems}></rr-training-form>
          <rr-training-shelf class="no-print"></rr-training-shelf>
        </section>
        <div class="answer ${standing === '' ? '' : 'stale'}">
          <rr-headline brief .items=${moreOfTraining(sources)}></rr-headline>
          ${this.#binding(plan)} ${this.#warnings(plan)} ${this.#sections(training, plan, page, hrefOf)}
        </div>
      </div>
      ${this.#ledger(training, plan, page)}
    </div>`;
  }

  #starts(): TemplateResult {
    return html`<div class="starts no-print">
      <rr-choice-field
        label="Start from"
        value=""
        .options=${PRESETS}
        @rr-field-typed=${this.#preset}
      ></rr-choice-field>
      <a href="#/verify">Who says so: every published figure</a>
    </div>`;
  }

  /** What each number is made of; drawn once it is seen. */
  #sections(
    training: Training,
    plan: TrainingPlan,
    page: PageLocation,
    hrefOf: (line: string) => string,
  ): TemplateResult {
    const section = (
      id: string,
      heading: string,
      content: () => TemplateResult | typeof nothing,
      load: () => Promise<unknown> = () => Promise.resolve(),
    ) => html`<rr-section id=${id} heading=${heading} open .load=${load} .content=${content}></rr-section>`;
    return html`<div class="sections">
      ${section('costs', 'One run, three costs', () => costsTable(plan, hrefOf))}
      ${section(
        'years',
        'What it will cost',
        () => html`<rr-projections></rr-projections>`,
        () => import('../rr-projections/rr-projections.ts'),
      )}
      ${section('budget', 'The whole budget', () => budgetTable(plan, hrefOf))}
      ${section(
        'reconcile',
        'Why published costs differ',
        () => this.#reconciliation(training, plan, page),
        () => import('../rr-reconciliation/rr-reconciliation.ts'),
      )}
      ${section(
        'levers',
        'What would make it cheaper',
        () =>
          html`<p class="quiet">Each lever alone, at the share that its source found or at your own.</p>
            <rr-training-levers .training=${training} @rr-lever-pulled=${this.#pulled}></rr-training-levers>`,
        () => import('../rr-training-levers/rr-training-levers.ts'),
      )}
      ${section('memory', 'Does a step fit?', () => memoryTable(plan, hrefOf))}
      ${section('failures', 'Failures and checkpoints', () => failuresTable(plan, hrefOf))}
      ${section(
        'ledger',
        'Ledger',
        () =>
          html`<p class="quiet">
              ${plan.ledger.length} lines, in the order they are computed: every number with its formula, its inputs,
              its source and how it is known. A click on a number opens its line.
            </p>
            <div class="no-print"><a class="button" href=${hrefOf(ALL_LINES)}>Open the ledger</a></div>`,
      )}
    </div>`;
  }

  /** What is known of the run that the page shows as it was published. */
  #about(): TemplateResult | typeof nothing {
    const now = this.app.trainingDraft.value.get();
    const preset = trainingPresets.find(({ training }) => JSON.stringify(training) === JSON.stringify(now));
    if (preset === undefined) return nothing;
    return html`<p>${preset.about} ${preset.notes.map((note) => html`<span class="quiet">${note}. </span>`)}</p>`;
  }

  #notices(): TemplateResult {
    const problem = this.app.trainingDraft.problem.get();
    return html`${problemNotice(problem)} ${problemList('The training of this link was not opened', this.refused)}`;
  }

  #standing(): string {
    const refused = [...this.problems.keys()].map(trainingFieldLabel);
    return refused.length === 0
      ? ''
      : `These numbers are of the inputs before: ${refused.join(', ')} is not understood.`;
  }

  #binding({ binding }: TrainingPlan): TemplateResult | typeof nothing {
    if (binding.length === 0) return nothing;
    return html`<rr-notice kind="problem" heading="This training cannot be run">
      ${binding.map(({ message, relief }) => html`<p>${message} ${inTrainingWords(relief)}</p>`)}
    </rr-notice>`;
  }

  /** How the run lies to the rule of thumb is no warning: many are meant so. */
  #warnings({ warnings }: TrainingPlan): TemplateResult {
    const told = warnings.map(({ code, message }) => ({ code, message: inTrainingWords(message) }));
    return html`${told
      .filter(({ code }) => HINTS.includes(code))
      .map(({ message }) => html`<p class="quiet">Chinchilla: ${message}</p>`)}
    ${warningList(told.filter(({ code }) => !HINTS.includes(code)))}`;
  }

  #estimates(training: Training, plan: TrainingPlan): readonly CostEstimate[] {
    const own = estimateOf(training, plan);
    return own === null
      ? publishedEstimates
      : [...publishedEstimates, { ...own, id: OWN, name: `This page: ${own.name}` }];
  }

  #pair(training: Training, plan: TrainingPlan): Reconciliation | null {
    const { from = FIRST_PAIR[0], to = FIRST_PAIR[1] } = this.app.router.location.get().query;
    const all = this.#estimates(training, plan);
    const [before, after] = [from, to].map((id, index) => all.find((variant) => variant.id === id) ?? all[index]);
    return before === undefined || after === undefined ? null : this.#reconciled(before, after);
  }

  #reconciliation(training: Training, plan: TrainingPlan, page: PageLocation): TemplateResult | typeof nothing {
    const reconciliation = this.#pair(training, plan);
    if (reconciliation === null) return nothing;
    const prices = publishedEstimates.map(({ usd }) => usd);
    return html` <p class="quiet">
        One GPT-3 has ${formatCount(publishedEstimates.length)} published prices from
        ${quantityText(Math.min(...prices), 'USD')} to ${quantityText(Math.max(...prices), 'USD')}.
      </p>
      <rr-reconciliation
        .estimates=${this.#estimates(training, plan)}
        .reconciliation=${reconciliation}
        .hrefOf=${(line: string) => factorsHref(line, page)}
        @rr-estimates-chosen=${this.#chosen}
      ></rr-reconciliation>`;
  }

  #ledger(training: Training, plan: TrainingPlan, page: PageLocation): TemplateResult | typeof nothing {
    const { line, of = '' } = this.app.router.location.get().query;
    if (line === undefined || seriesOf(of) !== null) return nothing;
    const pair = of === FACTORS ? this.#pair(training, plan) : null;
    return html`<rr-ledger-place
      .ledger=${{
        lines: pair === null ? plan.ledger : reconcileLines(pair),
        target: line,
        name: pair === null ? '' : `${pair.before.name} against ${pair.after.name}`,
        instead: 'the training on this page',
        hrefOf: (id: string) => (pair === null ? trainingHref(id, page) : factorsHref(id, page)),
      }}
      @rr-drawer-closed=${() => {
        this.app.router.replace(page);
      }}
    ></rr-ledger-place>`;
  }

  /** The page as it stands, with no ledger open. */
  #page(): PageLocation {
    return withoutLedger(this.app.router.location.get());
  }

  /** The training of a link takes the draft's place, which undo brings back. */
  protected override updated(): void {
    const { segments, query } = this.app.router.location.get();
    // The page stays on the screen until the next one has arrived.
    if (segments[0] !== TRAINING_PAGE.segments[0]) return;
    this.#named.next(this.renderRoot, query['show'] ?? null)?.reveal();
    const { [TRAINING_KEY]: packed, ...rest } = query;
    if (packed === undefined) return;
    this.app.router.replace({ segments, query: rest });
    void this.#openShared(packed);
  }

  async #openShared(packed: string): Promise<void> {
    const now = await this.app.trainingDraft.ensure();
    if (packed === (await packTraining(now))) return;
    const read = await readSharedTraining(packed);
    this.refused = read.ok ? [] : read.error.slice(0, 8).map(({ message }) => message);
    if (!read.ok) return;
    await this.#set(read.value);
    this.app.toast.show(`Opened “${read.value.name}” from a link.`, () => {
      void this.app.trainingDraft.undo();
    });
  }

  /** Settles once the training is kept. */
  #set(training: Training): Promise<void> {
    this.problems = new Map();
    return this.app.trainingDraft.set(training);
  }

  readonly #preset = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    const preset = findTrainingPreset(event.text);
    // The list begins anew: it starts from something, and says nothing of what is there.
    (event.target as HTMLElement & { requestUpdate(): void }).requestUpdate();
    if (preset !== null) void this.#set(preset.training);
  };

  readonly #pulled = ({ training }: LeverPulledEvent): void => {
    void this.#set(asEdited(training));
    this.app.toast.show('The lever is pulled; undo lets it go.', () => {
      void this.app.trainingDraft.undo();
    });
  };

  readonly #chosen = ({ before, after }: EstimatesChosenEvent): void => {
    const { segments, query } = this.app.router.location.get();
    this.app.router.replace({ segments, query: { ...query, from: before, to: after } });
  };

  readonly #edited = ({ path, text }: FieldEditedEvent): void => {
    const training = this.app.trainingDraft.value.get();
    if (training === null) return;
    const applied = applyTrainingSettings(training, [`${path}=${numberOrText(text)}`]);
    const problems = new Map([...this.problems].filter(([key]) => key !== path));
    if (applied.ok) void this.app.trainingDraft.set(asEdited(applied.value), path);
    else {
      const message = applied.error.map((found) => inTrainingWords(found.message)).join(' ');
      problems.set(path, { typed: text, message });
    }
    this.problems = problems;
  };
}

/** What starts from a preset and is changed is no longer what the preset's name says. */
const asEdited = (training: Training): Training =>
  trainingPresets.some((preset) => preset.training.name === training.name)
    ? { ...training, name: `${training.name}, edited` }
    : training;

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-page': RrTrainingPage;
  }
}
