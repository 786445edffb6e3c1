import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { LedgerLine } from '../../../../records/plan.ts';
import { baseStyles, buttonStyles, drawerStyles, textBox } from '../../../styles/shared.ts';
import '../rr-ledger/rr-ledger.ts';

/**
 * @summary The ledger beside the page: opens at the line of the number that was clicked, and leaves the page in place.
 * @fires rr-drawer-closed - The reader is done with it.
 */
@customElement('rr-ledger-drawer')
export class RrLedgerDrawer extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    drawerStyles,
    css`
      input {
        grid-column: 1 / -1;
        ${textBox};
      }
      .lines {
        overflow-y: auto;
        padding: var(--space-3) var(--space-4) var(--space-12);
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly LedgerLine[] = [];
  @property() target = '';
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;
  @state() private wanted = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('target')) this.wanted = '';
  }

  override render(): TemplateResult {
    const shown = this.lines.filter(({ id, label }) => `${id} ${label}`.toLowerCase().includes(this.wanted));
    return html`<aside aria-label="Ledger" @keydown=${this.#key}>
      <header>
        <h2>Ledger, ${this.lines.length} lines</h2>
        <button @click=${this.#close}>Close</button>
        <input
          type="search"
          aria-label="Find a line"
          placeholder="Find a line"
          .value=${this.wanted}
          @input=${this.#find}
        />
      </header>
      <div class="lines" tabindex="0" role="group" aria-label="Lines of the ledger">
        <rr-ledger .lines=${shown} .target=${this.target} .sensitivity=${this.sensitivity}></rr-ledger>
      </div>
    </aside>`;
  }

  readonly #find = (event: InputEvent): void => {
    this.wanted = (event.target as HTMLInputElement).value.trim().toLowerCase();
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('rr-drawer-closed', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-ledger-drawer': RrLedgerDrawer;
  }
}
