import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Unreadable } from '../../../store/store.ts';
import '../../controls/rr-notice/rr-notice.ts';
import { download } from '../../pages/download.ts';
import { SignalElement } from '../../signals.ts';
import { appContext, type AppState } from '../../state/app-state.ts';
import { baseStyles, buttonStyles, inColumn } from '../../styles/shared.ts';

/**
 * @summary What is wrong with what this browser keeps, on every page: nothing is kept, a record cannot be read, or the plan
 * asks for a fit that is not there. Empty where all is well.
 */
@customElement('rr-storage-notice')
export class RrStorageNotice extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .notices {
        ${inColumn(2)};
        padding: var(--space-6) var(--space-8) 0;
      }
      .told {
        display: grid;
        justify-items: start;
        gap: var(--space-2);
      }
      ul {
        display: grid;
        gap: var(--space-4);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      @media screen and (max-width: 719.98px) {
        .notices {
          padding: var(--space-4) var(--space-4) 0;
        }
      }
      @media print {
        .notices {
          padding: 0;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult | typeof nothing {
    const { notLasting, unreadable } = this.app.storage;
    const why = notLasting.get();
    const records = unreadable.get();
    const missing = this.app.calibrations.missing.get();
    if (why === null && records.length === 0 && missing.length === 0) return nothing;
    return html`<div class="notices">
      ${why === null ? nothing : html`<rr-notice kind="warning" heading="Nothing is kept"><p>${why.message}</p></rr-notice>`}
      ${
        records.length === 0
          ? nothing
          : html`<rr-notice kind="warning" heading="Kept in this browser, but not readable by this version">
              <ul>
                ${records.map((record) => this.#record(record))}
              </ul>
            </rr-notice>`
      }
      ${missing.map(
        ({ field, id }) =>
          html`<rr-notice kind="warning" heading="The plan does not stand on the fit that it names">
            <div class="told">
              <p>
                The fit “${records.find((record) => record.id === id)?.name ?? id}” is not in this browser, or cannot be
                read: the plan takes what is published in its place.
              </p>
              <button class="no-print" @click=${() => void this.app.draft.useFits({ [field]: null })}>
                Plan with what is published
              </button>
            </div>
          </rr-notice>`,
      )}
    </div>`;
  }

  #record(record: Unreadable): TemplateResult {
    const name = `${record.noun} “${record.name}”`;
    return html`<li class="told">
      <div>The ${name} is kept as it is. ${record.why.message}</div>
      <div class="buttons no-print">
        <button
          aria-label="Export the ${name}"
          @click=${() => {
            download(`roofrack-${record.id}.json`, 'application/json', record.text);
          }}
        >
          Export
        </button>
        <button aria-label="Delete the ${name}" @click=${() => void this.app.storage.forget(record)}>Delete</button>
      </div>
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-storage-notice': RrStorageNotice;
  }
}
