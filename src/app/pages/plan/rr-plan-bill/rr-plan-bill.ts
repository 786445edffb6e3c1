import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, quantityText } from '../../../../base/format.ts';
import { FOCUS_VERSIONS, type FocusVersion } from '../../../../exchange/focus.ts';
import { DEFAULT_START, monthsOfTerm, parseStart, planBill } from '../../../../exchange/plan-bill.ts';
import { wayOf } from '../../../../plan/economics/bill.ts';
import type { Comparison, WayId } from '../../../../plan/economics/own-or-rent.ts';
import { WAY_NAMES } from '../../../../plan/economics/verdict.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { fieldStyles } from '../../../controls/field-styles.ts';
import { baseStyles, buttonStyles } from '../../../styles/shared.ts';
import { download } from '../../download.ts';

/**
 * @summary A way to have the fleet as a bill that a finance department reads: monthly rows in the columns of FOCUS, as a file.
 */
@customElement('rr-plan-bill')
export class RrPlanBill extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      p {
        margin: 0;
        max-width: var(--line-length);
      }
      .terms {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 168px), 1fr));
        gap: var(--space-3) var(--space-4);
        align-items: start;
      }
      .terms button {
        margin-top: 20px;
      }
    `,
  ];

  @property({ attribute: false }) scenario!: Scenario;
  @property({ attribute: false }) comparison!: Comparison;
  /** Of the plan; null where it is not known. */
  @property({ attribute: false }) kwhPerDay: number | null = null;
  /** The comparison is of the scenario before. */
  @property({ type: Boolean }) pending = false;

  @state() private way: WayId | null = null;
  @state() private version: FocusVersion = FOCUS_VERSIONS[0];
  @state() private start = DEFAULT_START;

  /** Another plan is billed its own way. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    const { ways } = this.comparison;
    if (changed.has('comparison') && !ways.some(({ id }) => id === this.way)) this.way = null;
  }

  #chosenWay(): WayId {
    return this.way ?? wayOf(this.scenario);
  }

  override render(): TemplateResult {
    const start = parseStart(this.start, 'The first month');
    const bill = start.ok
      ? planBill(this.scenario, this.comparison, this.kwhPerDay, {
          way: this.#chosenWay(),
          start: start.value,
          months: monthsOfTerm(this.scenario),
          version: this.version,
        })
      : null;
    return html`<p class="quiet">
        Monthly rows of the whole term in the columns of FOCUS, to lay beside what a provider
        charges${bill === null ? '.' : `: ${formatCount(bill.rows)} rows, ${quantityText(bill.total.billedUsd, 'USD')} in all.`}
      </p>
      <div class="terms">
        <rr-choice-field
          label="Way"
          .value=${this.#chosenWay()}
          .options=${this.comparison.ways.map(({ id }) => ({ value: id, label: WAY_NAMES[id].title }))}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            this.way = event.text as WayId;
          }}
        ></rr-choice-field>
        <div class="field">
          <label for="start">First month</label>
          <div class="box ${start.ok ? '' : 'wrong'}">
            <input
              id="start"
              type="month"
              .value=${this.start}
              aria-describedby="start-help"
              aria-invalid=${start.ok ? 'false' : 'true'}
              @change=${(event: Event) => {
                this.start = (event.target as HTMLInputElement).value;
              }}
            />
          </div>
          ${
            start.ok
              ? html`<div id="start-help" class="help"></div>`
              : html`<div id="start-help" class="problem" role="alert">${start.error.message}</div>`
          }
        </div>
        <rr-choice-field
          label="Version of FOCUS"
          .value=${this.version}
          .options=${FOCUS_VERSIONS.map((version) => ({ value: version, label: version }))}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            this.version = event.text as FocusVersion;
          }}
        ></rr-choice-field>
        <button
          ?disabled=${bill === null || this.pending}
          @click=${() => {
            if (bill !== null) download(`${this.scenario.name}-focus-${this.version}.csv`, 'text/csv', bill.csv);
          }}
        >
          Download as CSV
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-bill': RrPlanBill;
  }
}
