import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { percentText, quantityText } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { barListStyles } from '../chart-styles.ts';

export interface ShareBar {
  readonly label: string;
  readonly value: number;
  readonly unit: string;
  /** Of the whole, 0 to 1. */
  readonly share: number;
  /** Where the number is explained. */
  readonly href: string;
}

/**
 * @summary What a sum is made of, part by part: each with its amount and its share.
 */
@customElement('rr-share-bars')
export class RrShareBars extends LitElement {
  static override styles = [
    baseStyles,
    barListStyles,
    css`
      ul {
        grid-template-columns: max-content minmax(0, 1fr) max-content max-content;
      }
      rect {
        fill: var(--series-1);
      }
      .figure {
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      @media screen and (max-width: 719.98px) {
        ul {
          grid-template-columns: minmax(0, 1fr) max-content max-content;
        }
        svg {
          grid-row: 2;
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property({ attribute: false }) bars: readonly ShareBar[] = [];
  @property() label = '';

  override render(): TemplateResult {
    const largest = Math.max(0, ...this.bars.map(({ share }) => share));
    return html`<ul aria-label=${this.label}>
      ${this.bars.map(
        ({ label, value, unit, share, href }) =>
          html`<li>
            <span>${label}</span>
            <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 12">
              <rect width=${largest > 0 ? (100 * share) / largest : 0} height="12"></rect>
            </svg>
            <a class="figure" href=${href}>${quantityText(value, unit)}</a>
            <span class="figure quiet">${percentText(share)}</span>
          </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-share-bars': RrShareBars;
  }
}
