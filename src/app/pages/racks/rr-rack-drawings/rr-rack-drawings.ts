import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, quantityText, knownText } from '../../../../base/format.ts';
import { heatW, type Device, type PlacedRack } from '../../../../racks/device.ts';
import type { RackState } from '../../../../racks/failures/hall-view.ts';
import type { Layout } from '../../../../racks/layout.ts';
import { moveBetween, type PlacementAt } from '../../../../racks/packing/move-between.ts';
import { moveDevice, nextSpot, unitRange, type Spot } from '../../../../racks/packing/move-device.ts';
import type { Packing } from '../../../../racks/packing/packing.ts';
import '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import type {
  DeviceDroppedEvent,
  DeviceMovedEvent,
  DevicePickedEvent,
  RrRackElevation,
} from '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { undoKey } from '../../../state/undoable.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { lineLink } from '../ledger-lines.ts';
import { deviceFinder, heightUsed, held, knownTotal, limitLabel, rackKinds, type RackKind } from '../rack-numbers.ts';

/** Kinds of racks that are drawn at once: what is drawn is bounded, whatever the fleet. */
const KINDS_DRAWN = 12;

/**
 * @summary Every kind of rack front and rear, its devices to be moved, in their rack and into another, picked and read.
 */
@customElement('rr-rack-drawings')
export class RrRackDrawings extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      section {
        container-type: inline-size;
      }
      .drawings {
        display: flex;
        gap: var(--space-8);
        overflow-x: auto;
        padding: 2px 2px var(--space-3);
      }
      .drawings > figure {
        flex: none;
        width: min-content;
      }
      figcaption {
        display: grid;
        gap: var(--space-2);
        padding-top: var(--space-2);
        font: var(--text-12);
        font-variant-numeric: tabular-nums;
      }
      figcaption b {
        font-weight: var(--strong);
      }
      .hit {
        color: var(--bad);
        font-weight: var(--strong);
      }
      .small-button {
        min-height: 24px;
        padding: 2px var(--space-2);
        font: var(--text-12);
      }
      button[aria-pressed='true'] {
        border-color: var(--bad);
        background: var(--bad-soft);
        color: var(--bad);
      }
      .picked {
        display: grid;
        gap: var(--space-3);
        padding-top: var(--space-2);
      }
      .picked dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-1) var(--space-4);
      }
      .picked dt {
        color: var(--ink-2);
      }
      .picked dd {
        font-variant-numeric: tabular-nums;
      }
      select {
        height: 32px;
        max-width: 100%;
        padding: 0 var(--space-2);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        background: var(--surface);
        color: var(--ink);
        font: var(--text-14);
      }
      @media print {
        .drawings {
          display: block;
          overflow: visible;
        }
        /* Four a sheet of A4. */
        .drawings > figure {
          display: inline-block;
          width: 44%;
          break-inside: avoid;
          margin: 0 4% var(--space-4) 0;
          vertical-align: top;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** As it stands, with what was moved by hand. */
  @property({ attribute: false }) layout!: Layout;
  @property({ attribute: false }) packing!: Packing;
  /** The fleet that the moves belong to, and the racks that it was packed into. */
  @property({ attribute: false }) fleetKey = '';
  @property({ attribute: false }) packed: readonly PlacedRack[] = [];
  /** Where each rack stands in the hall, by its number; empty until that is known. */
  @property({ attribute: false }) labels: readonly string[] = [];
  /** How each rack fares; null where nothing is switched off. */
  @property({ attribute: false }) states: readonly RackState[] | null = null;
  @property({ attribute: false }) feedNames: readonly string[] = [];
  @state() private picked: PlacementAt | null = null;
  /** Why a device did not move, or where it is now. */
  @state() private announcement = '';
  @state() private firstKind = 0;
  #focusNext: PlacementAt | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('fleetKey')) return;
    this.picked = null;
    this.announcement = '';
    this.firstKind = 0;
  }

  override render(): TemplateResult {
    const { racks } = this.layout.placement;
    const deviceOf = deviceFinder(this.layout.placement);
    const kinds = rackKinds(racks);
    const { back, forward } = this.app.racks.steps(this.fleetKey);
    const from = Math.min(this.firstKind, Math.max(0, kinds.length - 1));
    return html`<section class="ruled" aria-labelledby="elevations" @keydown=${this.#key}>
      <div class="section-head">
        <h2 id="elevations">Elevations</h2>
        <span class="quiet small"
          >one for each kind of rack<span class="no-print"
            >; the pointer or arrow keys move a device, with Shift to the next rack</span
          ></span
        >
      </div>
      <div class="buttons no-print">
        <button type="button" ?disabled=${back === 0} @click=${this.#undo}>Undo the last move</button>
        <button type="button" ?disabled=${forward === 0} @click=${this.#redo}>Redo</button>
        ${this.#pager(kinds.length, from)}
        <span role="status">${this.announcement}</span>
      </div>
      <div class="drawings" role="group" aria-label="Rack elevations" tabindex="0">
        ${kinds.slice(from, from + KINDS_DRAWN).map((kind, place) => this.#drawing(kind, from + place, deviceOf))}
      </div>
      ${this.#device(kinds, deviceOf)}
    </section>`;
  }

  protected override updated(): void {
    const at = this.#focusNext;
    if (at === null) return;
    this.#focusNext = null;
    const elevation = this.#elevations().find((candidate) => candidate.dataset['kind'] === String(at.rack));
    void elevation?.updateComplete.then(() => {
      elevation.focusDevice(at.index);
    });
  }

  #elevations(): readonly RrRackElevation[] {
    return [...this.renderRoot.querySelectorAll('rr-rack-elevation')];
  }

  #pager(kinds: number, from: number): TemplateResult | typeof nothing {
    if (kinds <= KINDS_DRAWN) return nothing;
    const show = (first: number) => () => {
      this.firstKind = first;
    };
    const last = Math.min(kinds, from + KINDS_DRAWN);
    return html`<button type="button" ?disabled=${from === 0} @click=${show(Math.max(0, from - KINDS_DRAWN))}>
        Earlier racks
      </button>
      <button type="button" ?disabled=${last === kinds} @click=${show(from + KINDS_DRAWN)}>Later racks</button>
      <span class="quiet">kinds ${formatCount(from + 1)} to ${formatCount(last)} of ${formatCount(kinds)}</span>`;
  }

  #drawing(kind: RackKind, rack: number, deviceOf: (id: string) => Device): TemplateResult {
    const { placed, numbers } = kind;
    const devices = new Map(this.layout.placement.devices.map((device) => [device.id, device]));
    return html`<figure>
      <rr-rack-elevation
        data-kind=${rack}
        .placed=${placed}
        .devices=${devices}
        label=${numbers}
        .picked=${this.picked?.rack === rack ? this.picked.index : null}
        @rr-device-picked=${({ index }: DevicePickedEvent) => {
          this.picked = { rack, index };
        }}
        @rr-device-moved=${(event: DeviceMovedEvent) => {
          this.#move(rack, placed, deviceOf, event);
        }}
        @rr-device-dropped=${(event: DeviceDroppedEvent) => {
          this.#drop(rack, deviceOf, event);
        }}
      ></rr-rack-elevation>
      ${this.#caption(kind, deviceOf)}
    </figure>`;
  }

  #caption({ placed, first, numbers }: RackKind, deviceOf: (id: string) => Device): TemplateResult {
    const { count, placements } = placed;
    const devices = held(placed, deviceOf);
    const original = this.packed.findIndex((rack) => rack.placements === placements);
    const packed = original < 0 ? undefined : this.packing.layout[original];
    const [powerW, massKg] = [knownTotal(({ powerW: own }) => own, devices), knownTotal((d) => d.massKg, devices)];
    const figures = [
      powerW === null ? 'power not known' : quantityText(powerW, 'W'),
      massKg === null ? 'mass not known' : quantityText(massKg, 'kg'),
      `${formatNumber(heightUsed(devices))} U`,
    ].join(', ');
    const note =
      packed === undefined
        ? 'changed by hand'
        : packed.binding === null
          ? 'room is left'
          : `${limitLabel(packed.binding).toLowerCase()} binds`;
    const [firstLabel, lastLabel] = [this.labels[first], this.labels[first + count - 1]];
    const place =
      firstLabel === undefined || lastLabel === undefined
        ? ''
        : count === 1
          ? firstLabel
          : `${firstLabel} to ${lastLabel}`;
    return html`<figcaption>
      <span
        ><b>${count === 1 ? '' : `${formatCount(count)} × `}${numbers}</b>${
          place === '' || this.layout.rackOrder !== 'as packed' ? '' : html` <span class="quiet">${place}</span>`
        }<br />
        ${
          devices.length === 0
            ? 'Empty'
            : devices.map(({ device, count: copies }) => `${formatCount(copies)} × ${device.name}`).join(', ')
        }<br />
        <span class="quiet">${figures}; ${note}</span>${this.#hit(first, count)}</span
      >
      ${this.#switches(this.labels[first])}
    </figcaption>`;
  }

  /** How many of these racks what is switched off takes down. */
  #hit(first: number, count: number): TemplateResult | typeof nothing {
    const states = this.states?.slice(first, first + count) ?? [];
    const [down, part] = (['down', 'part'] as const).map((wanted) => states.filter((own) => own === wanted).length);
    if (!down && !part) return nothing;
    const words = [down ? `${formatCount(down)} down` : '', part ? `${formatCount(part)} in part down` : ''];
    return html`<br /><span class="hit"
        >${words.filter(Boolean).join(', ')}${count > 1 ? ` of ${formatCount(count)}` : ''}</span
      >`;
  }

  /** Switches off the first rack of a kind, or one of its feeds. */
  #switches(label: string | undefined): TemplateResult | typeof nothing {
    if (label === undefined || this.feedNames.length === 0) return nothing;
    const off = this.app.racks.off.get();
    const button = (part: string, words: string): TemplateResult =>
      html`<button
        type="button"
        class="small-button"
        aria-pressed=${off.includes(part) ? 'true' : 'false'}
        aria-label="Switch off ${part}"
        @click=${() => {
          this.app.racks.toggle(part);
        }}
      >
        ${words}
      </button>`;
    return html`<span class="buttons no-print"
      ><span class="quiet">Lose</span>${button(`rack ${label}`, label)}${this.feedNames.map((name) =>
        button(`rack ${label} feed ${name}`, `Feed ${name}`),
      )}</span
    >`;
  }

  /** What is known of the device that was picked. */
  #device(kinds: readonly RackKind[], deviceOf: (id: string) => Device): TemplateResult | typeof nothing {
    const { picked } = this;
    const kind = picked === null ? undefined : kinds[picked.rack];
    const placement = picked === null ? undefined : kind?.placed.placements[picked.index];
    if (picked === null || kind === undefined || placement === undefined) return nothing;
    const device = deviceOf(placement.device);
    const heat = heatW(device);
    const isServer = device.role === 'server';
    const explained = (line: string, text: string): TemplateResult | string => (isServer ? lineLink(line, text) : text);
    const { supplies } = device;
    const { bottomUnit } = placement;
    return html`<aside class="picked" aria-label="The picked device">
      <h3>${device.name}</h3>
      <dl>
        <dt>Stands at</dt>
        <dd>
          ${kind.numbers},
          ${bottomUnit === null ? 'beside the rails' : `${unitRange(bottomUnit, device.heightUnits)}, ${placement.face}`}
        </dd>
        <dt>Height</dt>
        <dd>${explained('server.units', `${formatNumber(device.heightUnits)} U`)}, ${device.depth} depth</dd>
        <dt>Power</dt>
        <dd>
          ${
            device.role === 'switch'
              ? lineLink('network.switchKw', knownText(device.powerW, 'W'))
              : explained('server.maxKw', knownText(device.powerW, 'W'))
          }
        </dd>
        <dt>Mass</dt>
        <dd>${explained('server.weightKg', knownText(device.massKg, 'kg'))}</dd>
        <dt>Heat</dt>
        <dd>
          ${heat === null ? 'split not known' : `${quantityText(heat.airW, 'W')} into air, ${quantityText(heat.liquidW, 'W')} into liquid`}
        </dd>
        <dt>Supplies</dt>
        <dd>
          ${
            supplies === null
              ? 'not known'
              : `${formatCount(supplies.count)} × ${knownText(supplies.ratingW, 'W')}, ${supplies.mayFail === null ? 'redundancy not known' : `${formatCount(supplies.mayFail)} may fail`}`
          }
        </dd>
        <dt>Ports</dt>
        <dd>
          ${
            device.ports.length === 0
              ? 'not known'
              : device.ports.map(({ count, kind: port, use }) => `${formatCount(count)} × ${port} (${use})`).join(', ')
          }
        </dd>
        ${
          isServer
            ? html`<dt>Facts</dt>
                <dd><a href=${`#/catalog?kind=servers&id=${device.id}`}>in the catalogue</a></dd>`
            : nothing
        }
      </dl>
      ${device.ownRack === null ? this.#moveTo(picked, kinds, deviceOf) : nothing}
    </aside>`;
  }

  #moveTo(picked: PlacementAt, kinds: readonly RackKind[], deviceOf: (id: string) => Device): TemplateResult {
    const others = kinds.flatMap(({ first }, rack) => (rack === picked.rack ? [] : [{ rack, first }]));
    if (others.length === 0) return html`<p class="quiet">There is no other kind of rack to move it to.</p>`;
    return html`<div class="buttons no-print">
      <label for="target">Move to</label>
      <select id="target">
        ${others.map(({ rack, first }) => html`<option value=${rack}>Rack ${formatCount(first + 1)}</option>`)}
      </select>
      <button
        type="button"
        @click=${() => {
          const select = this.renderRoot.querySelector<HTMLSelectElement>('#target');
          this.#between(picked, Number(select?.value), null, deviceOf);
        }}
      >
        Move
      </button>
    </div>`;
  }

  #move(
    rack: number,
    placed: PlacedRack,
    deviceOf: (id: string) => Device,
    { index, to }: Pick<DeviceMovedEvent, 'index' | 'to'>,
  ): void {
    this.picked = { rack, index };
    if (to === 'rack before' || to === 'rack after') {
      this.#between({ rack, index }, rack + (to === 'rack after' ? 1 : -1), null, deviceOf);
      return;
    }
    const spot = typeof to === 'string' ? nextSpot(placed, deviceOf, index, to === 'up' ? 1 : -1) : to;
    if (spot === null) {
      this.announcement = `There is no free place further ${String(to)}.`;
      return;
    }
    const after = moveDevice(placed, deviceOf, index, spot);
    if (!after.ok) {
      this.announcement = `Not moved: ${after.error}`;
      return;
    }
    const racks = this.layout.placement.racks.map((own, at) =>
      at === rack ? { ...own, placements: after.value } : own,
    );
    this.#change(racks, { rack, index });
  }

  #drop(rack: number, deviceOf: (id: string) => Device, event: DeviceDroppedEvent): void {
    for (const elevation of this.#elevations()) {
      const spot = elevation.spotAt(event);
      if (spot === null) continue;
      this.#between({ rack, index: event.index }, Number(elevation.dataset['kind']), spot, deviceOf);
      return;
    }
    this.announcement = 'Not moved: there is no rack.';
  }

  #between(from: PlacementAt, to: number, spot: Spot | null, deviceOf: (id: string) => Device): void {
    const { racks } = this.layout.placement;
    if (racks[to] === undefined) {
      this.announcement = 'There is no further rack.';
      return;
    }
    const moved = moveBetween(racks, deviceOf, from, to, spot);
    if (!moved.ok) {
      this.announcement = `Not moved: ${moved.error}`;
      return;
    }
    this.#change(moved.value.racks, moved.value.at);
  }

  #change(racks: readonly PlacedRack[], at: PlacementAt): void {
    this.app.racks.move(this.fleetKey, this.packed, racks);
    this.picked = at;
    this.#focusNext = at;
    const kind = rackKinds(racks)[at.rack];
    const placement = kind?.placed.placements[at.index];
    if (kind === undefined || placement === undefined) throw new Error('What was moved stands nowhere.');
    const device = deviceFinder(this.layout.placement)(placement.device);
    const { bottomUnit, face } = placement;
    const spot = bottomUnit === null ? 'beside the rails' : `at ${unitRange(bottomUnit, device.heightUnits)}, ${face}`;
    this.announcement = `${device.name} stands ${spot}, in ${kind.numbers.toLowerCase()}.`;
    if (at.rack < this.firstKind || at.rack >= this.firstKind + KINDS_DRAWN) {
      this.firstKind = Math.max(0, at.rack - 1);
    }
  }

  readonly #undo = (): void => {
    this.app.racks.undo(this.fleetKey);
    this.picked = null;
    this.announcement = 'The last move is undone.';
  };

  readonly #redo = (): void => {
    this.app.racks.redo(this.fleetKey);
    this.picked = null;
    this.announcement = 'The move is made again.';
  };

  /** Among the drawings undo means their moves; elsewhere on the page it means the scenario. */
  readonly #key = (event: KeyboardEvent): void => {
    const direction = undoKey(event);
    if (direction === null) return;
    const { back, forward } = this.app.racks.steps(this.fleetKey);
    if ((direction === 'undo' ? back : forward) === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (direction === 'undo') this.#undo();
    else this.#redo();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-drawings': RrRackDrawings;
  }
}
