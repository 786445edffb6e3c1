import { entryAt } from '../../../../base/checked.ts';
import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { accelerators } from '../../../../catalog/catalog.ts';
import { catalogCollections, withOwnHardware, type CatalogCollection } from '../../../../catalog/collections.ts';
import { measuredRows } from '../../../../catalog/measured.ts';
import { catalogRoofline } from '../../../charts/catalog-roofline.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-list-table/rr-list-table.ts';
import type { ListChangedEvent } from '../../../controls/rr-list-table/rr-list-table.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-section/rr-section.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, pageStyles, textBox } from '../../../styles/shared.ts';
import { listIn } from '../../../router/list-in.ts';
import { remembered } from '../../../state/remembered.ts';
import { catalogHref, catalogLocation } from '../catalog-address.ts';
import { catalogColumns, catalogRows } from '../catalog-rows.ts';
import '../rr-fact-drawer/rr-fact-drawer.ts';
import '../rr-own-hardware/rr-own-hardware.ts';
import { computed, SignalElement } from '../../../signals.ts';

/** The facts are shipped and do not change. */
const roofline = catalogRoofline(accelerators, measuredRows);

/**
 * @summary The facts that plans stand on: searchable, each number with its source, and what in them does not fit.
 */
@customElement('rr-catalog-page')
export class RrCatalogPage extends SignalElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-3) var(--space-6);
      }
      .kinds {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
      }
      .kinds a {
        padding: 4px 0;
        border-bottom: 2px solid transparent;
        color: var(--ink-2);
        text-decoration: none;
      }
      .kinds a[aria-current='page'] {
        border-color: var(--accent);
        color: var(--ink);
        font-weight: var(--strong);
      }
      @media print {
        .kinds a:not([aria-current='page']) {
          display: none;
        }
      }
      input {
        width: min(320px, 100%);
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  override render(): TemplateResult {
    const { segments, query } = this.app.router.location.get();
    const { id, field } = query;
    const list = listIn(this.app.router);
    const { find, sort } = list;
    const kind = segments[1] ?? query['kind'];
    const collections = this.#collections.get();
    const known = collections.find((collection) => collection.id === kind);
    const collection = known ?? entryAt(collections, 0);
    const entry = collection.entries.find((thing) => thing.id === id);
    return html`<div class="page">
      <div class="tools">
        <h1>Catalogue</h1>
        <input
          type="search"
          aria-label="Find in ${collection.title}"
          placeholder="Find in ${collection.title.toLowerCase()}"
          .value=${find}
          @input=${(event: InputEvent) => {
            list.change({ find: (event.target as HTMLInputElement).value });
          }}
        />
      </div>
      <nav class="kinds" aria-label="Kinds of facts">
        ${this.#collections
          .get()
          .map(
            (catalogCollection) =>
              html`<a
                href=${catalogHref(catalogCollection.id)}
                aria-current=${catalogCollection === collection ? 'page' : 'false'}
                >${catalogCollection.title}</a
              >`,
          )}
      </nav>
      ${known === undefined && kind !== undefined ? this.#unknown(`no kind of facts “${kind}”`, collection) : nothing}
      ${
        id !== undefined && entry === undefined
          ? this.#unknown(`no “${id}” among ${collection.title.toLowerCase()}`, collection)
          : nothing
      }
      ${collection.id === 'accelerators' ? html`<rr-xy-chart .data=${roofline}></rr-xy-chart>` : nothing}
      <rr-list-table
        label="Table of ${collection.title}"
        hint="A number opens its source; arrow keys move between numbers."
        .columns=${this.#columns(collection)}
        .rows=${this.#rows(collection, find, sort)}
        .find=${find}
        .sort=${sort}
        @rr-list-changed=${({ change }: ListChangedEvent) => {
          list.change(change);
        }}
      ></rr-list-table>
      <section class="ruled" aria-labelledby="own">
        <h2 id="own">Own hardware and models</h2>
        <rr-own-hardware></rr-own-hardware>
      </section>
      <rr-section
        heading="What does not fit"
        open
        .load=${() => import('../rr-contradictions/rr-contradictions.ts')}
        .content=${() => html`<rr-contradictions></rr-contradictions>`}
      ></rr-section>
      ${
        entry === undefined
          ? nothing
          : html`<rr-fact-drawer
              .entry=${entry}
              .field=${field ?? ''}
              @rr-drawer-closed=${() => {
                this.#close(collection.id);
              }}
              @rr-cited=${this.#cited}
            ></rr-fact-drawer>`
      }
    </div>`;
  }

  #unknown(what: string, { title }: CatalogCollection): TemplateResult {
    return html`<rr-notice kind="warning" heading="The address names what is not here">
      The catalogue has ${what}. Below are ${title.toLowerCase()}.
    </rr-notice>`;
  }

  readonly #collections = computed<readonly CatalogCollection[]>(() =>
    withOwnHardware(catalogCollections, this.app.hardware.asFile()),
  );

  readonly #columns = remembered(catalogColumns);
  readonly #rows = remembered((collection: CatalogCollection, find: string, sort: string) =>
    catalogRows(collection, { find, sort }),
  );

  readonly #cited = (): void => {
    this.app.toast.show('Copied with its source.');
  };

  /** The focus goes back to the number that was opened. */
  #close(kind: string): void {
    const { id, field } = this.app.router.location.get().query;
    const list = listIn(this.app.router);
    this.app.router.replace(catalogLocation(kind, '', '', list));
    const href = catalogHref(kind, id, field, list);
    const table = this.renderRoot.querySelector('rr-list-table');
    table?.renderRoot.querySelector<HTMLElement>(`a[href="${CSS.escape(href)}"]`)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-catalog-page': RrCatalogPage;
  }
}
