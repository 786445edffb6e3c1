import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import type { MeasuredCase, Measurement } from '../../../../records/measurement.ts';
import { adapterName } from '../../../../store/measurement-summary.ts';
import { caseText, OUTCOME_WORDS, rateText } from '../../../charts/case-words.ts';
import { rooflineChart, sizeChart } from '../../../charts/measurement-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { warningList } from '../../../controls/warnings.ts';
import { baseStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
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
    tableStyles,
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
      .yes {
        color: var(--good);
      }
      .no {
        color: var(--bad);
      }
    `,
  ];

  @property({ attribute: false }) run!: Measurement;

  override render(): TemplateResult {
    return html`
      ${this.#notices()}
      <rr-headline .items=${measurementHeadlines(this.run)}></rr-headline>
      <section aria-label="Charts">
        <div class="columns">
          <rr-xy-chart .data=${sizeChart(this.run.cases)}></rr-xy-chart>
          <rr-xy-chart .data=${rooflineChart(this.run)}></rr-xy-chart>
        </div>
      </section>
      <section aria-labelledby="products">
        <h2 id="products">Products and roofs</h2>
        ${this.#caseTable()}
      </section>
      <section aria-labelledby="clock">
        <h2 id="clock">Clock and adapter</h2>
        ${this.#facts()}
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

  #caseTable(): TemplateResult {
    return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table of products and roofs">
      <table>
        <thead>
          <tr>
            <th scope="col">Case</th>
            <th scope="col">Kernel</th>
            <th scope="col" class="figure">Rate (95 % interval)</th>
            <th scope="col" class="figure">Of the roof</th>
            <th scope="col" class="figure">Median time</th>
            <th scope="col" class="figure">Samples</th>
            <th scope="col">Result</th>
          </tr>
        </thead>
        <tbody>
          ${this.run.cases.map((one) => this.#caseRow(one))}
        </tbody>
      </table>
    </div>`;
  }

  #caseRow(one: MeasuredCase): TemplateResult {
    const rate = one.gflops !== null && one.flop > 0 ? rateText(one) : quantityText(one.gbps ?? NaN, 'GB/s');
    return html`<tr>
      <th scope="row" class="number">${caseText(one)} <span class="quiet">${one.dtype}</span></th>
      <td><code>${one.kernel}</code></td>
      <td class="figure">${one.outcome === 'measured' ? rate : '–'}</td>
      <td class="figure">${one.percentOfRoof === null ? '–' : `${formatNumber(one.percentOfRoof)} %`}</td>
      <td class="figure">${one.medianMs === null ? '–' : quantityText(one.medianMs, 'ms')}</td>
      <td class="figure">${one.samplesMs.length}</td>
      <td title=${one.reason ?? this.#errorText(one)}>${this.#verdict(one)}</td>
    </tr>`;
  }

  #verdict(one: MeasuredCase): TemplateResult {
    if (one.outcome !== 'measured') {
      return html`<span class="no">${OUTCOME_WORDS[one.outcome]}</span>${one.reason === null ? '' : `: ${one.reason}`}`;
    }
    return one.verified ? html`<span class="yes">✓ verified</span>` : html`<span class="quiet">not verified</span>`;
  }

  #errorText({ maxError, errorBound }: MeasuredCase): string {
    if (maxError === null || errorBound === null) return '';
    return `Largest error ${maxError.toExponential(1)}, allowed ${errorBound.toExponential(1)} against float64`;
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
