import { SignalWatcher } from '@lit-labs/signals';
import { consume } from '@lit/context';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Calibration } from '../../../../records/calibration.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles } from '../../../styles/shared.ts';

/**
 * @summary Keeps a fit for planning, and puts it away again; one of a software adapter only after a warning.
 */
@customElement('rr-use-fit')
export class RrUseFit extends SignalWatcher(LitElement) {
  static override styles = [baseStyles, buttonStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) calibration!: Calibration;
  /** The reader asked to plan with a software adapter's numbers and was told what that means. */
  @state() private asked = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('calibration')) this.asked = false;
  }

  override render(): TemplateResult {
    const { calibration } = this;
    if (this.app.calibrations.inUse.get()?.id === calibration.id) {
      return html`<div class="buttons">
        <span>The plan uses this calibration.</span>
        <button @click=${this.#usePublished}>Use published parameters again</button>
        <a href="#/plan">Go to the plan</a>
      </div>`;
    }
    const problem = this.app.calibrations.problem.get();
    if (!calibration.software || !this.asked) {
      return html`<div>
          <button class="primary" @click=${calibration.software ? this.#ask : this.#use}>Use for planning</button>
        </div>
        ${problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`}`;
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
    void this.app.calibrations.use(this.calibration);
  };

  readonly #ask = (): void => {
    this.asked = true;
  };

  readonly #leaveIt = (): void => {
    this.asked = false;
  };

  readonly #usePublished = (): void => {
    this.asked = false;
    void this.app.calibrations.usePublished();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-use-fit': RrUseFit;
  }
}
