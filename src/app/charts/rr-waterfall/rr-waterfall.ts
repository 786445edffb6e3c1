import { entryAt } from '../../../base/checked.ts';
import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { logScale } from '../scale.ts';
import { formatNumber } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { makeTicks } from '../axes.ts';
import { wrapped } from '../text-room.ts';
import '../rr-chart-export/rr-chart-export.ts';
import { WidthController } from '../width-controller.ts';
import type { TableTwin } from '../xy-data.ts';

export interface WaterfallStep {
  readonly label: string;
  /** Amount after this step. */
  readonly value: number;
  /** Where the step is explained. */
  readonly href: string;
  /** Where the steps lead: drawn whole, as the first is. */
  readonly total?: boolean;
}

/** A name above a bar: names are sentences, and beside the bars there is no room for them on a small screen. */
const BASELINE_PX = 13;
const LINE_PX = 16;
const BELOW_NAME_PX = 2;
const BAR_PX = 12;
const GAP_PX = 12;
const AXIS_PX = 28;
const VALUE_PX = 132;

interface Row {
  /** The name in the lines it takes. */
  readonly names: readonly string[];
  readonly top: number;
  readonly bar: number;
  readonly bottom: number;
}

const placeRows = (names: readonly (readonly string[])[]): readonly Row[] => {
  const rows: Row[] = [];
  for (const lines of names) {
    const top = rows.at(-1)?.bottom ?? 0;
    const bar = top + lines.length * LINE_PX + BELOW_NAME_PX;
    rows.push({ names: lines, top, bar, bottom: bar + BAR_PX + GAP_PX });
  }
  return rows;
};

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
        paint-order: stroke;
        stroke: var(--paper);
        stroke-width: 4px;
        stroke-linejoin: round;
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
    const names = this.steps.map(({ label }) => wrapped(label, width));
    const rows = placeRows(names);
    const height = (rows.at(-1)?.bottom ?? 0) + AXIS_PX;
    // Nothing has no place on a log axis: its bar is as short as bars are.
    const values = this.steps.map(({ value }) => value).filter((value) => value > 0);
    const scale = logScale([Math.min(...values, 1e15) / 1.3, Math.max(...values, 0) * 1.1], [0, right]);
    const x = (value: number): number => (value > 0 ? scale(value) : 0);
    const ticks =
      values.length === 0 ? [] : makeTicks({ quantity: this.unit, unit: '', scale: 'log', include: [] }, scale, 56);
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
        ${rows.map((row, index) => this.#step(index, row, rows[index + 1]?.bar ?? null, x, right))}
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
    index: number,
    { names, top, bar }: Row,
    nextBar: number | null,
    x: (value: number) => number,
    right: number,
  ): SVGTemplateResult {
    const { label, value, href, total = false } = entryAt(this.steps, index);
    const previous = total ? null : (this.steps[index - 1]?.value ?? null);
    const from = previous === null ? 0 : x(previous);
    const to = x(value);
    const kind = previous === null ? 'total' : value < previous ? 'fewer' : 'more';
    const factor = previous === null || previous === 0 ? '' : ` (×${formatNumber(value / previous, 2)})`;
    const text = `${formatNumber(value)}${factor}`;
    return svg`<a href=${href} aria-label="${label}: ${text} ${this.unit}">
      <text>
        ${names.map((name, line) => svg`<tspan x="0" y=${top + BASELINE_PX + line * LINE_PX}>${name}</tspan> `)}
      </text>
      <rect class=${kind} x=${Math.min(from, to)} y=${bar} width=${Math.max(1.5, Math.abs(to - from))} height=${BAR_PX} rx="2" />
      ${nextBar === null ? '' : svg`<line class="joint" x1=${to} x2=${to} y1=${bar + BAR_PX} y2=${nextBar} />`}
      <text x=${right + 8} y=${bar + 11}>${text}</text>
    </a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-waterfall': RrWaterfall;
  }
}
