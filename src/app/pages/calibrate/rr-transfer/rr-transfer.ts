import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import { publishedCalibrations } from '../../../../catalog/calibrations.ts';
import { accelerators, findAccelerator } from '../../../../catalog/catalog.ts';
import { engineName } from '../../../../catalog/stacks.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-tier/rr-tier.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { bandText, transferTo } from '../transfer.ts';

const ACCELERATORS = accelerators
  .filter(
    ({ peakDenseFp16Tflops, memoryBandwidthGBps }) => peakDenseFp16Tflops !== null && memoryBandwidthGBps !== null,
  )
  .map(({ id, name, vendor }) => ({ value: id, label: `${vendor} ${name}` }));
const STACKS = [...new Set(publishedCalibrations.map(({ stack }) => stack))].map((stack) => ({
  value: stack,
  label: engineName(stack),
}));

/**
 * @summary What a plan for a chosen accelerator stands on, and how wide its band is.
 */
@customElement('rr-transfer')
export class RrTransfer extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-4);
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 280px));
        gap: var(--space-4);
      }
      dl {
        display: grid;
        grid-template-columns: fit-content(50%) minmax(0, 1fr);
        gap: var(--space-1) var(--space-6);
      }
      dt {
        color: var(--ink-2);
      }
    `,
  ];

  /** The fit on the page; null for published sets. */
  @property({ attribute: false }) fit: Calibration | null = null;
  @state() private accelerator = 'a100-sxm-80gb';
  @state() private stack = 'vllm';

  override render(): TemplateResult {
    const chosen = findAccelerator(this.accelerator);
    return html`<div class="choices">
        <rr-choice-field
          label="Accelerator of the plan"
          .options=${ACCELERATORS}
          .value=${this.accelerator}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            this.accelerator = event.text;
          }}
        ></rr-choice-field>
        <rr-choice-field
          label="Serving stack"
          .options=${STACKS}
          .value=${this.stack}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            this.stack = event.text;
          }}
        ></rr-choice-field>
      </div>
      ${chosen === null ? nothing : this.#transfer(transferTo(chosen, this.stack, this.fit))}`;
  }

  #transfer({
    tier,
    sentence,
    computeEfficiency,
    memoryEfficiency,
    band,
    caveat,
  }: ReturnType<typeof transferTo>): TemplateResult {
    return html`<p><rr-tier .tier=${tier}></rr-tier> ${sentence}</p>
      <dl class="number">
        <dt>Compute efficiency</dt>
        <dd>
          ${formatNumber(100 * computeEfficiency)}
          %${computeEfficiency > 1 ? html` <span class="quiet">of a tile’s arithmetic; its steps come on top</span>` : nothing}
        </dd>
        <dt>Memory efficiency</dt>
        <dd>${formatNumber(100 * memoryEfficiency)} %</dd>
        <dt>Kernel times, nine in ten within</dt>
        <dd>${bandText(band)}</dd>
      </dl>
      ${caveat === null ? nothing : html`<rr-notice>${caveat}</rr-notice>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-transfer': RrTransfer;
  }
}
