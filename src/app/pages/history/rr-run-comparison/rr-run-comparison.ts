import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dateTimeText, formatNumber, quantityText } from '../../../../base/format.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { caseText } from '../../../charts/case-words.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../rr-interleaved-rerun/rr-interleaved-rerun.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { csv } from '../../../../exchange/csv.ts';
import { download } from '../../download.ts';
import { HORIZON, VERDICTS, type Verdict } from '../../../../base/statistics/compare.ts';
import { compareRuns, type CaseComparison } from '../../../../records/compare-runs.ts';
import { numeric, table } from '../../../controls/table.ts';

const SYMBOLS: Record<Verdict, string> = { improved: '▲', unchanged: '=', regressed: '▼', undecided: '?' };

/**
 * @summary Two runs product by product: ratio of speed, its interval, and a verdict in one word.
 */
@customElement('rr-run-comparison')
export class RrRunComparison extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(4),
    css`
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

  /** Two runs in any order: the earlier one is compared with the later one. */
  @property({ attribute: false }) runs!: readonly [Measurement, Measurement];

  override render(): TemplateResult {
    const [earlier, later] = this.#inTime();
    const { cases, spread, onlyBefore, onlyAfter, cautions } = compareRuns(earlier, later);
    return html`
      <p>
        From <b>${earlier.name}</b> of ${dateTimeText(earlier.createdAt)} to <b>${later.name}</b> of
        ${dateTimeText(later.createdAt)}
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
          : html`<div class="buttons">
                ${this.#tally(cases)}
                <button
                  @click=${() => {
                    this.#save(cases);
                  }}
                >
                  Save the comparison as CSV
                </button>
              </div>
              ${this.#next(cases)} ${this.#table(cases)}`
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

  #inTime(): readonly [Measurement, Measurement] {
    const [run, other] = this.runs;
    return run.createdAt <= other.createdAt ? [run, other] : [other, run];
  }

  /** What would settle what these two runs leave open. */
  #next(cases: readonly CaseComparison[]): TemplateResult | typeof nothing {
    const undecided = cases.filter(({ verdict }) => verdict === 'undecided');
    const open = undecided.length;
    if (open === 0) return nothing;
    const [earlier, later] = this.#inTime();
    return html`<p>
        ${open === cases.length && open > 1 ? 'All' : formatNumber(open)} ${open === 1 ? 'case is' : 'cases are'}
        undecided: these two runs cannot tell them apart. <a href="#/measure">Measure again</a> with nothing else
        running, the full suite for more samples of each case, and compare the new run with the earlier one.
      </p>
      <rr-interleaved-rerun
        .earlierName=${earlier.name}
        .laterName=${later.name}
        .cases=${undecided}
      ></rr-interleaved-rerun>`;
  }

  #save(cases: readonly CaseComparison[]): void {
    const rows = cases.map(({ before, after, ratio, low, high, verdict }) => [
      before.id,
      before.kernel,
      after.kernel,
      before.medianMs,
      after.medianMs,
      ratio,
      low,
      high,
      verdict,
    ]);
    const head = ['case', 'kernel_before', 'kernel_after', 'before_ms', 'after_ms', 'speed', 'low', 'high', 'verdict'];
    const [earlier, later] = this.#inTime();
    download(`${earlier.name}-${later.name}.csv`, 'text/csv', csv(head, rows));
  }

  #tally(cases: readonly CaseComparison[]): TemplateResult {
    return html`<div class="tally">
      ${VERDICTS.map((word) => {
        const count = cases.filter(({ verdict }) => verdict === word).length;
        return html`<span class=${count > 0 ? word : 'quiet'}>${SYMBOLS[word]} ${count} ${word}</span>`;
      })}
    </div>`;
  }

  #table(cases: readonly CaseComparison[]): TemplateResult {
    return table({
      label: 'Table of the comparison',
      cards: true,
      columns: [
        'Case',
        'Verdict',
        numeric('Speed', 'Speed'),
        numeric('95 % interval', '95 % interval'),
        numeric('Before', 'Before'),
        numeric('After', 'After'),
      ],
      rows: cases.map(({ before, after, ratio, low, high, verdict }) => [
        html`${caseText(before)}
          <span class="quiet"
            >${before.dtype}, ${before.kernel}${before.kernel === after.kernel ? '' : ` → ${after.kernel}`}</span
          >`,
        { content: `${SYMBOLS[verdict]} ${verdict}`, class: verdict },
        `${formatNumber(ratio)}×`,
        `${formatNumber(low)}–${formatNumber(high)}`,
        quantityText(before.medianMs, 'ms'),
        quantityText(after.medianMs, 'ms'),
      ]),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-comparison': RrRunComparison;
  }
}
