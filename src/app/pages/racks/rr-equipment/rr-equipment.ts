import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { parseNumber } from '../../../../base/format.ts';
import type { Equipment } from '../../../../records/scenario.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles, buttonStyles, entryStyles, labelAbove, textBox } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../../plan/field-edited-event.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import {
  EQUIPMENT,
  equipmentPath,
  fieldsOf,
  MOST_EQUIPMENT,
  ROLE_WORDS,
  roles,
  withAnother,
  withChange,
  type EquipmentField,
} from './equipment-fields.ts';

const PER = [
  { value: 'rack', label: 'in every rack' },
  { value: 'fleet', label: 'in all' },
];

/**
 * @summary What stands in the racks beside servers and switches: storage, management, CDUs, PDUs and more, each to be edited.
 * @fires rr-field-edited - Carries the changed field and the whole list with it.
 */
@customElement('rr-equipment')
export class RrEquipment extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    entryStyles,
    css`
      :host {
        --field-width: 104px;
      }
      .problem {
        grid-column: 1 / -1;
        color: var(--bad);
        font: var(--text-12);
      }
      label {
        ${labelAbove};
      }
      select {
        max-width: 100%;
        ${textBox};
      }
    `,
  ];

  @property({ attribute: false }) equipment: readonly Equipment[] = [];
  @property({ attribute: false }) problems: FieldProblems = new Map();

  override render(): TemplateResult {
    const full = this.equipment.length >= MOST_EQUIPMENT;
    return html`${this.equipment.map((entry, index) => this.#entry(entry, index))}
      <label
        >Add
        <select ?disabled=${full} @change=${this.#add}>
          <option value="">
            ${full ? `${String(MOST_EQUIPMENT)} entries are the most` : 'beside servers and switches…'}
          </option>
          ${roles.map((role) => html`<option value=${role}>${ROLE_WORDS[role]}</option>`)}
        </select>
      </label>`;
  }

  #entry(entry: Equipment, index: number): TemplateResult {
    const { name, role, per } = entry;
    const problem = this.problems.get(equipmentPath(index, 'name'));
    return html`<fieldset aria-label="${ROLE_WORDS[role]}: ${name}">
      <div class="head">
        <input
          aria-label="Name of equipment ${String(index + 1)}"
          autocomplete="off"
          .value=${problem?.typed ?? name}
          @change=${(event: Event) => {
            const typed = (event.target as HTMLInputElement).value;
            this.#edit(index, 'name', typed, typed);
          }}
        />
        <button
          aria-label="Remove ${name}"
          @click=${() => {
            this.#replace(this.equipment.filter((_, at) => at !== index));
          }}
        >
          Remove
        </button>
      </div>
      ${problem === undefined ? '' : html`<div class="problem" role="alert">${problem.message}</div>`}
      <rr-choice-field
        label="Counted"
        .options=${PER}
        .value=${per}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.#edit(index, 'per', event.text, event.text);
        }}
      ></rr-choice-field>
      ${fieldsOf(entry).map((field) => this.#field(field, entry, index))}
    </fieldset>`;
  }

  #field({ key, description }: EquipmentField, entry: Equipment, index: number): TemplateResult {
    const problem = this.problems.get(equipmentPath(index, key));
    return html`<rr-number-field
      label=${description.label ?? key}
      unit=${description.unit}
      .low=${description.low}
      .high=${description.high}
      ?whole=${description.whole}
      .value=${problem?.typed ?? entry[key] ?? ''}
      .problem=${problem?.message ?? null}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        event.stopPropagation();
        const open = description.nullable && event.text.trim() === '';
        this.#edit(index, key, event.text, open ? null : (parseNumber(event.text) ?? event.text));
      }}
    ></rr-number-field>`;
  }

  #edit(index: number, key: keyof Equipment, text: string, value: unknown): void {
    const whole = { path: EQUIPMENT, value: withChange(this.equipment, index, key, value) };
    this.dispatchEvent(new FieldEditedEvent(equipmentPath(index, key), text, whole));
  }

  readonly #add = (event: Event): void => {
    const select = event.target as HTMLSelectElement;
    const role = roles.find((known) => known === select.value);
    select.value = '';
    if (role !== undefined) this.#replace(withAnother(this.equipment, role));
  };

  #replace(equipment: readonly Equipment[]): void {
    this.dispatchEvent(new FieldEditedEvent(EQUIPMENT, '', { path: EQUIPMENT, value: equipment }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-equipment': RrEquipment;
  }
}
