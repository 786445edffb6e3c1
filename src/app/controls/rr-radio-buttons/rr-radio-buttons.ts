import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles, buttonStyles } from '../../styles/shared.ts';
import { arrowStep } from '../move-in-group.ts';
import type { ChoiceOption } from '../rr-choice-field/rr-choice-field.ts';
import { FieldTypedEvent } from '../rr-number-field/rr-number-field.ts';

/**
 * @summary One of a few, all of them in sight: buttons side by side, one stop of Tab; arrow keys choose, round and round.
 * @fires rr-field-typed - After a choice of another; carries the option's value.
 */
@customElement('rr-radio-buttons')
export class RrRadioButtons extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: inline-block;
        max-width: 100%;
      }
      .group {
        display: flex;
        flex-wrap: wrap;
      }
      button {
        flex: 1 1 auto;
        overflow-wrap: anywhere;
        justify-content: center;
        border-radius: 0;
      }
      button:first-child {
        border-start-start-radius: var(--radius);
        border-end-start-radius: var(--radius);
      }
      button:last-child {
        border-start-end-radius: var(--radius);
        border-end-end-radius: var(--radius);
      }
      button + button {
        margin-inline-start: -1px;
      }
      button[aria-checked='true'] {
        z-index: 1;
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent);
        font-weight: var(--strong);
      }
    `,
  ];

  @property() label = '';
  @property() value = '';
  @property({ attribute: false }) options: readonly ChoiceOption[] = [];

  override render(): TemplateResult {
    return html`<div class="group" role="radiogroup" aria-label=${this.label} @keydown=${this.#key}>
      ${this.options.map(({ value, label }) => {
        const isChosen = value === this.value;
        return html`<button
          type="button"
          role="radio"
          tabindex=${isChosen ? 0 : -1}
          aria-checked=${isChosen ? 'true' : 'false'}
          @click=${() => {
            this.#choose(value);
          }}
        >
          ${label}
        </button>`;
      })}
    </div>`;
  }

  #choose(value: string): void {
    if (value !== this.value) this.dispatchEvent(new FieldTypedEvent(value));
  }

  readonly #key = (event: KeyboardEvent): void => {
    const step = arrowStep(event);
    if (step === undefined) return;
    const buttons = [...this.renderRoot.querySelectorAll('button')];
    const from = buttons.findIndex((button) => button === event.composedPath()[0]);
    const next = (from + step + buttons.length) % buttons.length;
    const option = this.options[next];
    if (option === undefined) return;
    event.preventDefault();
    buttons[next]?.focus();
    this.#choose(option.value);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-radio-buttons': RrRadioButtons;
  }
}
