import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { parseNumber } from '../../../../base/format.ts';
import type { PhysicalScenario, TrafficClass } from '../../../../records/scenario.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles, entryStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import type { FieldProblems } from '../field-problem.ts';
import {
  CLASSES,
  classFields,
  classPath,
  firstClass,
  MOST_CLASSES,
  withAnother,
  withChange,
  type ClassField,
} from './traffic-mix.ts';

/**
 * @summary A mix of requests: each class with its share, lengths and SLOs.
 * @fires rr-field-edited - Carries the changed field and the whole list with it.
 */
@customElement('rr-traffic-mix')
export class RrTrafficMix extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    entryStyles,
    css`
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
      }
      .quiet {
        color: var(--ink-2);
        font: var(--text-12);
      }
      @media print {
        .actions,
        .head button {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) scenario!: PhysicalScenario;
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    const { classes } = this.scenario.demand;
    if (classes === null) {
      return html`<div class="actions">
        <button
          @click=${() => {
            this.#replace(withAnother([firstClass(this.scenario)]));
          }}
        >
          Split into classes of requests
        </button>
      </div>`;
    }
    return html`<p class="quiet">Shares are in proportion to each other; every class has an SLO of its own.</p>
      ${classes.map((trafficClass, index) => this.#class(trafficClass, index, classes))}
      <div class="actions">
        <button
          ?disabled=${classes.length >= MOST_CLASSES}
          @click=${() => {
            this.#replace(withAnother(classes));
          }}
        >
          Add a class
        </button>
        <button
          @click=${() => {
            this.#replace(null);
          }}
        >
          One kind of requests
        </button>
      </div>`;
  }

  #class(trafficClass: TrafficClass, index: number, classes: readonly TrafficClass[]): TemplateResult {
    const number = String(index + 1);
    return html`<fieldset aria-label="Class ${number}: ${trafficClass.name}">
      <div class="head">
        <input
          aria-label="Name of class ${number}"
          autocomplete="off"
          .value=${trafficClass.name}
          @change=${(event: Event) => {
            const name = (event.target as HTMLInputElement).value;
            this.#edit(index, 'name', name, name, classes);
          }}
        />
        <button
          aria-label="Remove ${trafficClass.name}"
          ?disabled=${classes.length === 1}
          @click=${() => {
            this.#replace(classes.filter((_, at) => at !== index));
          }}
        >
          Remove
        </button>
      </div>
      ${classFields.map((field) => this.#field(field, trafficClass, index, classes))}
    </fieldset>`;
  }

  #field(
    { key, description }: ClassField,
    trafficClass: TrafficClass,
    index: number,
    classes: readonly TrafficClass[],
  ): TemplateResult {
    const problem = this.problems.get(classPath(index, key));
    return html`<rr-number-field
      label=${description.label ?? key}
      unit=${description.unit}
      .low=${description.low}
      .high=${description.high}
      .value=${problem?.typed ?? trafficClass[key]}
      .problem=${problem?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        event.stopPropagation();
        this.#edit(index, key, event.text, parseNumber(event.text) ?? event.text, classes);
      }}
    ></rr-number-field>`;
  }

  #edit(index: number, key: keyof TrafficClass, text: string, value: unknown, classes: readonly TrafficClass[]): void {
    const whole = { path: CLASSES, value: withChange(classes, index, key, value) };
    this.dispatchEvent(new FieldEditedEvent(classPath(index, key), text, whole));
  }

  #replace(classes: readonly TrafficClass[] | null): void {
    this.dispatchEvent(new FieldEditedEvent(CLASSES, '', { path: CLASSES, value: classes }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-traffic-mix': RrTrafficMix;
  }
}
