import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { appContext, type AppState } from '../../state/app-state.ts';
import { baseStyles, buttonStyles } from '../../styles/shared.ts';
import { SignalElement } from '../../signals.ts';

/**
 * @summary What was just done, with its undo.
 */
@customElement('rr-toast')
export class RrToast extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        position: fixed;
        inset: auto 0 44px 0;
        z-index: 4;
        display: grid;
        justify-items: center;
        padding: 0 var(--space-4);
        pointer-events: none;
      }
      .toast {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        max-width: 640px;
        padding: var(--space-2) var(--space-3) var(--space-2) var(--space-4);
        border: 1px solid var(--edge);
        border-radius: var(--radius);
        background: var(--surface);
        box-shadow: var(--float);
        pointer-events: auto;
      }
      @media screen and (max-width: 719.98px) {
        :host {
          bottom: 72px;
        }
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult {
    const message = this.app.toast.message.get();
    return html`<div role="status">
      ${
        message === null
          ? nothing
          : html`<div class="toast">
              <span>${message.text}</span>
              ${
                message.undo === null
                  ? nothing
                  : html`<button
                      @click=${() => {
                        message.undo?.();
                        this.app.toast.dismiss();
                      }}
                    >
                      Undo
                    </button>`
              }
              <button aria-label="Dismiss" @click=${() => this.app.toast.dismiss()}>✕</button>
            </div>`
      }
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-toast': RrToast;
  }
}
