import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { baseStyles, buttonStyles, inColumn, pageStyles, tableStyles } from '../../styles/shared.ts';
import '../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../controls/rr-number-field/rr-number-field.ts';
import { chartExhibits } from './charts.ts';
import { controlExhibits } from './controls.ts';
import { STATES, type Exhibit } from './exhibit.ts';

const THEMES = [
  { value: '', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];
const NARROW_PX = 360;

/** What stands in the gallery; a control or chart that is missing fails its test. */
export const exhibits: readonly Exhibit[] = [...controlExhibits, ...chartExhibits];

/**
 * @summary Every control and chart in every state, for those who change one.
 */
@customElement('rr-gallery')
export class RrGallery extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    css`
      .states {
        ${inColumn(4)};
      }
      .state {
        ${inColumn(2)};
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--hairline);
        border-radius: var(--radius);
      }
    `,
  ];

  @state() private theme = document.documentElement.dataset['theme'] ?? '';

  override render(): TemplateResult {
    return html`<main class="page">
      <header class="section-head">
        <h1>Gallery</h1>
        <div class="buttons">
          <rr-choice-field
            inline
            label="Theme"
            .value=${this.theme}
            .options=${THEMES}
            @rr-field-typed=${this.#choose}
          ></rr-choice-field>
          <button @click=${this.#openNarrow}>Open ${NARROW_PX} px wide</button>
        </div>
      </header>
      ${exhibits.map(
        ({ name, states }) =>
          html`<section class="ruled" id=${name} aria-labelledby="name-${name}">
            <h2 id="name-${name}"><code>${name}</code></h2>
            <div class="states">
              ${STATES.map((state) => {
                const shown = states[state];
                return html`<div
                  class="state"
                  data-state=${state}
                  data-shown=${typeof shown === 'string' ? 'no' : 'yes'}
                >
                  <h3>${state}</h3>
                  ${typeof shown === 'string' ? html`<p class="quiet">${shown}</p>` : shown}
                </div>`;
              })}
            </div>
          </section>`,
      )}
    </main>`;
  }

  readonly #choose = (event: FieldTypedEvent): void => {
    this.theme = event.text;
    if (this.theme === '') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = this.theme;
  };

  /** What is narrow is decided by the window, so that a narrow frame within the page would show nothing. */
  readonly #openNarrow = (): void => {
    window.open(window.location.href, '', `popup,width=${String(NARROW_PX)},height=800`);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-gallery': RrGallery;
  }
}
