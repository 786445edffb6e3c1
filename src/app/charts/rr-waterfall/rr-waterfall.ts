import { scaleLog } from 'd3-scale';
import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { makeTicks } from '../axes.ts';
import '../rr-chart-export/rr-chart-export.ts';
import { WidthController } from '../width-controller.ts';
import type { TableTwin } from '../xy-data.ts';

export interface WaterfallStep {
  readonly label: string;
  /** Amount after this step. */
  readonly value: number;
  /** Where the step is explained. */
  readonly href: string;
}

/** A name above a bar: names are sentences, and beside the bars there is no room for them on a small screen. */
const ROW_PX = 42;
const BAR_TOP_PX = 18;
const BAR_PX = 12;
const AXIS_PX = 28;
const VALUE_PX = 132;

/**
 * @summary From one number to another by named factors, on a log axis: equal lengths are equal factors.
 */
@customElement('rr-waterfall')
export class RrWaterfall extends LitElement {
  static override styles = [
    baseStyles,
    css`
      svg {
        display: block;
        overflow: visible;
      }
      text {
        fill: var(--ink);
        font: 12px/16px var(--font);
        font-variant-numeric: tabular-nums;
      }
      .quiet-text {
        fill: var(--ink-2);
      }
      .grid {
        stroke: var(--hairline);
        shape-rendering: crispEdges;
      }
      .joint {
        stroke: var(--edge);
        stroke-dasharray: 2 2;
        shape-rendering: crispEdges;
      }
      .total {
        fill: var(--ink-3);
      }
      .fewer {
        fill: var(--series-3);
      }
      .more {
        fill: var(--series-2);
      }
      a:hover text {
        text-decoration: underline;
      }
    `,
  ];

  @property() label = '';
  @property() unit = '';
  @property({ attribute: false }) steps: readonly WaterfallStep[] = [];
  readonly #width = new WidthController(this);

  override render(): TemplateResult {
    const { width } = this.#width;
    const right = width - VALUE_PX;
    const height = this.steps.length * ROW_PX + AXIS_PX;
    const values = this.steps.map(({ value }) => value);
    const x = scaleLog([Math.min(...values) / 1.3, Math.max(...values) * 1.1], [0, right]);
    const ticks = makeTicks({ quantity: this.unit, unit: '', scale: 'log', include: [] }, x, 56);
    return html`<svg
        width=${width}
        height=${height}
        viewBox="0 0 ${width} ${height}"
        role="group"
        aria-label="${this.label}, ${this.unit}"
      >
        ${ticks.map(
          ({ position, label }) => svg`<line class="grid" x1=${position} x2=${position} y1="0" y2=${height - AXIS_PX} />
          <text class="quiet-text" x=${position} y=${height - AXIS_PX + 16} text-anchor="middle" aria-hidden="true">${label}</text>`,
        )}
        ${this.steps.map((step, index) => this.#step(step, index, x, right))}
        <text class="quiet-text" x=${width} y=${height - AXIS_PX + 16} text-anchor="end">${this.unit} (log)</text>
      </svg>
      <rr-chart-export .chart=${{ title: `${this.label}, ${this.unit}`, table: this.#table(), drawing: this.#drawing }}>
      </rr-chart-export>`;
  }

  readonly #drawing = (): SVGSVGElement => {
    const drawing = this.renderRoot.querySelector('svg');
    if (drawing === null) throw new Error('The waterfall is not drawn yet.');
    return drawing;
  };

  #table(): TableTwin {
    return { head: ['Step', this.unit], rows: this.steps.map(({ label, value }) => [label, String(value)]) };
  }

  #step(
    { label, value, href }: WaterfallStep,
    index: number,
    x: (value: number) => number,
    right: number,
  ): SVGTemplateResult {
    const previous = index === 0 ? null : this.steps[index - 1].value;
    const y = index * ROW_PX + BAR_TOP_PX;
    const from = previous === null ? 0 : x(previous);
    const to = x(value);
    const kind = previous === null ? 'total' : value < previous ? 'fewer' : 'more';
    const factor = previous === null ? '' : ` (×${formatNumber(value / previous, 2)})`;
    const text = `${formatNumber(value)}${factor}`;
    return svg`<a href=${href} aria-label="${label}: ${text} ${this.unit}">
      <text x="0" y=${y - 5}>${label}</text>
      <rect class=${kind} x=${Math.min(from, to)} y=${y} width=${Math.max(1.5, Math.abs(to - from))} height=${BAR_PX} rx="2" />
      ${
        index + 1 < this.steps.length
          ? svg`<line class="joint" x1=${to} x2=${to} y1=${y + BAR_PX} y2=${y + ROW_PX} />`
          : ''
      }
      <text x=${right + 8} y=${y + 11}>${text}</text>
    </a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-waterfall': RrWaterfall;
  }
}
