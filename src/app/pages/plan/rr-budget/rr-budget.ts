import { consume } from '@lit/context';
import { TaskStatus } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, parseNumber, quantityText } from '../../../../base/format.ts';
import type { Budget } from '../../../../plan/capacity.ts';
import type { CapacityRequest, ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { ledgerHref, viewText } from '../ledger-address.ts';

interface Kind {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly of: (amount: number) => Budget;
}

const KINDS: Readonly<Record<Budget['kind'], Kind>> = {
  racks: { label: 'racks', low: 1, high: 1e6, start: 10, of: (racks) => ({ kind: 'racks', racks: Math.floor(racks) }) },
  power: { label: 'MW of facility power', low: 1e-3, high: 1e5, start: 1, of: (mw) => ({ kind: 'power', mw }) },
  capex: { label: 'USD for servers', low: 1, high: 1e14, start: 10e6, of: (usd) => ({ kind: 'capex', usd }) },
};

const OPTIONS = Object.entries(KINDS).map(([value, { label }]) => ({ value, label }));

/**
 * @summary The reverse question: the load that racks, power or money serve, with the scenario as it stands.
 * @fires rr-field-edited - The reader plans for the load that was found.
 */
@customElement('rr-budget')
export class RrBudget extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      .sentence {
        max-width: none;
        font: var(--text-16);
        line-height: 32px;
      }
      .found {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        min-height: 56px;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  @state() private kind: Budget['kind'] = 'racks';
  @state() private typed: string | null = null;

  #lastRequest: CapacityRequest | null = null;

  readonly #capacity = backgroundTask(this, 'capacity', () => [this.app.compute, this.#request()]);

  override render(): TemplateResult {
    const { low, high, start } = KINDS[this.kind];
    const amount = this.#amount();
    const problem =
      amount === null
        ? `It must be a number from ${formatNumber(low, 15)} to ${formatNumber(high, 15)}, for example ${formatNumber(start, 15)}.`
        : null;
    return html`<p class="sentence">
        What do
        <rr-number-field
          inline
          label="Budget"
          .low=${low}
          .high=${high}
          .value=${this.typed ?? start}
          .problem=${problem}
          @rr-field-typed=${this.#amountTyped}
        ></rr-number-field>
        <rr-choice-field
          inline
          label="Kind of budget"
          .options=${OPTIONS}
          .value=${this.kind}
          @rr-field-typed=${this.#kindChosen}
        ></rr-choice-field>
        serve?
      </p>
      <div class="found" aria-live="polite">${amount === null ? nothing : this.#found()}</div>`;
  }

  #amount(): number | null {
    const { low, high, start } = KINDS[this.kind];
    const amount = this.typed === null ? start : parseNumber(this.typed);
    return amount !== null && amount >= low && amount <= high ? amount : null;
  }

  /** The same object while the question is the same, so that it is asked once. */
  #request(): CapacityRequest | null {
    const amount = this.#amount();
    if (amount === null) return null;
    const budget = KINDS[this.kind].of(amount);
    const last = this.#lastRequest;
    if (last?.scenario === this.question.scenario && JSON.stringify(last.budget) === JSON.stringify(budget))
      return last;
    this.#lastRequest = { ...this.question, budget };
    return this.#lastRequest;
  }

  #found(): TemplateResult {
    const found = this.#capacity.value;
    if (found === undefined) return html`<span class="quiet">Looking for the largest load that fits…</span>`;
    if (found.queriesPerDay === 0) return html`<p>No load at all: the smallest fleet of this scenario is larger.</p>`;
    const queries = Math.floor(found.queriesPerDay);
    const { fleet, power, cost } = found.plan;
    const view = viewText({ kind: 'load', queriesPerDay: queries });
    const number = (id: string, value: number | null, text: (value: number) => string, what = ''): TemplateResult[] =>
      value === null ? [] : [html`<a href=${ledgerHref(id, view)}>${text(value)}</a>${what}`];
    const parts = [
      number('fleet.servers', fleet.servers, formatCount, ' servers'),
      number('fleet.racks', fleet.racks, formatCount, ' racks'),
      number('power.facilityMw', power.facilityMw, (value) => quantityText(value, 'MW')),
      number('cost.capexUsd', cost.capexUsd, (value) => quantityText(value, 'USD')),
    ].flat();
    return html`<p>
        <b><a href=${ledgerHref('demand.queriesPerDay', view)}>${formatCount(queries)}</a></b> queries per day, on
        ${parts.map((part, index) => html`${index > 0 ? ', ' : ''}${part}`)}.
      </p>
      <button
        class="no-print"
        ?disabled=${this.#capacity.status === TaskStatus.PENDING}
        @click=${() => {
          this.dispatchEvent(new FieldEditedEvent('demand.queriesPerDay', String(queries)));
        }}
      >
        Plan for this load
      </button>`;
  }

  readonly #amountTyped = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    this.typed = event.text;
  };

  readonly #kindChosen = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    this.kind = event.text as Budget['kind'];
    this.typed = null;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-budget': RrBudget;
  }
}
