import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Binding, Plan, Way } from '../../../../records/plan.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { ledgerHref } from '../ledger-address.ts';
import { fieldLabel, inWords, valueLabel } from '../scenario-fields.ts';

/**
 * @summary What binds a plan; where there is no fleet, why, and a button for every change that would lead to one.
 * @fires rr-field-edited - The reader takes a way out.
 */
@customElement('rr-binding')
export class RrBinding extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      h2 {
        font: var(--text-14);
        font-weight: var(--strong);
      }
      ul {
        display: grid;
        gap: var(--space-1);
        max-width: 960px;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        max-width: none;
        padding-top: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;

  override render(): TemplateResult | typeof nothing {
    const { feasible, binding } = this.plan;
    if (binding.length === 0) return nothing;
    if (!feasible) return html`${binding.map((one) => this.#noFleet(one))}`;
    return html`<h2>What binds</h2>
      <ul>
        ${binding.map(
          ({ constraint, message, relief, line }) =>
            html`<li>
              <b>${fieldLabel(constraint)}.</b> ${inWords(message)} <span class="quiet">${inWords(relief)}</span>
              ${line === undefined ? nothing : html`<a href=${ledgerHref(line)}>Its line</a>`}
            </li>`,
        )}
      </ul>`;
  }

  #noFleet({ constraint, message, relief, ways = [] }: Binding): TemplateResult {
    const local = constraint === 'hardware.calibration';
    return html`<rr-notice kind="problem" heading="No such fleet: ${fieldLabel(constraint)}">
      <p>${inWords(message)}</p>
      <p>${inWords(relief)}</p>
      ${
        ways.length === 0 && !local
          ? nothing
          : html`<div class="ways no-print">
              ${ways.map((way) => this.#way(way))}
              ${local ? html`<a class="button" href="#/measure">Measure here</a> <a class="button" href="#/measure/calibrate">Choose a calibration</a>` : nothing}
            </div>`
      }
    </rr-notice>`;
  }

  #way({ path, value }: Way): TemplateResult {
    return html`<button
      @click=${() => {
        this.dispatchEvent(new FieldEditedEvent(path, String(value)));
      }}
    >
      Set ${fieldLabel(path)} to ${valueLabel(path, value)}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-binding': RrBinding;
  }
}
