import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import '../../controls/rr-notice/rr-notice.ts';
import { SignalElement } from '../../signals.ts';
import { appContext, type AppState } from '../../state/app-state.ts';
import { baseStyles, buttonStyles } from '../../styles/shared.ts';

/**
 * @summary That a newer version of the app waits, and the button that loads it; not while a run goes on. Empty where none waits.
 */
@customElement('rr-update-notice')
export class RrUpdateNotice extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .waits {
        padding: var(--space-4) var(--space-8) 0;
      }
      .told {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-4);
      }
      @media screen and (max-width: 719.98px) {
        .waits {
          padding: var(--space-4) var(--space-4) 0;
        }
      }
      @media print {
        .waits {
          display: none;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult | typeof nothing {
    if (!this.app.update.isWaiting.get()) return nothing;
    const running = this.app.measure.progress.get() !== null;
    return html`<div class="waits" role="status">
      <rr-notice kind="note">
        <div class="told">
          <span>A new version of Roofrack is here. ${running ? 'It can be loaded once the run has ended.' : ''}</span>
          ${
            running
              ? nothing
              : html`<button
                  @click=${() => {
                    this.app.update.load(navigator.serviceWorker);
                  }}
                >
                  Load it
                </button>`
          }
        </div>
      </rr-notice>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-update-notice': RrUpdateNotice;
  }
}
