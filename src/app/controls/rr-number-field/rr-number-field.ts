import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../base/format.ts';
import { baseStyles } from '../../styles/shared.ts';
import { fieldStyles } from '../field-styles.ts';

/** Digits shown of a number that nobody is editing: enough for every field's range without rounding what was typed. */
const SHOWN_DIGITS = 15;

export class FieldTypedEvent extends Event {
  readonly text: string;

  constructor(text: string) {
    super('rr-field-typed', { bubbles: true, composed: true });
    this.text = text;
  }
}

/**
 * @summary A number with label, unit and help. Takes 250M and 1e9; keeps what was typed while it is wrong and says
 *   what is wrong beside it.
 * @fires rr-field-typed - At every change of the text; carries the text.
 */
@customElement('rr-number-field')
export class RrNumberField extends LitElement {
  static override styles = [baseStyles, fieldStyles];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  @property() label = '';
  @property() unit = '';
  @property() help = '';
  @property({ attribute: false }) value: number | string = 0;
  @property({ attribute: false }) problem: string | null = null;
  /** Part of a sentence: no box, the label for screen readers only. */
  @property({ type: Boolean, reflect: true }) inline = false;
  /** What is typed, while it is being typed or wrong; null shows the value. */
  @state() private typed: string | null = null;
  #focused = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('problem') && this.problem === null && !this.#focused) this.typed = null;
    if (changed.has('value') && !this.#focused && this.problem === null) this.typed = null;
  }

  override render(): TemplateResult {
    const wrong = this.problem !== null;
    return html`<div class="field">
      <label for="input">${this.label}</label>
      <div class="box ${wrong ? 'wrong' : ''}">
        <input
          id="input"
          inputmode="decimal"
          autocomplete="off"
          spellcheck="false"
          .value=${this.typed ?? this.#shown()}
          aria-invalid=${wrong ? 'true' : 'false'}
          aria-describedby="help"
          @input=${this.#input}
          @keydown=${this.#key}
          @focus=${this.#focus}
          @blur=${this.#blur}
        />
        ${this.unit === '' ? nothing : html`<span class="unit">${this.unit}</span>`}
      </div>
      ${
        wrong
          ? html`<div id="help" class="problem" role="alert">${this.problem}</div>`
          : html`<div id="help" class="help">${this.help}</div>`
      }
    </div>`;
  }

  #shown(): string {
    return typeof this.value === 'number' ? formatNumber(this.value, SHOWN_DIGITS) : this.value;
  }

  #say(text: string): void {
    this.typed = text;
    this.dispatchEvent(new FieldTypedEvent(text));
  }

  readonly #input = (event: InputEvent): void => {
    this.#say((event.target as HTMLInputElement).value);
  };

  /** Arrow keys move the second significant digit, with Shift the first. */
  readonly #key = (event: KeyboardEvent): void => {
    const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (direction === undefined || typeof this.value !== 'number') return;
    event.preventDefault();
    const magnitude = this.value === 0 ? 0 : Math.floor(Math.log10(Math.abs(this.value)));
    const step = 10 ** (magnitude - (event.shiftKey ? 0 : 1));
    this.#say(formatNumber(Number((this.value + direction * step).toPrecision(12)), SHOWN_DIGITS));
  };

  readonly #focus = (): void => {
    this.#focused = true;
  };

  readonly #blur = (): void => {
    this.#focused = false;
    if (this.problem === null) this.typed = null;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-number-field': RrNumberField;
  }
}
