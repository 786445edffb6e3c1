import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles } from '../../styles/shared.ts';
import { fieldMessage } from '../field-message.ts';
import { fieldStyles } from '../field-styles.ts';
import { FieldTypedEvent } from '../rr-number-field/rr-number-field.ts';

export interface ChoiceOption {
  readonly value: string;
  readonly label: string;
  /** What it belongs to, where many are listed in groups. */
  readonly group?: string;
  /** What tells it from its like, where there is room for it. */
  readonly note?: string;
}

/**
 * @summary One of several, with label and help; a native select, so that it works as the reader's system does.
 * @fires rr-field-typed - After a choice; carries the option's value.
 */
@customElement('rr-choice-field')
export class RrChoiceField extends LitElement {
  static override styles = [baseStyles, fieldStyles];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  @property() label = '';
  @property() help = '';
  @property() value = '';
  @property({ attribute: false }) options: readonly ChoiceOption[] = [];
  @property({ attribute: false }) problem: string | null = null;
  @property({ type: Boolean, reflect: true }) inline = false;

  override render(): TemplateResult {
    const wrong = this.problem !== null;
    return html`<div class="field">
      <label for="select">${this.label}</label>
      <div class="box ${wrong ? 'wrong' : ''}">
        <select id="select" aria-describedby="help" aria-invalid=${wrong ? 'true' : 'false'} @change=${this.#change}>
          ${this.options.map(
            ({ value, label }) => html`<option .value=${value} ?selected=${value === this.value}>${label}</option>`,
          )}
        </select>
      </div>
      ${fieldMessage(this.help, this.problem)}
    </div>`;
  }

  /** A select forgets a programmatic choice once its options change; it is set again after every render. */
  protected override updated(): void {
    const select = this.renderRoot.querySelector('select');
    if (select !== null) select.value = this.value;
  }

  readonly #change = (event: Event): void => {
    this.dispatchEvent(new FieldTypedEvent((event.target as HTMLSelectElement).value));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-choice-field': RrChoiceField;
  }
}
