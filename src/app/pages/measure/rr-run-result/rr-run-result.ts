import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { adapterName } from '../../../../store/measurement-summary.ts';
import { KIND_WORDS } from '../../../charts/case-words.ts';
import { bandwidthChart, rooflineChart, sizeChart } from '../../../charts/measurement-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { warningList } from '../../../controls/warnings.ts';
import { baseStyles, pageStyles } from '../../../styles/shared.ts';
import { TEST_SENTENCES } from '../test-sentences.ts';
import '../rr-case-table/rr-case-table.ts';
import '../rr-search-log/rr-search-log.ts';
import '../rr-verdict/rr-verdict.ts';
import { clockSentence } from './clock-sentence.ts';
import { measurementHeadlines } from './headlines.ts';

const BROKEN_OFF: Partial<Record<Measurement['outcome'], readonly [string, string]>> = {
  cancelled: ['This run was cancelled', 'What was finished before is kept below; what is missing was not measured.'],
  'device-lost': [
    'The GPU was lost during this run',
    'The browser or the driver took the device away. What was finished before is kept below. Run again; if it happens at the same product once more, the driver is likely at fault.',
  ],
  failed: ['This run did not finish', 'What was finished before is kept below.'],
};

/** The notice about the software adapter says it at length. */
const SAID_ALREADY = 'software-adapter';

/**
 * @summary A finished run: headline, charts, tables, warnings in words.
 */
@customElement('rr-run-result')
export class RrRunResult extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-8);
      }
      .notices {
        display: grid;
        gap: var(--space-2);
      }
      .facts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
        gap: var(--space-3) var(--space-6);
      }
      .facts dt {
        color: var(--ink-2);
        font: var(--text-12);
      }
      .tests {
        display: grid;
        gap: var(--space-3);
        padding-top: var(--space-3);
      }
      .tests dt {
        font-weight: var(--strong);
      }
      .tests dd {
        max-width: var(--line-length);
        color: var(--ink-2);
      }
      .limits {
        padding: var(--space-2) 0 var(--space-3);
        max-width: none;
      }
    `,
  ];

  @property({ attribute: false }) run!: Measurement;

  override render(): TemplateResult {
    const kinds = [...new Set(this.run.cases.map(({ kind }) => kind))];
    const bandwidth = bandwidthChart(this.run.cases);
    return html`
      ${this.#notices()}
      <rr-headline .items=${measurementHeadlines(this.run)}></rr-headline>
      <section class="ruled" aria-labelledby="verdict">
        <h2 id="verdict">Is that good?</h2>
        <rr-verdict .run=${this.run}></rr-verdict>
      </section>
      <section aria-label="Charts">
        <div class="columns">
          <rr-xy-chart .data=${sizeChart(this.run.cases)}></rr-xy-chart>
          <rr-xy-chart .data=${rooflineChart(this.run)}></rr-xy-chart>
          ${bandwidth === null ? nothing : html`<rr-xy-chart .data=${bandwidth}></rr-xy-chart>`}
        </div>
      </section>
      <section aria-labelledby="products">
        <h2 id="products">Products and roofs</h2>
        <rr-case-table .cases=${this.run.cases}></rr-case-table>
        <details>
          <summary>What each test measures</summary>
          <dl class="tests">
            ${kinds.map(
              (kind) =>
                html`<div>
                  <dt>${KIND_WORDS[kind]}</dt>
                  <dd>${TEST_SENTENCES[kind]}</dd>
                </div>`,
            )}
          </dl>
        </details>
      </section>
      ${
        this.run.tuning === undefined || this.run.tuning.length === 0
          ? nothing
          : html`<section aria-labelledby="search">
              <h2 id="search">Search for the fastest kernel</h2>
              <rr-search-log .searches=${this.run.tuning}></rr-search-log>
            </section>`
      }
      <section aria-labelledby="clock">
        <h2 id="clock">Clock and adapter</h2>
        <p>${clockSentence(this.run.clock)}</p>
        ${this.#facts()}
        <details>
          <summary>Features and limits of the adapter</summary>
          <p class="limits">${this.run.adapter.features.join(', ') || 'no optional features'}</p>
          <dl class="facts">
            ${Object.entries(this.run.adapter.limits).map(
              ([name, value]) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd class="number">${formatNumber(value, 15)}</dd>
                </div>`,
            )}
          </dl>
        </details>
      </section>
    `;
  }

  #notices(): TemplateResult | typeof nothing {
    const brokenOff = BROKEN_OFF[this.run.outcome];
    const { warnings, adapter } = this.run;
    if (brokenOff === undefined && warnings.length === 0 && !adapter.software) return nothing;
    return html`<div class="notices">
      ${
        brokenOff === undefined
          ? nothing
          : html`<rr-notice kind="problem" heading=${brokenOff[0]}>${brokenOff[1]}</rr-notice>`
      }
      ${
        adapter.software
          ? html`<rr-notice kind="warning" heading="Measured on a software adapter">
              ${adapterName(adapter)} is this computer's processor playing a GPU. The numbers are right for it and say
              nothing about a GPU; they are not used for plans.
            </rr-notice>`
          : nothing
      }
      ${warningList(warnings.filter(({ code }) => code !== SAID_ALREADY))}
    </div>`;
  }

  #facts(): TemplateResult {
    const { clock, adapter, browser, host, suite, createdAt } = this.run;
    const program = browser ?? host;
    const facts: [string, string][] = [
      ['Clock', clock.source === 'timestamp-query' ? 'GPU timestamps' : 'wall clock around submit'],
      [
        'Timestamp step',
        clock.timestampQuantumNs === null ? 'no timestamps' : quantityText(clock.timestampQuantumNs, 'ns'),
      ],
      ['Wall clock step', quantityText(clock.wallStepMs, 'ms')],
      [
        'Wall over timestamp',
        clock.wallOverTimestamp === null ? 'one clock only' : formatNumber(clock.wallOverTimestamp),
      ],
      ['Adapter', adapterName(adapter)],
      [
        'Subgroups',
        adapter.subgroupMinSize === null ? 'none' : `${adapter.subgroupMinSize} to ${adapter.subgroupMaxSize ?? '?'}`,
      ],
      ['Run in', program === null ? 'unknown' : `${program.name} ${program.version}`],
      ['When', `${new Date(createdAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}, ${suite}`],
    ];
    return html`<dl class="facts">
      ${facts.map(
        ([term, value]) =>
          html`<div>
            <dt>${term}</dt>
            <dd class="number">${value}</dd>
          </div>`,
      )}
    </dl>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-result': RrRunResult;
  }
}
