import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { linearScale } from '../scale.ts';
import { makeTicks } from '../axes.ts';
import { chartStyles } from '../chart-styles.ts';
import { tableTwin } from '../table-twin.ts';
import { baseStyles, tableStyles } from '../../styles/shared.ts';
import { WidthController } from '../width-controller.ts';

export interface IntervalRow {
  readonly label: string;
  /** Change in percent; null where nothing was timed. */
  readonly value: number | null;
  /** 95 % interval in percent; null while it is not bounded. */
  readonly interval: readonly [number, number] | null;
  /** Change that matters, in percent, to either side. */
  readonly horizon: number;
  /** Colour and word: what the interval says. */
  readonly verdict: string;
}

const ROW_PX = 44;
const TOP_PX = 8;
const AXIS_PX = 36;
const SIDE_PX = 12;
/** Wider intervals run off the drawing at both ends: the horizons are what is read. */
const LEAST_REACH = 3;
const MOST_REACH = 12;
const TICK_GAP_PX = 70;

/**
 * @summary Changes with their intervals against the horizons that they are judged by, all on one scale.
 */
@customElement('rr-interval-plot')
export class RrIntervalPlot extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    chartStyles,
    css`
      .label {
        fill: var(--ink);
      }
      .horizon {
        fill: var(--sunken);
        stroke: var(--hairline);
      }
      .nothing {
        stroke: var(--edge);
      }
      .interval {
        stroke: var(--ink-2);
        stroke-width: 3;
      }
      .value {
        fill: var(--ink-2);
      }
      .regressed .interval {
        stroke: var(--bad);
      }
      .regressed .value {
        fill: var(--bad);
      }
      .improved .interval {
        stroke: var(--good);
      }
      .improved .value {
        fill: var(--good);
      }
      .unchanged .interval {
        stroke: var(--series-1);
      }
      .unchanged .value {
        fill: var(--series-1);
      }
    `,
  ];

  @property() caption = '';
  @property({ attribute: false }) rows: readonly IntervalRow[] = [];
  readonly #width = new WidthController(this);

  override render(): TemplateResult {
    const width = this.#width.width;
    const height = TOP_PX + this.rows.length * ROW_PX + AXIS_PX;
    const horizon = Math.max(1, ...this.rows.map((row) => row.horizon));
    const furthest = Math.max(
      0,
      ...this.rows.flatMap(({ value, interval }) => [value ?? 0, ...(interval ?? [])].map(Math.abs)),
    );
    const reach = Math.min(MOST_REACH * horizon, Math.max(LEAST_REACH * horizon, 1.1 * furthest));
    const x = linearScale([-reach, reach], [SIDE_PX, width - SIDE_PX], { clamp: true });
    const foot = height - AXIS_PX;
    const axis = { quantity: 'Change of time', unit: '%', scale: 'linear', include: [] } as const;
    return html`<figure>
        <figcaption>${this.caption}</figcaption>
        <svg
          role="img"
          aria-label="${this.caption}. ${this.#summary()}"
          viewBox="0 0 ${width} ${height}"
          height=${height}
        >
          <g aria-hidden="true">
            ${makeTicks(axis, x, TICK_GAP_PX).map(
              ({ position, label }) => svg`<line class="grid" x1=${position} x2=${position} y1=${TOP_PX} y2=${foot} />
                <text x=${position} y=${foot + 16} text-anchor="middle">${label}</text>`,
            )}
            <line class="nothing" x1=${x(0)} x2=${x(0)} y1=${TOP_PX} y2=${foot} />
            ${this.rows.map((row, i) => this.#row(row, TOP_PX + i * ROW_PX, x))}
            <text class="axis-title" x=${width - SIDE_PX} y=${height - 4} text-anchor="end">
              Change of time, % (slower to the right)
            </text>
          </g>
        </svg>
      </figure>
      ${tableTwin(this.caption, {
        head: ['Case', 'Change, %', 'Low, %', 'High, %', 'Horizon, %', 'Verdict'],
        rows: this.rows.map(({ label, value, interval, horizon: edge, verdict }) => [
          label,
          value?.toFixed(2) ?? '–',
          interval?.[0].toFixed(2) ?? 'not bounded',
          interval?.[1].toFixed(2) ?? 'not bounded',
          `±${edge.toFixed(1)}`,
          verdict,
        ]),
      })}`;
  }

  #summary(): string {
    return this.rows
      .map(({ label, value, verdict }) => `${label}: ${verdict}${value === null ? '' : `, ${value.toFixed(1)} %`}`)
      .join('. ');
  }

  #row(
    { label, value, interval, horizon, verdict }: IntervalRow,
    top: number,
    x: (percent: number) => number,
  ): SVGTemplateResult {
    const middle = top + 28;
    return svg`<g class=${verdict}>
      <text class="label" x=${SIDE_PX} y=${top + 14}>${label}</text>
      <rect class="horizon" x=${x(-horizon)} width=${x(horizon) - x(-horizon)} y=${top + 20} height="16" />
      ${
        interval === null
          ? nothing
          : svg`<line class="interval" x1=${x(interval[0])} x2=${x(interval[1])} y1=${middle} y2=${middle} />`
      }
      ${value === null ? nothing : svg`<circle class="value" cx=${x(value)} cy=${middle} r="5" />`}
    </g>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-interval-plot': RrIntervalPlot;
  }
}
