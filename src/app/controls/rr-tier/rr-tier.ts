import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Tier } from '../../../records/tier.ts';
import { baseStyles } from '../../styles/shared.ts';

const LETTERS: Record<Tier, string> = {
  measured: 'M',
  calibrated: 'C',
  datasheet: 'D',
  published: 'P',
  assumed: 'A',
};

const MEANINGS: Record<Tier, string> = {
  measured: 'Measured here',
  calibrated: 'Calibrated: from a model fitted to measurements',
  datasheet: 'Datasheet: as the maker prints it',
  published: 'Published by others who measured or estimated it',
  assumed: 'Assumed: nobody measured it',
};

/**
 * @summary How a number is known: a letter in a colour, its meaning in the title and for screen readers.
 */
@customElement('rr-tier')
export class RrTier extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: inline-flex;
        vertical-align: baseline;
      }
      .letter {
        display: inline-block;
        width: 16px;
        height: 16px;
        border: 1px solid currentColor;
        border-radius: 4px;
        font: 600 12px/14px var(--font);
        text-align: center;
      }
      .measured {
        color: var(--tier-measured);
      }
      .calibrated {
        color: var(--tier-calibrated);
      }
      .datasheet {
        color: var(--tier-datasheet);
      }
      .published {
        color: var(--tier-published);
      }
      .assumed {
        color: var(--tier-assumed);
      }
    `,
  ];

  @property() tier: Tier = 'assumed';

  override render(): TemplateResult {
    return html`<span class="letter ${this.tier}" role="img" aria-label=${this.tier} title=${MEANINGS[this.tier]}
      >${LETTERS[this.tier]}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-tier': RrTier;
  }
}
