import { present } from '../../../base/checked.ts';
import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { quantityText } from '../../../base/format.ts';
import type { Device, Face, PlacedRack, Placement } from '../../../racks/device.ts';
import { unitRange, type Spot } from '../../../racks/packing/move-device.ts';
import { baseStyles } from '../../styles/shared.ts';
import { shortServerName } from '../server-name.ts';

const UNIT_PX = 12;
const NUMBER_PX = 24;
const RACK_PX = 184;
const FRAME_PX = 8;
const GAP_PX = 20;
const HEAD_PX = 18;

/** A hand that clicks moves a little. */
const DRAG_FROM_PX = 4;

/** Every fifth unit is numbered, and the first: enough to count from, quiet enough to read past. */
const isNumbered = (unit: number): boolean => unit === 1 || unit % 5 === 0;

/** As many characters as fit the face of a device at 12 px. */
const LONGEST = 23;
const shorten = (label: string, most: number): string => (label.length > most ? `${label.slice(0, most - 1)}…` : label);

/** A device of the rack was picked, or asked to go elsewhere. */
export class DevicePickedEvent extends Event {
  readonly index: number;
  constructor(index: number) {
    super('rr-device-picked', { bubbles: true, composed: true });
    this.index = index;
  }
}
/** A spot, the next free one up or down, or the lowest free one of the rack drawn before or after. */
export type DeviceTarget = Spot | 'up' | 'down' | 'rack before' | 'rack after';
export class DeviceMovedEvent extends Event {
  readonly index: number;
  readonly to: DeviceTarget;
  constructor(index: number, to: DeviceTarget) {
    super('rr-device-moved', { bubbles: true, composed: true });
    this.index = index;
    this.to = to;
  }
}
/** A device was let go outside its rack. */
export class DeviceDroppedEvent extends Event {
  readonly index: number;
  readonly clientX: number;
  readonly clientY: number;
  /** Units between where the pointer holds the device and its lowest one. */
  readonly grip: number;
  constructor(index: number, { clientX, clientY }: PointerEvent, grip: number) {
    super('rr-device-dropped', { bubbles: true, composed: true });
    this.index = index;
    this.clientX = clientX;
    this.clientY = clientY;
    this.grip = grip;
  }
}

interface Drag {
  readonly index: number;
  /** Units between where the pointer holds the device and its lowest one. */
  readonly grip: number;
  /** Where the pointer took hold, and how far it is from there, px of the screen. */
  readonly from: readonly [x: number, y: number];
  readonly by: readonly [x: number, y: number];
}

/**
 * @summary Front and rear of one rack to scale, units numbered from the floor; its devices can be picked and moved.
 * @fires rr-device-picked - Carries which placement was picked.
 * @fires rr-device-moved - Carries which placement is to go where; arrow keys ask for the next free spot, with Shift in
 *   the rack drawn before or after.
 * @fires rr-device-dropped - Carries which placement was let go where outside its rack.
 */
@customElement('rr-rack-elevation')
export class RrRackElevation extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host([dragging]) {
        position: relative;
        z-index: 1;
      }
      svg {
        display: block;
        max-width: none;
        overflow: visible;
        touch-action: pan-x;
      }
      text {
        fill: var(--ink-2);
        font: 12px/16px var(--font);
        font-variant-numeric: tabular-nums;
        pointer-events: none;
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
      .device rect {
        fill: var(--accent-soft);
        stroke: var(--accent);
        cursor: grab;
      }
      .device.switch rect,
      .device.management rect {
        fill: var(--surface);
        stroke: var(--series-3);
      }
      .device.storage rect {
        fill: var(--surface);
        stroke: var(--series-2);
      }
      .device.behind rect {
        stroke-dasharray: 4 3;
      }
      .words {
        fill: var(--ink);
      }
      .device:focus-visible {
        outline: none;
      }
      .device:focus-visible rect,
      .device.picked rect {
        stroke-width: 2.5;
      }
      .device.dragged {
        opacity: 0.5;
      }
      @media print {
        svg {
          width: 100%;
          height: auto;
        }
      }
      .reserved rect {
        fill: none;
        stroke: var(--edge);
        stroke-dasharray: 3 3;
      }
    `,
  ];

  @property({ attribute: false }) placed!: PlacedRack;
  @property({ attribute: false }) devices!: ReadonlyMap<string, Device>;
  @property() label = 'Rack';
  @property({ attribute: false }) picked: number | null = null;
  @state() private drag: Drag | null = null;
  #wasDragged = false;

  override render(): TemplateResult {
    const { heightUnits } = this.placed.rack;
    const width = 2 * (NUMBER_PX + RACK_PX) + GAP_PX;
    const height = HEAD_PX + heightUnits * UNIT_PX + 2 * FRAME_PX;
    return html`<svg
      role="group"
      aria-label="${this.label}: front and rear, ${heightUnits} U"
      width=${width}
      height=${height}
      viewBox="0 0 ${width} ${height}"
      @pointermove=${this.#dragged}
      @pointerup=${this.#dropped}
      @pointercancel=${this.#letGo}
    >
      ${(['front', 'rear'] as const).map((face) => this.#face(face))}
    </svg>`;
  }

  #left(face: Face): number {
    return NUMBER_PX + (face === 'front' ? 0 : RACK_PX + NUMBER_PX + GAP_PX);
  }

  #top(bottomUnit: number, units: number): number {
    return HEAD_PX + FRAME_PX + (this.placed.rack.heightUnits - bottomUnit - units + 1) * UNIT_PX;
  }

  #face(face: Face): SVGTemplateResult {
    const { heightUnits, reservedUnits } = this.placed.rack;
    const x = this.#left(face);
    const whole = Math.floor(heightUnits);
    const numbers = Array.from({ length: whole }, (_, index) => index + 1);
    return svg`<g>
      <text x=${x + RACK_PX / 2} y="12" text-anchor="middle">${face === 'front' ? 'Front' : 'Rear'}</text>
      <rect class="cabinet" x=${x} y=${HEAD_PX + 0.5} width=${RACK_PX - 1} height=${heightUnits * UNIT_PX + 2 * FRAME_PX - 1} rx="3"></rect>
      <path class="slot" d=${numbers.map((unit) => `M${String(x + FRAME_PX)} ${String(this.#top(unit, 1))}h${String(RACK_PX - 2 * FRAME_PX)}`).join('')} />
      ${numbers.filter(isNumbered).map((unit) => svg`<text x=${x - 6} y=${this.#top(unit, 1) + UNIT_PX - 2} text-anchor="end">${unit}</text>`)}
      ${
        reservedUnits > 0
          ? svg`<g class="reserved"><title>${reservedUnits} U kept free for switches, power and air</title>
              <rect x=${x + FRAME_PX + 0.5} y=${this.#top(heightUnits - reservedUnits + 1, reservedUnits) + 1.5}
                width=${RACK_PX - 2 * FRAME_PX - 2} height=${reservedUnits * UNIT_PX - 3} rx="2" /></g>`
          : nothing
      }
      ${this.placed.placements.map((placement, index) => this.#device(placement, index, face))}
    </g>`;
  }

  #device(placement: Placement, index: number, face: Face): SVGTemplateResult | typeof nothing {
    const device = this.devices.get(placement.device);
    const { bottomUnit, side } = placement;
    if (device === undefined || bottomUnit === null) return nothing;
    const behind = placement.face !== face;
    if (behind && device.depth === 'half') return nothing;
    const inner = RACK_PX - 2 * FRAME_PX - 1;
    const dragged = this.drag?.index === index ? this.drag : null;
    // A device that is held follows the pointer, over other racks as well.
    const lift = ifDefined(dragged === null || behind ? undefined : `translate(${dragged.by.join(' ')})`);
    // Seen from behind, left and right change places.
    const right = (side === 'right') !== (face === 'rear');
    const x = this.#left(face) + FRAME_PX + (side !== null && right ? inner / 2 : 0);
    const width = side === null ? inner : inner / 2;
    const y = this.#top(bottomUnit, device.heightUnits);
    const height = device.heightUnits * UNIT_PX;
    const name = shortServerName(device.name);
    const figures = [
      unitRange(bottomUnit, device.heightUnits),
      device.powerW === null ? 'power not known' : quantityText(device.powerW, 'W'),
      device.massKg === null ? 'mass not known' : quantityText(device.massKg, 'kg'),
    ].join(', ');
    const classes = `device ${device.role}${behind ? ' behind' : ''}${this.picked === index ? ' picked' : ''}${dragged === null ? '' : ' dragged'}`;
    const shape = svg`<title>${device.name}, ${figures}${behind ? ', from behind' : ''}</title>
      <rect x=${x + 0.5} y=${y + 1.5} width=${width - 1} height=${Math.max(2, height - 3)} rx="2" />`;
    // Beside the button, whose name says it whole.
    const words =
      height >= 10
        ? svg`<text class="words" aria-hidden="true" transform=${lift} x=${x + width / 2} y=${y + height / 2 + 4} text-anchor="middle">${shorten(name, side === null ? LONGEST : LONGEST / 2)}</text>`
        : nothing;
    if (behind) return svg`<g class=${classes} aria-hidden="true">${shape}</g>${words}`;
    return svg`<g
        class=${classes}
        role="button"
        tabindex="0"
        data-index=${index}
        transform=${lift}
        aria-label="${device.name}, ${figures}, ${placement.face}"
        aria-pressed=${this.picked === index ? 'true' : 'false'}
        @click=${() => {
          // The click that ends a drag picks nothing: another device may be here by now.
          if (!this.#wasDragged) this.dispatchEvent(new DevicePickedEvent(index));
        }}
        @keydown=${(event: KeyboardEvent) => {
          this.#pressed(event, index, placement);
        }}
        @pointerdown=${(event: PointerEvent) => {
          this.#held(event, index, bottomUnit);
        }}
      >${shape}</g>${words}`;
  }

  #pressed(event: KeyboardEvent, index: number, { bottomUnit }: Placement): void {
    if (bottomUnit === null) return;
    const to: Partial<Record<string, DeviceTarget>> = {
      ArrowUp: 'up',
      ArrowDown: 'down',
      ArrowLeft: event.shiftKey ? 'rack before' : { bottomUnit, face: 'front' },
      ArrowRight: event.shiftKey ? 'rack after' : { bottomUnit, face: 'rear' },
    };
    const target = to[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.dispatchEvent(new DevicePickedEvent(index));
    else if (target !== undefined) this.dispatchEvent(new DeviceMovedEvent(index, target));
    else return;
    event.preventDefault();
  }

  /** Puts the focus on a device. */
  focusDevice(index: number): void {
    this.renderRoot.querySelector<SVGElement>(`[data-index="${String(index)}"]`)?.focus();
  }

  /** The spot under a point of the screen for a device that is held so many units above its lowest; null outside the rack. */
  spotAt(point: { readonly clientX: number; readonly clientY: number; readonly grip: number }): Spot | null {
    const { left, right, top, bottom } = this.getBoundingClientRect();
    const { clientX, clientY, grip } = point;
    if (clientX < left || clientX > right || clientY < top || clientY > bottom) return null;
    const { unit, face } = this.#unitAt(point);
    return { bottomUnit: Math.round(unit - grip), face };
  }

  /** Lowest unit under a point of the drawing. */
  #unitAt(event: { readonly clientX: number; readonly clientY: number }): {
    readonly unit: number;
    readonly face: Face;
  } {
    const { left, top, width } = present(
      this.renderRoot.querySelector('svg') ?? undefined,
      'drawing',
    ).getBoundingClientRect();
    const scale = (2 * (NUMBER_PX + RACK_PX) + GAP_PX) / width;
    const y = (event.clientY - top) * scale;
    const unit = this.placed.rack.heightUnits - (y - HEAD_PX - FRAME_PX) / UNIT_PX + 1;
    return { unit, face: (event.clientX - left) * scale > this.#left('rear') - GAP_PX ? 'rear' : 'front' };
  }

  #held(event: PointerEvent, index: number, bottomUnit: number): void {
    if (event.button !== 0) return;
    const grip = this.#unitAt(event).unit - bottomUnit;
    this.drag = { index, grip, from: [event.clientX, event.clientY], by: [0, 0] };
    this.#wasDragged = false;
    this.toggleAttribute('dragging', true);
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  readonly #dragged = (event: PointerEvent): void => {
    if (this.drag === null) return;
    const [x, y] = this.drag.from;
    const by = [event.clientX - x, event.clientY - y] as const;
    if (Math.hypot(...by) >= DRAG_FROM_PX) this.#wasDragged = true;
    this.drag = { ...this.drag, by };
  };

  readonly #dropped = (event: PointerEvent): void => {
    const { drag } = this;
    this.#letGo();
    if (drag === null || !this.#wasDragged) return;
    const { index, grip } = drag;
    const own = this.placed.placements[index];
    const spot = this.spotAt({ clientX: event.clientX, clientY: event.clientY, grip });
    if (spot === null) this.dispatchEvent(new DeviceDroppedEvent(index, event, grip));
    else if (spot.bottomUnit !== own?.bottomUnit || spot.face !== own.face) {
      this.dispatchEvent(new DeviceMovedEvent(index, spot));
    }
  };

  readonly #letGo = (): void => {
    this.drag = null;
    this.toggleAttribute('dragging', false);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-elevation': RrRackElevation;
  }
}
