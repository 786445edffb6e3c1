import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { formatCount, formatNumber } from '../../../base/format.ts';
import type { RackState } from '../../../racks/failures/hall-view.ts';
import type { Hall, HallRack, HallRow } from '../../../racks/hall/hall.ts';
import { baseStyles } from '../../styles/shared.ts';
import { WidthController } from '../width-controller.ts';

/** A rack of the plan was pressed. */
export class RackPressedEvent extends Event {
  /** Of the rack in the layout. */
  readonly index: number;
  constructor(index: number) {
    super('rr-rack-pressed', { bubbles: true, composed: true });
    this.index = index;
  }
}

const TALLEST_PX = 480;
/** A room that is so much deeper than wide lies on its side: a screen is wider than tall. */
const TURNED_FROM = 1.5;
const TEXT_PX = 12;
/** Left of the rows, for their letters. */
const MARGIN_PX = 22;

const box = ({ xM, yM, widthM, depthM }: HallRack): string =>
  `M${xM.toFixed(2)} ${yM.toFixed(2)}h${widthM.toFixed(2)}v${depthM.toFixed(2)}h${(-widthM).toFixed(2)}z`;

const cross = ({ xM, yM, widthM, depthM }: HallRack): string =>
  `M${xM.toFixed(2)} ${yM.toFixed(2)}l${widthM.toFixed(2)} ${depthM.toFixed(2)}m${(-widthM).toFixed(2)} 0l${widthM.toFixed(2)} ${(-depthM).toFixed(2)}`;

/** The side where the fronts of a row are. */
const fronts = ({ racks, fronts: side }: HallRow): string =>
  racks
    .map(
      ({ xM, yM, widthM, depthM }) =>
        `M${xM.toFixed(2)} ${(side === 'top' ? yM : yM + depthM).toFixed(2)}h${widthM.toFixed(2)}`,
    )
    .join('');

const STATE_WORDS: Readonly<Record<RackState, string>> = {
  runs: 'runs',
  part: 'in part down',
  down: 'down',
  unknown: 'not known whether it runs',
};

/**
 * @summary The floor of a hall to scale: rows of racks, hot and cold aisles, and how each rack fares; racks can be pressed.
 * @fires rr-rack-pressed - By pointer, or by Enter on the rack that arrow keys have led to.
 */
@customElement('rr-hall-plan')
export class RrHallPlan extends LitElement {
  static override styles = [
    baseStyles,
    css`
      svg {
        display: block;
        width: 100%;
      }
      svg.pressable .racks {
        cursor: pointer;
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
        pointer-events: none;
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
      .state {
        pointer-events: none;
        vector-effect: non-scaling-stroke;
      }
      .state.down {
        fill: var(--bad);
        stroke: var(--bad);
      }
      .state.part {
        fill: var(--warn-soft);
        stroke: var(--warn);
        stroke-width: 2;
      }
      .state.unknown {
        fill: var(--surface);
        stroke: var(--warn);
        stroke-width: 2;
        stroke-dasharray: 3 2;
      }
      .cross {
        fill: none;
        stroke: var(--surface);
        stroke-width: 1.5;
        vector-effect: non-scaling-stroke;
        pointer-events: none;
      }
      .marked {
        fill: var(--accent);
        stroke: var(--accent);
        stroke-width: 2;
        vector-effect: non-scaling-stroke;
        pointer-events: none;
      }
      .cursor rect {
        fill: none;
        stroke: none;
      }
      .cursor:focus {
        outline: none;
      }
      .cursor:focus-visible rect {
        stroke: var(--ink);
        stroke-width: 3;
        vector-effect: non-scaling-stroke;
      }
      text {
        fill: var(--ink-2);
        font-family: var(--font);
      }
      figcaption {
        display: grid;
        gap: var(--space-1);
        padding-top: var(--space-2);
        color: var(--ink-2);
        font: var(--text-12);
      }
      .reading {
        min-height: 16px;
        color: var(--ink);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) hall!: Hall;
  /** By rack of the layout; null where nothing is switched off. */
  @property({ attribute: false }) states: readonly RackState[] | null = null;
  /** More about a rack, in words. */
  @property({ attribute: false }) describe: ((index: number) => string) | null = null;
  /** Rack of the layout that is marked; null: none. */
  @property({ attribute: false }) marked: number | null = null;
  /** Pressing a rack does something. */
  @property({ type: Boolean }) pressable = false;
  /** Row and place of the rack that the keyboard, or the pointer, is on. */
  @state() private at: readonly [row: number, place: number] = [0, 0];
  @state() private isReading = false;
  readonly #width = new WidthController(this);

  override render(): TemplateResult {
    const { widthM, depthM, rows, aisles } = this.hall;
    const racks = rows.reduce((sum, row) => sum + row.racks.length, 0);
    const size = `${formatNumber(widthM, 3)} × ${formatNumber(depthM, 3)} m`;
    const [wide, deep] = [Math.max(widthM, 0.1), Math.max(depthM, 0.1)];
    const [acrossM, downM] = this.#isTurned() ? [deep, wide] : [wide, deep];
    const pxPerM = Math.min((this.#width.width - MARGIN_PX) / acrossM, TALLEST_PX / downM);
    const marginM = MARGIN_PX / pxPerM;
    const view = this.#isTurned() ? [0, 0, acrossM, downM + marginM] : [-marginM, 0, acrossM + marginM, downM];
    return html`<figure>
      <svg
        class=${this.pressable ? 'pressable' : ''}
        role=${this.pressable ? 'group' : 'img'}
        aria-label="Floor plan: ${formatCount(racks)} racks in ${formatCount(rows.length)} rows on ${size}"
        viewBox=${view.join(' ')}
        height=${Math.ceil((view[3] ?? 0) * pxPerM)}
        @pointermove=${this.#pointed}
        @pointerleave=${() => {
          this.isReading = false;
        }}
        @click=${this.#clicked}
        @keydown=${this.#key}
      >
        <g
          class="room"
          transform=${ifDefined(this.#isTurned() ? `rotate(-90) translate(${String(-widthM)} 0)` : undefined)}
        >
          <rect class="floor" width=${widthM} height=${depthM}></rect>
          ${aisles.map(
            ({ kind, contained, xM, yM, widthM: own, depthM: depth }) =>
              svg`<rect class="${kind}${contained ? ' contained' : ''}" x=${xM} y=${yM} width=${own} height=${depth}><title>${kind === 'hot' ? 'Hot' : 'Cold'} aisle${contained ? ', closed off' : ''}</title></rect>`,
          )}
          ${rows.map((row) => this.#row(row, TEXT_PX / pxPerM))} ${this.#mark()}
          ${this.pressable ? this.#cursor() : nothing}
        </g>
      </svg>
      <figcaption>
        <span class="reading" aria-hidden="true">${this.isReading ? this.#words(this.#rack()) : ''}</span>
        <span
          >${size}; thick edges are fronts, red aisles are
          hot${aisles.some(({ contained }) => contained) ? ', dashed ones closed off' : ''}.</span
        >
      </figcaption>
    </figure>`;
  }

  /** A few shapes for each row, so that thousands of racks are some hundred. */
  #row(row: HallRow, textM: number): SVGTemplateResult {
    const { racks, label, xM = 0 } = { ...row, xM: row.racks[0]?.xM };
    const inState = (wanted: RackState): readonly HallRack[] =>
      this.states === null ? [] : racks.filter(({ index }) => this.states?.[index] === wanted);
    const down = inState('down');
    const marked = (wanted: RackState): SVGTemplateResult | typeof nothing => {
      const some = inState(wanted);
      return some.length === 0 ? nothing : svg`<path class="state ${wanted}" d=${some.map(box).join('')} />`;
    };
    const [textX, textY] = [xM - textM / 2, row.yM + row.depthM / 2];
    const upright = ifDefined(this.#isTurned() ? `rotate(90 ${String(textX)} ${String(textY)})` : undefined);
    return svg`<g>
      ${
        // Letters of rows that are closer than letters would lie on each other.
        row.depthM >= textM
          ? svg`<text x=${textX} y=${textY + (this.#isTurned() ? textM : textM / 3)} font-size=${textM} text-anchor=${this.#isTurned() ? 'middle' : 'end'} transform=${upright} aria-hidden="true">${label}</text>`
          : nothing
      }
      <path class="racks" d=${racks.map(box).join('')} />
      ${marked('part')} ${marked('unknown')} ${marked('down')}
      ${down.length === 0 ? nothing : svg`<path class="cross" d=${down.map(cross).join('')} />`}
      <path class="fronts" d=${fronts(row)} /></g>`;
  }

  #mark(): SVGTemplateResult | typeof nothing {
    const rack = this.hall.rows.flatMap(({ racks }) => racks).find(({ index }) => index === this.marked);
    return this.marked === null || rack === undefined ? nothing : svg`<path class="marked" d=${box(rack)} />`;
  }

  #isTurned(): boolean {
    return this.hall.depthM > TURNED_FROM * this.hall.widthM;
  }

  #rack(): HallRack | null {
    const [row, place] = this.at;
    const { rows } = this.hall;
    return rows.at(Math.min(row, rows.length - 1))?.racks.at(place) ?? rows[0]?.racks[0] ?? null;
  }

  #words(rack: HallRack | null): string {
    if (rack === null) return '';
    const state = this.states?.[rack.index];
    return [
      `${rack.label}, rack ${formatCount(rack.index + 1)}`,
      ...(this.describe === null ? [] : [this.describe(rack.index)]),
      ...(rack.index === this.marked ? ['marked'] : []),
      ...(state === undefined ? [] : [STATE_WORDS[state]]),
    ].join(', ');
  }

  /** One rack at a time is in the order of the keyboard, whatever their number. */
  #cursor(): SVGTemplateResult | typeof nothing {
    const rack = this.#rack();
    if (rack === null) return nothing;
    const { xM, yM, widthM, depthM } = rack;
    return svg`<g class="cursor no-print" role="button" tabindex="0" aria-label=${this.#words(rack)}
      @focus=${() => {
        this.isReading = true;
      }}
      @blur=${() => {
        this.isReading = false;
      }}
      ><rect x=${xM} y=${yM} width=${widthM} height=${depthM} pointer-events="all" /></g>`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    const rack = this.#rack();
    if (rack === null || !this.pressable) return;
    const { rows } = this.hall;
    const turned = this.#isTurned();
    const step = {
      ArrowLeft: turned ? [-1, 0] : [0, -1],
      ArrowRight: turned ? [1, 0] : [0, 1],
      ArrowUp: turned ? [0, 1] : [-1, 0],
      ArrowDown: turned ? [0, -1] : [1, 0],
      Home: [0, -rack.place],
      End: [0, Infinity],
    }[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.dispatchEvent(new RackPressedEvent(rack.index));
    else if (step !== undefined) {
      const [down = 0, right = 0] = step;
      const row = Math.max(0, Math.min(rows.length - 1, rack.row + down));
      this.at = [row, Math.max(0, Math.min((rows[row]?.racks.length ?? 1) - 1, rack.place + right))];
    } else return;
    event.preventDefault();
  };

  #under({ clientX, clientY }: MouseEvent): HallRack | null {
    const matrix = this.renderRoot.querySelector<SVGGElement>('.room')?.getScreenCTM() ?? null;
    if (matrix === null) return null;
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(matrix.inverse());
    const row = this.hall.rows.find(({ yM, depthM }) => y >= yM && y <= yM + depthM);
    return row?.racks.find(({ xM, widthM }) => x >= xM && x <= xM + widthM) ?? null;
  }

  readonly #pointed = (event: PointerEvent): void => {
    const rack = this.#under(event);
    this.isReading = rack !== null;
    if (rack !== null && (rack.row !== this.at[0] || rack.place !== this.at[1])) this.at = [rack.row, rack.place];
  };

  readonly #clicked = (event: MouseEvent): void => {
    // A press without a pointer has no place: it means the rack that has the focus.
    const isOnCursor = event.target instanceof Element && event.target.closest('.cursor') !== null;
    const rack = isOnCursor ? this.#rack() : this.#under(event);
    if (rack === null || !this.pressable) return;
    this.at = [rack.row, rack.place];
    this.dispatchEvent(new RackPressedEvent(rack.index));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hall-plan': RrHallPlan;
  }
}
