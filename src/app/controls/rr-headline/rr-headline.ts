import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Tier } from '../../../records/tier.ts';
import { baseStyles } from '../../styles/shared.ts';
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
  readonly tier: Tier | null;
  /** Where the number is explained; null where it stands for itself. */
  readonly href: string | null;
}

/**
 * @summary A strip of large numbers with label, unit and tier; keeps its place while the numbers are on their way.
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

  override render(): TemplateResult {
    return html`<dl>
      ${this.items.map(({ label, value, unit, title, note, noteHref = null, range, tier, href }) => {
        const figure = html`<span class="figure">${value}</span
          >${unit === '' ? nothing : html` <span class="unit">${unit}</span>`}`;
        return html`<div class="item">
          <dt>${label}${tier === null ? nothing : html`<rr-tier .tier=${tier}></rr-tier>`}</dt>
          <dd class="value" title=${title}>${href === null ? figure : html`<a href=${href}>${figure}</a>`}</dd>
          <dd class="note">${noteHref === null || note === '' ? note : html`<a href=${noteHref}>${note}</a>`}</dd>
          ${range === undefined ? nothing : html`<dd class="note range" title="90 % range and what it mostly comes from">${range}</dd>`}
        </div>`;
      })}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-headline': RrHeadline;
  }
}
