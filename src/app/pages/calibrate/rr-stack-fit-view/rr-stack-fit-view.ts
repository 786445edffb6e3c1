import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { findAccelerator, findModel } from '../../../../catalog/catalog.ts';
import { stackOrDefault } from '../../../../catalog/stacks.ts';
import { checkStackFit } from '../../../../plan/standing/check-stack-fit.ts';
import { childSchema, describeField } from '../../../../records/schema-walk.ts';
import { stackFitSchema, type StackFit } from '../../../../records/stack-fit.ts';
import { stackFitChart } from '../../../charts/stack-fit-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import type { Headline } from '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, hostInColumn, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { inWords } from '../../plan/scenario-fields.ts';
import { SignalElement } from '../../../signals.ts';
import { numeric, table, type Content } from '../../../controls/table.ts';

/** What a benchmark tells about; the other constants stay as published. */
const FITTED = ['deviceScale', 'hostUsPerPass', 'hostUsPerSequence'] as const;
type Fitted = (typeof FITTED)[number];

/**
 * @summary A fit of a serving stack: what it changes, how wrong it is on loads it did not see, and where it counts.
 */
@customElement('rr-stack-fit-view')
export class RrStackFitView extends SignalElement {
  static override styles = [
    baseStyles,
    tableStyles,
    pageStyles,
    hostInColumn(8),
    css`
      th small {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) fit!: StackFit;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  override render(): TemplateResult {
    const { fit } = this;
    return html`
      <rr-headline .items=${this.#headlines()}></rr-headline>
      ${this.#whereItCounts()}
      <section class="ruled" aria-labelledby="constants">
        <h2 id="constants">What the service changed</h2>
        <div class="columns">
          ${this.#constants()}
          <rr-xy-chart .data=${stackFitChart(fit)}></rr-xy-chart>
        </div>
      </section>
    `;
  }

  #headlines(): Headline[] {
    const { error, residuals } = this.fit;
    const percent = (label: string, share: number, note: string, tier: Headline['tier']): Headline => ({
      label,
      value: formatNumber(100 * share, 2),
      unit: '%',
      title: `${100 * share} %`,
      note,
      tier,
      href: null,
    });
    const concurrencies = [...new Set(residuals.map(({ concurrency }) => concurrency))].sort((a, b) => a - b);
    return [
      percent('Error on loads left out', error.leftOut, 'median; each computed without its own figures', 'calibrated'),
      percent('Error on fitted loads', error.fitted, 'median', 'calibrated'),
      percent('Error as published', error.published, 'median, with the constants before the fit', 'published'),
      {
        label: 'Figures',
        value: formatCount(residuals.length),
        unit: '',
        title: '',
        note: `of ${concurrencies.map((concurrency) => formatNumber(concurrency)).join(', ')} requests at once`,
        tier: null,
        href: null,
      },
    ];
  }

  /** A fit counts for its own stack, accelerator and precision; the plan that is being made may be of others. */
  #whereItCounts(): TemplateResult | typeof nothing {
    const scenario = this.app.draft.scenario.get();
    const wrong = scenario?.mode === 'physical' ? checkStackFit(scenario, this.fit) : [];
    if (wrong.length === 0) return nothing;
    return html`<rr-notice heading="The plan as it is now would not take it">
      <ul class="warnings">
        ${wrong.map(({ message }) => html`<li>${inWords(message)}</li>`)}
      </ul>
    </rr-notice>`;
  }

  #constants(): TemplateResult {
    const published = stackOrDefault(this.fit.stack);
    return table({
      label: 'Table of constants',
      caption: html`Time of a pass = device scale × time of its kernels + host time. Fitted to the service, held back by
      what is published; all other constants of ${published.name} stay as they are.`,
      columns: ['Constant', numeric('Published'), numeric('Fitted')],
      rows: FITTED.map((name) => this.#constant(name, published.constants[name])),
    });
  }

  #constant(name: Fitted, published: number): readonly Content[] {
    const schema = childSchema(stackFitSchema.entries.constants, name);
    if (schema === null) throw new Error(`a stack has no constant ${name}`);
    const { label, unit, help } = describeField(schema);
    const shown = (value: number): TemplateResult => html`${formatNumber(value)} <span class="unit">${unit}</span>`;
    return [html`${label}<small>${help}</small>`, shown(published), shown(this.fit.constants[name])];
  }
}

/** What was served, in a sentence. */
export const servedText = ({ model, gpus, accelerator, precision, stack }: StackFit): string =>
  `Fitted to a service of ${findModel(model)?.name ?? model} in ${precision} on ${formatCount(gpus)} × ` +
  `${findAccelerator(accelerator)?.name ?? accelerator} with ${stackOrDefault(stack).name}.`;

declare global {
  interface HTMLElementTagNameMap {
    'rr-stack-fit-view': RrStackFitView;
  }
}
