import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { percentText } from '../../../../base/format.ts';
import { csv } from '../../../../exchange/csv.ts';
import { historiesOf, type SeriesHistory } from '../../../../regression/history.ts';
import type { MeasurementSummary } from '../../../../store/measurement-summary.ts';
import { historyChart } from '../../../charts/history-chart.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { baseStyles, buttonStyles, hostInColumn, textBox } from '../../../styles/shared.ts';
import { download } from '../../download.ts';
import { trendSeries, trendsOf, type Trend } from '../run-list.ts';

/**
 * @summary How a figure went from run to run, and where it changed its level: of runs measured on the same thing.
 */
@customElement('rr-history-trend')
export class RrHistoryTrend extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(2),
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
      }
      select {
        max-width: 100%;
        ${textBox};
      }
    `,
  ];

  /** All measured on the same thing. */
  @property({ attribute: false }) runs: readonly MeasurementSummary[] = [];
  @state() private chosen = '';
  #trends: readonly Trend[] = [];
  #trend: Trend | undefined;
  #history: SeriesHistory | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('runs')) this.#trends = trendsOf(this.runs);
    this.#trend = this.#trends.find(({ id }) => id === this.chosen) ?? this.#trends.at(0);
    this.#history = this.#trend === undefined ? undefined : historiesOf(trendSeries(this.runs, this.#trend)).at(0);
  }

  override render(): TemplateResult {
    const [trend, history] = [this.#trend, this.#history];
    if (trend === undefined || history === undefined)
      return html`<p class="quiet">A trend needs two runs with the same product, measured on the same thing.</p>`;
    return html`<div class="head">
        <select aria-label="Trend of" @change=${this.#choose}>
          ${this.#trends.map(
            ({ id, label }) => html`<option .value=${id} ?selected=${id === trend.id}>${label}</option>`,
          )}
        </select>
        <button @click=${this.#save}>Save the trend as CSV</button>
      </div>
      <rr-xy-chart .data=${historyChart(history, { quantity: trend.label, unit: trend.unit })}></rr-xy-chart>
      <p class="quiet small">${this.#sureness(history)}</p>`;
  }

  #sureness({ noise, falseAlarmRate }: SeriesHistory): string {
    if (noise === null) return 'Too few runs for a change of level: each level needs six.';
    const scatter = `Runs scatter by ${percentText(noise.standardDeviation)} about their level`;
    return falseAlarmRate === null
      ? `${scatter} and wander by themselves, so false alarms are not bounded.`
      : `${scatter}; at most ${percentText(falseAlarmRate)} of such histories without a change raise an alarm.`;
  }

  readonly #choose = (event: Event): void => {
    this.chosen = (event.target as HTMLSelectElement).value;
  };

  readonly #save = (): void => {
    const history = this.#history;
    if (history === undefined) return;
    const rows = history.points.map(({ time, value }) => [new Date(time).toISOString(), value]);
    download(`${history.name}.csv`, 'text/csv', csv(['time', 'value'], rows));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-history-trend': RrHistoryTrend;
  }
}
