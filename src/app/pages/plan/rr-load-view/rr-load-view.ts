import { consume } from '@lit/context';
import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { Plan } from '../../../../records/plan.ts';
import { simulable } from '../../../../simulate/simulable.ts';
import type { SimulatedLoad } from '../../../../simulate/simulate-loads.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { batchChart, latencyChart, plannedFleetRate } from '../../../charts/load-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, hostInColumn, pageStyles } from '../../../styles/shared.ts';
import { explainOnPlan } from '../ledger-address.ts';
import { inWords } from '../scenario-fields.ts';

/** Loads that are simulated, over the load at which the knee or the limit of a replica stands. */
const SHARES_OF_MOST = [0.3, 0.5, 0.7, 0.8, 0.9, 0.95];

/**
 * @summary What requests get as the load grows: latency with the knee, closed form beside simulation, and the time of a
 *   token against the batch.
 */
@customElement('rr-load-view')
export class RrLoadView extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    hostInColumn(6),
    css`
      .pending {
        min-height: 840px;
        color: var(--ink-2);
      }
      .simulate {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        min-height: 40px;
      }
      progress {
        width: 160px;
        accent-color: var(--accent);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  @property({ attribute: false }) plan!: Plan;
  @state() private simulated: readonly SimulatedLoad[] = [];
  /** Share of the simulation that is done; null while none runs. */
  @state() private share: number | null = null;
  @state() private failure: string | null = null;
  #running = new AbortController();
  readonly #curve = backgroundTask(this, 'loadCurve', () => [this.app.compute, this.question]);

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#running.abort();
  }

  /** What was simulated for another question says nothing about this one. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('question') || changed.get('question') === undefined) return;
    this.#cancel();
    this.simulated = [];
  }

  override render(): TemplateResult {
    const curve = this.#curve.value;
    const planned = plannedFleetRate(this.plan);
    if (curve === undefined) return html`<p class="pending">Computing latency at growing load…</p>`;
    if (curve === null || planned === null)
      return html`<p class="quiet">There is no fleet whose latency could be drawn.</p>`;
    return html`<div>
        <rr-xy-chart .data=${latencyChart(curve, planned, this.simulated, explainOnPlan)}></rr-xy-chart>
        ${this.#simulation(Math.max(...curve.points.map(({ ofPlanned }) => ofPlanned)))}
      </div>
      <rr-xy-chart .data=${batchChart(curve, explainOnPlan)}></rr-xy-chart>`;
  }

  #simulation(most: number): TemplateResult {
    const checked = simulable(this.question.scenario);
    const refusal = checked.ok ? undefined : checked.error;
    if (refusal !== undefined) return html`<p class="simulate quiet">${inWords(refusal.message)}</p>`;
    if (this.share !== null) {
      return html`<div class="simulate no-print">
        <progress max="1" .value=${this.share} aria-label="Simulation"></progress>
        <span>${formatNumber(100 * this.share, 2)} % simulated</span>
        <button @click=${this.#cancel}>Cancel</button>
      </div>`;
    }
    return html`<div class="simulate no-print">
      <button
        @click=${() => {
          void this.#simulate(SHARES_OF_MOST.map((share) => share * most));
        }}
      >
        ${this.simulated.length === 0 ? 'Check by simulation' : 'Simulate again'}
      </button>
      <span class="quiet">
        ${
          this.failure ??
          (this.simulated.length === 0
            ? `Request by request, ${String(SHARES_OF_MOST.length)} loads, a few seconds.`
            : `${String(this.simulated.length)} loads simulated; hollow marks with 95 % intervals.`)
        }
      </span>
    </div>`;
  }

  readonly #cancel = (): void => {
    this.#running.abort();
    this.share = null;
  };

  async #simulate(loads: readonly number[]): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.simulated = [];
    this.failure = null;
    this.share = 0;
    try {
      await this.app.compute.run(
        'simulateLoads',
        { ...this.question, loads },
        {
          signal: running.signal,
          onProgress: ({ share, finished }) => {
            if (running.signal.aborted) return;
            this.share = share;
            if (finished.length !== this.simulated.length) this.simulated = finished;
          },
        },
      );
    } catch (reason) {
      if (!running.signal.aborted) this.failure = reason instanceof Error ? reason.message : String(reason);
    }
    if (this.#running === running) this.share = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-load-view': RrLoadView;
  }
}
