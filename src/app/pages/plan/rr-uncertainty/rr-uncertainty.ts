import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { HeadlineUncertainty, Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { HEADLINE_NAMES, rangeText } from '../plan-headlines.ts';
import { ledgerHref } from '../rr-ledger/ledger-href.ts';
import { fieldLabel } from '../scenario-fields.ts';
import { bandText, halvingText } from '../uncertainty-words.ts';

/**
 * @summary For every headline: its range, what that mostly comes from, and what would halve it.
 */
@customElement('rr-uncertainty')
export class RrUncertainty extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      td.words {
        min-width: 220px;
        white-space: normal;
      }
      .pending {
        min-height: 420px;
        color: var(--ink-2);
      }
    `,
  ];

  /** Null while it is first computed. */
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;

  override render(): TemplateResult {
    if (this.sensitivity === null)
      return html`<p class="pending">Moving each uncertain input to the ends of its band…</p>`;
    const { headlines, cliffs } = this.sensitivity;
    if (headlines.length === 0) return html`<p class="quiet">There is no fleet whose numbers could be uncertain.</p>`;
    return html`${
        cliffs.length === 0
          ? nothing
          : html`<rr-notice kind="warning" heading="Within the bands there may be no fleet at all">
              <ul>
                ${cliffs.map(
                  ({ id, label, factor, constraint }) =>
                    html`<li>
                      ${label} × ${formatNumber(factor, 3)}: ${fieldLabel(constraint)} cannot be kept.
                      <a href=${ledgerHref(id)}>Its line</a>
                    </li>`,
                )}
              </ul>
            </rr-notice>`
      }
      <div class="table-scroll" tabindex="0" role="group" aria-label="Table of uncertainties">
        <table>
          <thead>
            <tr>
              <th scope="col">Number</th>
              <th scope="col" class="figure">90 % range</th>
              <th scope="col">Mostly from</th>
              <th scope="col">What would halve the range</th>
            </tr>
          </thead>
          <tbody>
            ${headlines.map((one) => this.#row(one))}
          </tbody>
        </table>
      </div>`;
  }

  #row(one: HeadlineUncertainty): TemplateResult {
    const [largest] = one.contributions;
    const share = largest === undefined ? 0 : (100 * largest.effect ** 2) / one.halfWidth ** 2;
    return html`<tr>
      <th scope="row"><a href=${ledgerHref(one.id)}>${HEADLINE_NAMES[one.id] ?? one.id}</a></th>
      <td class="figure">${rangeText(one)}</td>
      <td class="words">
        ${
          largest === undefined
            ? '–'
            : html`<a href=${ledgerHref(largest.id)} title=${largest.basis}>${largest.label}</a>
                ${bandText(largest.band)} <rr-tier .tier=${largest.tier}></rr-tier>
                <span class="quiet">${formatNumber(share, 2)} % of it</span>`
        }
      </td>
      <td class="words quiet">${halvingText(one)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-uncertainty': RrUncertainty;
  }
}
