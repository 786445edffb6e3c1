import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { presets } from '../../../../catalog/presets.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-pick-field/rr-pick-field.ts';
import { CHOSEN_KEYS } from '../../../router/chosen.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import { ledgerHref } from '../ledger-address.ts';
import { comparisonHref, DRAFT, planHref, presetName } from '../plan-address.ts';
import { plansOf } from '../plans-of.ts';
import '../rr-side-by-side/rr-side-by-side.ts';
import type { PlanColumn } from '../rr-side-by-side/rr-side-by-side.ts';

/** Beside the one that is edited. */
const MOST = CHOSEN_KEYS.length - 1;

/**
 * @summary The plan that is edited beside saved ones and starting points: what is kept here goes on standing while the plan is
 *   changed.
 */
@customElement('rr-beside')
export class RrBeside extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(3),
    css`
      .buttons {
        align-items: end;
      }
      rr-pick-field {
        width: 320px;
        max-width: 100%;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  readonly #plans = new Task(this, {
    args: () => {
      const names = this.app.beside.get();
      return [names.join('\n'), this.app.draft.scenario.get(), this.app.answers.options.get()] as const;
    },
    task: ([names], { signal }) => plansOf(this.app, [DRAFT, ...names.split('\n').filter(Boolean)], signal),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.shelf.loaded();
  }

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    const names = this.app.beside.get();
    return html`<div class="buttons no-print">
        ${
          names.length >= MOST
            ? nothing
            : html`<rr-pick-field
                  label="Put beside this plan"
                  value=""
                  .options=${this.#options(names)}
                  @rr-field-typed=${(event: FieldTypedEvent) => {
                    event.stopPropagation();
                    this.app.beside.set([...names, event.text]);
                  }}
                ></rr-pick-field>
                <button ?disabled=${scenario === null} @click=${() => void this.#keep(scenario)}>
                  Keep this plan beside
                </button>`
        }
        ${
          names.length === 0
            ? nothing
            : html`<button
                  @click=${() => {
                    this.app.beside.set([]);
                  }}
                >
                  Take all away
                </button>
                <a class="button" href=${comparisonHref([DRAFT, ...names])}>To the page of scenarios</a>`
        }
      </div>
      ${names.length === 0 ? html`<p class="quiet">Nothing stands beside this plan yet: choose a saved one or a starting point, or keep this one as it is and go on editing.</p>` : this.#table(names)}`;
  }

  #table(names: readonly string[]): TemplateResult {
    const result = this.#plans.value;
    if (result === undefined) return html`<p class="quiet" role="status">Planning…</p>`;
    if (!result.ok) return html`<rr-notice kind="problem">${result.error.message}</rr-notice>`;
    const all = [DRAFT, ...names];
    return html`<rr-side-by-side
      .plans=${result.value}
      .columnOf=${(index: number): PlanColumn =>
        index === 0
          ? { note: 'On this page', open: '#/plan', ofLine: ledgerHref }
          : {
              note: '',
              open: planHref(all[index] ?? DRAFT),
              ofLine: (line) => comparisonHref(all, { line, of: CHOSEN_KEYS[index] ?? '' }),
            }}
    ></rr-side-by-side>`;
  }

  #options(names: readonly string[]): readonly ChoiceOption[] {
    return [
      ...this.app.shelf.saved.get().map(({ id, name }) => ({ value: id, label: name, group: 'Saved here' })),
      ...presets.map(({ id, title }) => ({ value: presetName(id), label: title, group: 'Starting points' })),
    ].filter(({ value }) => !names.includes(value));
  }

  async #keep(scenario: Scenario | null): Promise<void> {
    if (scenario === null) return;
    const id = crypto.randomUUID();
    if ((await this.app.shelf.keep(scenario, id)) !== null) return;
    this.app.beside.set([...this.app.beside.get(), id]);
    this.app.toast.show(`Saved “${scenario.name}”; it stands beside what you change now.`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-beside': RrBeside;
  }
}
