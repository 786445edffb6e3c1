import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { barListStyles } from '../chart-styles.ts';

/** What an input does to a number, moved to either end of its band with all others held. */
export interface TornadoBar {
  readonly label: string;
  /** How far the input may be off: "±19 %". */
  readonly band: string;
  /** The number with the input at the lower and at the upper end; null where there is none. */
  readonly down: number | null;
  readonly up: number | null;
  /** Where the input is explained. */
  readonly href: string;
}

/**
 * @summary What a number hangs on: a bar for each uncertain input, from the number at the lower end of its band to that at the upper.
 */
@customElement('rr-tornado')
export class RrTornado extends LitElement {
  static override styles = [
    baseStyles,
    barListStyles,
    css`
      ul {
        grid-template-columns: max-content minmax(0, 1fr) max-content;
      }
      .down {
        fill: var(--series-2);
      }
      .up {
        fill: var(--series-1);
      }
      .middle {
        stroke: var(--ink);
        vector-effect: non-scaling-stroke;
      }
      .figures {
        text-align: end;
      }
      .key {
        margin-top: var(--space-2);
        color: var(--ink-2);
        font: var(--text-12);
      }
      .key svg {
        display: inline-block;
        width: 24px;
        height: 8px;
      }
      @media print {
        :host {
          break-inside: avoid;
        }
      }
      @media screen and (max-width: 719.98px) {
        ul {
          grid-template-columns: minmax(0, 1fr) max-content;
        }
        svg {
          grid-row: 2;
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  @property() label = '';
  /** As planned. */
  @property({ type: Number }) value = NaN;
  /** Largest first. */
  @property({ attribute: false }) bars: readonly TornadoBar[] = [];
  /** How the number is written. */
  @property({ attribute: false }) write: (value: number) => string = (value) => formatNumber(value);

  override render(): TemplateResult {
    const ends = this.bars.flatMap(({ down, up }) => [down ?? [], up ?? []].flat());
    const [low, high] = [Math.min(this.value, ...ends), Math.max(this.value, ...ends)];
    const xOf = (value: number): number => (high > low ? (100 * (value - low)) / (high - low) : 50);
    return html`<ul aria-label=${this.label}>
        ${this.bars.map(
          (bar) =>
            html`<li>
              <span><a href=${bar.href}>${bar.label}</a> <span class="quiet">${bar.band}</span></span>
              <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 12">
                ${this.#half('down', bar.down, xOf)}${this.#half('up', bar.up, xOf)}
                <line class="middle" x1=${xOf(this.value)} x2=${xOf(this.value)} y2="12"></line>
              </svg>
              <span class="figures">${this.#words(bar)}</span>
            </li>`,
        )}
      </ul>
      <p class="key">
        ${this.#swatch('down')} input at the lower end of its band, ${this.#swatch('up')} at the upper; the line is the
        plan, ${this.write(this.value)}
      </p>`;
  }

  #half(end: 'down' | 'up', at: number | null, xOf: (value: number) => number): SVGTemplateResult | typeof nothing {
    if (at === null) return nothing;
    const [from, to] = [xOf(Math.min(at, this.value)), xOf(Math.max(at, this.value))];
    return svg`<rect class=${end} x=${from} width=${to - from} height="12"></rect>`;
  }

  #swatch(end: 'down' | 'up'): TemplateResult {
    return html`<svg aria-hidden="true" viewBox="0 0 24 8"><rect class=${end} width="24" height="8"></rect></svg>`;
  }

  #words({ down, up }: TornadoBar): string {
    const [low, high] = [down, up].map((at) => (at === null ? 'no fleet' : this.write(at)));
    return `${low ?? ''} to ${high ?? ''}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-tornado': RrTornado;
  }
}
