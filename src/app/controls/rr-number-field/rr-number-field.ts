import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ifDefined } from 'lit/directives/if-defined.js';
import { decimalMarkOf, formatNumber, readNumber } from '../../../base/format.ts';
import type { NumberRange } from '../../../base/share.ts';
import { baseStyles } from '../../styles/shared.ts';
import { fieldMessage } from '../field-message.ts';
import { fieldStyles } from '../field-styles.ts';
import { scrubbed, stepped } from './scrub.ts';

/** Digits shown of a number that nobody is editing: enough for every field's range without rounding what was typed. */
const SHOWN_DIGITS = 15;

export class FieldTypedEvent extends Event {
  readonly text: string;

  constructor(text: string) {
    super('rr-field-typed', { bubbles: true, composed: true });
    this.text = text;
  }
}

interface Drag {
  readonly x: number;
  readonly from: number;
  moved: boolean;
}

/** A hand that clicks moves a little. */
const DRAG_FROM_PX = 4;
/** Of a field that has not been told its range. */
const ANY_NUMBER: NumberRange = { low: -Infinity, high: Infinity, whole: false };
const DRAG_HINT = 'Drag to change; arrow keys in the field do too';

/**
 * @summary A number with label, unit and help. Takes 250M, 1e9 and the reader's own notation; asks where a text may mean
 *   two numbers; keeps what was typed while it is wrong and says what is wrong beside it. Dragging the label, or the number in a sentence, moves it over its range.
 * @fires rr-field-typed - At every change of the text; carries the number in English notation, or the text if it is none.
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
  /** The least and the most it may be; without them it cannot be dragged. */
  @property({ attribute: false }) low: number | null = null;
  @property({ attribute: false }) high: number | null = null;
  @property({ type: Boolean }) whole = false;
  /** What is typed, while it is being typed or wrong; null shows the value. */
  @state() private typed: string | null = null;
  /** What the text may mean, while it may mean two numbers. */
  @state() private readings: readonly [number, number] | null = null;
  #focused = false;
  #drag: Drag | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('problem') && this.problem === null) this.readings = null;
    if (changed.has('problem') && this.problem === null && !this.#focused) this.typed = null;
    if (changed.has('value') && !this.#focused && this.problem === null) this.typed = null;
  }

  override render(): TemplateResult {
    const wrong = this.problem !== null;
    const answer = this.readings === null ? this.problem : this.#question(this.readings);
    const draggable = this.#range() !== null;
    return html`<div class="field ${draggable ? 'draggable' : ''}">
      <label
        for="input"
        title=${ifDefined(draggable ? DRAG_HINT : undefined)}
        @pointerdown=${this.#grab}
        @pointermove=${this.#move}
        @pointerup=${this.#release}
        @pointercancel=${this.#release}
        >${this.label}</label
      >
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
          @pointerdown=${this.#grabInline}
          @pointermove=${this.#move}
          @pointerup=${this.#release}
          @pointercancel=${this.#release}
        />
        ${this.unit === '' ? nothing : html`<span class="unit">${this.unit}</span>`}
      </div>
      ${fieldMessage(this.help, answer)}
    </div>`;
  }

  #question(readings: readonly [number, number]): TemplateResult {
    return html`Is that
    ${readings.map(
      (value, index) =>
        html`${index === 0 ? nothing : ' or '}<button
            @click=${() => {
              this.#choose(value);
            }}
          >
            ${formatNumber(value, SHOWN_DIGITS)}
          </button>`,
    )}?`;
  }

  #choose(value: number): void {
    this.readings = null;
    this.#say(value);
  }

  #shown(): string {
    return typeof this.value === 'number' ? formatNumber(this.value, SHOWN_DIGITS) : this.value;
  }

  #say(value: number): void {
    this.typed = formatNumber(value, SHOWN_DIGITS);
    this.dispatchEvent(new FieldTypedEvent(String(value)));
  }

  readonly #input = (event: InputEvent): void => {
    const text = (event.target as HTMLInputElement).value;
    const [first, second] = readNumber(text, decimalMarkOf(navigator.language));
    this.typed = text;
    this.readings = first === undefined || second === undefined ? null : [first, second];
    // Two readings are none until the reader has chosen.
    const clear = first !== undefined && second === undefined && Number.isFinite(first);
    this.dispatchEvent(new FieldTypedEvent(clear ? String(first) : this.readings === null ? text : `${text}?`));
  };

  /** Arrow keys move the second significant digit, with Shift the first. */
  readonly #key = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : null;
    if (direction === null || typeof this.value !== 'number') return;
    event.preventDefault();
    this.#say(stepped(this.value, direction, event.shiftKey, this.#range() ?? ANY_NUMBER));
  };

  #range(): NumberRange | null {
    const { low, high, whole } = this;
    return low === null || high === null ? null : { low, high, whole };
  }

  readonly #grab = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#range() === null || typeof this.value !== 'number') return;
    this.#drag = { x: event.clientX, from: this.value, moved: false };
  };

  /** In a sentence the number itself is the handle, until it is focused and the pointer selects text. */
  readonly #grabInline = (event: PointerEvent): void => {
    if (this.inline && !this.#focused) this.#grab(event);
  };

  readonly #move = (event: PointerEvent): void => {
    const [drag, range] = [this.#drag, this.#range()];
    if (drag === null || range === null) return;
    const dx = event.clientX - drag.x;
    const handle = event.currentTarget as HTMLElement;
    if (!drag.moved) {
      if (Math.abs(dx) < DRAG_FROM_PX) return;
      drag.moved = true;
      handle.setPointerCapture(event.pointerId);
      // A press on the number has focused it; what is dragged is not typed.
      this.renderRoot.querySelector('input')?.blur();
      // A number that grows a digit must not push its sentence about under the pointer.
      if (this.inline) handle.style.width = `${String(handle.offsetWidth)}px`;
    }
    const value = scrubbed(drag.from, dx, range);
    if (formatNumber(value, SHOWN_DIGITS) !== (this.typed ?? this.#shown())) this.#say(value);
  };

  readonly #release = (event: PointerEvent): void => {
    const drag = this.#drag;
    this.#drag = null;
    if (drag?.moved !== true) return;
    const handle = event.currentTarget as HTMLElement;
    handle.style.removeProperty('width');
    if (this.problem === null) this.typed = null;
    // The click that ends a drag of the label does not put the caret into the field.
    const swallow = (click: Event): void => {
      click.preventDefault();
    };
    handle.addEventListener('click', swallow);
    setTimeout(() => {
      handle.removeEventListener('click', swallow);
    });
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
