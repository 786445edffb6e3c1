import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { LedgerLine } from '../../../../records/plan.ts';
import { Fetched } from '../../../controls/fetched.ts';
import { baseStyles, buttonStyles, drawerStyles } from '../../../styles/shared.ts';

/** What a ledger's drawer shows. */
export interface ShownLedger {
  /** Null while they are computed. */
  readonly lines: readonly LedgerLine[] | null;
  /** The line that it opens at. */
  readonly target: string;
  /** What the ledger is of, where that is not what the page shows. */
  readonly name?: string;
  /** What it is not of, where it has a name: the plan on the Plan page, unless this says otherwise. */
  readonly instead?: string;
  /** Address of a line of this ledger. */
  readonly hrefOf: (id: string) => string;
  readonly sensitivity?: Sensitivity | null;
}

/**
 * @summary The place of a ledger's drawer: fetches the drawer with the first line that is asked for, and says so where it does
 *   not arrive.
 * @fires rr-drawer-closed - The reader does without it.
 */
@customElement('rr-ledger-place')
export class RrLedgerPlace extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    drawerStyles,
    css`
      :host {
        box-shadow: none;
      }
      .body {
        display: grid;
        align-content: start;
        justify-items: start;
        gap: var(--space-3);
        padding: var(--space-4);
      }
    `,
  ];

  @property({ attribute: false }) ledger!: ShownLedger;
  readonly #part = new Fetched(this, () => import('../rr-ledger-drawer/rr-ledger-drawer.ts'));

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('keydown', this.#key);
    void this.#part.fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.#key);
  }

  override render(): TemplateResult {
    if (this.#part.stage === 'ready') return this.#drawer();
    return html`<aside aria-label="Ledger">
      <header>
        <h2>Ledger</h2>
        <button @click=${this.#close}>Close</button>
      </header>
      <div class="body">${this.#part.stage === 'failed' ? this.#failed() : html`<p class="quiet">Loading…</p>`}</div>
    </aside>`;
  }

  #drawer(): TemplateResult {
    const { lines, target, name = '', instead = 'the plan on the Plan page', hrefOf, sensitivity = null } = this.ledger;
    return html`<rr-ledger-drawer
      .lines=${lines}
      .target=${target}
      .name=${name}
      .instead=${instead}
      .hrefOf=${hrefOf}
      .sensitivity=${sensitivity}
    ></rr-ledger-drawer>`;
  }

  #failed(): TemplateResult {
    return html`<p role="alert">
        Its part of the program did not arrive. Check the connection to where Roofrack is served from.
      </p>
      <button @click=${this.#part.fetch}>Try again</button>`;
  }

  /** The drawer itself has keys of its own. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.#part.stage !== 'ready') this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('rr-drawer-closed', { bubbles: true, composed: true }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-ledger-place': RrLedgerPlace;
  }
}
