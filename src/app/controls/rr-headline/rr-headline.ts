import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { Tier } from '../../../records/tier.ts';
import { baseStyles } from '../../styles/shared.ts';
import { groupTabIndex, moveInGroup } from '../move-in-group.ts';
import '../rr-tier/rr-tier.ts';

export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly unit: string;
  /** Full precision and what it means, read on hover. */
  readonly title: string;
  readonly note: string;
  /** Where the number in the note is explained. */
  readonly noteHref?: string | null;
  /** How far off it may be and why, in a line; empty while that is on its way, missing where it never comes. */
  readonly range?: string;
  /** What the last edit made of it: "+12", empty where nothing. */
  readonly change?: string;
  readonly tier: Tier | null;
  /** Where the number is explained; null where it stands for itself. */
  readonly href: string | null;
}

const CHANGED = 'What the last edit made of it';

/**
 * @summary A strip of large numbers with label, unit and tier; keeps its place while the numbers are on their way. Compact, it
 *   stays at an edge of the page: its ranges stand beside the units, and notes are left out.
 */
@customElement('rr-headline')
export class RrHeadline extends LitElement {
  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(172px, 1fr));
        gap: var(--space-4) var(--space-6);
      }
      .item {
        display: grid;
        align-content: start;
        min-height: 76px;
      }
      dt {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--ink-2);
        font: var(--text-12);
      }
      .value {
        font: var(--text-32);
        font-variant-numeric: tabular-nums;
        letter-spacing: -0.02em;
        white-space: nowrap;
      }
      .unit {
        font: var(--text-14);
        letter-spacing: 0;
      }
      .note {
        min-height: 24px;
        color: var(--ink-2);
        font: var(--text-12);
        line-height: 24px;
      }
      /* The range, and what it comes from: room for both before they are known. */
      .range {
        min-height: 48px;
        line-height: 16px;
        white-space: pre-line;
      }
      .change {
        padding-inline: var(--space-1);
        border-radius: var(--radius);
        background: var(--accent-soft);
        color: var(--accent);
        font-weight: var(--strong);
        font-variant-numeric: tabular-nums;
      }
      :host(:is([compact], [brief])) dl {
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: var(--space-1) var(--space-6);
      }
      :host([compact]) dt {
        white-space: nowrap;
      }
      :host([brief]) dt {
        flex-wrap: wrap;
        row-gap: 0;
      }
      :host(:is([compact], [brief])) .item {
        min-height: 64px;
      }
      /* Two ends in units of their own take two lines. */
      :host([brief]) .item {
        min-height: 80px;
      }
      :host([brief]) .value {
        font: var(--text-16);
        font-weight: var(--strong);
        letter-spacing: 0;
      }
      :host([compact]) .value {
        font: var(--text-20);
        font-weight: var(--strong);
        letter-spacing: -0.01em;
      }
      :host(:is([compact], [brief])) .range {
        min-height: 16px;
        line-height: 16px;
      }
      :host([compact]) .range {
        white-space: nowrap;
      }
      a {
        display: inline-block;
        min-width: 24px;
        min-height: 24px;
        color: inherit;
        text-decoration-color: transparent;
        text-underline-offset: 5px;
      }
      a:hover {
        text-decoration-color: var(--accent);
      }
      .note a {
        text-decoration-color: var(--edge);
        text-underline-offset: 2px;
      }
      @media screen and (max-width: 719.98px) {
        :host([brief]) .item {
          min-width: 0;
        }
        :host([compact]) dl {
          grid-template-columns: repeat(3, minmax(0, 1fr));
          gap: 2px var(--space-3);
        }
        :host([compact]) .item {
          min-width: 0;
          min-height: 44px;
        }
        :host([compact]) dt {
          display: block;
          overflow: hidden;
          text-overflow: ellipsis;
        }
        :host([compact]) .value {
          font: var(--text-16);
          font-weight: var(--strong);
        }
        :host([compact]) .range {
          display: none;
        }
        dl {
          grid-template-columns: repeat(2, minmax(0, 1fr));
          gap: var(--space-3) var(--space-4);
        }
        .value {
          font: var(--text-20);
          font-weight: var(--strong);
        }
        .item {
          min-height: 60px;
        }
      }
    `,
  ];

  @property({ attribute: false }) items: readonly Headline[] = [];
  @property({ type: Boolean, reflect: true }) compact = false;
  /** Smaller, and without notes: numbers that stand behind others. One stop of Tab, in which arrow keys move. */
  @property({ type: Boolean, reflect: true }) brief = false;

  override render(): TemplateResult {
    const first = this.items.findIndex(({ href }) => href !== null);
    return html`<dl @keydown=${this.brief ? moveInGroup : nothing}>
      ${this.items.map(
        ({ label, value, unit, title, note, noteHref = null, range, change = '', tier, href }, index) => {
          const figure = html`<span class="figure">${value}</span>${
              // The unit of another number, not that of the last one pushed aside by a digit more.
              unit === '' ? nothing : keyed(value, html` <span class="unit">${unit}</span>`)
            }`;
          const tabIndex = this.brief ? groupTabIndex(index - first) : 0;
          const number = href === null ? figure : html`<a tabindex=${tabIndex} href=${href}>${figure}</a>`;
          const tiered = tier === null ? nothing : html`<rr-tier .tier=${tier}></rr-tier>`;
          const changed = change === '' ? nothing : html`<span class="change" title=${CHANGED}>${change}</span>`;
          return html`<div class="item">
            <dt>${label}${tiered}${changed}</dt>
            <dd class="value" title=${title}>${number}</dd>
            ${
              this.compact || this.brief
                ? nothing
                : html`<dd class="note">
                    ${noteHref === null || note === '' ? note : html`<a href=${noteHref}>${note}</a>`}
                  </dd>`
            }
            ${range === undefined ? nothing : html`<dd class="note range" title="90 % range and what it mostly comes from">${range}</dd>`}
          </div>`;
        },
      )}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-headline': RrHeadline;
  }
}
