import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { linearScale, logScale } from '../scale.ts';
import { polyline } from '../paths.ts';

const WIDTH = 72;
const HEIGHT = 20;
const MARGIN = 3;

/**
 * @summary A run's throughput over the sizes, as a line without axes: its shape, not its numbers.
 */
@customElement('rr-sparkline')
export class RrSparkline extends LitElement {
  static override styles = css`
    :host {
      display: inline-block;
    }
    svg {
      display: block;
    }
    path {
      fill: none;
      stroke: var(--series-1);
      stroke-width: 1.5;
    }
    circle {
      fill: var(--series-1);
    }
  `;

  /** Positive numbers, at equal distances from left to right. */
  @property({ attribute: false }) values: readonly number[] = [];

  override render(): TemplateResult {
    const values = this.values.filter((value) => value > 0);
    const x = linearScale([0, Math.max(1, values.length - 1)], [MARGIN, WIDTH - MARGIN]);
    const y = logScale([Math.min(...values), Math.max(...values)], [HEIGHT - MARGIN, MARGIN]);
    const points = values.map((value, index): [number, number] => [x(index), y(value)]);
    const [lastX, lastY] = points.at(-1) ?? [-MARGIN, 0];
    return html`<svg aria-hidden="true" width=${WIDTH} height=${HEIGHT} viewBox="0 0 ${WIDTH} ${HEIGHT}">
      <path d=${polyline(points)}></path>
      <circle cx=${lastX} cy=${lastY} r="2"></circle>
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-sparkline': RrSparkline;
  }
}
