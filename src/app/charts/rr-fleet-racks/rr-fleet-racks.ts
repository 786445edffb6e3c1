import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { figureStyles } from '../chart-styles.ts';
import { WidthController } from '../width-controller.ts';
import { rackMarks, type DrawnFleet, type RackMark, type RackMarks } from './rack-marks.ts';

export interface FleetPicture extends DrawnFleet {
  /** What stands in the racks, for example "DGX A100 640GB". */
  readonly serverName: string;
}

const HEIGHT_PX = 192;
/** Servers are told apart where each is at least so tall. */
const LEAST_SERVER_PX = 3;

const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** "302 DGX A100 640GB in 61 racks, 5 in each and 2 in the last; 6 of them spare." */
const summaryOf = ({ racks, servers, spareServers, serversPerRack, serverName }: FleetPicture): string => {
  const last = servers - (racks - 1) * serversPerRack;
  const each =
    racks === 1
      ? ''
      : `, ${formatCount(serversPerRack)} in each${last === serversPerRack ? '' : ` and ${formatCount(last)} in the last`}`;
  const spare = spareServers === 0 ? '' : `; ${formatCount(spareServers)} of them spare`;
  return `${formatCount(servers)} ${serverName} in ${plural(racks, 'rack')}${each}${spare}.`;
};

/**
 * @summary A fleet as racks: a mark a rack, or a round number of racks; what serves is filled, spares are outlined.
 */
@customElement('rr-fleet-racks')
export class RrFleetRacks extends LitElement {
  static override styles = [
    baseStyles,
    figureStyles,
    css`
      .summary {
        min-height: 40px;
        color: var(--ink-2);
        font-variant-numeric: tabular-nums;
      }
      svg {
        display: block;
        width: 100%;
      }
      .rack {
        fill: var(--sunken);
        stroke: var(--edge);
        stroke-width: 1;
      }
      .serving {
        fill: var(--series-1);
      }
      .spare {
        fill: var(--paper);
        stroke: var(--series-2);
        stroke-width: 1.5;
      }
    `,
  ];

  @property({ attribute: false }) fleet!: FleetPicture;
  readonly #width = new WidthController(this);

  override render(): TemplateResult {
    const drawn = rackMarks(this.fleet, { width: this.#width.width, height: HEIGHT_PX });
    const summary = summaryOf(this.fleet);
    const { racksPerMark } = drawn;
    return html`<figure>
      <figcaption>The fleet as racks</figcaption>
      <div class="summary">
        ${summary}${racksPerMark === 1 ? nothing : html` Each mark is ${formatCount(racksPerMark)} racks.`}
      </div>
      <svg
        role="img"
        aria-label="The fleet as racks. ${summary}"
        viewBox="-1 -1 ${this.#width.width + 2} ${HEIGHT_PX + 2}"
        height=${HEIGHT_PX + 2}
      >
        ${this.#drawn(drawn)}
      </svg>
    </figure>`;
  }

  /** Three paths, however many racks there are. */
  #drawn(drawn: RackMarks): SVGTemplateResult {
    const { marks, width, height } = drawn;
    const frame = ({ x, y }: RackMark): string => `M${x} ${y}h${width}v${height}h${-width}z`;
    return svg`<path class="rack" d=${marks.map(frame).join('')} />
      <path class="serving" d=${marks.map((mark) => this.#servers(mark, drawn, 0, mark.filled - mark.spare)).join('')} />
      <path class="spare" d=${marks.map((mark) => this.#servers(mark, drawn, mark.filled - mark.spare, mark.filled)).join('')} />`;
  }

  /** The part of a rack from one share of its height to another: server by server, or as a block where they are too many. */
  #servers({ x, y }: RackMark, { width, height, racksPerMark }: RackMarks, from: number, to: number): string {
    if (to - from < 1e-9) return '';
    const { serversPerRack } = this.fleet;
    const [inset, inner] = [1.5, height - 3];
    const block = (low: number, high: number): string =>
      `M${x + inset} ${(y + inset + inner * (1 - high)).toFixed(2)}h${width - 2 * inset}v${(inner * (high - low)).toFixed(2)}h${-(width - 2 * inset)}z`;
    const each = inner / serversPerRack;
    if (racksPerMark > 1 || each < LEAST_SERVER_PX) return block(from, to);
    const gap = Math.min(1.5, each / 4) / inner;
    const first = Math.round(from * serversPerRack);
    return Array.from({ length: Math.round((to - from) * serversPerRack) }, (_, i) =>
      block((first + i) / serversPerRack, (first + i + 1) / serversPerRack - gap),
    ).join('');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-fleet-racks': RrFleetRacks;
  }
}
