import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { binaryText, formatNumber } from '../../../../base/format.ts';
import type { AdapterRecord } from '../../../../records/measurement.ts';
import { numeric, table, type Row } from '../../../controls/table.ts';
import { formatHash } from '../../../router/location.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { DEFAULT_LIMITS, isInBytes, MEASURING_FEATURES } from '../adapter-limits.ts';

const hrefOf = (name: string): string => formatHash({ segments: ['measure', 'adapter'], query: { show: name } });

const valueText = (name: string, value: number): string =>
  isInBytes(name) && value >= 1024 ? `${binaryText(value)} (${formatNumber(value, 15)})` : formatNumber(value, 15);

/**
 * @summary What an adapter offers: its features and limits, each by a name that can be linked to, beside what every adapter grants.
 */
@customElement('rr-adapter-facts')
export class RrAdapterFacts extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(4),
    css`
      .names {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
      }
      .shown {
        background: var(--accent-soft);
      }
      .yes {
        color: var(--good);
      }
    `,
  ];

  @property({ attribute: false }) adapter!: AdapterRecord;
  /** Name of the limit or feature that the address leads to. */
  @property() shown = '';

  override render(): TemplateResult {
    const { features, limits } = this.adapter;
    const others = features.filter((feature) => !(feature in MEASURING_FEATURES));
    return html`
      ${table({
        label: 'Table of features that measuring uses',
        columns: ['Feature', 'Offered', 'What for'],
        rows: Object.entries(MEASURING_FEATURES).map(([feature, use]) =>
          this.#row(feature, [features.includes(feature) ? html`<span class="yes">✓ yes</span>` : 'no', use]),
        ),
      })}
      ${
        others.length === 0
          ? nothing
          : html`<p>Other features:</p>
              <ul class="names">
                ${others.map(
                  (feature) =>
                    html`<li class=${feature === this.shown ? 'shown' : ''}>
                      <a href=${hrefOf(feature)}><code>${feature}</code></a>
                    </li>`,
                )}
              </ul>`
      }
      ${table({
        label: 'Table of limits',
        columns: ['Limit', numeric('Here'), numeric('Granted by every adapter')],
        rows: Object.entries(limits).map(([limit, value]) => {
          const granted = DEFAULT_LIMITS[limit];
          return this.#row(limit, [valueText(limit, value), granted === undefined ? '–' : valueText(limit, granted)]);
        }),
      })}
    `;
  }

  #row(name: string, cells: Row['cells']): Row {
    return {
      class: name === this.shown ? 'shown' : '',
      cells: [html`<a href=${hrefOf(name)}><code>${name}</code></a>`, ...cells],
    };
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('shown')) this.renderRoot.querySelector('.shown')?.scrollIntoView({ block: 'center' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-adapter-facts': RrAdapterFacts;
  }
}
