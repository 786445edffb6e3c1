import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Chosen } from '../router/chosen.ts';

interface Tick {
  readonly id: string;
  readonly name: string;
  /** How many can be compared with one another. */
  readonly most: number;
}

/** The box in the row of a record that takes it into the comparison. */
export const comparisonTick = (chosen: Chosen, { id, name, most }: Tick): TemplateResult => {
  const isChosen = chosen.ids.includes(id);
  return html`<input
    type="checkbox"
    aria-label="Compare ${name}"
    .checked=${live(isChosen)}
    ?disabled=${!isChosen && chosen.ids.length >= most}
    @change=${() => {
      chosen.choose(id, !isChosen);
    }}
  />`;
};

/** Head of the section `comparison`: how it is handed on and left. */
export const comparisonHead = (chosen: Chosen, heading: string, share: () => Promise<void>): TemplateResult =>
  html`<div class="section-head">
    <h2 id="comparison">${heading}</h2>
    <div class="buttons no-print">
      <button @click=${() => void share()}>Copy share link</button>
      <button
        @click=${() => {
          chosen.clear();
        }}
      >
        Close the comparison
      </button>
    </div>
  </div>`;
