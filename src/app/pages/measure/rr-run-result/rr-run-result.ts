import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Measurement } from '../../../../records/measurement.ts';
import { adapterName } from '../../../../records/adapter-name.ts';
import { bandwidthChart, rooflineChart, sizeChart } from '../../../charts/measurement-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { baseStyles, hostInColumn, inColumn, pageStyles } from '../../../styles/shared.ts';
import { softwareAdvice } from '../software-advice.ts';
import { tensorCoreSentence } from '../tensor-cores.ts';
import { testsOf } from '../test-sentences.ts';
import '../rr-case-table/rr-case-table.ts';
import '../rr-search-log/rr-search-log.ts';
import '../rr-adapter-facts/rr-adapter-facts.ts';
import '../rr-assessment/rr-assessment.ts';
import '../rr-references/rr-references.ts';
import { caseWarnings } from './case-warnings.ts';
import { clockSentence } from './clock-sentence.ts';
import { isDescribed, runFacts, sittingSentences } from './run-facts.ts';
import { measurementHeadlines } from './headlines.ts';

/** How a run ended that lacks something, in a heading and a sentence. */
const BROKEN_OFF: Partial<Record<Measurement['outcome'], readonly [string, string]>> = {
  cancelled: ['This run was cancelled', 'What was finished before is kept; what is missing can be measured later.'],
  'broken-off': [
    'This run was broken off',
    'Its page was reloaded or closed, or its program ended, before it was done. What was finished is kept; what is missing can be measured now.',
  ],
  'device-lost': [
    'The GPU was lost during this run',
    'The browser or the driver took the device away. What was finished before is kept. Measure what is missing; if it happens at the same product once more, the driver is likely at fault.',
  ],
  failed: ['This run did not finish', 'What was finished before is kept.'],
};

/** The notice about the software adapter says it at length. */
const SAID_ALREADY = 'software-adapter';

/**
 * @summary A finished run: headline, charts, tables, warnings in words.
 * @slot actions - What can be done with the run.
 */
@customElement('rr-run-result')
export class RrRunResult extends LitElement {
  static override styles = [
    baseStyles,
    pageStyles,
    hostInColumn(8),
    css`
      .top {
        ${inColumn(4)};
      }
      .minded {
        max-width: 960px;
        padding: var(--space-1) var(--space-3);
        border-inline-start: 3px solid var(--warn);
        background: var(--warn-soft);
      }
      .minded > summary {
        color: var(--ink);
        font-weight: var(--strong);
      }
      .minded > * + * {
        margin-top: var(--space-2);
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
    `,
  ];

  @property({ attribute: false }) run!: Measurement;
  /** It came with a link: advice for whoever measured it is not for whoever reads it. */
  @property({ type: Boolean }) shared = false;

  override render(): TemplateResult {
    const bandwidth = bandwidthChart(this.run.cases);
    return html`
      <div class="top">
        <rr-headline .items=${measurementHeadlines(this.run)}></rr-headline>
        ${this.#ending()} <slot name="actions"></slot> ${this.#notices()}
      </div>
      <section class="ruled" aria-labelledby="verdict">
        <h2 id="verdict">Is that good?</h2>
        <rr-assessment .run=${this.run}></rr-assessment>
        <rr-references .run=${this.run}></rr-references>
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
            ${testsOf(this.run.cases).map(
              ({ name, sentence }) =>
                html`<div>
                  <dt>${name}</dt>
                  <dd>${sentence}</dd>
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
              <rr-search-log .searches=${this.run.tuning} .name=${this.run.name}></rr-search-log>
            </section>`
      }
      <section aria-labelledby="clock">
        <h2 id="clock">Clock and adapter</h2>
        <p>${clockSentence(this.run.clock)}</p>
        ${isDescribed(this.run.adapter) ? html`<p>${tensorCoreSentence(this.run.adapter)}</p>` : nothing}
        ${sittingSentences(this.run).map((sentence) => html`<p>${sentence}</p>`)} ${this.#facts()}
        ${
          isDescribed(this.run.adapter)
            ? html`<details>
                <summary>Features and limits of the adapter</summary>
                <rr-adapter-facts .adapter=${this.run.adapter}></rr-adapter-facts>
              </details>`
            : nothing
        }
      </section>
    `;
  }

  #ending(): TemplateResult | typeof nothing {
    const { outcome } = this.run;
    const brokenOff = BROKEN_OFF[outcome];
    if (brokenOff === undefined) return nothing;
    const [heading, sentence] = brokenOff;
    // Who cancels knows it.
    return html`<rr-notice kind=${outcome === 'cancelled' ? 'note' : 'problem'} heading=${heading}
      >${sentence}</rr-notice
    >`;
  }

  /** After the numbers, which they are about: one line, opened by who wants to know more. */
  #notices(): TemplateResult | typeof nothing {
    const { adapter, browser, cases } = this.run;
    const warnings = [...this.run.warnings.filter(({ code }) => code !== SAID_ALREADY), ...caseWarnings(cases)];
    if (warnings.length === 0 && !adapter.software) return nothing;
    const counted = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`;
    const heads = [
      ...(adapter.software ? ['Measured on a software adapter, not on a GPU'] : []),
      ...(warnings.length === 0 ? [] : [counted]),
    ];
    return html`<details class="minded">
      <summary>${heads.join('; ')}</summary>
      ${
        adapter.software
          ? html`<p>
                ${adapterName(adapter)} is ${this.shared ? 'a' : 'this'} computer's processor playing a GPU. The numbers
                are right for it and say nothing about a GPU; they are not used for plans.
              </p>
              ${browser === null || this.shared ? nothing : softwareAdvice(browser.userAgent)}`
          : nothing
      }
      <ul class="warnings">
        ${warnings.map(({ message }) => html`<li>${message}</li>`)}
      </ul>
    </details>`;
  }

  #facts(): TemplateResult {
    return html`<dl class="facts">
      ${runFacts(this.run).map(
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
