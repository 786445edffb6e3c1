import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { caseText } from '../../../charts/case-words.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { compareRuns, HORIZON, type CaseComparison, type Verdict } from '../compare-runs.ts';

const SYMBOLS: Record<Verdict, string> = { improved: '▲', unchanged: '=', regressed: '▼', undecided: '?' };

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/**
 * @summary Two runs product by product: ratio of speed, its interval, and a verdict in one word.
 */
@customElement('rr-run-comparison')
export class RrRunComparison extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4);
      }
      .improved {
        color: var(--good);
      }
      .regressed {
        color: var(--bad);
      }
      .tally {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-6);
      }
    `,
  ];

  @property({ attribute: false }) earlier!: Measurement;
  @property({ attribute: false }) later!: Measurement;

  override render(): TemplateResult {
    const { cases, spread, onlyBefore, onlyAfter, cautions } = compareRuns(this.earlier, this.later);
    return html`
      <p>
        From <b>${this.earlier.name}</b> of ${date.format(new Date(this.earlier.createdAt))} to
        <b>${this.later.name}</b> of ${date.format(new Date(this.later.createdAt))}
      </p>
      ${
        cautions.length === 0
          ? nothing
          : html`<rr-notice kind="warning" heading="Mind what differs">
              ${cautions.map((caution) => html`<p>${caution}</p>`)}
            </rr-notice>`
      }
      ${
        cases.length === 0
          ? html`<p class="quiet">The two runs have no product in common.</p>`
          : html`${this.#tally(cases)} ${this.#table(cases)}`
      }
      <p class="quiet small">
        Speed is the quotient of median times. Its 95 % interval holds the spread of the samples and that of the two
        runs (${formatNumber(100 * spread, 2)} % from case to case); less than ${formatNumber(100 * HORIZON)} % either
        way counts as unchanged, an interval that reaches across is undecided.
        ${
          onlyBefore.length + onlyAfter.length === 0
            ? nothing
            : html`Not compared: ${onlyBefore.length} only in the first, ${onlyAfter.length} only in the second.`
        }
      </p>
    `;
  }

  #tally(cases: readonly CaseComparison[]): TemplateResult {
    const words: readonly Verdict[] = ['improved', 'unchanged', 'regressed', 'undecided'];
    return html`<div class="tally">
      ${words.map((word) => {
        const count = cases.filter(({ verdict }) => verdict === word).length;
        return html`<span class=${count > 0 ? word : 'quiet'}>${SYMBOLS[word]} ${count} ${word}</span>`;
      })}
    </div>`;
  }

  #table(cases: readonly CaseComparison[]): TemplateResult {
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table of the comparison">
      <table>
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col" class="figure">Before</th>
            <th scope="col" class="figure">After</th>
            <th scope="col" class="figure">Speed</th>
            <th scope="col" class="figure">95 % interval</th>
            <th scope="col">Verdict</th>
          </tr>
        </thead>
        <tbody>
          ${cases.map(
            ({ before, after, ratio, low, high, verdict }) =>
              html`<tr>
                <th scope="row">
                  ${caseText(before)}
                  <span class="quiet"
                    >${before.dtype},
                    ${before.kernel}${before.kernel === after.kernel ? '' : ` → ${after.kernel}`}</span
                  >
                </th>
                <td class="figure">${quantityText(before.medianMs, 'ms')}</td>
                <td class="figure">${quantityText(after.medianMs, 'ms')}</td>
                <td class="figure">${formatNumber(ratio)}×</td>
                <td class="figure">${formatNumber(low)}–${formatNumber(high)}</td>
                <td class=${verdict}>${SYMBOLS[verdict]} ${verdict}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-comparison': RrRunComparison;
  }
}
