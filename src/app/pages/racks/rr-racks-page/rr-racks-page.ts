import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber, parseNumber, quantityText } from '../../../../base/format.ts';
import type { Result, Problem } from '../../../../base/result.ts';
import { planRacks } from '../../../../plan/plan-racks.ts';
import { partsOf } from '../../../../plan/parts.ts';
import type { Device, DeviceCount, PlacedRack, Placement } from '../../../../racks/device.ts';
import { heatW } from '../../../../racks/device.ts';
import type { FleetRacks } from '../../../../racks/fleet/fleet-layout.ts';
import { DEFAULT_HALL, layOutHall, type HallPlan } from '../../../../racks/hall/hall.ts';
import { layOutRacks } from '../../../../racks/lay-out-racks.ts';
import type { Layout } from '../../../../racks/layout.ts';
import { limitKinds, needOf } from '../../../../racks/packing/limits.ts';
import { moveDevice, nextSpot, unitRange } from '../../../../racks/packing/move-device.ts';
import type { PackedRack, Packing } from '../../../../racks/packing/pack.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { RackLimit } from '../../../../records/rack-layout.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import '../../../charts/rr-hall-plan/rr-hall-plan.ts';
import '../../../charts/rr-limit-bars/rr-limit-bars.ts';
import '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import type { DeviceMovedEvent, DevicePickedEvent } from '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { applyEdit, offered } from '../../plan/apply-edit.ts';
import type { FieldEditedEvent } from '../../plan/field-edited-event.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import { fieldTemplate } from '../../plan/field-template.ts';
import { ledgerHref, viewText } from '../../plan/ledger-address.ts';
import '../../plan/rr-plan-ledger/rr-plan-ledger.ts';
import { fieldAt, inWords } from '../../plan/scenario-fields.ts';
import { rackExports } from '../rack-exports.ts';
import { racksPageStyles } from './rr-racks-page.styles.ts';

const PAGE = { segments: ['racks'], query: {} };
/** Address of a line of the plan, or of one of the racks as they are drawn. */
const lineHref = (id: string): string => ledgerHref(id, viewText({ kind: 'racks' }), PAGE);
const lineLink = (id: string, text: string): TemplateResult => html`<a href=${lineHref(id)}>${text}</a>`;

const SUFFIX: Readonly<Record<RackLimit['limit'], string>> = {
  units: 'Units',
  power: 'Kw',
  weight: 'Kg',
  air: 'AirKw',
  liquid: 'LiquidKw',
  cooling: 'CoolingKw',
};
const limitHref = (limit: RackLimit['limit'], number: 'used' | 'room' | 'servers'): string =>
  lineHref(`racks.${number === 'servers' ? 'serversBy' : number}${SUFFIX[limit]}`);

/** What a rack offers and a row holds, where the question is asked. */
const RACK_FIELDS = {
  article: ['facility.rackUnits', 'facility.reservedUnits'],
  physical: [
    'facility.rackKw',
    'facility.rackKg',
    'facility.rackUnits',
    'facility.reservedUnits',
    'facility.feeds',
    'facility.airKw',
    'facility.liquidKw',
    'network.profile',
  ],
} as const;

const HALL_FIELDS = [
  { key: 'racksPerRow', label: 'Racks per row', unit: '', low: 1, high: 1000 },
  { key: 'coldAisleMm', label: 'Cold aisle', unit: 'mm', low: 0, high: 20_000 },
  { key: 'hotAisleMm', label: 'Hot aisle', unit: 'mm', low: 0, high: 20_000 },
] as const;

/** Kinds of racks that are drawn; a fleet of one server and its network has fewer. */
const MOST_DRAWN = 24;
/** Beyond this a plan of the floor is a grey field, and a megabyte of it. */
const MOST_ON_THE_FLOOR = 20_000;

const labelOf = (id: PackedRack['binding']): string | null => limitKinds.find((kind) => kind.id === id)?.label ?? null;

/** "47 racks, proved least": what follows the number. */
const certainty = ({ racks, bound, proved }: Packing): string => {
  if (proved) return 'nothing needs fewer';
  const gap = formatCount(racks - bound.racks);
  return `at most ${gap} too many${bound.ignores.length === 0 ? '' : `, rules about ${bound.ignores.join(' and ')} aside`}`;
};

const total = (of: (device: Device) => number | null, held: readonly DeviceCount[]): number | null =>
  held.reduce<number | null>((sum, { device, count }) => {
    const value = of(device);
    return sum === null || value === null ? null : sum + count * value;
  }, 0);

interface Move {
  /** Which kind of racks. */
  readonly rack: number;
  /** Its placements before. */
  readonly before: readonly Placement[];
}

/** What was done by hand to the racks of one answer. */
interface Edits {
  readonly plan: Plan | null;
  /** By kind of racks. */
  readonly moved: ReadonlyMap<number, readonly Placement[]>;
  readonly moves: readonly Move[];
  readonly picked: { readonly rack: number; readonly index: number } | null;
  /** Why a device did not move, or where it is now. */
  readonly said: string;
}
const NO_EDITS: Edits = { plan: null, moved: new Map(), moves: [], picked: null, said: '' };

/**
 * @summary The fleet of the plan in racks: how few, what binds them, where everything stands, in a hall; to change and to take along.
 */
@customElement('rr-racks-page')
export class RrRacksPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles, racksPageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();
  @state() private hall: HallPlan = DEFAULT_HALL;
  @state() private latestEdits: Edits = NO_EDITS;

  #packed: { readonly plan: Plan; readonly hall: HallPlan; readonly fleet: Result<FleetRacks, Problem[]> } | null =
    null;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  override render(): TemplateResult {
    const answered = this.app.answers.latest.get();
    if (answered === null) {
      const failure = this.app.answers.failure.get();
      return failure === null
        ? html`<p class="page">Loading…</p>`
        : html`<div class="page">
            <h1>Racks</h1>
            <rr-notice kind="warning" heading="The plan could not be computed">
              <p>That is a fault of this program: ${failure}</p>
            </rr-notice>
          </div>`;
    }
    return html`${this.#page(answered.plan, answered.question)}<rr-plan-ledger></rr-plan-ledger>`;
  }

  /** Packed once for an answer. */
  #fleet(plan: Plan, question: ScenarioRequest): Result<FleetRacks, Problem[]> {
    if (this.#packed?.plan !== plan || this.#packed.hall !== this.hall) {
      const racks = planRacks(question.scenario, plan, question.options, this.hall);
      this.#packed = { plan, hall: this.hall, fleet: racks };
    }
    return this.#packed.fleet;
  }

  /** Of the answer that is shown: another one begins anew. */
  get #edits(): Edits {
    const plan = this.#packed?.plan ?? null;
    return this.latestEdits.plan === plan ? this.latestEdits : { ...NO_EDITS, plan };
  }

  #edit(changed: Partial<Edits>): void {
    this.latestEdits = { ...this.#edits, ...changed };
  }

  #page(plan: Plan, question: ScenarioRequest): TemplateResult {
    const fleet = this.#fleet(plan, question);
    const busy = this.app.answers.late.get() ? 'true' : 'false';
    const { scenario } = question;
    // The fields stand in one place, whatever the answer: who is typing keeps the focus.
    return html`<div class="page" aria-busy=${busy} @rr-field-edited=${this.#edited}>
      ${fleet.ok ? this.#intro(fleet.value.packing, plan) : this.#none(fleet.error)} ${this.#inputs(scenario)}
      ${fleet.ok ? this.#answer(fleet.value, plan, question) : nothing}
    </div>`;
  }

  #none(problems: readonly Problem[]): TemplateResult {
    return html`<div class="intro">
      <h1>Racks</h1>
      <rr-notice kind="warning" heading="No racks">
        ${problems.map(({ message }) => html`<p>${inWords(message)}</p>`)}
        <p><a href="#/plan">Go to the plan</a></p>
      </rr-notice>
    </div>`;
  }

  #answer({ packing, layout }: FleetRacks, plan: Plan, question: ScenarioRequest): TemplateResult {
    const drawn = { ...layout, placement: { ...layout.placement, racks: this.#placed(layout) } };
    return html`${this.#limits(plan, question)} ${this.#drawings(packing, drawn)} ${this.#floor(drawn)}
    ${this.#exports(drawn, plan)}`;
  }

  #intro(packing: Packing, { fleet }: Plan): TemplateResult {
    const { racks, bound, binding, ownRacks, warnings } = packing;
    const binds = labelOf(binding);
    return html`<div class="intro">
      <h1>
        ${fleet.racks === racks ? lineLink('fleet.racks', formatCount(racks)) : formatCount(racks)}
        ${racks === 1 ? 'rack' : 'racks'}
      </h1>
      <p class="lead">
        ${formatCount(bound.racks)} at least (${formatNumber(bound.fraction, 6)} by
        ${bound.source === 'patterns' ? 'what a rack can hold' : `${labelOf(bound.source as PackedRack['binding'])?.toLowerCase() ?? ''} alone`}):
        ${certainty(packing)}. ${binds === null ? nothing : html`${binds} binds.`}
        ${ownRacks === 0 ? nothing : html`${formatCount(ownRacks)} are rack-scale systems.`}
      </p>
      ${
        fleet.racks === null || fleet.racks === racks
          ? nothing
          : html`<p class="quiet">
              The plan counts ${lineLink('fleet.racks', formatCount(fleet.racks))}: the published estimate rounds as it
              is told to.
            </p>`
      }
      ${warnings.map((warning) => html`<p class="quiet">${warning}</p>`)}
    </div>`;
  }

  #inputs(scenario: Scenario): TemplateResult {
    const shown = offered(this.app, scenario);
    return html`<section aria-labelledby="room" class="screen-only">
      <h2 id="room">What your racks and your hall take</h2>
      <div class="fields">
        ${RACK_FIELDS[scenario.mode].map((path) => fieldTemplate(fieldAt(path), shown, this.problems))}
        ${HALL_FIELDS.map(
          ({ key, label, unit, low, high }) =>
            html`<rr-number-field
              label=${label}
              unit=${unit}
              .low=${low}
              .high=${high}
              whole
              .value=${this.hall[key]}
              @rr-field-typed=${(event: FieldTypedEvent) => {
                event.stopPropagation();
                const value = parseNumber(event.text);
                if (value === null || !Number.isInteger(value) || value < low || value > high) return;
                this.hall = { ...this.hall, [key]: value };
              }}
            ></rr-number-field>`,
        )}
      </div>
    </section>`;
  }

  #limits({ fleet }: Plan, { scenario, options }: ScenarioRequest): TemplateResult | typeof nothing {
    const parts = partsOf(scenario, options.calibration ?? null, options.models ?? []);
    if (!parts.ok || fleet.servers === null) return nothing;
    const { server } = parts.value;
    const full = layOutRacks({ servers: fleet.servers, server, facility: scenario.facility });
    if (full === null || full.racks === 0) return nothing;
    return html`<section aria-labelledby="limits">
      <div class="section-head">
        <h2 id="limits">A rack full of servers</h2>
        <span class="quiet small">${lineLink('racks.serversPerRack', formatCount(full.serversPerRack))} per rack</span>
      </div>
      <rr-limit-bars .limits=${full.limits} .binding=${full.binding} .hrefOf=${limitHref}></rr-limit-bars>
    </section>`;
  }

  #placed({ placement }: Layout): readonly PlacedRack[] {
    return placement.racks.map((rack, index) => ({
      ...rack,
      placements: this.#edits.moved.get(index) ?? rack.placements,
    }));
  }

  #drawings(packing: Packing, layout: Layout): TemplateResult {
    const devices = new Map(layout.placement.devices.map((device) => [device.id, device]));
    const { racks } = layout.placement;
    const { picked } = this.#edits;
    let first = 1;
    const numbers = racks.map(({ count }) => {
      const range =
        count === 1 ? `Rack ${formatCount(first)}` : `Racks ${formatCount(first)} to ${formatCount(first + count - 1)}`;
      first += count;
      return range;
    });
    return html`<section aria-labelledby="elevations">
      <div class="section-head">
        <h2 id="elevations">Elevations</h2>
        <span class="quiet small">
          one for each kind of rack; arrow keys or the pointer move a device
          ${racks.length > MOST_DRAWN ? `; the first ${formatCount(MOST_DRAWN)} of ${formatCount(racks.length)} kinds` : ''}
        </span>
      </div>
      <div class="actions screen-only">
        <button type="button" ?disabled=${this.#edits.moves.length === 0} @click=${this.#undo}>
          Undo the last move
        </button>
        <span role="status">${this.#edits.said}</span>
      </div>
      <div class="drawings" role="group" aria-label="Rack elevations" tabindex="0">
        ${racks.slice(0, MOST_DRAWN).map(
          (placed, rack) =>
            html`<figure>
              <rr-rack-elevation
                .placed=${placed}
                .devices=${devices}
                label=${numbers[rack]}
                .picked=${picked?.rack === rack ? picked.index : null}
                @rr-device-picked=${({ index }: DevicePickedEvent) => {
                  this.#edit({ picked: { rack, index } });
                }}
                @rr-device-moved=${(event: DeviceMovedEvent) => {
                  this.#move(rack, placed, devices, event);
                }}
              ></rr-rack-elevation>
              ${this.#caption(packing.layout[rack], numbers[rack])}
            </figure>`,
        )}
      </div>
      ${this.#device(racks, devices)}
    </section>`;
  }

  #caption({ count, devices, binding }: PackedRack, numbers: string): TemplateResult {
    const [powerW, massKg] = [total((device) => device.powerW, devices), total((device) => device.massKg, devices)];
    const figures = [
      powerW === null ? 'power not known' : quantityText(powerW, 'W'),
      massKg === null ? 'mass not known' : quantityText(massKg, 'kg'),
      `${formatNumber(needOf(limitKinds[0], devices))} U`,
    ].join(', ');
    return html`<figcaption>
      <b>${count === 1 ? '' : `${formatCount(count)} × `}${numbers}</b><br />
      ${devices.map(({ device, count: copies }) => `${formatCount(copies)} × ${device.name}`).join(', ')}<br />
      <span class="quiet">${figures}; ${labelOf(binding)?.toLowerCase().concat(' binds') ?? 'room is left'}</span>
    </figcaption>`;
  }

  /** What is known of the device that was picked. */
  #device(racks: readonly PlacedRack[], devices: ReadonlyMap<string, Device>): TemplateResult | typeof nothing {
    const { picked } = this.#edits;
    const placement = picked === null ? undefined : racks[picked.rack].placements.at(picked.index);
    const device = placement === undefined ? undefined : devices.get(placement.device);
    if (placement === undefined || device === undefined) return nothing;
    const heat = heatW(device);
    const isServer = device.role === 'server';
    const known = (value: number | null, unit: string): string =>
      value === null ? 'not known' : quantityText(value, unit);
    const explained = (line: string, text: string): TemplateResult | string => (isServer ? lineLink(line, text) : text);
    const { supplies, bottom } = { supplies: device.supplies, bottom: placement.bottomUnit };
    return html`<aside class="picked" aria-label="The picked device">
      <h3>${device.name}</h3>
      <dl>
        <dt>Stands at</dt>
        <dd>${bottom === null ? 'beside the rails' : `${unitRange(bottom, device.heightUnits)}, ${placement.face}`}</dd>
        <dt>Height</dt>
        <dd>${explained('server.units', `${formatNumber(device.heightUnits)} U`)}, ${device.depth} depth</dd>
        <dt>Power</dt>
        <dd>
          ${device.role === 'switch' ? lineLink('network.switchKw', known(device.powerW, 'W')) : explained('server.maxKw', known(device.powerW, 'W'))}
        </dd>
        <dt>Mass</dt>
        <dd>${explained('server.weightKg', known(device.massKg, 'kg'))}</dd>
        <dt>Heat</dt>
        <dd>
          ${heat === null ? 'split not known' : `${quantityText(heat.airW, 'W')} into air, ${quantityText(heat.liquidW, 'W')} into liquid`}
        </dd>
        <dt>Supplies</dt>
        <dd>
          ${
            supplies === null
              ? 'not known'
              : `${formatCount(supplies.count)} × ${known(supplies.ratingW, 'W')}, ${supplies.mayFail === null ? 'redundancy not known' : `${formatCount(supplies.mayFail)} may fail`}`
          }
        </dd>
        <dt>Ports</dt>
        <dd>
          ${
            device.ports.length === 0
              ? 'not known'
              : device.ports.map(({ count, kind, use }) => `${formatCount(count)} × ${kind} (${use})`).join(', ')
          }
        </dd>
        ${
          isServer
            ? html`<dt>Facts</dt>
                <dd><a href=${`#/catalog?kind=servers&id=${device.id}`}>in the catalogue</a></dd>`
            : nothing
        }
      </dl>
    </aside>`;
  }

  #move(rack: number, placed: PlacedRack, devices: ReadonlyMap<string, Device>, { index, to }: DeviceMovedEvent): void {
    const deviceOf = (id: string): Device => {
      const device = devices.get(id);
      if (device === undefined) throw new Error(`A placement names ${id}, which the layout does not hold`);
      return device;
    };
    const spot = typeof to === 'string' ? nextSpot(placed, deviceOf, index, to === 'up' ? 1 : -1) : to;
    const picked = { rack, index };
    if (spot === null) {
      this.#edit({ picked, said: `There is no free place further ${String(to)}.` });
      return;
    }
    const after = moveDevice(placed, deviceOf, index, spot);
    if (!after.ok) {
      this.#edit({ picked, said: `Not moved: ${after.error}` });
      return;
    }
    const device = deviceOf(placed.placements[index].device);
    const { moves, moved } = this.#edits;
    this.#edit({
      picked,
      moves: [...moves, { rack, before: placed.placements }],
      moved: new Map([...moved, [rack, after.value]]),
      said: `${device.name} stands at ${unitRange(spot.bottomUnit, device.heightUnits)}, ${spot.face}.`,
    });
  }

  readonly #undo = (): void => {
    const { moves, moved } = this.#edits;
    const last = moves.at(-1);
    if (last === undefined) return;
    this.#edit({
      moves: moves.slice(0, -1),
      moved: new Map([...moved, [last.rack, last.before]]),
      said: 'The last move is undone.',
    });
  };

  #floor({ placement, hall: plan }: Layout): TemplateResult {
    const devices = new Map(placement.devices.map((device) => [device.id, device]));
    const racks = placement.racks.reduce((sum, { count }) => sum + count, 0);
    const hall = layOutHall(
      placement.racks.flatMap(({ rack, count, placements }) => {
        const held = placements
          .flatMap(({ device }) => devices.get(device) ?? [])
          .map((device) => ({ device, count: 1 }));
        const massKg = total((device) => device.massKg, held);
        const request = {
          widthMm: rack.widthMm,
          depthMm: rack.depthMm,
          massKg: massKg === null ? null : massKg + rack.cabinetKg + rack.cablesKg,
          powerW: total((device) => device.powerW, held),
        };
        return Array.from({ length: count }, () => request);
      }),
      plan,
    );
    const figures = [
      quantityText(hall.areaM2, 'm²'),
      ...(hall.kwPerM2 === null ? [] : [`${formatNumber(hall.kwPerM2)} kW/m²`]),
      ...(hall.kgPerM2 === null ? [] : [`${formatNumber(hall.kgPerM2)} kg/m²`]),
      ...(hall.pointLoadKg === null ? [] : [`${quantityText(hall.pointLoadKg, 'kg')} on a foot of the heaviest rack`]),
    ].join(', ');
    return html`<section aria-labelledby="hall">
      <div class="section-head">
        <h2 id="hall">Hall</h2>
        <span class="quiet small">${figures}</span>
      </div>
      ${
        racks > MOST_ON_THE_FLOOR
          ? html`<p class="quiet">${formatCount(racks)} racks are too many to draw on one floor.</p>`
          : html`<rr-hall-plan .hall=${hall}></rr-hall-plan>`
      }
    </section>`;
  }

  #exports(layout: Layout, plan: Plan): TemplateResult {
    return html`<section aria-labelledby="take" class="screen-only">
      <h2 id="take">Take it along</h2>
      <div class="actions">
        ${rackExports.map(
          (way) => html`<button type="button" @click=${() => void way.save(layout, plan)}>${way.label}</button>`,
        )}
        <button
          type="button"
          @click=${() => {
            window.print();
          }}
        >
          Print
        </button>
      </div>
    </section>`;
  }

  readonly #edited = (event: FieldEditedEvent): void => {
    this.problems = applyEdit(this.app, event, this.problems);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-racks-page': RrRacksPage;
  }
}
