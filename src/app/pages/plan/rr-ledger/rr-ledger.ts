import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { LedgerLine } from '../../../../records/plan.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, buttonStyles } from '../../../styles/shared.ts';
import { copyText } from '../../clipboard.ts';
import { citation, formulaParts, groupLines, ledgerValue } from '../ledger-view.ts';
import { rangeText } from '../plan-headlines.ts';
import { bandText, halvingText } from '../uncertainty-words.ts';
import { ledgerHref } from '../ledger-address.ts';

/** Inputs named beside the range of a headline. */
const LARGEST = 4;

/**
 * @summary Every number of a plan: what it is, how it follows from others, where it comes from and how it is known.
 */
@customElement('rr-ledger')
export class RrLedger extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-6);
      }
      h3 {
        padding-bottom: var(--space-1);
        border-bottom: 1px solid var(--edge);
      }
      details {
        border-bottom: 1px solid var(--hairline);
      }
      details > summary {
        display: grid;
        width: auto;
        color: inherit;
        grid-template-columns: 16px minmax(0, 1fr) auto 20px;
        align-items: baseline;
        gap: var(--space-2);
        padding: 5px 0;
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary::before {
        content: '';
        width: 5px;
        height: 5px;
        margin-inline-start: 3px;
        border-right: 1.5px solid var(--ink-3);
        border-bottom: 1.5px solid var(--ink-3);
        transform: translateY(-2px) rotate(-45deg);
      }
      details[open] > summary::before {
        transform: translateY(-4px) rotate(45deg);
      }
      summary:hover {
        background: color-mix(in oklch, var(--ink) 3%, transparent);
      }
      .value {
        font-variant-numeric: tabular-nums;
        text-align: end;
      }
      .target > summary {
        background: var(--accent-soft);
      }
      .body {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-4);
        padding: var(--space-1) 0 var(--space-3) 24px;
      }
      dt {
        color: var(--ink-2);
        font: var(--text-12);
        line-height: 20px;
      }
      .formula {
        font-family: var(--font-mono);
        font-size: 12px;
        overflow-wrap: anywhere;
      }
      .citation {
        background: var(--sunken);
        user-select: all;
      }
      @media screen and (max-width: 719.98px) {
        .body {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly LedgerLine[] = [];
  /** Id of the line to open and scroll to; empty for none. */
  @property() target = '';
  /** What the ledger is of, where that is not the plan on the page. */
  @property() name = '';
  /** Address of a line of this ledger. */
  @property({ attribute: false }) hrefOf: (id: string) => string = ledgerHref;
  /** How far off lines may be; null while it is computed. */
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;
  @state() private copied = '';
  /** Line whose citation could not be copied. */
  @state() private refused = '';

  /** The line that was opened last: one whose numbers change stays as the reader left it. */
  #opened = '';

  override render(): TemplateResult {
    const byId = new Map(this.lines.map((line) => [line.id, line]));
    return html`${groupLines(this.lines).map(
      ({ title, lines }) =>
        html`<div role="group" aria-label=${title}>
          <h3>${title}</h3>
          ${lines.map((line) => this.#line(line, byId))}
        </div>`,
    )}`;
  }

  #line(line: LedgerLine, byId: ReadonlyMap<string, LedgerLine>): TemplateResult {
    const { text, unit } = ledgerValue(line);
    const targeted = line.id === this.target;
    return html`<details class=${targeted ? 'target' : ''} data-line=${line.id}>
      <summary>
        <span>${line.label}</span>
        <span class="value" title=${line.value ?? ''}>${text} <span class="unit">${unit}</span></span>
        <rr-tier .tier=${line.tier}></rr-tier>
      </summary>
      <dl class="body">
        ${
          line.formula === null
            ? nothing
            : html`<dt>Formula</dt>
                <dd class="formula">${line.formula}</dd>
                <dt>With values</dt>
                <dd class="formula">${this.#withValues(line, byId)}</dd>`
        }
        <dt>Source</dt>
        <dd>${line.source}</dd>
        ${this.#howSure(line.id)}
        <dt>Line</dt>
        <dd>
          <code>${line.id}</code>
          <button
            class="plain"
            @click=${() => {
              void this.#copy(line);
            }}
          >
            ${this.copied === line.id ? 'Copied' : 'Copy with citation'}
          </button>
          ${
            this.refused === line.id
              ? html`<div role="status">
                  The browser does not let this page copy. Select it here:
                  <span class="citation">${citation(line, this.name)}</span>
                </div>`
              : nothing
          }
        </dd>
      </dl>
    </details>`;
  }

  /** The band of an input with what it rests on; the range of a headline with what it comes from. */
  #howSure(id: string): TemplateResult | typeof nothing {
    const { headlines = [] } = this.sensitivity ?? {};
    const headline = headlines.find((headlineUncertainty) => headlineUncertainty.id === id);
    if (headline !== undefined) {
      return html`<dt>90 % range</dt>
        <dd>
          ${rangeText(headline)} (${bandText(headline.halfWidth)}), from
          ${headline.contributions
            .slice(0, LARGEST)
            .map(
              ({ id: input, label, effect }, index) =>
                html`${index > 0 ? ', ' : ''}<a href=${this.hrefOf(input)}>${label}</a> ${bandText(effect)}`,
            )}
        </dd>
        <dt>Halved by knowing</dt>
        <dd>${halvingText(headline)}</dd>`;
    }
    const input = headlines
      .flatMap(({ contributions }) => contributions)
      .find((contribution) => contribution.id === id);
    if (input === undefined) return nothing;
    return html`<dt>90 % band</dt>
      <dd>${bandText(input.band)}: ${input.basis}. ${input.remedy}</dd>`;
  }

  #withValues(line: LedgerLine, byId: ReadonlyMap<string, LedgerLine>): TemplateResult {
    const parts = formulaParts(line, byId);
    const shown = parts.map((part) =>
      part.kind === 'text'
        ? part.text
        : html`<a href=${this.hrefOf(part.id)} title=${byId.get(part.id)?.label ?? part.id}>${part.text}</a>`,
    );
    const rest = line.inputs.filter((id) => !parts.some((part) => part.kind === 'line' && part.id === id));
    return html`${shown}${
      rest.length === 0
        ? nothing
        : html`; from
          ${rest.map((id, index) => html`${index > 0 ? ', ' : ''}<a href=${this.hrefOf(id)}>${byId.get(id)?.label ?? id}</a>`)}`
    }`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if ((!changed.has('target') && !changed.has('lines')) || this.target === this.#opened) return;
    const line = this.renderRoot.querySelector<HTMLDetailsElement>(`[data-line="${CSS.escape(this.target)}"]`);
    if (line === null) return;
    this.#opened = this.target;
    line.open = true;
    line.scrollIntoView({ block: 'center' });
    line.querySelector('summary')?.focus({ preventScroll: true });
  }

  /** Where the clipboard is refused the citation is shown, to be selected. */
  async #copy(line: LedgerLine): Promise<void> {
    if (await copyText(citation(line, this.name))) this.copied = line.id;
    else this.refused = line.id;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-ledger': RrLedger;
  }
}
