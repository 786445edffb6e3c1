import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, percentText, quantityText } from '../../../../base/format.ts';
import {
  BOUNDARIES,
  BOUNDED,
  boundaryOf,
  type Boundary,
  type BoundaryId,
  type Bounded,
} from '../../../../records/boundary.ts';
import type { FigureId, LineId } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-radio-buttons/rr-radio-buttons.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { numeric, table } from '../../../controls/table.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, tableStyles } from '../../../styles/shared.ts';
import { ledgerHref } from '../ledger-address.ts';

const CHOICES = BOUNDARIES.map(({ id, name }) => ({ value: id, label: name }));

/** Units and columns of what a boundary can be asked of. */
const UNITS: Readonly<Record<Bounded, string>> = {
  energyPerDay: 'kWh',
  energyPerQuery: 'Wh',
  carbonPerDay: 'kg',
  carbonPerQuery: 'g',
};
const COLUMNS: Readonly<Record<Bounded, string>> = {
  energyPerDay: 'Energy per day',
  energyPerQuery: 'Energy per query',
  carbonPerDay: 'CO2e per day',
  carbonPerQuery: 'CO2e per query',
};

const PHASES = { prefill: 'Reading prompts', decode: 'Decoding', idle: 'Waiting' } as const;

/**
 * @summary Energy and carbon by what is counted, each boundary with its factor on the one before; which of them the numbers of the
 *   page count; and what accelerators draw, phase by phase.
 */
@customElement('rr-footprint')
export class RrFootprint extends SignalElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3);
      }
      p {
        max-width: var(--line-length);
      }
      h3 {
        margin: 0;
      }
      .chosen {
        background: var(--accent-soft);
      }
      .counts {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
        white-space: normal;
      }
      @media screen and (min-width: 720px) {
        .counts {
          min-width: 160px;
        }
      }
      @media print {
        .counts {
          font: inherit;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) plan!: Plan;

  override render(): TemplateResult {
    if (figureOf(this.plan, 'energy.serverKwhPerDay') === null) {
      return html`<p class="quiet">
        ${this.plan.feasible ? 'Nobody published the power of these servers: energy and carbon are not known.' : 'There is no fleet that would take energy.'}
      </p>`;
    }
    const chosen = boundaryOf(this.app.boundary.get());
    return html`<p>${this.#sentence(chosen)}</p>
      <rr-radio-buttons
        class="no-print"
        label="What energy and carbon count"
        value=${chosen.id}
        .options=${CHOICES}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.app.boundary.set(event.text as BoundaryId);
        }}
      ></rr-radio-buttons>
      ${this.#boundaries(chosen)} ${this.#phases()} ${this.#places()}`;
  }

  /** A figure that leads to its line; a dash where nobody publishes it. */
  #linked(id: FigureId | null, words: (value: number) => string): TemplateResult {
    const value = id === null ? null : figureOf(this.plan, id);
    return id === null || value === null
      ? html`<span class="quiet">not published</span>`
      : html`<a href=${ledgerHref(id)}>${words(value)}</a>`;
  }

  #bounded(boundary: Boundary, bounded: Bounded): TemplateResult {
    return this.#linked(boundary[bounded], (value) => quantityText(value, UNITS[bounded]));
  }

  #sentence(chosen: Boundary): TemplateResult {
    const factor = chosen.factor === null ? null : figureOf(this.plan, chosen.factor);
    const before = BOUNDARIES[BOUNDARIES.indexOf(chosen) - 1];
    return html`${chosen.name}:
    ${chosen.energyPerQuery === null ? nothing : html`${this.#bounded(chosen, 'energyPerQuery')} and `}${this.#bounded(chosen, 'carbonPerQuery')}
    CO2e per
    query${
      factor === null || before === undefined ? '' : `, ${formatNumber(factor)} times as much as ${before.beside}`
    }.
    The numbers of this page count it.`;
  }

  #boundaries(chosen: Boundary): TemplateResult {
    return table({
      label: 'Energy and carbon by boundary',
      columns: [
        'What is counted',
        ...BOUNDED.map((bounded) => numeric(COLUMNS[bounded], COLUMNS[bounded])),
        numeric('Over the one before', 'Over the one before'),
      ],
      rows: BOUNDARIES.map((boundary, index) => ({
        class: boundary === chosen ? 'chosen' : '',
        cells: [
          html`${boundary.name} <span class="counts">${index === 0 ? '' : 'with '}${boundary.counts}</span>`,
          ...BOUNDED.map((bounded) => this.#bounded(boundary, bounded)),
          boundary.factor === null
            ? html`<span class="quiet">–</span>`
            : this.#linked(boundary.factor, (value) => `× ${formatNumber(value)}`),
        ],
      })),
      cards: true,
    });
  }

  #phases(): TemplateResult | typeof nothing {
    const rows = (['prefill', 'decode', 'idle'] as const).flatMap((phase) => {
      if (figureOf(this.plan, `phase.${phase}W`) === null) return [];
      return [
        [
          PHASES[phase],
          this.#linked(`phase.${phase}W`, (value) => quantityText(value, 'W')),
          this.#linked(`phase.${phase}Time`, (value) => percentText(value)),
        ],
      ];
    });
    if (rows.length === 0) return nothing;
    return html`<h3>Power of an accelerator, at the mean load</h3>
      ${table({
        label: 'Power of an accelerator by phase',
        columns: ['Phase', numeric('Power'), numeric('Share of the time')],
        rows,
      })}`;
  }

  /** What the place gives: the grid, and the water of its cooling. */
  #places(): TemplateResult {
    const told = (name: string, ...ids: readonly LineId[]): TemplateResult => {
      const line = ids.map((id) => this.plan.ledger.find((own) => own.id === id)).find((found) => found !== undefined);
      return line === undefined || line.value === null
        ? html`${name}: not known.`
        : html`${name}: <a href=${ledgerHref(line.id)}>${quantityText(line.value, line.unit)}</a>
            <rr-tier .tier=${line.tier}></rr-tier>.`;
    };
    return html`<p class="quiet">
      ${told('Grid carbon', 'carbon.drawnKgPerKwh', 'carbon.kgPerKwh')}
      ${told('Water of cooling', 'energy.waterLPerDay')}
    </p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-footprint': RrFootprint;
  }
}
