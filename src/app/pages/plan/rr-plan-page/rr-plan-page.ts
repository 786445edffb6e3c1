import { consume } from '@lit/context';
import { TaskStatus } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Problem } from '../../../../base/result.ts';
import { findPreset, presets } from '../../../../catalog/presets.ts';
import { otherMode } from '../../../../plan/other-mode.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-radio-buttons/rr-radio-buttons.ts';
import '../../../controls/rr-section/rr-section.ts';
import type { SectionToggledEvent } from '../../../controls/rr-section/rr-section.ts';
import { warningList } from '../../../controls/warnings.ts';
import { AddressMirror, ensureDraft } from '../../../router/address-mirror.ts';
import { findPage } from '../../../router/addresses.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { frameStyles } from '../../../styles/frame.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { NamedSection } from '../../named-section.ts';
import { applyEdit, offered } from '../apply-edit.ts';
import type { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import { readNamed } from '../plan-address.ts';
import { planHeadlines, type HeadlineSources } from '../plan-headlines.ts';
import { PLAN_SECTIONS, type PlanSection, type PlanView } from '../plan-sections.ts';
import '../rr-binding/rr-binding.ts';
import '../rr-own-model/rr-own-model.ts';
import '../rr-plan-ledger/rr-plan-ledger.ts';
import '../rr-plan-picture/rr-plan-picture.ts';
import '../rr-plan-strip/rr-plan-strip.ts';
import '../rr-scenario-form/rr-scenario-form.ts';
import '../rr-scenario-sentence/rr-scenario-sentence.ts';
import '../rr-scenario-shelf/rr-scenario-shelf.ts';
import { fieldLabel, inWords } from '../scenario-fields.ts';
import { packScenario, readSharedScenario, SCENARIO_KEY } from '../share-scenario.ts';
import { planPageStyles } from './rr-plan-page.styles.ts';

interface Refusal {
  readonly heading: string;
  readonly problems: readonly Problem[];
}
/** More of them help nobody. */
const MOST_REASONS = 8;

/** Of which a scenario has one or the other. */
const MODES = [
  { value: 'physical', label: 'Physical model' },
  { value: 'article', label: 'Published arithmetic' },
];

const PRESETS = [{ value: '', label: 'a preset…' }, ...presets.map(({ id, title }) => ({ value: id, label: title }))];

/**
 * @summary What a load needs: the question as a sentence, the answer as a strip that stays, inputs beside pictures, and every
 *   number explained.
 */
@customElement('rr-plan-page')
export class RrPlanPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, tableStyles, pageStyles, frameStyles, planPageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();
  /** Why the scenario of an address was not opened. */
  @state() private refused: Refusal | null = null;
  readonly #named = new NamedSection();

  readonly #sensitivity = backgroundTask(this, 'sensitivity', () => [
    this.app.compute,
    this.app.answers.latest.get()?.question ?? null,
  ]);

  readonly #moves = backgroundTask(this, 'moves', () => [
    this.app.compute,
    this.app.answers.latest.get()?.question ?? null,
  ]);

  constructor() {
    super();
    new AddressMirror(this, () => ({
      router: this.app.router,
      page: 'plan',
      key: SCENARIO_KEY,
      value: this.app.draft.scenario.get(),
      pack: packScenario,
    }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void ensureDraft({ router: this.app.router, key: SCENARIO_KEY }, this.app.draft, readSharedScenario);
  }

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    const answered = this.app.answers.latest.get();
    if (scenario === null || answered === null) {
      const failure = this.app.answers.failure.get();
      return html`<div class="page">${failure === null ? html`<p>Loading…</p>` : this.#failed(failure)}</div>`;
    }
    const { plan, question } = answered;
    const sensitivity = this.#sensitivity.value ?? null;
    const sources: HeadlineSources = { plan, sensitivity, before: this.app.answers.before.get() };
    const offer = offered(this.app, scenario);
    const stale = this.problems.size > 0;
    return html`<div class="page" @rr-field-edited=${this.#edited}>
      <div class="question">
        <h1>Plan</h1>
        <rr-scenario-sentence .scenario=${offer} .problems=${this.problems}></rr-scenario-sentence>
        ${this.#refused()} ${this.#storageProblem()} ${this.#failure()}
      </div>
      <rr-plan-strip
        class="strip"
        aria-busy=${this.app.answers.late.get() ? 'true' : 'false'}
        .sources=${sources}
        .standing=${this.#standing()}
        ?stale=${stale}
      ></rr-plan-strip>
      <div class="halves">
        <section class="inputs" aria-labelledby="inputs">
          <h2 id="inputs" class="visually-hidden">Inputs</h2>
          ${this.#starts(scenario)}
          <rr-scenario-form .scenario=${offer} .problems=${this.problems}></rr-scenario-form>
          <rr-own-model .scenario=${scenario}></rr-own-model>
          <rr-scenario-shelf class="no-print"></rr-scenario-shelf>
        </section>
        <div class="answer ${stale ? 'stale' : ''}">
          <rr-plan-picture .plan=${plan}></rr-plan-picture>
          <rr-headline
            brief
            .items=${planHeadlines('more', { ...sources, before: null, boundary: this.app.boundary.get() })}
          ></rr-headline>
          <div class="binds">
            <rr-binding
              .plan=${plan}
              .moves=${this.#moves.value ?? null}
              ?stale=${this.#moves.status === TaskStatus.PENDING}
            ></rr-binding>
          </div>
          ${this.#warnings(plan)} ${this.#sections({ question, plan, sensitivity, own: this.app.hardware.facts.get() })}
        </div>
      </div>
      <rr-plan-ledger .sensitivity=${sensitivity}></rr-plan-ledger>
    </div>`;
  }

  #sections(view: PlanView): TemplateResult {
    const open = this.app.openSections.get();
    return html`<div class="sections">
      ${repeat(
        PLAN_SECTIONS.filter(({ isIn }) => isIn?.(view.plan) ?? true),
        ({ id }) => id,
        ({ id, title, about, load, render }: PlanSection) =>
          html`<rr-section
            id=${id}
            heading=${title}
            about=${about}
            ?open=${open.has(id)}
            .load=${load}
            .content=${() => render(view)}
            @rr-section-toggled=${({ isOpen }: SectionToggledEvent) => {
              this.#toggle(id, isOpen);
            }}
          ></rr-section>`,
      )}
    </div>`;
  }

  #toggle(id: string, isOpen: boolean): void {
    const open = new Set(this.app.openSections.get());
    if (isOpen) open.add(id);
    else open.delete(id);
    this.app.openSections.set(open);
  }

  /** Of what the numbers are, where that is not what the inputs say. */
  #standing(): string {
    const refused = [...this.problems.keys()].map((path) => fieldLabel(path));
    if (refused.length > 0) return `These numbers are of the inputs before: ${refused.join(', ')} is not understood.`;
    return this.app.answers.late.get() ? 'Computing; these numbers are of what was asked before.' : '';
  }

  #starts(scenario: Scenario): TemplateResult {
    return html`<div class="starts no-print">
      <rr-radio-buttons
        label="Way of answering"
        value=${scenario.mode}
        .options=${MODES}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.#switch(otherMode(scenario));
        }}
      ></rr-radio-buttons>
      <rr-choice-field
        label="Start from"
        value=""
        .options=${PRESETS}
        @rr-field-typed=${this.#preset}
      ></rr-choice-field>
    </div>`;
  }

  /** The scenario that an address carries or names takes the draft's place, which undo brings back. */
  protected override updated(): void {
    const location = this.app.router.location.get();
    // The page stays on the screen until the next one has arrived.
    if (findPage(location)?.id !== 'plan') return;
    this.#showSection(location.query['show'] ?? null);
    const { [SCENARIO_KEY]: packed, ...query } = location.query;
    const name = location.segments[1];
    if (packed === undefined && name === undefined) return;
    this.app.router.replace({ segments: ['plan'], query });
    if (packed !== undefined) void this.#openShared(packed);
    else if (name !== undefined) void this.#openNamed(name);
  }

  /** Opens the section that an address names, and brings it into view. */
  #showSection(id: string | null): void {
    const section = this.#named.next(this.renderRoot, id);
    if (section === null) return;
    this.#toggle(section.id, true);
    section.reveal();
  }

  async #openShared(packed: string): Promise<void> {
    const now = await this.app.draft.ensure();
    if (packed === (await packScenario(now))) return;
    const read = await readSharedScenario(packed);
    if (read.ok) await this.#take(read.value, ' from a link');
    else this.refused = { heading: 'The scenario of this link was not opened', problems: read.error };
  }

  async #openNamed(name: string): Promise<void> {
    await this.app.draft.ensure();
    const read = await readNamed(this.app, name);
    if (read.ok) await this.#take(read.value, '');
    else this.refused = { heading: `There is no plan “${name}”`, problems: [read.error] };
  }

  /** What an address asks for, in place of the draft; told once it is kept. */
  async #take(scenario: Scenario, whence: string): Promise<void> {
    await this.#set(scenario);
    this.app.toast.show(`Opened “${scenario.name}”${whence}.`, () => {
      void this.app.draft.undo();
    });
  }

  #refused(): TemplateResult | typeof nothing {
    if (this.refused === null) return nothing;
    const { heading, problems } = this.refused;
    return html`<rr-notice kind="problem" heading=${heading}>
      ${problems.slice(0, MOST_REASONS).map(({ message }) => html`<p>${message}</p>`)}
      <p><a href="#/plan/scenarios">All scenarios and presets</a> stand on a page of their own.</p>
    </rr-notice>`;
  }

  #failure(): TemplateResult | typeof nothing {
    const failure = this.app.answers.failure.get();
    return failure === null ? nothing : this.#failed(failure);
  }

  #failed(failure: string): TemplateResult {
    return html`<rr-notice kind="problem" heading="The plan could not be computed">
      <p>${failure}</p>
      <p>
        That is a fault of this program. What you typed is kept; another value, or loading the page again, may help.
      </p>
      <button
        @click=${() => {
          this.app.answers.again();
        }}
      >
        Compute it again
      </button>
    </rr-notice>`;
  }

  #storageProblem(): TemplateResult | typeof nothing {
    const problem = this.app.draft.problem.get();
    return problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`;
  }

  /** One line, so that nothing moves when a warning comes or goes; opened it has them all. */
  #warnings(plan: Plan): TemplateResult {
    const warnings = plan.warnings.map(({ code, message }) => ({ code, message: inWords(message) }));
    const [first] = warnings;
    if (first === undefined) return html`<div class="warned"></div>`;
    return html`<details class="warned">
      <summary>
        <b>${warnings.length === 1 ? 'A warning' : `${String(warnings.length)} warnings`}</b>
        ${first.message}
      </summary>
      ${warningList(warnings)}
    </details>`;
  }

  /** The same load by the other way of planning. */
  #switch(scenario: Scenario): void {
    this.problems = new Map();
    void this.app.draft.set(scenario);
  }

  /** Another scenario in place of the draft. */
  #set(scenario: Scenario): Promise<void> {
    this.problems = new Map();
    this.refused = null;
    return this.app.openScenario(scenario);
  }

  readonly #preset = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    const preset = findPreset(event.text);
    // The list begins anew: it starts from something, and says nothing of what is there.
    (event.target as HTMLElement & { requestUpdate(): void }).requestUpdate();
    if (preset !== null) void this.#set(preset.scenario);
  };

  readonly #edited = (event: FieldEditedEvent): void => {
    this.refused = null;
    this.problems = applyEdit(this.app, event, this.problems);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-page': RrPlanPage;
  }
}
