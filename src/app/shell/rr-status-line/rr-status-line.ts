import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { adapterName } from '../../../records/adapter-name.ts';
import '../../controls/rr-tier/rr-tier.ts';
import { appContext, type AppState } from '../../state/app-state.ts';
import { baseStyles } from '../../styles/shared.ts';
import { SignalElement } from '../../signals.ts';

/**
 * @summary What every number on the page stands on: the adapter, and the calibration in use with its tier.
 */
@customElement('rr-status-line')
export class RrStatusLine extends SignalElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        border-top: 1px solid var(--hairline);
        background: var(--sunken);
        color: var(--ink-2);
        font: var(--text-12);
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 2px var(--space-6);
        padding: 6px var(--space-8);
      }
      dl > div {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
      }
      dt::after {
        content: ':';
      }
      dd {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--ink);
      }
      .software {
        color: var(--warn);
      }
      @media screen and (max-width: 719.98px) {
        dl {
          padding: 6px var(--space-4);
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult {
    return html`
      <footer aria-label="Status">
        <dl>
          <div>
            <dt>Adapter</dt>
            <dd>${this.#adapter()}</dd>
          </div>
          <div>
            <dt>Calibration</dt>
            <dd>${this.#calibration()}</dd>
          </div>
          ${this.#stack()}
        </dl>
      </footer>
    `;
  }

  #adapter(): TemplateResult | string {
    const adapter = this.app.measure.adapter.get();
    if (adapter === null) return 'asking the browser';
    if (!adapter.ok) return adapter.error.path === 'worker' ? 'not known: no answer' : 'no WebGPU here';
    const { software } = adapter.value;
    return html`<span>${adapterName(adapter.value)}</span>${
        software ? html`<span class="software">software, not a GPU</span>` : ''
      }`;
  }

  #calibration(): TemplateResult {
    const calibration = this.app.calibrations.inUse.get();
    if (calibration === null) return html`<span>published parameters</span><rr-tier tier="published"></rr-tier>`;
    return html`<span>${calibration.name}</span><rr-tier .tier=${calibration.tier}></rr-tier>${
        calibration.software ? html`<span class="software">from a software adapter</span>` : ''
      }`;
  }

  #stack(): TemplateResult | typeof nothing {
    const stack = this.app.calibrations.stackInUse.get();
    if (stack === null) return nothing;
    return html`<div>
      <dt>Stack</dt>
      <dd><span>${stack.name}</span><rr-tier tier="calibrated"></rr-tier></dd>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-status-line': RrStatusLine;
  }
}
