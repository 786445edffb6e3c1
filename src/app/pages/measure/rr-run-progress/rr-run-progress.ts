import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatQuantity, formatWait } from '../../../../base/format.ts';
import { isTimed } from '../../../../records/cases.ts';
import type { MeasuredCase } from '../../../../records/measurement.ts';
import { caseText } from '../../../charts/case-words.ts';
import { sizeChart } from '../../../charts/measurement-charts.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import type { MeasureProgress } from '../../../../workers/measure-client.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';

/** The time left goes on while nothing is reported: a long case says nothing for many seconds. */
const TICK_MS = 1000;

/**
 * @summary A run while it goes on: the latest number large, what is done and what is left, the chart growing.
 * @fires rr-run-cancelled - The reader wants to stop; what is finished is kept.
 */
@customElement('rr-run-progress')
export class RrRunProgress extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(6),
    css`
      .live {
        display: grid;
        min-height: 80px;
      }
      .value {
        font: var(--text-32);
        font-variant-numeric: tabular-nums;
        letter-spacing: -0.02em;
      }
      .value .unit {
        font: var(--text-16);
      }
      .bar {
        display: grid;
        gap: var(--space-2);
      }
      progress {
        appearance: none;
        width: 100%;
        height: 6px;
        border: 0;
        border-radius: 3px;
        background: var(--hairline);
        overflow: hidden;
      }
      progress::-webkit-progress-bar {
        background: var(--hairline);
      }
      progress::-webkit-progress-value {
        background: var(--accent);
      }
      progress::-moz-progress-bar {
        background: var(--accent);
      }
      .where {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2) var(--space-4);
      }
    `,
  ];

  @property({ attribute: false }) progress!: MeasureProgress;
  @property({ attribute: false }) cases: readonly MeasuredCase[] = [];
  @state() private sinceReportMs = 0;
  #reportedAtMs = 0;
  #clock: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => {
      this.sinceReportMs = performance.now() - this.#reportedAtMs;
    }, TICK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('progress')) return;
    this.#reportedAtMs = performance.now();
    this.sinceReportMs = 0;
  }

  override render(): TemplateResult {
    const { done, total, message } = this.progress;
    return html`
      <div class="live">${this.#latest()}</div>
      <div class="bar">
        <progress aria-label="Progress of the run" .value=${this.#share()} max="1"></progress>
        <div class="where">
          <span class="number">${message} · ${done} of ${total || '…'} · ${this.#left()}</span>
          <button @click=${this.#cancel}>Cancel, keep what is done</button>
        </div>
      </div>
      <rr-xy-chart .data=${sizeChart(this.cases)}></rr-xy-chart>
    `;
  }

  #latest(): TemplateResult {
    const latest = this.cases.filter(isTimed).findLast(({ gflops, gbps }) => gflops !== null || gbps !== null);
    if (latest === undefined)
      return html`<span class="value quiet">–</span><span class="quiet">first number on its way</span>`;
    const { text, unit } =
      latest.gflops !== null && latest.flop > 0
        ? formatQuantity(latest.gflops, 'GFLOP/s')
        : formatQuantity(latest.gbps ?? NaN, 'GB/s');
    return html`<span class="value">${text} <span class="unit">${unit}</span></span>
      <span class="quiet">${caseText(latest)} ${latest.dtype}, ${latest.kernel}</span>`;
  }

  /** Of the time that the run takes, what is over: cases differ a thousandfold. */
  #share(): number {
    const leftMs = this.#leftMs();
    const elapsedMs = this.progress.elapsedMs + this.sinceReportMs;
    return leftMs === null ? 0 : elapsedMs / (elapsedMs + leftMs);
  }

  #leftMs(): number | null {
    const { remainingMs } = this.progress;
    return remainingMs === null ? null : Math.max(1, remainingMs - this.sinceReportMs);
  }

  #left(): string {
    const leftMs = this.#leftMs();
    return leftMs === null ? 'time left not known yet' : `about ${formatWait(leftMs)} left`;
  }

  readonly #cancel = (): void => {
    this.dispatchEvent(new Event('rr-run-cancelled', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-progress': RrRunProgress;
  }
}
