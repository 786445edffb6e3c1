import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { hasWords } from '../../../../base/has-words.ts';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { LedgerLine } from '../../../../records/plan.ts';
import { baseStyles, buttonStyles, drawerStyles, textBox } from '../../../styles/shared.ts';
import { ALL_LINES } from '../ledger-address.ts';
import '../rr-ledger/rr-ledger.ts';

/** What has the focus, through all shadow roots. */
const focused = (): HTMLOrSVGElement | null => {
  let element = document.activeElement;
  for (;;) {
    const inner = element?.shadowRoot?.activeElement ?? null;
    if (inner === null) return element instanceof HTMLElement || element instanceof SVGElement ? element : null;
    element = inner;
  }
};

/**
 * @summary The ledger beside the page: opens at the line of the number that was clicked, and leaves the page in place.
 *   Closed, it gives the focus back to where the reader was.
 * @fires rr-drawer-closed - The reader is done with it.
 */
@customElement('rr-ledger-drawer')
export class RrLedgerDrawer extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    drawerStyles,
    css`
      aside {
        grid-template-rows: auto auto minmax(0, 1fr);
      }
      input {
        grid-column: 1 / -1;
        ${textBox};
      }
      .of {
        padding: var(--space-2) var(--space-4);
        border-bottom: 1px solid var(--hairline);
        background: var(--sunken);
      }
      .lines {
        grid-row: 3;
        overflow-y: auto;
        padding: var(--space-3) var(--space-4) var(--space-12);
      }
    `,
  ];

  /** Null while they are computed. */
  @property({ attribute: false }) lines: readonly LedgerLine[] | null = null;
  @property() target = '';
  /** What the ledger is of, where that is not the plan on the page. */
  @property() name = '';
  /** What it is not of, where it has a name. */
  @property() instead = '';
  /** Address of a line of this ledger. */
  @property({ attribute: false }) hrefOf!: (id: string) => string;
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;
  @state() private wanted = '';
  #opener: HTMLOrSVGElement | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#opener = focused();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('target')) this.wanted = '';
  }

  override render(): TemplateResult {
    const lines = this.lines ?? [];
    const shown = lines.filter(({ id, label }) => hasWords(`${id} ${label}`, this.wanted));
    return html`<aside aria-label="Ledger" @keydown=${this.#key}>
      <header>
        <h2>Ledger${this.lines === null ? nothing : html`, ${lines.length} lines`}</h2>
        <button @click=${this.#close}>Close</button>
        <input
          type="search"
          aria-label="Find a line"
          placeholder="Find a line"
          .value=${this.wanted}
          @input=${this.#find}
        />
      </header>
      ${this.name === '' ? nothing : html`<p class="of">Of <b>${this.name}</b>, not of ${this.instead}.</p>`}
      <div class="lines" tabindex="0" role="group" aria-label="Lines of the ledger">
        ${this.#state()}
        <rr-ledger
          .lines=${shown}
          .target=${this.target}
          .name=${this.name}
          .hrefOf=${this.hrefOf}
          .sensitivity=${this.sensitivity}
        ></rr-ledger>
      </div>
    </aside>`;
  }

  /** Why the line that was asked for is not there. */
  #state(): TemplateResult | typeof nothing {
    if (this.lines === null) return html`<p class="quiet" role="status">Computing…</p>`;
    if (this.target === ALL_LINES || this.lines.some(({ id }) => id === this.target)) return nothing;
    return html`<p role="status">It has no line <code>${this.target}</code>.</p>`;
  }

  protected override firstUpdated(): void {
    // Escape closes it from the first moment; the line takes the focus once it is there.
    this.renderRoot.querySelector<HTMLElement>('.lines')?.focus({ preventScroll: true });
  }

  readonly #find = (event: InputEvent): void => {
    this.wanted = (event.target as HTMLInputElement).value;
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#close();
  };

  readonly #close = (): void => {
    this.dispatchEvent(new Event('rr-drawer-closed', { bubbles: true, composed: true }));
    this.#opener?.focus();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-ledger-drawer': RrLedgerDrawer;
  }
}
