import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, quantityText } from '../../../../base/format.ts';
import type { PlacedRack } from '../../../../racks/device.ts';
import type { Hall } from '../../../../racks/hall/hall.ts';
import type { Layout } from '../../../../racks/layout.ts';
import { swapRacks } from '../../../../racks/packing/swap-racks.ts';
import type { CascadeAnswer } from '../../../../workers/compute-protocol.ts';
import '../../../charts/rr-hall-plan/rr-hall-plan.ts';
import type { RackPressedEvent } from '../../../charts/rr-hall-plan/rr-hall-plan.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-radio-buttons/rr-radio-buttons.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { fieldAt } from '../../plan/scenario-fields.ts';
import { deviceFinder, held, knownTotal, rackCount, rackKinds } from '../rack-numbers.ts';

/** What a press on a rack does. */
type Press = 'lose' | 'swap';
const LOSE = { value: 'lose', label: 'A press switches a rack off' } as const;
const SWAP = { value: 'swap', label: 'Two presses exchange racks' } as const;

/** Beyond this a plan of the floor is a grey field, and a megabyte of it. */
const MOST_ON_THE_FLOOR = 20_000;

/** "216 m², 15.3 kW/m²": what the hall is as a whole. */
const hallText = ({ areaM2, kwPerM2, kgPerM2, pointLoadKg }: Hall): string =>
  [
    quantityText(areaM2, 'm²'),
    ...(kwPerM2 === null ? [] : [`${formatNumber(kwPerM2)} kW/m²`]),
    ...(kgPerM2 === null ? [] : [`${formatNumber(kgPerM2)} kg/m²`]),
    ...(pointLoadKg === null ? [] : [`${quantityText(pointLoadKg, 'kg')} on a foot of the heaviest rack`]),
  ].join(', ');

/**
 * @summary The floor of the hall: where every rack stands. Racks are switched off in it, and change places.
 */
@customElement('rr-rack-floor')
export class RrRackFloor extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      .pending {
        min-height: 480px;
        color: var(--ink-2);
      }
    `,
  ];

  @consume({ context: appContext }) private app!: AppState;
  /** With what was moved by hand. */
  @property({ attribute: false }) layout!: Layout;
  /** As they were packed. */
  @property({ attribute: false }) packed: readonly PlacedRack[] = [];
  /** Under which moves by hand are kept. */
  @property() fleetKey = '';
  /** Null while it is computed. */
  @property({ attribute: false }) hall: Hall | null = null;
  /** Names of the racks by their index. */
  @property({ attribute: false }) labels: readonly string[] = [];
  /** Of the racks while parts are switched off. */
  @property({ attribute: false }) states: CascadeAnswer['racks'] | null = null;
  /** Whether it is known what a loss leads to. */
  @property({ type: Boolean }) losable = false;
  @state() private chosenPress: Press = 'lose';
  /** The first of two racks that are to change places. */
  @state() private swapFrom: number | null = null;
  /** How the last exchange went. */
  @state() private outcome = '';

  /** Racks of another fleet are none of those that were pressed. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('fleetKey')) return;
    this.swapFrom = null;
    this.outcome = '';
  }

  override render(): TemplateResult {
    const { hall } = this;
    return html`<section class="ruled" aria-labelledby="hall">
      <div class="section-head">
        <h2 id="hall">Hall</h2>
        <span class="quiet small">${hall === null ? nothing : hallText(hall)}</span>
      </div>
      ${this.#floor(hall)}
    </section>`;
  }

  get #press(): Press {
    return this.losable ? this.chosenPress : 'swap';
  }

  #floor(hall: Hall | null): TemplateResult {
    const racks = rackCount(this.layout.placement.racks);
    if (racks > MOST_ON_THE_FLOOR)
      return html`<p class="quiet">${formatCount(racks)} racks are too many to draw on one floor.</p>`;
    if (hall === null) return html`<p class="pending">Computing where the racks stand…</p>`;
    return html`${this.#tools()}
      <rr-hall-plan
        .hall=${hall}
        .states=${this.states}
        .describe=${this.#describe(this.layout)}
        .marked=${this.#press === 'swap' ? this.swapFrom : null}
        pressable
        @rr-rack-pressed=${this.#pressed}
      ></rr-hall-plan>`;
  }

  #tools(): TemplateResult {
    const { rackOrder } = this.layout;
    const isSorted = this.#press === 'swap' && rackOrder !== 'as packed';
    return html`<div class="buttons no-print">
      <rr-radio-buttons
        label="What a press on a rack does"
        value=${this.#press}
        .options=${this.losable ? [LOSE, SWAP] : [SWAP]}
        @rr-field-typed=${this.#chosen}
      ></rr-radio-buttons>
      ${
        this.app.racks.steps(this.fleetKey).back === 0
          ? nothing
          : html`<button type="button" @click=${this.#undo}>Undo the last move</button>`
      }
      <span role="status" class="quiet"
        >${
          isSorted
            ? `Racks stand ${rackOrder}: “${fieldAt('hall.rackOrder').description.label ?? ''}” as packed leaves them where they are put.`
            : this.outcome
        }</span
      >
    </div>`;
  }

  readonly #chosen = (event: FieldTypedEvent): void => {
    event.stopPropagation();
    this.chosenPress = event.text === SWAP.value ? SWAP.value : LOSE.value;
    this.swapFrom = null;
  };

  readonly #undo = (): void => {
    this.app.racks.undo(this.fleetKey);
    this.outcome = 'The last move is undone.';
  };

  readonly #pressed = ({ index }: RackPressedEvent): void => {
    const label = this.labels[index];
    if (label === undefined) return;
    if (this.#press === 'swap') this.#swap(index);
    else this.app.racks.toggle(`rack ${label}`);
  };

  #swap(index: number): void {
    const nameOf = (rack: number): string => this.labels[rack] ?? '';
    const from = this.swapFrom;
    this.swapFrom = from === null ? index : null;
    if (from === null || from === index) {
      this.outcome = from === null ? `${nameOf(index)} is marked; press the rack to exchange it with.` : '';
      return;
    }
    const { racks } = this.layout.placement;
    const after = swapRacks(racks, from, index);
    const both = `${nameOf(from)} and ${nameOf(index)}`;
    if (after === racks) {
      this.outcome = `${both} are filled alike.`;
      return;
    }
    this.app.racks.move(this.fleetKey, this.packed, after);
    this.outcome = `${both} have changed places.`;
  }

  /** What stands in a rack, by its number. */
  readonly #describe = remembered((layout: Layout) => {
    const kinds = rackKinds(layout.placement.racks);
    const deviceOf = deviceFinder(layout.placement);
    return (index: number): string => {
      const kind = kinds.findLast(({ first }) => first <= index);
      if (kind === undefined) return '';
      const powerW = knownTotal((device) => device.powerW, held(kind.placed, deviceOf));
      return powerW === null ? 'power not known' : quantityText(powerW, 'W');
    };
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-floor': RrRackFloor;
  }
}
