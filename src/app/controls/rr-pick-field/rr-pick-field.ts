import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { baseStyles } from '../../styles/shared.ts';
import { fieldMessage } from '../field-message.ts';
import { fieldStyles } from '../field-styles.ts';
import type { ChoiceOption } from '../rr-choice-field/rr-choice-field.ts';
import { FieldTypedEvent } from '../rr-number-field/rr-number-field.ts';
import { grouped, matching } from './pick-options.ts';

/** Of the list. */
const LIST_PX = 440;

/**
 * @summary One of many, found by typing: a list in groups, narrowed by the words that are typed.
 * @fires rr-field-typed - After a choice; carries the option's value.
 */
@customElement('rr-pick-field')
export class RrPickField extends LitElement {
  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      .field {
        position: relative;
      }
      .list {
        position: absolute;
        top: calc(100% + 2px);
        left: 0;
        z-index: 4;
        width: min(${LIST_PX}px, calc(100vw - 32px));
        max-height: min(420px, 50vh);
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: var(--space-1) 0;
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--float);
        color: var(--ink);
        font: var(--text-14);
      }
      .list.ends {
        right: 0;
        left: auto;
      }
      .group {
        padding: var(--space-2) var(--space-3) 2px;
        color: var(--ink-2);
        font: var(--text-12);
        font-weight: var(--strong);
      }
      .option {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-3);
        padding: 5px var(--space-3);
        cursor: pointer;
      }
      .option.active {
        background: var(--accent-soft);
      }
      .option[aria-selected='true'] .name {
        color: var(--accent);
        font-weight: var(--strong);
      }
      .none {
        padding: var(--space-2) var(--space-3);
        color: var(--ink-2);
      }
      :host([inline]) .help {
        left: 0;
      }
      @media screen and (max-width: 719.98px) {
        .list,
        .list.ends {
          position: fixed;
          top: auto;
          right: 16px;
          left: 16px;
          width: auto;
        }
      }
      @media print {
        .list {
          display: none;
        }
      }
    `,
  ];
  static override shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  @property() label = '';
  @property() help = '';
  @property() value = '';
  @property({ attribute: false }) options: readonly ChoiceOption[] = [];
  @property({ attribute: false }) problem: string | null = null;
  @property({ type: Boolean, reflect: true }) inline = false;
  /** What is typed to find an option; null while nothing is looked for. */
  @state() private typed: string | null = null;
  @state() private isOpen = false;
  /** Of the options shown. */
  @state() private active = 0;
  /** The list would pass the view's edge: it lies on the field's other side. */
  @state() private ends = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('value')) this.typed = null;
  }

  override render(): TemplateResult {
    const wrong = this.problem !== null;
    return html`<div class="field">
      <label id="name" for="input">${this.label}</label>
      <div class="box ${wrong ? 'wrong' : ''}">
        <input
          id="input"
          role="combobox"
          aria-labelledby="name"
          autocomplete="off"
          spellcheck="false"
          aria-autocomplete="list"
          aria-expanded=${this.isOpen ? 'true' : 'false'}
          aria-controls="list"
          aria-activedescendant=${this.isOpen && this.#shown().length > 0 ? `option-${String(this.active)}` : nothing}
          aria-invalid=${wrong ? 'true' : 'false'}
          aria-describedby="help"
          .value=${this.typed ?? this.#chosenLabel()}
          @pointerdown=${this.#press}
          @focus=${this.#select}
          @input=${this.#input}
          @keydown=${this.#key}
          @blur=${this.#close}
        />
      </div>
      <div
        id="list"
        class="list ${this.ends ? 'ends' : ''}"
        role="listbox"
        aria-label=${this.label}
        ?hidden=${!this.isOpen}
      >
        ${this.isOpen ? this.#list() : nothing}
      </div>
      ${fieldMessage(this.help, this.problem)}
    </div>`;
  }

  protected override updated(): void {
    if (!this.isOpen) return;
    const list = this.renderRoot.querySelector('.list');
    if (list !== null && !this.ends)
      this.ends = list.getBoundingClientRect().right > document.documentElement.clientWidth;
    const active = this.renderRoot.querySelector<HTMLElement>('.option.active');
    // Within the list alone: the page stays where it is.
    if (list !== null && active !== null) {
      const [top, bottom] = [active.offsetTop, active.offsetTop + active.offsetHeight];
      if (top < list.scrollTop) list.scrollTop = top;
      else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
    }
  }

  /** A sentence does not flow anew while a shorter text is typed. */
  #keepWidth(kept: boolean): void {
    const input = this.renderRoot.querySelector('input');
    if (input !== null) input.style.minWidth = kept ? `${String(input.offsetWidth)}px` : '';
  }

  #chosenLabel(): string {
    return this.options.find(({ value }) => value === this.value)?.label ?? this.value;
  }

  #shown(): readonly ChoiceOption[] {
    return this.typed === null ? this.options : matching(this.options, this.typed);
  }

  #list(): TemplateResult {
    const shown = this.#shown();
    if (shown.length === 0)
      return html`<div class="none" role="option" aria-disabled="true" aria-selected="false">
        None has “${this.typed}”.
      </div>`;
    let index = -1;
    return html`${grouped(shown).map(
      ({ group, options }) =>
        html`<div role="group" aria-label=${group === '' ? nothing : group}>
          ${group === '' ? nothing : html`<div class="group" aria-hidden="true">${group}</div>`}
          ${options.map((option) => {
            index += 1;
            return this.#option(option, index);
          })}
        </div>`,
    )}`;
  }

  #option({ value, label, note = '' }: ChoiceOption, index: number): TemplateResult {
    return html`<div
      id="option-${index}"
      class="option ${index === this.active ? 'active' : ''}"
      role="option"
      aria-selected=${value === this.value ? 'true' : 'false'}
      @pointerdown=${(event: Event) => {
        // The field keeps the focus.
        event.preventDefault();
      }}
      @click=${() => {
        this.#choose(value);
      }}
      @keydown=${this.#key}
    >
      <span class="name">${label}</span><span class="quiet small">${note}</span>
    </div>`;
  }

  #open(): void {
    if (this.isOpen) return;
    this.#keepWidth(true);
    this.isOpen = true;
    this.ends = false;
    this.active = Math.max(
      0,
      grouped(this.#shown())
        .flatMap(({ options }) => options)
        .findIndex(({ value }) => value === this.value),
    );
  }

  readonly #close = (): void => {
    this.#keepWidth(false);
    this.isOpen = false;
    this.typed = null;
  };

  readonly #press = (): void => {
    this.#open();
  };

  readonly #select = (event: FocusEvent): void => {
    (event.target as HTMLInputElement).select();
  };

  readonly #input = (event: InputEvent): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.#open();
    this.active = 0;
  };

  #choose(value: string): void {
    this.#close();
    if (value !== this.value) this.dispatchEvent(new FieldTypedEvent(value));
  }

  readonly #key = (event: KeyboardEvent): void => {
    const shown = grouped(this.#shown()).flatMap(({ options }) => options);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!this.isOpen) this.#open();
      else this.active = (this.active + step + shown.length) % Math.max(1, shown.length);
      return;
    }
    if (!this.isOpen) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
    const active = shown[this.active];
    if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault();
      this.#choose(active.value);
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-pick-field': RrPickField;
  }
}
