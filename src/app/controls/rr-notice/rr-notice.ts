import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { baseStyles, buttonStyles } from '../../styles/shared.ts';

/**
 * @summary Something to know, to mind or to mend, in words.
 * @slot - The message; may hold buttons and links.
 */
@customElement('rr-notice')
export class RrNotice extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .notice {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        max-width: 960px;
        overflow-wrap: anywhere;
        gap: var(--space-1);
        padding: var(--space-2) var(--space-3);
        border-inline-start: 3px solid var(--info);
        background: var(--sunken);
      }
      .warning {
        border-color: var(--warn);
        background: var(--warn-soft);
      }
      .problem {
        border-color: var(--bad);
        background: var(--bad-soft);
      }
      .heading {
        font-weight: var(--strong);
      }
      ::slotted(*) {
        max-width: var(--line-length);
      }
    `,
  ];

  @property() kind: 'note' | 'warning' | 'problem' = 'note';
  @property() heading = '';

  override render(): TemplateResult {
    const role = this.kind === 'problem' ? 'alert' : 'note';
    return html`<div class="notice ${this.kind}" role=${role}>
      ${this.heading === '' ? '' : html`<div class="heading">${this.heading}</div>`}
      <div><slot></slot></div>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-notice': RrNotice;
  }
}
