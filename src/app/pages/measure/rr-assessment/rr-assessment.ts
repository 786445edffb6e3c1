import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { accelerators, findAccelerator } from '../../../../catalog/catalog.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { assessRun, type Assessment } from '../run-assessment.ts';
import { likelyAccelerators } from '../known-accelerator.ts';

const SYMBOLS: Record<Assessment['tone'], string> = { good: '●', fair: '◐', poor: '○', plain: '·' };
const OPTIONS = [
  { value: '', label: 'not in the catalogue' },
  ...accelerators.map(({ id, name, vendor }) => ({ value: id, label: `${vendor} ${name}` })),
];

/**
 * @summary "Is that good?", against the roofs measured in the same run and, where the reader says which accelerator
 *   it is, against its datasheet.
 */
@customElement('rr-assessment')
export class RrAssessment extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 300px);
        gap: var(--space-4) var(--space-8);
        align-items: start;
      }
      ul {
        display: grid;
        gap: var(--space-2);
      }
      li {
        display: grid;
        grid-template-columns: 20px minmax(0, var(--line-length));
      }
      .good .sign {
        color: var(--good);
      }
      .fair .sign {
        color: var(--info);
      }
      .poor .sign {
        color: var(--bad);
      }
      @media screen and (max-width: 719.98px) {
        :host {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  @property({ attribute: false }) run!: Measurement;
  /** Id in the catalogue; empty for none. */
  @state() private accelerator = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('run')) this.accelerator = likelyAccelerators(this.run.adapter).at(0)?.id ?? '';
  }

  override render(): TemplateResult {
    const assessments = assessRun(this.run, findAccelerator(this.accelerator));
    return html`
      ${
        assessments.length === 0
          ? html`<p class="quiet">Nothing to hold these numbers against: the roofs were not measured in this run.</p>`
          : html`<ul>
              ${assessments.map(
                ({ tone, text }) =>
                  html`<li class=${tone}>
                    <span class="sign" aria-hidden="true">${SYMBOLS[tone]}</span><span>${text}</span>
                  </li>`,
              )}
            </ul>`
      }
      ${
        this.run.adapter.software
          ? nothing
          : html`<rr-choice-field
              label="This adapter is"
              help="Browsers hide the exact name. Choose it to see percent of the datasheet."
              .options=${OPTIONS}
              .value=${this.accelerator}
              @rr-field-typed=${(event: FieldTypedEvent) => {
                this.accelerator = event.text;
              }}
            ></rr-choice-field>`
      }
    `;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-assessment': RrAssessment;
  }
}
