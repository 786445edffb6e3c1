import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText, amountText } from '../../../../base/format.ts';
import {
  OUTGROWN,
  outgrows,
  shownShare,
  type ChangedInput,
  type ScenarioDifference,
} from '../../../../plan/attribution.ts';
import { changeLine } from '../../../../plan/two-plan-lines.ts';
import { headlinesOf } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table, type Content, type Row } from '../../../controls/table.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { inputWords } from '../../plan/input-words.ts';

const COLUMNS = headlinesOf('difference');

const showChange = (value: number, unit: string): string => {
  const text = unit === '' ? formatNumber(value) : quantityText(value, unit);
  return value > 0 ? `+${text}` : text;
};

/** Which ledger of a comparison: of the first scenario, of the second, or of what tells them apart. */
export type DifferenceLedger = 'a' | 'b' | 'difference';

/**
 * @summary Two scenarios: their headlines, what was changed, and how much of each difference every change makes.
 */
@customElement('rr-scenario-difference')
export class RrScenarioDifference extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(4),
    css`
      tbody th {
        min-width: 220px;
        overflow-wrap: anywhere;
      }
      .total > * {
        border-top: 1px solid var(--edge);
        font-weight: var(--strong);
      }
    `,
  ];

  @property({ attribute: false }) difference!: ScenarioDifference;
  /** Address of a line in the ledger of either scenario, or in that of their difference. */
  @property({ attribute: false }) hrefOf!: (line: string, of: DifferenceLedger) => string;

  override render(): TemplateResult {
    const { before, after, inputs, unexplained } = this.difference;
    if (inputs.length === 0) {
      return html`<p>The two differ in nothing but their names.</p>`;
    }
    const infeasible = [before, after].filter(({ feasible }) => !feasible);
    return html`
      ${infeasible.map(
        ({ scenario, binding }) =>
          html`<rr-notice kind="warning" heading="“${scenario.name}” has no fleet">
            ${binding.map(({ message }) => html`<p>${message}</p>`)}
          </rr-notice>`,
      )}
      ${table({
        label: 'Table of the comparison',
        columns: ['Scenario, and what each change adds', ...COLUMNS.map(({ name }) => numeric(name))],
        rows: [
          this.#headlines(before, 'a'),
          ...inputs.map((input, index) => this.#input(input, index + 1)),
          { ...this.#headlines(after, 'b'), class: 'total' },
        ],
      })}
      <p class="quiet small">
        A change’s share is its effect averaged over the orders in which the changes can be made one after the other;
        the shares add up to the difference. ${outgrows(this.difference) ? `${OUTGROWN} ` : nothing}Both are planned
        with the calibration in use.
      </p>
      ${
        unexplained.length === 0 || infeasible.length > 0
          ? nothing
          : html`<p class="quiet small">
              No order of the changes leads through plans that exist, so that the difference in
              ${COLUMNS.filter(({ id }) => unexplained.includes(id))
                .map(({ name }) => name)
                .join(', ')}
              is not shared out.
            </p>`
      }
    `;
  }

  #headlines(plan: Plan, of: DifferenceLedger): Row {
    return {
      cells: [
        html`<b>${plan.scenario.name}</b>`,
        ...COLUMNS.map(({ id, unit }) => {
          const value = plan.feasible ? figureOf(plan, id) : null;
          return this.#cell(value, (number) => amountText(number, unit), this.hrefOf(id, of));
        }),
      ],
    };
  }

  #input(input: ChangedInput, index: number): Row {
    return {
      cells: [
        html`${inputWords(input).map((line) => html`<div>${line}</div>`)}`,
        ...COLUMNS.map(({ id, unit }) =>
          this.#cell(
            shownShare(this.difference, input, id),
            (number) => showChange(number, unit),
            this.hrefOf(changeLine(index, id), 'difference'),
          ),
        ),
      ],
    };
  }

  #cell(value: number | null, text: (value: number) => string, href: string): Content {
    return value === null ? '–' : html`<a href=${href}>${text(value)}</a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-difference': RrScenarioDifference;
  }
}
