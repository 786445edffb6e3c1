import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { Problem } from '../../../../base/result.ts';
import { findPreset, presets } from '../../../../catalog/presets.ts';
import { otherMode } from '../../../../plan/other-mode.ts';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { Plan } from '../../../../records/plan.ts';
import { publishedEstimate, type Scenario } from '../../../../records/scenario.ts';
import { dayChart } from '../../../charts/day-chart.ts';
import '../../../charts/rr-waterfall/rr-waterfall.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { warningList } from '../../../controls/warnings.ts';
import { findPage } from '../../../router/addresses.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { applyEdit, offered } from '../apply-edit.ts';
import type { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import { planHeadlines, sharedByStrip } from '../plan-headlines.ts';
import '../rr-binding/rr-binding.ts';
import '../rr-budget/rr-budget.ts';
import '../rr-cost/rr-cost.ts';
import '../rr-hardware-comparison/rr-hardware-comparison.ts';
import { ALL_LINES, explainOnPlan, ledgerHref } from '../ledger-address.ts';
import '../rr-load-view/rr-load-view.ts';
import '../rr-mode-comparison/rr-mode-comparison.ts';
import '../rr-own-model/rr-own-model.ts';
import '../rr-own-or-rent/rr-own-or-rent.ts';
import '../rr-plan-ledger/rr-plan-ledger.ts';
import '../rr-scenario-form/rr-scenario-form.ts';
import '../rr-scenario-shelf/rr-scenario-shelf.ts';
import '../rr-scenario-sentence/rr-scenario-sentence.ts';
import { fieldLabel, inWords } from '../scenario-fields.ts';
import '../rr-uncertainty/rr-uncertainty.ts';
import { readNamed } from '../plan-address.ts';
import { readSharedScenario } from '../share-scenario.ts';
import { waterfallSteps } from '../waterfall-steps.ts';
import { planPageStyles } from './rr-plan-page.styles.ts';
import { SignalElement } from '../../../signals.ts';

interface Refusal {
  readonly heading: string;
  readonly problems: readonly Problem[];
}
/** More of them help nobody. */
const MOST_REASONS = 8;

/**
 * @summary What a load needs: the question as a sentence, the answer as a strip, and every number explained.
 */
@customElement('rr-plan-page')
export class RrPlanPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, tableStyles, pageStyles, planPageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();
  /** Why the scenario of an address was not opened. */
  @state() private refused: Refusal | null = null;

  readonly #sensitivity = backgroundTask(this, 'sensitivity', () => [
    this.app.compute,
    this.app.answers.latest.get()?.question ?? null,
  ]);

  readonly #moves = backgroundTask(this, 'moves', () => [
    this.app.compute,
    this.app.answers.latest.get()?.question ?? null,
  ]);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    const answered = this.app.answers.latest.get();
    if (scenario === null || answered === null) {
      const failure = this.app.answers.failure.get();
      return html`<div class="page">${failure === null ? html`<p>Loading…</p>` : this.#failed(failure)}</div>`;
    }
    const { plan: answer, question } = answered;
    const sensitivity = this.#sensitivity.value ?? null;
    return html`<div class="page" @rr-field-edited=${this.#edited}>
      <div class="question">
        <h1>Plan</h1>
        <rr-scenario-sentence
          .scenario=${offered(this.app, scenario)}
          .problems=${this.problems}
        ></rr-scenario-sentence>
        <rr-own-model .scenario=${scenario}></rr-own-model>
        ${this.#starts(scenario)}
        <rr-scenario-shelf class="no-print"></rr-scenario-shelf>
        ${this.#refused()}
      </div>
      ${this.#storageProblem()}
      <div
        class="answer ${this.problems.size > 0 ? 'stale' : ''}"
        aria-busy=${this.app.answers.late.get() ? 'true' : 'false'}
      >
        <p class="late" role="status">${this.#standing()}</p>
        ${this.#failure()}
        <rr-headline .items=${planHeadlines(answer, sensitivity)}></rr-headline>
        ${this.#shared(answer, sensitivity)}
        <div class="binds"><rr-binding .plan=${answer} .moves=${this.#moves.value ?? null}></rr-binding></div>
        ${this.#warnings(answer)}
      </div>
      <div class="halves">
        <section aria-labelledby="inputs">
          <h2 id="inputs">Inputs</h2>
          <rr-scenario-form .scenario=${offered(this.app, scenario)} .problems=${this.problems}></rr-scenario-form>
        </section>
        <div class="explained">
          ${
            answer.scenario.mode === 'physical'
              ? html`<section aria-labelledby="load">
                    <h2 id="load">How the load is carried</h2>
                    <rr-load-view .question=${question} .plan=${answer}></rr-load-view>
                    ${this.#day(answer)}
                  </section>
                  <section class="ruled" aria-labelledby="hardware">
                    <h2 id="hardware">The same load on other servers</h2>
                    <rr-hardware-comparison
                      .question=${question}
                      .own=${this.app.hardware.facts.get()}
                    ></rr-hardware-comparison>
                  </section>`
              : nothing
          }
          <section class="ruled" aria-labelledby="budget">
            <h2 id="budget">What a budget serves</h2>
            <rr-budget .question=${question}></rr-budget>
          </section>
          <section class="ruled" aria-labelledby="cost">
            <h2 id="cost">What it costs</h2>
            <rr-cost .plan=${answer}></rr-cost>
          </section>
          <section class="ruled" aria-labelledby="own-or-rent">
            <h2 id="own-or-rent">Own or rent</h2>
            <rr-own-or-rent .question=${question}></rr-own-or-rent>
          </section>
          <section class="ruled" aria-labelledby="sure">
            <h2 id="sure">How sure these numbers are</h2>
            <p class="quiet">
              Each uncertain input was moved to both ends of its 90 % band, the others held; their effects add in
              squares. Its line in the ledger says why a band is that wide.
            </p>
            <rr-uncertainty .sensitivity=${sensitivity}></rr-uncertainty>
          </section>
          ${
            publishedEstimate(answer.scenario) === null
              ? nothing
              : html`<rr-mode-comparison .question=${question} .plan=${answer}></rr-mode-comparison>`
          }
          ${this.#waterfalls(answer)}
          <section class="ruled" aria-labelledby="ledger">
            <h2 id="ledger">Ledger</h2>
            <p class="quiet">
              ${answer.ledger.length} lines, in the order they are computed: every number with its formula, its inputs,
              its source and how it is known. A click on a number opens its line.
            </p>
            <div class="no-print"><a class="button" href=${ledgerHref(ALL_LINES)}>Open the ledger</a></div>
          </section>
        </div>
      </div>
      <rr-plan-ledger .sensitivity=${sensitivity}></rr-plan-ledger>
    </div>`;
  }

  /** What holds of every number above, once. */
  #shared(answer: Plan, sensitivity: Sensitivity | null): TemplateResult {
    const { tier, cause, causeOfAll } = sharedByStrip(answer, sensitivity);
    return html`<p class="quiet small shared">
      ${tier === null ? nothing : html`All of them: <rr-tier .tier=${tier}></rr-tier> ${tier}.`}
      ${cause === null ? nothing : html`Ranges hold nine times in ten and come mostly from ${cause}${causeOfAll ? '' : ', where no other cause is named'}.`}
    </p>`;
  }

  /** Of what the numbers are, where that is not what the inputs say. */
  #standing(): string {
    const refused = [...this.problems.keys()].map((path) => fieldLabel(path));
    if (refused.length > 0) return `These numbers are of the inputs before: ${refused.join(', ')} is not understood.`;
    return this.app.answers.late.get() ? 'Computing; these numbers are of what was asked before.' : '';
  }

  #starts(scenario: Scenario): TemplateResult {
    return html`<div class="starts no-print">
      <div class="modes" role="radiogroup" aria-label="Way of answering">
        ${(['physical', 'article'] as const).map(
          (mode) =>
            html`<button
              role="radio"
              aria-checked=${scenario.mode === mode ? 'true' : 'false'}
              @click=${() => {
                if (scenario.mode !== mode) this.#switch(otherMode(scenario));
              }}
            >
              ${mode === 'physical' ? 'Physical model' : 'Published arithmetic'}
            </button>`,
        )}
      </div>
      <label class="preset">
        Start from
        <select @change=${this.#preset}>
          <option value="">a preset…</option>
          ${presets.map(({ id, title }) => html`<option .value=${id}>${title}</option>`)}
        </select>
      </label>
    </div>`;
  }

  /** The scenario that an address carries or names takes the draft's place, which undo brings back. */
  protected override updated(): void {
    const location = this.app.router.location.get();
    // The page stays on the screen until the next one has arrived.
    if (findPage(location)?.id !== 'plan') return;
    const packed = location.query['scenario'];
    const name = location.segments[1];
    if (packed === undefined && name === undefined) return;
    this.app.router.replace({ segments: ['plan'], query: {} });
    if (packed !== undefined) void this.#openShared(packed);
    else if (name !== undefined) void this.#openNamed(name);
  }

  async #openShared(packed: string): Promise<void> {
    await this.app.draft.ensure();
    const read = await readSharedScenario(packed);
    if (read.ok) this.#take(read.value, ' from a link');
    else this.refused = { heading: 'The scenario of this link was not opened', problems: read.error };
  }

  async #openNamed(name: string): Promise<void> {
    await this.app.draft.ensure();
    const read = await readNamed(this.app, name);
    if (read.ok) this.#take(read.value, '');
    else this.refused = { heading: `There is no plan “${name}”`, problems: [read.error] };
  }

  /** What an address asks for, in place of the draft. */
  #take(scenario: Scenario, whence: string): void {
    this.#set(scenario);
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

  #waterfalls(answer: Plan): TemplateResult | typeof nothing {
    const { toThroughput, toFleet, floors } = waterfallSteps(answer);
    if (toFleet.length < 2) return nothing;
    return html`${
        // Where an estimate was published the way begins there, in the comparison with it.
        publishedEstimate(answer.scenario) === null
          ? html`<section class="ruled" aria-labelledby="waterfall">
              <h2 id="waterfall">From one request at a time to full throughput</h2>
              <p class="quiet">
                Each step is one named factor at the day’s mean load; green needs fewer servers, orange more.
              </p>
              <rr-waterfall label="From one request at a time" unit="servers" .steps=${toThroughput}></rr-waterfall>
            </section>`
          : nothing
      }
      <section class="ruled" aria-labelledby="to-fleet">
        <h2 id="to-fleet">From mean load to the fleet</h2>
        <rr-waterfall label="From mean load to the fleet" unit="servers" .steps=${toFleet}></rr-waterfall>
        <h3>Floors no software gets below, at mean load</h3>
        <dl class="floors">
          ${floors.map(
            ({ label, value, href, share }) =>
              html`<dt>${label}</dt>
                <dd><a href=${href}>${formatNumber(value)}</a> <span class="unit">GPUs</span></dd>
                <dd class="quiet">
                  ${share === null ? nothing : html`<a href=${share.href}>${formatNumber(share.value, 2)} %</a> of the fleet`}
                </dd>`,
          )}
        </dl>
      </section>`;
  }

  /** One line, so that nothing moves when a warning comes or goes; opened it has them all. */
  #warnings(answer: Plan): TemplateResult {
    const warnings = answer.warnings.map(({ code, message }) => ({ code, message: inWords(message) }));
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

  #day(answer: Plan): TemplateResult | typeof nothing {
    const day = dayChart(answer, explainOnPlan);
    return day === null ? nothing : html`<rr-xy-chart .data=${day}></rr-xy-chart>`;
  }

  /** The same load by the other way of planning. */
  #switch(scenario: Scenario): void {
    this.problems = new Map();
    void this.app.draft.set(scenario);
  }

  /** Another scenario in place of the draft. */
  #set(scenario: Scenario): void {
    this.problems = new Map();
    this.refused = null;
    void this.app.openScenario(scenario);
  }

  readonly #preset = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const preset = findPreset(select.value);
    select.value = '';
    if (preset !== null) this.#set(preset.scenario);
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
