import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import { caseRow, isRated, isTimed, type CaseRow, type TimedCase } from '../../../../records/cases.ts';
import type { MeasuredCase } from '../../../../records/measurement.ts';
import { caseText, OUTCOME_WORDS, rateText } from '../../../charts/case-words.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { numeric, table, type Cell, type Content } from '../../../controls/table.ts';

const time = (ms: number | null): string => (ms === null ? '–' : quantityText(ms, 'ms'));

/** Of a case that moves nothing and computes nothing, the time itself is the result. */
const timeInterval = ({ medianMs, ci95Ms }: TimedCase): string =>
  `${time(medianMs)} (${ci95Ms.map((ms) => time(ms)).join('–')})`;

const rate = (timed: TimedCase): string => {
  if (isRated(timed) && timed.flop > 0) return rateText(timed);
  return timed.gbps === null ? timeInterval(timed) : quantityText(timed.gbps, 'GB/s');
};

/**
 * @summary Every case of a run: rate with interval, share of the roof, times, verification, or why there is no number.
 */
@customElement('rr-case-table')
export class RrCaseTable extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      .yes {
        color: var(--good);
        white-space: nowrap;
      }
      .no {
        color: var(--bad);
      }
      .minded {
        max-width: 320px;
        white-space: normal;
      }
      .minded summary {
        color: var(--warn);
      }
    `,
  ];

  @property({ attribute: false }) cases: readonly MeasuredCase[] = [];

  override render(): TemplateResult {
    return table({
      label: 'Table of products and roofs',
      columns: [
        'Case',
        'Kernel',
        numeric('Rate (95 % interval)'),
        numeric('Of the roof'),
        numeric('Median time'),
        numeric('Samples'),
        numeric('Compile cold'),
        numeric('Warm'),
        numeric('First run'),
        'Result',
      ],
      rows: this.cases.map((measured) => this.#cells(measured)),
    });
  }

  #cells(measured: MeasuredCase): readonly (Content | Cell)[] {
    const row = caseRow(measured);
    return [
      { content: html`${caseText(measured)} <span class="quiet">${measured.dtype}</span>`, class: 'number' },
      html`<code>${measured.kernel}</code>`,
      isTimed(measured) ? rate(measured) : '–',
      row.percentOfRoof === null ? '–' : `${formatNumber(row.percentOfRoof)} %`,
      time(row.medianMs),
      row.samples === 0 ? '–' : String(row.samples),
      time(row.compileMs),
      time(row.warmCompileMs),
      time(row.firstDispatchMs),
      { content: this.#verdict(row), title: row.reason ?? this.#errorText(row) },
    ];
  }

  #verdict(row: CaseRow): TemplateResult {
    if (row.outcome !== 'measured') {
      return html`<span class="no">${OUTCOME_WORDS[row.outcome]}</span>${row.reason === null ? '' : `: ${row.reason}`}`;
    }
    const verdict = row.verified
      ? html`<span class="yes">✓ verified</span>`
      : html`<span class="quiet">not verified</span>`;
    const { warnings } = row;
    if (warnings.length === 0) return verdict;
    return html`${verdict}
      <details class="minded">
        <summary>${warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`}</summary>
        <ul>
          ${warnings.map(({ message }) => html`<li>${message}</li>`)}
        </ul>
      </details>`;
  }

  #errorText({ maxError, errorBound }: CaseRow): string {
    if (maxError === null || errorBound === null) return '';
    return `Largest error ${maxError.toExponential(1)}, allowed ${errorBound.toExponential(1)} against float64`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-case-table': RrCaseTable;
  }
}
