import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { Fetched } from '../fetched.ts';
import { baseStyles, buttonStyles, disclosureStyles, inColumn, pageStyles, tableStyles } from '../../styles/shared.ts';

/** It was opened or closed by the reader. */
export class SectionToggledEvent extends Event {
  readonly isOpen: boolean;

  constructor(isOpen: boolean) {
    super('rr-section-toggled', { bubbles: true, composed: true });
    this.isOpen = isOpen;
  }
}

/** Fetched so much before it comes into view. */
const AHEAD_PX = 240;

/**
 * @summary A part of a page under its heading, opened and closed; what is in it is fetched and drawn once it is open and seen.
 * @fires rr-section-toggled - The reader opened or closed it.
 */
@customElement('rr-section')
export class RrSection extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    disclosureStyles,
    css`
      :host {
        border-top: 1px solid var(--hairline);
        /* Below what stays at the top of its page. */
        scroll-margin-top: var(--strip-height, 0px);
      }
      details > summary {
        display: grid;
        grid-template-columns: 16px max-content minmax(0, 1fr);
        align-items: baseline;
        column-gap: var(--space-2);
        width: auto;
        min-height: 44px;
        padding: var(--space-3) 0;
        color: inherit;
      }
      summary::before {
        margin: 0 0 3px 2px;
      }
      .about {
        overflow: hidden;
        color: var(--ink-2);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .content {
        ${inColumn(4)};
        min-height: 64px;
        padding: 0 0 var(--space-6) 0;
      }
      /* As high as most are: parts that are not drawn yet do not all stand in view. */
      .content.unwanted {
        min-height: 400px;
      }
      @media screen and (max-width: 719.98px) {
        details > summary {
          grid-template-columns: 16px minmax(0, 1fr);
        }
        .about {
          grid-column: 2;
          white-space: normal;
        }
      }
      @media print {
        summary::before,
        .about {
          display: none;
        }
        details > summary {
          display: block;
        }
        .content {
          display: block;
        }
      }
    `,
  ];

  @property() heading = '';
  /** What is there, in a line. */
  @property() about = '';
  @property({ type: Boolean, reflect: true }) open = false;
  @property({ attribute: false }) load: () => Promise<unknown> = () => Promise.resolve();
  @property({ attribute: false }) content: () => unknown = () => nothing;
  readonly #part = new Fetched(this, () => this.load());
  #observer: IntersectionObserver | null = null;

  /** Opened and brought into view by an address that names it. */
  reveal(): void {
    this.open = true;
    void this.#fetch().then(() => {
      // What stands above has been drawn by then, and pushes it away no more.
      requestAnimationFrame(() => {
        this.scrollIntoView({ block: 'start' });
      });
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('beforeprint', this.#print);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('beforeprint', this.#print);
    this.#observer?.disconnect();
    this.#observer = null;
  }

  override render(): TemplateResult {
    return html`<details ?open=${this.open} @toggle=${this.#toggled}>
      <summary>
        <h2>${this.heading}</h2>
        <span class="about">${this.about}</span>
      </summary>
      ${this.open ? html`<div class="content ${this.#part.stage}">${this.#content()}</div>` : nothing}
    </details>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!this.open || this.#part.stage !== 'unwanted' || this.#observer !== null || !this.isConnected) return;
    // What was opened by hand is in view.
    if (changed.get('open') === false) {
      void this.#fetch();
      return;
    }
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void this.#fetch();
      },
      { rootMargin: `${AHEAD_PX}px` },
    );
    this.#observer.observe(this);
  }

  #content(): unknown {
    switch (this.#part.stage) {
      case 'ready':
        return this.content();
      case 'failed':
        return html`<p role="alert">Its part of the program did not arrive. Check the connection.</p>
          <div><button @click=${this.#fetch}>Try again</button></div>`;
      case 'unwanted':
        return nothing;
      case 'loading':
        return html`<p class="quiet">Loading…</p>`;
    }
  }

  readonly #fetch = async (): Promise<void> => {
    this.#observer?.disconnect();
    this.#observer = null;
    await this.#part.fetch();
  };

  /** What is open stands on paper, seen or not. */
  readonly #print = (): void => {
    if (this.open) void this.#fetch();
  };

  readonly #toggled = (event: Event): void => {
    const { open } = event.target as HTMLDetailsElement;
    if (open === this.open) return;
    this.open = open;
    this.dispatchEvent(new SectionToggledEvent(open));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-section': RrSection;
  }
  interface HTMLElementEventMap {
    'rr-section-toggled': SectionToggledEvent;
  }
}
