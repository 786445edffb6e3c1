import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { accelerators } from '../../../../catalog/catalog.ts';
import type { OwnAccelerator, OwnServer, SavedHardware } from '../../../../records/own-hardware.ts';
import { problemList } from '../../../controls/problems.ts';
import { baseStyles, buttonStyles, textBox } from '../../../styles/shared.ts';
import { hardwareFields, readHardwareForm, type FormKind, type HardwareField } from '../hardware-fields.ts';

/** The reader has filled the form in. */
export class HardwareEnteredEvent extends Event {
  readonly saved: SavedHardware;

  constructor(saved: SavedHardware) {
    super('rr-hardware-entered', { bubbles: true, composed: true });
    this.saved = saved;
  }
}

/**
 * @summary A form for one own accelerator or server, made from its record: ranges and units are those of the record.
 * @fires rr-hardware-entered - Everything is in range; carries the thing.
 * @fires rr-hardware-dropped - The reader does not want it.
 */
@customElement('rr-hardware-form')
export class RrHardwareForm extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      @media print {
        :host {
          display: none;
        }
      }
      form {
        display: grid;
        gap: var(--space-4);
        padding: var(--space-4);
        border: 1px solid var(--hairline);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
        gap: var(--space-3) var(--space-6);
      }
      .field {
        display: grid;
        gap: 2px;
        align-content: start;
      }
      label {
        color: var(--ink-2);
        font: var(--text-12);
      }
      input,
      select {
        width: 100%;
        ${textBox};
      }
    `,
  ];

  @property() kind: FormKind = 'server';
  /** What the fields begin with; null: empty. */
  @property({ attribute: false }) initial: OwnAccelerator | OwnServer | null = null;
  /** Ids that are taken. */
  @property({ attribute: false }) otherIds: readonly string[] = [];
  /** Own accelerators, which a server may hold. */
  @property({ attribute: false }) own: readonly OwnAccelerator[] = [];
  @state() private problems: readonly string[] = [];

  override render(): TemplateResult {
    return html`<form novalidate @submit=${this.#submit}>
      <h3>${this.initial === null ? 'New' : 'Own'} ${this.kind}</h3>
      <div class="fields">${hardwareFields(this.kind).map((field) => this.#field(field))}</div>
      ${problemList('Not kept yet', this.problems)}
      <div class="buttons">
        <button class="primary">Keep</button>
        <button type="button" @click=${this.#drop}>Cancel</button>
      </div>
    </form>`;
  }

  #field({ key, description, required }: HardwareField): TemplateResult {
    const value = (this.initial as Readonly<Record<string, unknown>> | null)?.[key];
    const shown = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    const unit = description.unit === '' ? '' : `, ${description.unit}`;
    const label = `${description.label ?? key}${unit}${required ? '' : ' (may stay empty)'}`;
    return html`<div class="field">
      <label for=${key} title=${description.help}>${label}</label>
      ${
        key === 'acceleratorId' || key === 'kernelsOf'
          ? this.#choice(key, shown, required)
          : html`<input
              id=${key}
              name=${key}
              autocomplete="off"
              inputmode=${description.kind === 'number' ? 'decimal' : 'text'}
              .value=${shown}
            />`
      }
    </div>`;
  }

  #choice(key: string, shown: string, required: boolean): TemplateResult {
    const all = [...(key === 'acceleratorId' ? this.own : []), ...accelerators];
    return html`<select id=${key} name=${key}>
      <option value="" ?selected=${shown === ''}>${required ? 'choose…' : 'none'}</option>
      ${all.map(({ id, name }) => html`<option value=${id} ?selected=${id === shown}>${name}</option>`)}
    </select>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const typed = Object.fromEntries([...data].map(([key, value]) => [key, typeof value === 'string' ? value : '']));
    const read = readHardwareForm(this.kind, typed, this.initial, {
      otherIds: this.otherIds,
      savedAt: new Date().toISOString(),
    });
    this.problems = read.ok ? [] : read.error.map(({ message }) => message);
    if (read.ok) this.dispatchEvent(new HardwareEnteredEvent(read.value));
  };

  readonly #drop = (): void => {
    this.dispatchEvent(new Event('rr-hardware-dropped', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hardware-form': RrHardwareForm;
  }
}
