import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { CatalogEntry } from '../../../../catalog/collections.ts';
import type { Fact } from '../../../../catalog/provenance.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles, buttonStyles, drawerStyles } from '../../../styles/shared.ts';
import { copyText } from '../../clipboard.ts';
import { factCitation, valueText } from '../fact-text.ts';

/**
 * @summary Everything known of one thing beside the page: each number with its source, its date and how it is known.
 * @fires rr-drawer-closed - The reader is done with it.
 * @fires rr-cited - A number was copied with its citation.
 */
@customElement('rr-fact-drawer')
export class RrFactDrawer extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    drawerStyles,
    css`
      header {
        align-items: start;
      }
      .facts {
        overflow-y: auto;
        padding: var(--space-2) var(--space-4) var(--space-12);
      }
      .note {
        padding: var(--space-2) 0 var(--space-3);
      }
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto 20px;
        gap: 2px var(--space-2);
        padding: var(--space-2);
        margin-inline: calc(-1 * var(--space-2));
        border-bottom: 1px solid var(--hairline);
      }
      article.target {
        background: var(--accent-soft);
      }
      h3 {
        font-weight: 400;
      }
      .value {
        text-align: end;
        overflow-wrap: anywhere;
      }
      h2:focus {
        outline: none;
      }
      .note {
        overflow-wrap: anywhere;
      }
      .origin {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) entry!: CatalogEntry;
  /** The number that was asked for. */
  @property() field = '';
  /** A number whose citation could not be copied. */
  @state() private refused: Fact | null = null;

  override render(): TemplateResult {
    const { title, id, note, facts } = this.entry;
    return html`<aside aria-label="Facts of ${title}" @keydown=${this.#key}>
      <header>
        <div>
          <h2 tabindex="-1">${title}</h2>
          <code>${id}</code>
        </div>
        <button @click=${this.#close}>Close</button>
      </header>
      <div class="facts" tabindex="0" role="group" aria-label="Facts">
        ${note === '' ? nothing : html`<p class="note quiet">${note}</p>`} ${facts.map((fact) => this.#fact(fact))}
      </div>
    </aside>`;
  }

  /** Where most of the numbers are from: said once, and again at the number that was asked for. */
  #usualSource(): string {
    return this.entry.facts[0]?.source ?? '';
  }

  #fact(fact: Fact): TemplateResult {
    const { label, value, unit, tier, source, date, others, field } = fact;
    const target = field === this.field;
    const usual = source === this.#usualSource();
    return html`<article class=${target ? 'target' : ''}>
      <h3>${label}</h3>
      <span class="value number">
        ${
          value === null
            ? html`<span class="quiet">not published</span>`
            : html`${valueText(value)} <span class="unit">${unit}</span>`
        }
      </span>
      <rr-tier .tier=${tier}></rr-tier>
      <p class="origin small quiet">
        ${usual && !target ? 'As the whole record' : source}. ${date}.
        ${
          value === null
            ? nothing
            : html`<button
                class="plain"
                aria-label="Copy ${label} with its source"
                @click=${() => {
                  void this.#copy(fact);
                }}
              >
                Copy
              </button>`
        }
      </p>
      ${
        fact === this.refused
          ? html`<p class="origin small" role="status">
              The browser does not let this page copy. Select it here: ${factCitation(this.entry.title, fact)}
            </p>`
          : nothing
      }
      ${others.map(
        (other) => html`<p class="origin small">Elsewhere ${valueText(other.value)} ${unit}: ${other.source}.</p>`,
      )}
    </article>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('entry') && !changed.has('field')) return;
    this.renderRoot.querySelector('.target')?.scrollIntoView({ block: 'center' });
    this.renderRoot.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  }

  async #copy(fact: Fact): Promise<void> {
    const copied = await copyText(factCitation(this.entry.title, fact));
    this.refused = copied ? null : fact;
    if (copied) this.dispatchEvent(new Event('rr-cited', { bubbles: true, composed: true }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('rr-drawer-closed', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-fact-drawer': RrFactDrawer;
  }
}
