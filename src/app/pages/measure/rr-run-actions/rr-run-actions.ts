import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { measurementCsv, serialiseMeasurement } from '../../../../exchange/measurement.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import { whyNotResumable } from '../../../../records/resume.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, textBox } from '../../../styles/shared.ts';
import { shareLink } from '../../clipboard.ts';
import { download } from '../../download.ts';
import '../rr-run-start/rr-run-start.ts';
import { runHash } from '../share-run.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary What can be done with a stored run: measure it again or what it lacks, share; rename, export, delete with undo.
 */
@customElement('rr-run-actions')
export class RrRunActions extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      details[open] {
        flex-basis: 100%;
      }
      summary {
        padding-block: 2px;
      }
      details .buttons {
        padding-block: var(--space-2);
      }
      input {
        width: min(320px, 100%);
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) run!: Measurement;
  @state() private renaming = false;

  override render(): TemplateResult {
    const adapter = this.app.measure.adapter.get();
    const resumable = adapter?.ok === true && whyNotResumable(this.run) === null;
    return html`<div class="buttons no-print">
      ${resumable ? html`<button class="primary" @click=${this.#resume}>Measure what is missing</button>` : nothing}
      ${adapter?.ok === false ? nothing : html`<rr-run-start .run=${this.run} ?second=${resumable}></rr-run-start>`}
      <button @click=${this.#share}>Copy share link</button>
      ${this.renaming ? this.#name() : this.#more()}
    </div>`;
  }

  #more(): TemplateResult {
    return html`<details>
      <summary>Rename, export, delete</summary>
      <div class="buttons">
        <button @click=${this.#startRenaming}>Rename</button>
        <button @click=${this.#json}>Export JSON</button>
        <button @click=${this.#csv}>Export CSV</button>
        <button @click=${this.#delete}>Delete</button>
      </div>
    </details>`;
  }

  #name(): TemplateResult {
    return html`<form class="buttons" @submit=${this.#rename} @keydown=${this.#escape}>
      <input aria-label="Name of the run" name="name" maxlength="200" required .value=${this.run.name} />
      <button>Rename</button>
      <button type="button" @click=${this.#stopRenaming}>Leave it</button>
    </form>`;
  }

  readonly #resume = (): void => {
    void this.app.measure.resume(this.run);
  };

  readonly #startRenaming = async (): Promise<void> => {
    this.renaming = true;
    await this.updateComplete;
    this.renderRoot.querySelector('input')?.select();
  };

  readonly #stopRenaming = (): void => {
    this.renaming = false;
  };

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.renaming = false;
  };

  readonly #rename = (event: SubmitEvent): void => {
    event.preventDefault();
    const name = this.renderRoot.querySelector('input')?.value.trim() ?? '';
    this.renaming = false;
    if (name !== '') void this.app.measure.rename(this.run.id, name);
  };

  readonly #share = async (): Promise<void> => {
    const hash = await runHash(this.run, window.location.href.replace(/#.*/, ''));
    if (hash === null) {
      this.#json();
      this.app.toast.show('Its results are too long for a link: the file has been saved, to be shared in its place.');
      return;
    }
    await shareLink(hash, 'the results; to compare samples, share the JSON', this.app.toast);
  };

  readonly #json = (): void => {
    download(`${this.run.name}.json`, 'application/json', serialiseMeasurement(this.run));
  };

  readonly #csv = (): void => {
    download(`${this.run.name}.csv`, 'text/csv', measurementCsv(this.run));
  };

  readonly #delete = async (): Promise<void> => {
    const { name } = this.run;
    const undo = await this.app.measure.remove(this.run.id);
    this.app.toast.show(`Deleted “${name}”.`, undo);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-run-actions': RrRunActions;
  }
}
