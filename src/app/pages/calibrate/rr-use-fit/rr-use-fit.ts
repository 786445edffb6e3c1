import { consume } from '@lit/context';
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { isStackFit, type KeptFit } from '../../../state/calibration-shelf.ts';
import { baseStyles, buttonStyles } from '../../../styles/shared.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary Keeps a fit for planning, and puts it away again; one of a software adapter only after a warning.
 */
@customElement('rr-use-fit')
export class RrUseFit extends SignalElement {
  static override styles = [baseStyles, buttonStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) fit!: KeptFit;
  /** The reader asked to plan with a software adapter's numbers and was told what that means. */
  @state() private warned = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('fit') !== undefined && changed.get('fit')?.id !== this.fit.id) this.warned = false;
  }

  override render(): TemplateResult {
    const { fit } = this;
    const software = !isStackFit(fit) && fit.software;
    if (this.app.calibrations.isInUse(fit)) {
      return html`<div class="buttons">
        <span>The plan uses this ${isStackFit(fit) ? 'fit of its stack' : 'calibration'}.</span>
        <button @click=${this.#usePublished}>
          Use published ${isStackFit(fit) ? 'constants' : 'parameters'} again
        </button>
        <a href="#/plan">Go to the plan</a>
      </div>`;
    }
    if (!software || !this.warned) {
      return html`<button class="primary" @click=${software ? this.#ask : this.#use}>Use for planning</button>`;
    }
    return html`<rr-notice kind="warning" heading="Not used: this was measured on a software adapter">
      <p>
        A processor that plays a GPU says nothing about a GPU; a plan on its numbers is an exercise, not a plan. It
        would be labelled as such everywhere.
      </p>
      <div class="buttons">
        <button @click=${this.#use}>Use it all the same</button>
        <button @click=${this.#leaveIt}>Leave it</button>
      </div>
    </rr-notice>`;
  }

  readonly #use = (): void => {
    void this.app.calibrations.use(this.fit);
  };

  readonly #ask = (): void => {
    this.warned = true;
  };

  readonly #leaveIt = (): void => {
    this.warned = false;
  };

  readonly #usePublished = (): void => {
    this.warned = false;
    void this.app.calibrations.putAway(this.fit);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-use-fit': RrUseFit;
  }
}
