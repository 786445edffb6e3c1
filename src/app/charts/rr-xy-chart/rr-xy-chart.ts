import { html, LitElement, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { groupTabIndex, moveInGroup } from '../../controls/move-in-group.ts';
import { baseStyles, tableStyles } from '../../styles/shared.ts';
import { axisTitle } from '../axes.ts';
import { chartStyles } from '../chart-styles.ts';
import { MARKS, polyline } from '../paths.ts';
import { tableTwin } from '../table-twin.ts';
import { WidthController } from '../width-controller.ts';
import '../rr-chart-export/rr-chart-export.ts';
import type { XyChartData, XyCurve } from '../xy-data.ts';
import { layOut, nearestPoint, USUAL_HEIGHT_PX, type PlacedPoint, type XyLayout } from './layout.ts';

/** Opacities of a cell that is full, and, of that, of one that is all but empty. */
const [DARKEST, LIGHTEST] = [0.45, 0.2];

/**
 * @summary Marks, lines and curves over two axes. Hover and arrow keys read the same values; the numbers stand below
 *   as a table.
 */
@customElement('rr-xy-chart')
export class RrXyChart extends LitElement {
  static override styles = [baseStyles, tableStyles, chartStyles];

  @property({ attribute: false }) data!: XyChartData;
  /** Of the drawing, px. */
  @property({ type: Number }) height = USUAL_HEIGHT_PX;
  /** Index of the point being read, among those drawn. */
  @state() private active: number | null = null;
  readonly #width = new WidthController(this);
  #layout!: XyLayout;

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#layout = layOut(this.data, this.#width.width, this.height);
    // What is drawn again, with the same points or more, is read on where the reader is.
    if (changed.has('data') && this.active !== null && this.active >= this.#layout.points.length) this.active = null;
  }

  override render(): TemplateResult {
    const { width, height, points } = this.#layout;
    const { title, table } = this.data;
    const explains = points.some(({ href }) => href !== undefined);
    const active = this.active === null ? undefined : points[this.active];
    return html`
      <figure>
        <figcaption>${title}</figcaption>
        <div class="reading" @keydown=${moveInGroup}>${this.#told(active?.reading)}</div>
        <svg
          role="img"
          tabindex="0"
          class=${active?.href === undefined ? '' : 'leads'}
          aria-label="${title}. ${this.data.summary} Arrow keys read the points${explains ? ', Enter explains one' : ''}."
          viewBox="0 0 ${width} ${height}"
          height=${height}
          @click=${this.#click}
          @pointermove=${this.#hover}
          @pointerleave=${this.#leave}
          @blur=${this.#leave}
          @keydown=${this.#key}
        >
          ${this.#axes()} ${this.#cells()} ${this.data.curves.map((curve) => this.#curve(curve))}
          ${this.data.series.map((series) =>
            series.connected
              ? svg`<path class="series s${series.style}" d=${polyline(
                  points.filter((point) => point.series === series).map(({ px, py }) => [px, py]),
                )} />`
              : nothing,
          )}
          ${points.filter(({ series }) => series.marks !== false).map((point) => this.#mark(point))} ${this.#labels()}
          ${this.#activeMark()}
        </svg>
      </figure>
      <div class="foot">
        ${tableTwin(title, table)}
        <rr-chart-export .chart=${{ title, table, drawing: this.#drawing }}></rr-chart-export>
      </div>
    `;
  }

  /** Only what the reader asks for is said aloud: a summary may change with every case of a run. */
  #told(reading: string | undefined): unknown {
    return [reading === undefined ? this.#summary() : nothing, html`<span aria-live="polite">${reading ?? ''}</span>`];
  }

  /** The sentence with its numbers as links to where they are explained. */
  #summary(): unknown {
    const { summary, explained = [] } = this.data;
    const parts: (string | TemplateResult)[] = [];
    let from = 0;
    let linked = 0;
    for (const { text, href } of explained) {
      const at = summary.indexOf(text, from);
      if (at < 0) continue;
      parts.push(summary.slice(from, at), html`<a tabindex=${groupTabIndex(linked++)} href=${href}>${text}</a>`);
      from = at + text.length;
    }
    // Another sentence is another text: its words are not those of the last one, moved.
    return keyed(summary, [...parts, summary.slice(from)]);
  }

  /** A finger reads a point by touching it; it is explained from the table below. */
  readonly #click = ({ pointerType }: PointerEvent): void => {
    if (pointerType !== 'touch') this.#explain();
  };

  readonly #explain = (): void => {
    const href = this.active === null ? undefined : this.#layout.points[this.active]?.href;
    if (href !== undefined) window.location.hash = href;
  };

  readonly #drawing = (): SVGSVGElement => {
    const drawing = this.renderRoot.querySelector('svg');
    if (drawing === null) throw new Error('The chart is not drawn yet.');
    return drawing;
  };

  #axes(): SVGTemplateResult {
    const { left, right, top, bottom, height, xTicks, yTicks } = this.#layout;
    return svg`<g aria-hidden="true">
      ${xTicks.map(
        ({ position, label }) => svg`<line class="grid" x1=${position} x2=${position} y1=${top} y2=${bottom} />
          <text x=${position} y=${bottom + 17} text-anchor="middle">${label}</text>`,
      )}
      ${yTicks.map(
        ({ position, label }) => svg`<line class="grid" x1=${left} x2=${right} y1=${position} y2=${position} />
          <text x=${left - 8} y=${position + 4} text-anchor="end">${label}</text>`,
      )}
      <line class="frame" x1=${left} x2=${right} y1=${bottom} y2=${bottom} />
      <text class="axis-title" x="0" y="12">${axisTitle(this.data.y)}</text>
      <text class="axis-title" x=${right} y=${height - 6} text-anchor="end">${axisTitle(this.data.x)}</text>
    </g>`;
  }

  #cells(): SVGTemplateResult | typeof nothing {
    const { cells = [] } = this.data;
    if (cells.length === 0) return nothing;
    const { x, y } = this.#layout;
    const most = Math.log1p(Math.max(...cells.map(({ count }) => count)));
    return svg`<g class="cells" aria-hidden="true">${cells.map(({ x: [left, right], y: [low, high], count }) => {
      const share = LIGHTEST + (1 - LIGHTEST) * (Math.log1p(count) / most);
      return svg`<rect x=${x(left)} y=${y(high)} width=${Math.max(1, x(right) - x(left))} height=${Math.max(1, y(low) - y(high))} fill-opacity=${(DARKEST * share).toFixed(3)} />`;
    })}</g>`;
  }

  #curve({ kind, points }: XyCurve): SVGTemplateResult {
    const { x, y } = this.#layout;
    return svg`<path class=${kind} d=${polyline(points.map(([px, py]): [number, number] => [x(px), y(py)]))} />`;
  }

  #mark({ px, py, low, high, hollow, series }: PlacedPoint): SVGTemplateResult {
    const { y } = this.#layout;
    return svg`${
      low !== null && high !== null && low > 0
        ? svg`<line class="interval s${series.style}" x1=${px} x2=${px} y1=${y(low)} y2=${y(high)} />`
        : nothing
    }<path class="mark s${series.style} ${hollow ? 'hollow' : ''}" transform="translate(${px},${py})" d=${MARKS[series.style]} />`;
  }

  #labels(): SVGTemplateResult[] {
    return this.#layout.labels.map(
      ({ text, x, y, anchor, style }) =>
        svg`<text class=${style === null ? 'curve-label' : `series-label s${style}`} x=${x} y=${y} text-anchor=${anchor}>${text}</text>`,
    );
  }

  #activeMark(): SVGTemplateResult | typeof nothing {
    const point = this.active === null ? undefined : this.#layout.points[this.active];
    if (point === undefined) return nothing;
    const { bottom, left } = this.#layout;
    return svg`<line class="guide" x1=${point.px} x2=${point.px} y1=${point.py} y2=${bottom} />
      <line class="guide" x1=${left} x2=${point.px} y1=${point.py} y2=${point.py} />
      <circle class="active" cx=${point.px} cy=${point.py} r="7" />`;
  }

  readonly #hover = (event: PointerEvent): void => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    this.active = nearestPoint(this.#layout.points, event.clientX - box.left, event.clientY - box.top);
  };

  readonly #leave = (): void => {
    this.active = null;
  };

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.#layout.points.length - 1;
    if (last < 0) return;
    const order = this.#layout.points.map((point, index) => ({ index, x: point.px })).sort((a, b) => a.x - b.x);
    const at = order.findIndex(({ index }) => index === this.active);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: last }[
      event.key
    ];
    if (event.key === 'Escape') this.active = null;
    if (event.key === 'Enter') this.#explain();
    if (next === undefined) return;
    event.preventDefault();
    this.active = order[Math.min(Math.max(next, 0), last)]?.index ?? null;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-xy-chart': RrXyChart;
  }
}
