import { SignalWatcher } from '@lit-labs/signals';
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { parseNumber } from '../../../../base/format.ts';
import { withHardware, withNeededHardware } from '../../../../catalog/own-hardware.ts';
import { findPreset, presets } from '../../../../catalog/presets.ts';
import { applySettings } from '../../../../exchange/scenario.ts';
import { otherMode } from '../../../../plan/other-mode.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { dayChart } from '../../../charts/day-chart.ts';
import '../../../charts/rr-waterfall/rr-waterfall.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { warningList } from '../../../controls/warnings.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { comparisonTable } from '../comparison.ts';
import type { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import { planHeadlines } from '../plan-headlines.ts';
import '../rr-hardware-comparison/rr-hardware-comparison.ts';
import { ALL_LINES, ledgerHref } from '../rr-ledger/ledger-href.ts';
import '../rr-ledger-drawer/rr-ledger-drawer.ts';
import '../rr-scenario-form/rr-scenario-form.ts';
import '../rr-scenario-shelf/rr-scenario-shelf.ts';
import '../rr-scenario-sentence/rr-scenario-sentence.ts';
import '../rr-uncertainty/rr-uncertainty.ts';
import { fieldLabel, inWords } from '../scenario-fields.ts';
import { readSharedScenario } from '../share-scenario.ts';
import { waterfallSteps } from '../waterfall-steps.ts';
import { planPageStyles } from './rr-plan-page.styles.ts';

/**
 * @summary What a load needs: the question as a sentence, the answer as a strip, and every number explained.
 */
@customElement('rr-plan-page')
export class RrPlanPage extends SignalWatcher(LitElement) {
  static override styles = [baseStyles, buttonStyles, tableStyles, pageStyles, planPageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();
  /** Why the scenario of a link was not opened. */
  @state() private refused: readonly string[] = [];

  readonly #sensitivity = backgroundTask(this, 'sensitivity', () => [
    this.app.compute,
    this.app.answers.answered.get()?.question ?? null,
  ]);

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#shortcut);
    void this.app.draft.ensure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#shortcut);
  }

  /** Ctrl or Cmd with Z, and with Shift the other way; inside a field it is the field's own undo. */
  readonly #shortcut = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'z') return;
    if (event.composedPath()[0] instanceof HTMLInputElement) return;
    event.preventDefault();
    void (event.shiftKey ? this.app.draft.redo() : this.app.draft.undo());
  };

  protected override willUpdate(): void {
    this.app.answers.follow();
  }

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    const answered = this.app.answers.answered.get();
    if (scenario === null || answered === null) {
      const failure = this.app.answers.failure.get();
      return html`<div class="page">${failure === null ? html`<p>Loading…</p>` : this.#failed(failure)}</div>`;
    }
    const { plan: answer, other } = answered;
    const sensitivity = this.#sensitivity.value ?? null;
    const target = this.app.router.location.get().query['line'] ?? '';
    return html`<div class="page" @rr-field-edited=${this.#edited}>
      <div class="question">
        <h1>Plan</h1>
        <rr-scenario-sentence .scenario=${this.#offered(scenario)} .problems=${this.problems}></rr-scenario-sentence>
        ${this.#starts(scenario)}
        <rr-scenario-shelf class="no-print"></rr-scenario-shelf>
        ${this.#refused()}
      </div>
      ${this.#storageProblem()}
      <div class="answer" aria-busy=${this.app.answers.late.get() ? 'true' : 'false'}>
        <p class="late" role="status">
          ${this.app.answers.late.get() ? 'Computing; these numbers are of what was asked before.' : ''}
        </p>
        ${this.#failure()}
        <rr-headline .items=${planHeadlines(answer, sensitivity)}></rr-headline>
        ${this.#binding(answer)} ${warningList(answer.warnings)}
      </div>
      <div class="halves">
        <section aria-labelledby="inputs">
          <h2 id="inputs">Inputs</h2>
          <rr-scenario-form .scenario=${this.#offered(scenario)} .problems=${this.problems}></rr-scenario-form>
        </section>
        <div class="explained">
          <section aria-labelledby="sure">
            <h2 id="sure">How sure these numbers are</h2>
            <p class="quiet">
              Each uncertain input was moved to both ends of its 90 % band, the others held; their effects add in
              squares. Hover or follow an input for why its band is that wide.
            </p>
            <rr-uncertainty .sensitivity=${sensitivity}></rr-uncertainty>
          </section>
          ${comparisonTable(answer, other)} ${this.#waterfall(answer)} ${this.#day(answer)}
          ${
            answer.scenario.mode === 'physical'
              ? html`<section class="ruled" aria-labelledby="hardware">
                  <h2 id="hardware">The same load on other servers</h2>
                  <rr-hardware-comparison .question=${answered.question}></rr-hardware-comparison>
                </section>`
              : nothing
          }
          <section class="ruled" aria-labelledby="ledger">
            <h2 id="ledger">Ledger</h2>
            <p class="quiet">
              ${answer.ledger.length} lines, in the order they are computed: every number with its formula, its inputs,
              its source and how it is known. A click on a number opens its line.
            </p>
            <div><a class="button" href=${ledgerHref(ALL_LINES)}>Open the ledger</a></div>
          </section>
        </div>
      </div>
      ${
        target === ''
          ? nothing
          : html`<rr-ledger-drawer
              .lines=${answer.ledger}
              .target=${target}
              .sensitivity=${sensitivity}
              @rr-drawer-closed=${this.#closeDrawer}
            ></rr-ledger-drawer>`
      }
    </div>`;
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
                if (scenario.mode !== mode) this.#set({ ...otherMode(scenario), name: scenario.name });
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

  /** The scenario of a link takes the draft's place, which undo brings back. */
  protected override updated(): void {
    const packed = this.app.router.location.get().query['scenario'];
    if (packed === undefined) return;
    this.app.router.replace({ segments: ['plan'], query: {} });
    void this.#openShared(packed);
  }

  async #openShared(packed: string): Promise<void> {
    await this.app.draft.ensure();
    const read = await readSharedScenario(packed);
    this.refused = read.ok ? [] : read.error.slice(0, 8).map(({ message }) => message);
    if (!read.ok) return;
    this.#set(read.value);
    this.app.toast.show(`Opened “${read.value.name}” from a link.`, () => {
      void this.app.draft.undo();
    });
  }

  #refused(): TemplateResult | typeof nothing {
    if (this.refused.length === 0) return nothing;
    return html`<rr-notice kind="problem" heading="The scenario of this link was not opened">
      ${this.refused.map((message) => html`<p>${message}</p>`)}
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
    </rr-notice>`;
  }

  #storageProblem(): TemplateResult | typeof nothing {
    const problem = this.app.draft.problem.get();
    return problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`;
  }

  #waterfall(answer: Plan): TemplateResult | typeof nothing {
    const steps = waterfallSteps(answer);
    if (steps.length < 2) return nothing;
    return html`<section class="ruled" aria-labelledby="waterfall">
      <h2 id="waterfall">From the published estimate to this fleet</h2>
      <p class="quiet">Each step is one named factor; green needs fewer servers, orange more.</p>
      <rr-waterfall unit="servers" .steps=${steps}></rr-waterfall>
    </section>`;
  }

  #day(answer: Plan): TemplateResult | typeof nothing {
    const day = dayChart(answer);
    return day === null
      ? nothing
      : html`<section class="ruled" aria-label="Day"><rr-xy-chart .data=${day}></rr-xy-chart></section>`;
  }

  #binding({ feasible, binding }: Plan): TemplateResult | typeof nothing {
    if (binding.length === 0) return nothing;
    if (!feasible) {
      return html`${binding.map(
        ({ constraint, message, relief }) =>
          html`<rr-notice kind="problem" heading="No such fleet: ${fieldLabel(constraint)}"
            ><p>${inWords(message)}</p>
            <p>${inWords(relief)}</p></rr-notice
          >`,
      )}`;
    }
    return html`<div>
      <h2 class="minor">What binds</h2>
      <ul class="binding">
        ${binding.map(({ constraint, message, relief }) => html`<li><b>${fieldLabel(constraint)}.</b> ${inWords(message)} <span class="quiet">${inWords(relief)}</span></li>`)}
      </ul>
    </div>`;
  }

  #set(scenario: Scenario): void {
    this.problems = new Map();
    void this.app.draft.set(scenario);
  }

  readonly #closeDrawer = (): void => {
    this.app.router.replace({ segments: ['plan'], query: {} });
  };

  readonly #preset = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const preset = findPreset(select.value);
    select.value = '';
    if (preset !== null) this.#set(preset.scenario);
  };

  /** The scenario with all own hardware of this browser at hand, to choose from. */
  #offered(scenario: Scenario): Scenario {
    return withHardware(scenario, this.app.hardware.facts.get());
  }

  readonly #edited = ({ path, text }: FieldEditedEvent): void => {
    const scenario = this.app.draft.scenario.get();
    if (scenario === null) return;
    const applied = applySettings(this.#offered(scenario), [`${path}=${numberOrText(text)}`]);
    const problems = new Map(this.problems);
    problems.delete(path);
    if (applied.ok) void this.app.draft.set(withNeededHardware(applied.value), path);
    else problems.set(path, { typed: text, message: applied.error.map(({ message }) => message).join(' ') });
    this.problems = problems;
  };
}

/** `250M` as a number; what is no finite number as it was typed, so that the problem can quote it. */
const numberOrText = (typed: string): string => {
  const value = parseNumber(typed);
  return value !== null && Number.isFinite(value) ? String(value) : typed;
};

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-page': RrPlanPage;
  }
}
