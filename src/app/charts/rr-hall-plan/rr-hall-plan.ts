import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../base/format.ts';
import type { Hall, HallRow } from '../../../racks/hall/hall.ts';
import { baseStyles } from '../../styles/shared.ts';

/** One path a row, so that thousands of racks are some hundred shapes. */
const outline = ({ racks }: HallRow): string =>
  racks
    .map(
      ({ xM, yM, widthM, depthM }) =>
        `M${xM.toFixed(2)} ${yM.toFixed(2)}h${widthM.toFixed(2)}v${depthM.toFixed(2)}h${(-widthM).toFixed(2)}z`,
    )
    .join('');

/** The side where the fronts of a row are. */
const fronts = ({ racks, fronts: side }: HallRow): string =>
  racks
    .map(
      ({ xM, yM, widthM, depthM }) =>
        `M${xM.toFixed(2)} ${(side === 'top' ? yM : yM + depthM).toFixed(2)}h${widthM.toFixed(2)}`,
    )
    .join('');

/**
 * @summary The floor of a hall to scale: rows of racks, hot and cold aisles.
 */
@customElement('rr-hall-plan')
export class RrHallPlan extends LitElement {
  static override styles = [
    baseStyles,
    css`
      svg {
        display: block;
        width: 100%;
        max-height: 480px;
      }
      .floor {
        fill: var(--sunken);
        stroke: var(--edge);
        vector-effect: non-scaling-stroke;
      }
      .racks {
        fill: var(--accent-soft);
        stroke: var(--accent);
        stroke-width: 1;
        vector-effect: non-scaling-stroke;
      }
      .fronts {
        fill: none;
        stroke: var(--accent);
        stroke-width: 3;
        vector-effect: non-scaling-stroke;
      }
      .hot {
        fill: var(--bad-soft);
      }
      .cold {
        fill: var(--accent-soft);
        opacity: 0.5;
      }
      .contained {
        stroke: var(--bad);
        stroke-dasharray: 4 3;
        vector-effect: non-scaling-stroke;
      }
      figcaption {
        padding-top: var(--space-2);
        color: var(--ink-2);
        font: var(--text-12);
      }
    `,
  ];

  @property({ attribute: false }) hall!: Hall;

  override render(): TemplateResult {
    const { widthM, depthM, rows, aisles } = this.hall;
    const racks = rows.reduce((sum, row) => sum + row.racks.length, 0);
    const size = `${formatNumber(widthM, 3)} × ${formatNumber(depthM, 3)} m`;
    return html`<figure>
      <svg
        role="img"
        aria-label="Floor plan: ${formatCount(racks)} racks in ${formatCount(rows.length)} rows on ${size}"
        viewBox="0 0 ${Math.max(widthM, 0.1)} ${Math.max(depthM, 0.1)}"
      >
        <rect class="floor" width=${widthM} height=${depthM}></rect>
        ${aisles.map(
          ({ kind, contained, xM, yM, widthM: wide, depthM: deep }) =>
            svg`<rect class="${kind}${contained ? ' contained' : ''}" x=${xM} y=${yM} width=${wide} height=${deep}><title>${kind === 'hot' ? 'Hot' : 'Cold'} aisle${contained ? ', closed off' : ''}</title></rect>`,
        )}
        ${rows.map((row) => this.#row(row))}
      </svg>
      <figcaption>
        ${size}; thick edges are fronts, red aisles are
        hot${aisles.some(({ contained }) => contained) ? ', dashed ones closed off' : ''}.
      </figcaption>
    </figure>`;
  }

  #row(row: HallRow): SVGTemplateResult {
    return svg`<g><title>Row ${row.label}: ${row.racks.length} racks</title>
      <path class="racks" d=${outline(row)} /><path class="fronts" d=${fronts(row)} /></g>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hall-plan': RrHallPlan;
  }
}
