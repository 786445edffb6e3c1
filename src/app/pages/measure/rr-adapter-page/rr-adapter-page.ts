import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Problem } from '../../../../base/result.ts';
import { adapterName } from '../../../../records/adapter-name.ts';
import type { AdapterRecord } from '../../../../records/measurement.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { copyText } from '../../clipboard.ts';
import '../rr-adapter-facts/rr-adapter-facts.ts';

/**
 * @summary What the browser lets a page do with the GPU of this machine, before anything is measured.
 */
@customElement('rr-adapter-page')
export class RrAdapterPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;

  override render(): TemplateResult {
    return html`<div class="page">${this.#content()}</div>`;
  }

  #content(): TemplateResult {
    const found = this.app.measure.adapter.get();
    if (found === null)
      return html`<h1>Adapter</h1>
        <p class="quiet">Asking the browser for its adapter; it answers in a moment.</p>`;
    return found.ok ? this.#described(found.value) : this.#missing(found.error);
  }

  #missing({ message }: Problem): TemplateResult {
    return html`<h1>Adapter</h1>
      <rr-notice kind="warning" heading="This browser hands out no adapter">
        <p>${message}</p>
        <p><a href="#/measure">What to do about it</a></p>
      </rr-notice>`;
  }

  #described(adapter: AdapterRecord): TemplateResult {
    const named = [adapter.vendor, adapter.architecture, adapter.device].filter((text) => text !== '').join(', ');
    const { subgroupMinSize: least, subgroupMaxSize: most } = adapter;
    const subgroups =
      least === null ? '' : least === most ? `subgroups of ${least}` : `subgroups of ${least} to ${most ?? '?'}`;
    return html`<div class="section-head">
        <h1>${adapterName(adapter)}</h1>
        <div class="buttons">
          <button @click=${() => void this.#copy(adapter)}>Copy as JSON</button>
        </div>
      </div>
      <p>
        ${[adapter.software ? 'A software adapter: the processor plays a GPU' : '', named, subgroups].filter(Boolean).join('; ')}.
        What it delivers is <a href="#/measure">measured</a>.
      </p>
      <rr-adapter-facts
        .adapter=${adapter}
        .shown=${this.app.router.location.get().query['show'] ?? ''}
      ></rr-adapter-facts>`;
  }

  async #copy(adapter: AdapterRecord): Promise<void> {
    const copied = await copyText(JSON.stringify(adapter, null, 2));
    this.app.toast.show(copied ? 'Copied.' : 'The browser does not let this page copy.');
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-adapter-page': RrAdapterPage;
  }
}
