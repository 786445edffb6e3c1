import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatWait, quantityText } from '../../../../base/format.ts';
import type { Tuning, TuningCandidate } from '../../../../records/measurement.ts';
import { tuningCsv } from '../../../../exchange/measurement.ts';
import { download } from '../../download.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';

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

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const day = (iso: string | null): string => (iso === null ? 'an earlier run' : date.format(new Date(iso)));

/**
 * @summary Every kernel that the search tried for each class of shapes, and what became of it.
 */
@customElement('rr-search-log')
export class RrSearchLog extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-2);
      }
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
        ${reused ? `reused from the search of ${day(searchedAt)}` : `searched in ${formatWait(elapsedMs)}`}
      </summary>
      <div class="table-scroll" tabindex="0" role="group" aria-label="Search for ${shapes} products in ${dtype}">
        <table>
          <caption>
            Tried on ${m}×${n}×${k}
          </caption>
          <thead>
            <tr>
              <th scope="col">Kernel</th>
              <th scope="col">Outcome</th>
              <th scope="col" class="figure">Rate</th>
              <th scope="col" class="figure">Samples</th>
              <th scope="col" class="figure">Compile</th>
            </tr>
          </thead>
          <tbody>
            ${log.map((one) => this.#candidate(one))}
          </tbody>
        </table>
      </div>
    </details>`;
  }

  #candidate({ kernel, status, reason, gflops, samplesMs, compileMs }: TuningCandidate): TemplateResult {
    return html`<tr>
      <th scope="row"><code>${kernel}</code></th>
      <td class=${status}>${STATUS_WORDS[status]}${reason === null ? '' : `: ${reason}`}</td>
      <td class="figure">${gflops === null ? '–' : quantityText(gflops, 'GFLOP/s')}</td>
      <td class="figure">${samplesMs.length}</td>
      <td class="figure">${compileMs === null ? '–' : quantityText(compileMs, 'ms')}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-search-log': RrSearchLog;
  }
}
