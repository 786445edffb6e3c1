import { css, html, LitElement, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { quantityText } from '../../../base/format.ts';
import type { RackElevation, RackItem } from '../../../records/rack-layout.ts';
import { baseStyles } from '../../styles/shared.ts';
import { shortServerName } from '../server-name.ts';

const UNIT_PX = 12;
const NUMBER_PX = 24;
const RACK_PX = 168;
const FRAME_PX = 8;

/** Every fifth unit is numbered, and the first: enough to count from, quiet enough to read past. */
const isNumbered = (unit: number): boolean => unit === 1 || unit % 5 === 0;

/**
 * @summary The front of one rack to scale, units numbered from the floor.
 */
@customElement('rr-rack-elevation')
export class RrRackElevation extends LitElement {
  static override styles = [
    baseStyles,
    css`
      figcaption {
        padding-top: var(--space-2);
        font: var(--text-12);
        font-variant-numeric: tabular-nums;
      }
      figcaption b {
        font-weight: var(--strong);
      }
      svg {
        display: block;
      }
      text {
        fill: var(--ink-2);
        font: 12px/16px var(--font);
        font-variant-numeric: tabular-nums;
      }
      .cabinet {
        fill: var(--sunken);
        stroke: var(--edge);
        stroke-width: 1;
      }
      .slot {
        stroke: var(--hairline);
        stroke-width: 1;
        shape-rendering: crispEdges;
      }
      .server rect {
        fill: var(--accent-soft);
        stroke: var(--accent);
      }
      .server text {
        fill: var(--ink);
      }
      .reserved rect {
        fill: none;
        stroke: var(--edge);
        stroke-dasharray: 3 3;
      }
    `,
  ];

  @property({ attribute: false }) rack!: RackElevation;
  /** Where the numbers below the drawing are explained. */
  @property({ attribute: false }) hrefOf!: (number: 'servers' | 'power' | 'weight') => string;

  override render(): TemplateResult {
    const { name, units, items, powerW, weightKg } = this.rack;
    const height = units * UNIT_PX + 2 * FRAME_PX;
    const servers = items.filter(({ kind }) => kind === 'server').length;
    const totals = `${quantityText(powerW, 'W')}, ${quantityText(weightKg, 'kg')}`;
    return html`<figure>
      <svg
        role="img"
        aria-label="${name}: ${servers} servers in ${units} U, ${totals}"
        width=${NUMBER_PX + RACK_PX}
        height=${height}
        viewBox="0 0 ${NUMBER_PX + RACK_PX} ${height}"
      >
        <rect class="cabinet" x=${NUMBER_PX} y="0.5" width=${RACK_PX - 1} height=${height - 1} rx="3"></rect>
        ${Array.from({ length: units }, (_, index) => this.#unit(index + 1))} ${items.map((item) => this.#item(item))}
      </svg>
      <figcaption>
        <b>${name}</b><br /><span class="quiet"
          ><a href=${this.hrefOf('servers')}>${servers}</a> servers,
          <a href=${this.hrefOf('power')}>${quantityText(powerW, 'W')}</a>,
          <a href=${this.hrefOf('weight')}>${quantityText(weightKg, 'kg')}</a></span
        >
      </figcaption>
    </figure>`;
  }

  #top(bottomUnit: number, units: number): number {
    return FRAME_PX + (this.rack.units - bottomUnit - units + 1) * UNIT_PX;
  }

  #unit(unit: number): SVGTemplateResult {
    const y = this.#top(unit, 1);
    return svg`<line class="slot" x1=${NUMBER_PX + FRAME_PX} x2=${NUMBER_PX + RACK_PX - FRAME_PX} y1=${y} y2=${y} />
      ${isNumbered(unit) ? svg`<text x=${NUMBER_PX - 6} y=${y + UNIT_PX - 2} text-anchor="end">${unit}</text>` : ''}`;
  }

  #item({ kind, label, bottomUnit, units, powerW, weightKg }: RackItem): SVGTemplateResult {
    const x = NUMBER_PX + FRAME_PX;
    const y = this.#top(bottomUnit, units);
    const width = RACK_PX - 2 * FRAME_PX - 1;
    const range = units === 1 ? `U${bottomUnit}` : `U${bottomUnit}–${bottomUnit + units - 1}`;
    const figures = powerW > 0 ? `, ${quantityText(powerW, 'W')}, ${quantityText(weightKg, 'kg')}` : '';
    return svg`<g class=${kind}>
      <title>${label}, ${range}${figures}</title>
      <rect x=${x + 0.5} y=${y + 1.5} width=${width - 1} height=${units * UNIT_PX - 3} rx="2" />
      ${
        units >= 2
          ? svg`<text x=${x + width / 2} y=${y + (units * UNIT_PX) / 2 + 4} text-anchor="middle">${shorten(shortServerName(label))}</text>`
          : ''
      }
    </g>`;
  }
}

/** As many characters as fit the face of a server at 12 px. */
const LONGEST = 20;
const shorten = (label: string): string => (label.length > LONGEST ? `${label.slice(0, LONGEST - 1)}…` : label);

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-elevation': RrRackElevation;
  }
}
