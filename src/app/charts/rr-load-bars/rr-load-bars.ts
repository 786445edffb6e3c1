import { css, html, LitElement, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { percentText, quantityText } from '../../../base/format.ts';
import type { LoadState } from '../../../racks/power/rack-power.ts';
import { baseStyles } from '../../styles/shared.ts';
import { barListStyles, figuresBelowStyles } from '../chart-styles.ts';

/** What one conductor, feed or bank carries against what it may. */
export interface LoadBar {
  readonly label: string;
  /** Part of the bar above it: a line of a feed. */
  readonly isPart: boolean;
  readonly unit: 'W' | 'A';
  readonly load: number;
  /** What may hang on it as well, since nobody knows where it hangs; null: not known how much. */
  readonly unattributed: number | null;
  /** Null where nobody stated one. */
  readonly continuous: number | null;
  /** Rating of its breaker; null where it has none of its own. */
  readonly rating: number | null;
  /** Null where what is unattributed decides it. */
  readonly verdict: LoadState | null;
  /** How its verdict is said, or what it is next to. */
  readonly words: string;
}

const SCALE = 1000;

/**
 * @summary Loads against continuous ratings and breakers, one bar each: what hangs there, what may hang there too, and the
 *   two marks that it must stay below.
 */
@customElement('rr-load-bars')
export class RrLoadBars extends LitElement {
  static override styles = [
    baseStyles,
    barListStyles,
    css`
      ul {
        grid-template-columns: max-content minmax(80px, 1fr) max-content;
      }
      .part .name {
        padding-inline-start: var(--space-4);
        color: var(--ink-2);
      }
      svg {
        height: 14px;
        overflow: visible;
      }
      .part svg {
        height: 10px;
      }
      .load {
        fill: var(--series-1);
      }
      .over .load {
        fill: var(--warn);
      }
      .trips .load {
        fill: var(--bad);
      }
      .open {
        fill: none;
        stroke: var(--edge);
        stroke-width: 1;
        stroke-dasharray: 3 2;
        vector-effect: non-scaling-stroke;
      }
      .continuous {
        stroke: var(--ink);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
      }
      .rating {
        stroke: var(--bad);
        stroke-width: 1.5;
        stroke-dasharray: 2 2;
        vector-effect: non-scaling-stroke;
      }
      .over .verdict {
        color: var(--warn);
        font-weight: var(--strong);
      }
      .trips .verdict {
        color: var(--bad);
        font-weight: var(--strong);
      }
    `,
    figuresBelowStyles,
  ];

  @property({ attribute: false }) bars: readonly LoadBar[] = [];

  override render(): TemplateResult {
    return html`<ul>
      ${this.bars.map((bar) => this.#bar(bar))}
    </ul>`;
  }

  #bar({ label, isPart, unit, load, unattributed, continuous, rating, verdict, words }: LoadBar): TemplateResult {
    const end = Math.max(load + (unattributed ?? 0), rating ?? 0, continuous ?? 0, Number.MIN_VALUE);
    const x = (value: number): number => (SCALE * value) / end;
    const mark = (name: string, value: number | null) =>
      value === null ? nothing : svg`<line class=${name} x1=${x(value)} x2=${x(value)} y1="-2" y2="16" />`;
    const share = continuous === null || continuous === 0 ? '' : ` (${percentText(load / continuous, 3)})`;
    const of = continuous === null ? '' : ` of ${quantityText(continuous, unit)}${share}`;
    return html`<li class="${verdict ?? 'unsure'} ${isPart ? 'part' : ''}">
      <span class="name">${label}</span>
      <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 ${SCALE} 14">
        <rect class="track" width=${SCALE} height="14"></rect>
        <rect class="load" width=${x(load)} height="14"></rect>
        ${
          unattributed !== null && unattributed > 0
            ? svg`<rect class="open" x=${x(load)} width=${x(unattributed)} y="0.5" height="13" />`
            : nothing
        }
        ${mark('continuous', continuous)} ${mark('rating', rating)}
      </svg>
      <span class="figures"
        >${quantityText(load, unit)}${of}<span class="quiet"
          >${rating === null ? '' : `, breaker ${quantityText(rating, unit)}`}</span
        ><span class="verdict">${words === '' ? '' : ` · ${words}`}</span></span
      >
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-load-bars': RrLoadBars;
  }
}
