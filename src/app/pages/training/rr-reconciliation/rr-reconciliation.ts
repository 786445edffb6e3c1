import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import { citationText, CITATIONS } from '../../../../catalog/citations.ts';
import type { CostEstimate } from '../../../../catalog/estimates.ts';
import { factorLine, type Reconciliation } from '../../../../training/reconcile.ts';
import '../../../charts/rr-waterfall/rr-waterfall.ts';
import type { WaterfallStep } from '../../../charts/rr-waterfall/rr-waterfall.ts';
import { numeric, table } from '../../../controls/table.ts';
import { baseStyles, hostInColumn, labelAbove, tableStyles, textBox } from '../../../styles/shared.ts';

/** The reader wants two other costs beside each other. */
export class EstimatesChosenEvent extends Event {
  readonly before: string;
  readonly after: string;

  constructor(before: string, after: string) {
    super('rr-estimates-chosen', { bubbles: true, composed: true });
    this.before = before;
    this.after = after;
  }
}

/** Below it a factor is the same in both. */
const SAME = 1e-9;

/** From the first cost to the second, factor by factor, the largest first. */
const stepsOf = ({ before, after, shares }: Reconciliation, hrefOf: (line: string) => string): WaterfallStep[] => {
  const moved = shares
    .map((share, index) => ({ ...share, line: factorLine(index + 1) }))
    .filter(({ share }) => Math.abs(share) > SAME)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share));
  let value = before.usd;
  return [
    { label: before.name, value, href: hrefOf('before.factors.usd') },
    ...moved.map(({ label, times, line }) => {
      value *= times;
      return { label, value, href: hrefOf(line) };
    }),
    { label: after.name, value: after.usd, href: hrefOf('after.factors.usd'), total: true },
  ];
};

/**
 * @summary Two costs of a training and what each named factor makes of their ratio.
 * @fires rr-estimates-chosen - Carries the ids of the two.
 */
@customElement('rr-reconciliation')
export class RrReconciliation extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(4),
    css`
      .choice {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3) var(--space-6);
      }
      label {
        ${labelAbove};
        min-width: 0;
      }
      select {
        min-width: 0;
        max-width: 100%;
        ${textBox};
      }
    `,
  ];

  @property({ attribute: false }) estimates: readonly CostEstimate[] = [];
  @property({ attribute: false }) reconciliation!: Reconciliation;
  @property({ attribute: false }) hrefOf: (line: string) => string = () => '';

  override render(): TemplateResult {
    const { before, after, ratio, shares } = this.reconciliation;
    return html`<div class="choice no-print">
        ${this.#select('First cost', before.id, (id) => new EstimatesChosenEvent(id, after.id))}
        ${this.#select('Second cost', after.id, (id) => new EstimatesChosenEvent(before.id, id))}
      </div>
      <p>
        ${before.name}: <b>${quantityText(before.usd, 'USD')}</b>. ${after.name}:
        <b>${quantityText(after.usd, 'USD')}</b>, × ${formatNumber(ratio, 3)}. The factors below multiply to that; each
        is averaged over every order in which they can be changed.
      </p>
      ${
        before.id === after.id
          ? html`<p class="quiet">Both are the same; choose another to see what tells two apart.</p>`
          : html`<rr-waterfall
              label="From ${before.name} to ${after.name}"
              unit="USD"
              .steps=${stepsOf(this.reconciliation, this.hrefOf)}
            ></rr-waterfall>`
      }
      ${table({
        label: 'Table of factors',
        cards: true,
        columns: [
          'Factor',
          numeric('Multiplies by'),
          numeric(before.name, before.name),
          numeric(after.name, after.name),
        ],
        rows: shares.map(({ id, label, unit, before: from, after: to, times }, index) => [
          html`<a href=${this.hrefOf(factorLine(index + 1))}>${label}</a>`,
          { content: `× ${formatNumber(times, 3)}` },
          html`<a tabindex="-1" href=${this.hrefOf(`before.factors.${id}`)}>${this.#figure(from)}</a>
            <span class="unit">${unit}</span>`,
          html`<a tabindex="-1" href=${this.hrefOf(`after.factors.${id}`)}>${this.#figure(to)}</a>
            <span class="unit">${unit}</span>`,
        ]),
      })}
      ${[before, ...(before.id === after.id ? [] : [after])].map(
        ({ name, about, citation }) =>
          html`<p class="quiet small">
            ${name}: ${about} ${citation === null ? nothing : html`${citationText(CITATIONS[citation])}.`}
          </p>`,
      )}`;
  }

  #figure(value: number): string {
    return value >= 1e15 ? Number(value.toPrecision(4)).toExponential().replace('e+', 'e') : formatNumber(value, 4);
  }

  #select(label: string, chosen: string, eventOf: (id: string) => Event): TemplateResult {
    return html`<label
      >${label}
      <select
        @change=${(event: Event) => {
          this.dispatchEvent(eventOf((event.target as HTMLSelectElement).value));
        }}
      >
        ${this.estimates.map(({ id, name }) => html`<option .value=${id} ?selected=${id === chosen}>${name}</option>`)}
      </select>
    </label>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-reconciliation': RrReconciliation;
  }
}
