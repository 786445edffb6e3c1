import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatNumber, quantityText } from '../../../../base/format.ts';
import type { Training } from '../../../../records/training.ts';
import { trainingLevers, unsetLevers, type TrainingLever } from '../../../../training/training-levers.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { numeric, table, unnamed } from '../../../controls/table.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';

/** The reader wants the training with this lever pulled. */
export class LeverPulledEvent extends Event {
  readonly training: Training;

  constructor(training: Training) {
    super('rr-lever-pulled', { bubbles: true, composed: true });
    this.training = training;
  }
}

/**
 * @summary What would make a training cheaper, each lever alone, with whose figure that is.
 * @fires rr-lever-pulled - Carries the changed training.
 */
@customElement('rr-training-levers')
export class RrTrainingLevers extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(2),
    css`
      td.words {
        min-width: 200px;
        white-space: normal;
      }
      @media print {
        td.words {
          min-width: 0;
        }
      }
    `,
  ];

  @property({ attribute: false }) training!: Training;

  readonly #levers = remembered(trainingLevers);

  override render(): TemplateResult {
    const unset = unsetLevers(this.training);
    return html`${table({
      label: 'Table of levers',
      cards: true,
      columns: [
        'Lever',
        numeric('Cost of the run'),
        { head: 'What it does, what it costs, whose figure it is', card: 'What it does' },
        unnamed('Apply'),
      ],
      rows: this.#levers(this.training).map((lever) => this.#row(lever)),
    })}
    ${
      unset.length === 0
        ? nothing
        : html`<p class="quiet small">
            ${unset.map(({ label }) => label).join(', ')}: nobody published a share that holds beyond its own case. Give
            yours under “Levers, by your own figures”.
          </p>`
    }`;
  }

  #row({ label, plan, ratio, effect, price, source, tier, training }: TrainingLever) {
    const cost =
      plan.usd === null || ratio === null
        ? 'not known'
        : html`${quantityText(plan.usd, 'USD')} <span class="unit">× ${formatNumber(ratio, 2)}</span>`;
    return [
      html`${label} <rr-tier .tier=${tier}></rr-tier>`,
      { content: cost },
      {
        content: html`${capital(effect)}. ${price} <small class="quiet">${capital(source)}</small>`,
        class: 'words',
      },
      html`<button
        class="plain"
        aria-label="Apply: ${label}"
        @click=${() => {
          this.dispatchEvent(new LeverPulledEvent(training));
        }}
      >
        Apply
      </button>`,
    ];
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-levers': RrTrainingLevers;
  }
}
