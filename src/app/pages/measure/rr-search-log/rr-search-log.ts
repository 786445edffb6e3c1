import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { dateText, formatWait, quantityText } from '../../../../base/format.ts';
import type { Tuning, TuningCandidate } from '../../../../records/measurement.ts';
import { tuningCsv } from '../../../../exchange/measurement.ts';
import { download } from '../../download.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { numeric, table, type Cell, type Content } from '../../../controls/table.ts';

const STATUS_WORDS: Record<TuningCandidate['status'], string> = {
  won: '✓ won',
  beaten: 'beaten',
  slow: 'dropped as slow',
  'wrong-result': 'wrong result, never timed',
  'device-lost': 'lost the device, never tried again',
  timeout: 'did not finish in time',
  failed: 'failed',
  skipped: 'skipped',
};

const candidateCells = ({
  kernel,
  status,
  reason,
  gflops,
  samplesMs,
  compileMs,
}: TuningCandidate): readonly (Content | Cell)[] => [
  html`<code>${kernel}</code>`,
  { content: `${STATUS_WORDS[status]}${reason === null ? '' : `: ${reason}`}`, class: status },
  gflops === null ? '–' : quantityText(gflops, 'GFLOP/s'),
  String(samplesMs.length),
  compileMs === null ? '–' : quantityText(compileMs, 'ms'),
];

/**
 * @summary Every kernel that the search tried for each class of shapes, and what became of it.
 */
@customElement('rr-search-log')
export class RrSearchLog extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(2),
    css`
      .won {
        color: var(--good);
      }
    `,
  ];

  @property({ attribute: false }) searches: readonly Tuning[] = [];
  /** Of the run, for the exported files. */
  @property() name = '';

  override render(): TemplateResult {
    return html`${this.searches.map((search) => this.#search(search))}
      <div class="buttons no-print">
        <button @click=${this.#json}>Export search log as JSON</button>
        <button @click=${this.#csv}>CSV</button>
      </div>`;
  }

  readonly #json = (): void => {
    download(`${this.name}-search.json`, 'application/json', `${JSON.stringify(this.searches, null, 2)}\n`);
  };

  readonly #csv = (): void => {
    download(`${this.name}-search.csv`, 'text/csv', tuningCsv(this.searches));
  };

  #search({ dtype, shapes, m, n, k, winner, elapsedMs, reused, searchedAt, log }: Tuning): TemplateResult {
    return html`<details>
      <summary>
        ${shapes} products in ${dtype}: ${winner ?? 'no kernel'} of ${log.length},
        ${reused ? `reused from the search of ${searchedAt === null ? 'an earlier run' : dateText(searchedAt)}` : `searched in ${formatWait(elapsedMs)}`}
      </summary>
      ${table({
        label: `Search for ${shapes} products in ${dtype}`,
        caption: `Tried on ${String(m)}×${String(n)}×${String(k)}`,
        columns: ['Kernel', 'Outcome', numeric('Rate'), numeric('Samples'), numeric('Compile')],
        rows: log.map((candidate) => candidateCells(candidate)),
      })}
    </details>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-search-log': RrSearchLog;
  }
}
