import { html, nothing, type ReactiveController, type ReactiveElement, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { formatCount } from '../../base/format.ts';

const ROWS_AT_ONCE = 50;

/** A list of which fifty rows are drawn, and fifty more whenever the last of them comes near: a thousand open like ten. */
export class GrowingList implements ReactiveController {
  readonly #host: ReactiveElement;
  #drawn = ROWS_AT_ONCE;
  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      this.#drawn += ROWS_AT_ONCE;
      this.#host.requestUpdate();
    },
    { rootMargin: '600px' },
  );

  constructor(host: ReactiveElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    this.#observer.disconnect();
    const more = this.#host.renderRoot.querySelector('.more');
    if (more !== null) this.#observer.observe(more);
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  /** Another list begins with its first rows. */
  begin(): void {
    this.#drawn = ROWS_AT_ONCE;
  }

  /** Each row stays that of its record, whatever comes before it. */
  drawn<Row extends { readonly id: string }>(all: readonly Row[], draw: (row: Row) => TemplateResult): unknown {
    return repeat(all.slice(0, this.#drawn), ({ id }) => id, draw);
  }

  /** How many are not drawn yet; to be put after the last row. */
  more(all: readonly unknown[]): TemplateResult | typeof nothing {
    const left = all.length - this.#drawn;
    return left > 0 ? html`<p class="more quiet">${formatCount(left)} more</p>` : nothing;
  }
}
