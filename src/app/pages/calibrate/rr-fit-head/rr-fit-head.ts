import { consume } from '@lit/context';
import { css, html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { serialiseCalibration } from '../../../../exchange/calibration.ts';
import { serialiseStackFit } from '../../../../exchange/stack-fit.ts';
import { problemNotice } from '../../../controls/problems.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { isStackFit, type KeptFit } from '../../../state/calibration-shelf.ts';
import { baseStyles, buttonStyles, hostInColumn, textBox } from '../../../styles/shared.ts';
import { download } from '../../download.ts';
import '../rr-use-fit/rr-use-fit.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary The name of a fit, and what can be done with it: plan with it, keep, rename, delete with undo, save as a file.
 */
@customElement('rr-fit-head')
export class RrFitHead extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(3),
    css`
      h2 {
        min-height: 32px;
        overflow-wrap: anywhere;
      }
      input {
        width: 320px;
        max-width: 100%;
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) fit!: KeptFit;
  @state() private renaming = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('fit');
    if (before !== undefined && before.id !== this.fit.id) this.renaming = false;
  }

  override render(): TemplateResult {
    const kept = this.app.calibrations.find(this.fit.id);
    // A run that is fitted again brings its own name; the reader's stands.
    const fit = kept === null ? this.fit : { ...this.fit, name: kept.name };
    const problem = this.app.calibrations.problem.get();
    return html`${this.renaming ? this.#nameField(fit) : html`<h2>${fit.name}</h2>`}
      <slot></slot>
      <rr-use-fit .fit=${fit}></rr-use-fit>
      <div class="buttons">
        ${kept === null ? this.#keepButton(fit) : this.#keptButtons(fit)} ${this.#saveButton(fit)}
      </div>
      ${problemNotice(problem)}`;
  }

  #keepButton(fit: KeptFit): TemplateResult {
    return html`<button class="plain" @click=${() => void this.#keep(fit)}>Keep in this browser</button>`;
  }

  #keptButtons(fit: KeptFit): TemplateResult {
    return html`<button
        class="plain"
        @click=${() => {
          this.renaming = true;
        }}
      >
        Rename
      </button>
      <button class="plain" @click=${() => void this.#delete(fit)}>Delete</button>`;
  }

  #saveButton(fit: KeptFit): TemplateResult {
    return html`<button
      class="plain"
      @click=${() => {
        const text = isStackFit(fit) ? serialiseStackFit(fit.fit) : serialiseCalibration(fit);
        download(`${fit.name}.json`, 'application/json', text);
      }}
    >
      Save as a file
    </button>`;
  }

  #nameField(fit: KeptFit): TemplateResult {
    return html`<input
      aria-label="New name of ${fit.name}"
      maxlength="200"
      .value=${fit.name}
      @change=${(event: Event) => {
        // A field that is taken away after Escape tells of its change all the same.
        if (!this.renaming) return;
        const name = (event.target as HTMLInputElement).value.trim();
        this.renaming = false;
        if (name !== '') void this.app.calibrations.rename(fit, name);
      }}
      @keydown=${this.#nameKey}
      @blur=${this.#endRename}
    />`;
  }

  protected override updated(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  async #keep(fit: KeptFit): Promise<void> {
    if ((await this.app.calibrations.keep(fit)) === null) this.app.toast.show(`Kept “${fit.name}” in this browser.`);
  }

  async #delete(fit: KeptFit): Promise<void> {
    const used = this.app.calibrations.isInUse(fit);
    const undo = await this.app.calibrations.remove(fit);
    const plan = used ? ' The plan stands on what is published again.' : '';
    if (undo !== null) this.app.toast.show(`Deleted “${fit.name}”.${plan}`, undo);
  }

  readonly #nameKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.renaming = false;
  };

  readonly #endRename = (): void => {
    this.renaming = false;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-fit-head': RrFitHead;
  }
}
