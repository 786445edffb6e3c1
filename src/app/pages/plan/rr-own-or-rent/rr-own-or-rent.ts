import { TaskStatus } from '@lit/task';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, inSentence, percentText, quantityText } from '../../../../base/format.ts';
import type { DecidedInput, DecisionAnswer } from '../../../../plan/economics/decide.ts';
import type { Comparison, Way } from '../../../../plan/economics/own-or-rent.ts';
import { verdictOf, WAY_NAMES } from '../../../../plan/economics/verdict.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { ownOrRentChart } from '../../../charts/own-or-rent-chart.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { numeric, table } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, hostInColumn, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { entryAt, UNSET } from '../form-fields.ts';
import '../rr-plan-bill/rr-plan-bill.ts';
import { fieldAt, inWords } from '../scenario-fields.ts';

const usd = (value: number): string => quantityText(value, 'USD');

const inputValue = ({ unit }: DecidedInput, value: number): string =>
  unit === null ? `× ${formatNumber(value)}` : percentText(value, 3);

/** Terms of the comparison that are worth trying out beside it; the form has them all. */
const TERMS = [
  'economics.usdPerGpuHour',
  'economics.utilisation',
  'economics.years',
  'economics.discountRate',
  'economics.rentFallPerYear',
] as const;

/**
 * @summary Whether to own the fleet, house it elsewhere or rent it: the answer in words, each way over the hours in use, how
 *   likely which is the cheapest, and what would change that.
 * @fires rr-field-edited - The reader changed a term of the comparison.
 */
@customElement('rr-own-or-rent')
export class RrOwnOrRent extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    hostInColumn(4),
    css`
      .verdict {
        max-width: var(--line-length);
        font: var(--text-16);
      }
      .remarks {
        display: grid;
        gap: var(--space-2);
        max-width: var(--line-length);
      }
      .terms {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 148px), 1fr));
        gap: var(--space-3) var(--space-4);
        align-items: start;
      }
      .terms button {
        margin-top: 20px;
      }
      .pending {
        min-height: 640px;
        color: var(--ink-2);
      }
      .words {
        min-width: 112px;
        white-space: normal;
      }
      .note {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
      }
      @media print {
        .note {
          font: inherit;
        }
        td.figure {
          white-space: nowrap;
        }
      }
      h3 {
        margin: 0;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  /** Energy of the plan of the question; null where it is not known. */
  @property({ attribute: false }) kwhPerDay: number | null = null;

  readonly #compared = backgroundTask(this, 'ownOrRent', () => [this.app.compute, this.question]);

  override render(): TemplateResult {
    const found = this.#compared.value;
    if (found === undefined) return html`<p class="pending">Weighing owning against renting…</p>`;
    if (!found.ok) {
      const { message, relief } = found.error;
      return html`<p class="quiet">There is nothing to compare: ${inWords(`${message} ${relief}`)}</p>`;
    }
    const { comparison, decision } = found.value;
    const { headline, remarks } = verdictOf(comparison, decision);
    const { rented } = comparison;
    return html`<p
        class="verdict"
        aria-live="polite"
        aria-busy=${this.#compared.status === TaskStatus.PENDING ? 'true' : 'false'}
      >
        ${headline}
      </p>
      ${
        remarks.length === 0
          ? nothing
          : html`<ul class="remarks">
              ${remarks.map((remark) => html`<li>${inWords(remark)}</li>`)}
            </ul>`
      }
      ${this.#terms(comparison)}
      ${rented === null ? nothing : html`<rr-xy-chart .data=${ownOrRentChart(comparison)}></rr-xy-chart>`}
      <h3>Every way</h3>
      ${this.#ways(comparison, decision)}
      <h3>What would change your mind</h3>
      ${this.#inputs(decision)}
      <p class="quiet">
        ${formatNumber(decision.draws, 15)} draws of these inputs together. Knowing one is worth what better choices
        would then save on average; everything known is worth ${usd(decision.evpiUsd)}.
      </p>
      <h3 class="no-print">As a bill</h3>
      <rr-plan-bill
        class="no-print"
        .scenario=${this.question.scenario}
        .comparison=${comparison}
        .kwhPerDay=${this.kwhPerDay}
        ?pending=${this.#compared.status === TaskStatus.PENDING}
      ></rr-plan-bill>`;
  }

  #terms({ neededShare, deal }: Comparison): TemplateResult {
    const { scenario } = this.question;
    return html`<div class="terms no-print">
      ${TERMS.map((path) => {
        const { description } = fieldAt(path);
        return html`<rr-number-field
          label=${description.label ?? path}
          unit=${description.unit}
          help=${description.help}
          .low=${description.low}
          .high=${description.high}
          .value=${entryAt(scenario, path)}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            const text = description.nullable && event.text.trim() === '' ? UNSET : event.text;
            this.dispatchEvent(new FieldEditedEvent(path, text));
          }}
        ></rr-number-field>`;
      })}
      ${
        neededShare === null || Math.abs(neededShare - deal.utilisation) < 0.005
          ? nothing
          : html`<button
              @click=${() => {
                this.dispatchEvent(new FieldEditedEvent('economics.utilisation', neededShare.toPrecision(2)));
              }}
            >
              Rent ${percentText(neededShare)}, as the load needs
            </button>`
      }
    </div>`;
  }

  #ways({ ways }: Comparison, decision: DecisionAnswer): TemplateResult {
    const decided = new Map(decision.ways.map((way) => [way.id, way]));
    return table({
      label: 'Ways to have the fleet',
      columns: [
        'Way',
        numeric('At once', 'At once'),
        numeric('In all', 'In all'),
        numeric('Present value', 'Present value'),
        numeric('Per hour in use', 'Per hour in use'),
        numeric('Cheapest in', 'Cheapest in'),
        numeric('Regret', 'Regret'),
      ],
      rows: ways.map(({ id, flow, usdPerUsedGpuHour, price }) => [
        { content: html`${WAY_NAMES[id].title} ${this.#price(price)}`, class: 'words' },
        usd(flow.atStartUsd),
        usd(flow.totalUsd),
        usd(flow.presentUsd),
        usd(usdPerUsedGpuHour),
        percentText(decided.get(id)?.probabilityCheapest ?? NaN),
        usd(decided.get(id)?.regretUsd ?? NaN),
      ]),
      cards: true,
      busy: this.#compared.status === TaskStatus.PENDING,
    });
  }

  #price(price: Way['price']): TemplateResult | typeof nothing {
    if (price === null) return nothing;
    const { usdPerGpuHour, source, tier } = price;
    return html`<span class="note"
      ><rr-tier .tier=${tier}></rr-tier> ${usd(usdPerGpuHour)} per hour,
      ${source === 'scenario' ? 'as entered' : source}</span
    >`;
  }

  /** Inputs that could change the choice; the others are told by name alone. */
  #inputs({ inputs }: DecisionAnswer): TemplateResult {
    const [bearing, idle] = [true, false].map((bears) =>
      inputs.filter(({ turn, evppiUsd }) => (turn !== null || evppiUsd >= 1) === bears),
    ) as [DecidedInput[], DecidedInput[]];
    return html`${
      bearing.length === 0
        ? nothing
        : table({
            label: 'What would change your mind',
            columns: [
              'Input',
              numeric('90 % range', '90 % range'),
              { head: 'Changes the choice', card: 'Changes the choice' },
              numeric('Knowing it is worth', 'Knowing it is worth'),
            ],
            rows: bearing.map((input) => [
              { content: html`${input.label} <span class="note">${input.remedy}</span>`, class: 'words' },
              { content: `${inputValue(input, input.low)} to ${inputValue(input, input.high)}`, title: input.basis },
              {
                content:
                  input.turn === null
                    ? html`<span class="quiet">not by itself</span>`
                    : `from ${inputValue(input, input.turn.at)}: ${WAY_NAMES[input.turn.to].verb}`,
                class: 'words',
              },
              usd(input.evppiUsd),
            ]),
            cards: true,
          })
    }
    ${
      idle.length === 0
        ? nothing
        : html`<p class="quiet">
            ${bearing.length === 0 ? 'Nothing would' : 'Nothing else would'}, within its range:
            ${idle.map(({ label }) => inSentence(label)).join(', ')}.
          </p>`
    }`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-own-or-rent': RrOwnOrRent;
  }
}
