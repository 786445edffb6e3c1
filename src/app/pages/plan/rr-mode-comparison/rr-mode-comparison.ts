import { TaskStatus } from '@lit/task';
import { consume } from '@lit/context';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, amountText } from '../../../../base/format.ts';
import { headlinesOf, type HeadlineEntry } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import { publishedEstimate } from '../../../../records/scenario.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import '../../../charts/rr-waterfall/rr-waterfall.ts';
import { numeric, table } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { ledgerHref, viewText } from '../ledger-address.ts';
import { fromEstimateSteps } from '../waterfall-steps.ts';

const ROWS = headlinesOf('modes');

/** A number leads to its line in the ledger of its plan. */
const cell = (plan: Plan, view: string, { id, unit }: HeadlineEntry): TemplateResult | string => {
  const value = figureOf(plan, id);
  return value === null ? '–' : html`<a href=${ledgerHref(id, view)}>${amountText(value, unit)}</a>`;
};

const ratio = (article: Plan, physical: Plan, { id }: HeadlineEntry): TemplateResult | string => {
  const [above, below] = [figureOf(article, id), figureOf(physical, id)];
  if (above === null || below === null || below === 0) return '–';
  return html`<a href=${ledgerHref(`gap.${id}`, viewText({ kind: 'gap' }))}>${formatNumber(above / below, 2)}×</a>`;
};

/**
 * @summary The two ways of answering the same load, side by side, and the factors between them: their gap is itself a finding.
 */
@customElement('rr-mode-comparison')
export class RrModeComparison extends LitElement {
  static override styles = [baseStyles, tableStyles, hostInColumn(4)];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  /** The plan on the page. */
  @property({ attribute: false }) plan!: Plan;

  readonly #other = backgroundTask(this, 'otherMode', () => [this.app.compute, this.question]);

  override render(): TemplateResult {
    const other = this.#other.value;
    const busy = this.#other.status === TaskStatus.PENDING;
    return html`<div aria-busy=${busy ? 'true' : 'false'}>
        ${other === undefined ? html`<p class="quiet">Computing…</p>` : this.#table(other)}
      </div>
      ${other === undefined ? nothing : this.#waterfall(other)}`;
  }

  #table(other: Plan): TemplateResult {
    const [article, physical] = this.plan.scenario.mode === 'article' ? [this.plan, other] : [other, this.plan];
    const estimate = publishedEstimate(article.scenario);
    return html`<p class="quiet">
        The published estimate gives every word
        <a href=${ledgerHref('article.secondsPerWord', this.#viewOf(article))}
          >${estimate === null ? '–' : formatNumber(estimate.secondsPerWord)} s</a
        >
        of one GPU, the latency of serving a single request; the physical model batches as far as memory and the SLO
        allow.
      </p>
      ${table({
        label: 'Table of the comparison',
        columns: ['Same load', ...['Published arithmetic', 'Physical model', 'Ratio'].map((head) => numeric(head))],
        rows: ROWS.map((row) => [
          row.name,
          cell(article, this.#viewOf(article), row),
          cell(physical, this.#viewOf(physical), row),
          ratio(article, physical, row),
        ]),
      })}`;
  }

  #waterfall(other: Plan): TemplateResult | typeof nothing {
    if (this.plan.scenario.mode === 'article') return nothing;
    const steps = fromEstimateSteps(this.plan, other);
    if (steps.length < 2) return nothing;
    return html`<h3>From the published estimate to full throughput</h3>
      <p class="quiet">Each step is one named factor at the day’s mean load; green needs fewer servers, orange more.</p>
      <rr-waterfall label="From the published estimate" unit="servers" .steps=${steps}></rr-waterfall>`;
  }

  /** Where the lines of a plan stand: in the ledger of the page, or in that of the other way. */
  #viewOf(plan: Plan): string {
    return plan === this.plan ? '' : viewText({ kind: 'other-mode' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-mode-comparison': RrModeComparison;
  }
}
