import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { percentText, quantityText } from '../../../../base/format.ts';
import { electricityWords } from '../../../../plan/economics/verdict.ts';
import { lineLabel, type FigureId } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import '../../../charts/rr-share-bars/rr-share-bars.ts';
import type { ShareBar } from '../../../charts/rr-share-bars/rr-share-bars.ts';
import { numeric, table } from '../../../controls/table.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { ledgerHref } from '../ledger-address.ts';

const PART = /^cost\.\w+UsdPerYear$/;

/** Costs of one thing each, as they are asked for. */
const UNIT_COSTS = [
  'cost.usdPerYear',
  'cost.usdPerMonth',
  'cost.usdPerDay',
  'cost.idleUsdPerDay',
  'cost.usdPerQuery',
  'cost.usdPerMillionInputTokens',
  'cost.usdPerMillionOutputTokens',
  'cost.usdPerMillionTokens',
] as const satisfies readonly FigureId[];

/** Parts of the yearly cost, the largest first. */
const partsOf = ({ ledger, cost }: Plan): ShareBar[] =>
  ledger
    .flatMap(({ id, label, value, unit }) =>
      PART.test(id) && value !== null && value > 0
        ? [{ label, value, unit, share: value / (cost.usdPerYear ?? NaN), href: ledgerHref(id) }]
        : [],
    )
    .sort((a, b) => b.value - a.value);

/**
 * @summary What a plan costs: the parts of a year with their shares, and what a month, a query and a million tokens cost.
 */
@customElement('rr-cost')
export class RrCost extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(4),
    css`
      .both {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        gap: var(--space-4) var(--space-6);
      }
      h3 {
        margin: 0 0 var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;

  override render(): TemplateResult {
    const { plan } = this;
    if (plan.cost.usdPerYear === null) {
      return html`<p class="quiet">
        What this plan costs is not known:
        ${plan.feasible ? 'nobody published the price or the power of its servers.' : 'it has no fleet.'}
      </p>`;
    }
    const electricity = electricityWords(plan);
    return html`<p>
        ${electricity ?? 'The fleet is rented: electricity, building and people are in the rent.'} ${this.#idle()}
      </p>
      <div class="both">
        <div>
          <h3>A year, part by part</h3>
          <rr-share-bars label="Parts of the cost per year" .bars=${partsOf(plan)}></rr-share-bars>
        </div>
        ${table({
          label: 'What one of each costs',
          columns: ['What', numeric('Cost')],
          rows: UNIT_COSTS.flatMap((id) => {
            const value = figureOf(plan, id);
            const unit = plan.ledger.find((line) => line.id === id)?.unit ?? '';
            return value === null
              ? []
              : [[lineLabel(id), html`<a href=${ledgerHref(id)}>${quantityText(value, unit)}</a>`]];
          }),
        })}
      </div>`;
  }

  #idle(): TemplateResult | typeof nothing {
    const { idleUsdPerDay, usdPerDay } = this.plan.cost;
    if (idleUsdPerDay === null || usdPerDay === null) return nothing;
    return html`Of every day’s ${quantityText(usdPerDay, 'USD')},
      <a href=${ledgerHref('cost.idleUsdPerDay')}>${quantityText(idleUsdPerDay, 'USD')}</a>
      (${percentText(idleUsdPerDay / usdPerDay)}) pays for capacity on which nothing runs.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-cost': RrCost;
  }
}
