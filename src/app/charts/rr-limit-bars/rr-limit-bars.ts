import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, quantityText } from '../../../base/format.ts';
import type { RackLimit } from '../../../records/rack-layout.ts';
import { baseStyles } from '../../styles/shared.ts';
import { barListStyles, figuresBelowStyles } from '../chart-styles.ts';

/**
 * @summary How full a rack is in height, power and weight, and which of them binds.
 */
@customElement('rr-limit-bars')
export class RrLimitBars extends LitElement {
  static override styles = [
    baseStyles,
    barListStyles,
    css`
      ul {
        grid-template-columns: max-content minmax(0, 1fr) max-content;
        row-gap: var(--space-3);
      }
      .used {
        fill: var(--series-1);
      }
      .binds .used {
        fill: var(--warn);
      }
      .binds .name {
        font-weight: var(--strong);
      }
    `,
    figuresBelowStyles,
  ];

  @property({ attribute: false }) limits: readonly RackLimit[] = [];
  @property() binding: RackLimit['limit'] = 'units';
  /** Where the numbers of a limit are explained. */
  @property({ attribute: false }) hrefOf!: (limit: RackLimit['limit'], number: 'used' | 'room' | 'servers') => string;

  override render(): TemplateResult {
    return html`<ul>
      ${this.limits.map((limit) => this.#bar(limit))}
    </ul>`;
  }

  #bar({ limit, label, unit, capacity, used, servers }: RackLimit): TemplateResult {
    const binds = limit === this.binding;
    const percent = capacity > 0 ? Math.min(100, (100 * used) / capacity) : 100;
    return html`<li class=${binds ? 'binds' : ''}>
      <span class="name">${label}</span>
      <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 12">
        <rect class="track" width="100" height="12"></rect>
        <rect class="used" width=${percent} height="12"></rect>
      </svg>
      <span class="figures"
        ><a href=${this.hrefOf(limit, 'used')}>${quantityText(used, unit)}</a> of
        <a href=${this.hrefOf(limit, 'room')}>${quantityText(capacity, unit)}</a>
        <span class="quiet"
          >· room for
          <a href=${this.hrefOf(limit, 'servers')}>${formatCount(servers)}</a>${binds ? ', binds' : ''}</span
        ></span
      >
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-limit-bars': RrLimitBars;
  }
}
