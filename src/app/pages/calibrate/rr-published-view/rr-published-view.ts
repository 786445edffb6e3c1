import { machinePeak } from '../../../../throughput/product.ts';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, formatNumber, quantityText } from '../../../../base/format.ts';
import { findAccelerator } from '../../../../catalog/catalog.ts';
import { engineName } from '../../../../catalog/stacks.ts';
import type { PublishedCalibration } from '../../../../catalog/calibrations.ts';
import { kernelTimeS } from '../../../../throughput/kernel-time.ts';
import { fitChart } from '../../../charts/calibration-charts.ts';
import '../../../charts/rr-forest-plot/rr-forest-plot.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import type { Headline } from '../../../controls/rr-headline/rr-headline.ts';
import { baseStyles, hostInColumn, pageStyles } from '../../../styles/shared.ts';
import { formulaText, parameterRows } from '../parameter-rows.ts';
import '../rr-product-predictor/rr-product-predictor.ts';
import type { ProductPrediction } from '../rr-product-predictor/rr-product-predictor.ts';

/**
 * @summary A shipped fit to timings that others published: what it says, how wrong it is, where it comes from.
 */
@customElement('rr-published-view')
export class RrPublishedView extends LitElement {
  static override styles = [baseStyles, pageStyles, hostInColumn(8)];

  @property({ attribute: false }) published!: PublishedCalibration;

  override render(): TemplateResult {
    const { published } = this;
    return html`
      <rr-headline .items=${this.#headlines()}></rr-headline>
      <p class="quiet">${published.source}, fitted on ${published.date}. ${published.note}</p>
      <section class="ruled" aria-labelledby="parameters">
        <h2 id="parameters">Parameters</h2>
        <div class="columns">
          <rr-xy-chart .data=${fitChart({ ...published, residuals: [] })}></rr-xy-chart>
          <rr-forest-plot
            caption=${formulaText(published.parameters)}
            .rows=${parameterRows(published.parameters, null)}
          ></rr-forest-plot>
        </div>
      </section>
      <section aria-labelledby="product">
        <h2 id="product">Any product</h2>
        <p class="quiet">
          C[m×n] = A[m×k]·B[k×n] in ${published.dtype} on
          ${findAccelerator(published.accelerator)?.name ?? published.accelerator} with ${engineName(published.stack)}.
        </p>
        <rr-product-predictor .predict=${this.#predict}></rr-product-predictor>
      </section>
    `;
  }

  /** Nine in ten unseen products were off by no more than the p90 error: that is the interval. */
  readonly #predict = (shape: { m: number; n: number; k: number }): ProductPrediction => {
    const { parameters, peakTflops, bandwidthGBps, elementBytes, unseenError } = this.published;
    const peak = machinePeak({ peakTflops, bandwidthGBps });
    const us =
      1e6 * kernelTimeS({ ...shape, weightBytes: elementBytes, activationBytes: elementBytes }, peak, parameters);
    return { us, low: us / (1 + unseenError.p90), high: us * (1 + unseenError.p90) };
  };

  #headlines(): Headline[] {
    const { unseenError, n, peakTflops, bandwidthGBps } = this.published;
    const common = { unit: '', title: '', tier: null, href: null } as const;
    return [
      {
        ...common,
        label: 'Error on unseen products',
        value: formatNumber(100 * unseenError.median, 2),
        unit: '%',
        note: `median; nine in ten below ${formatNumber(100 * unseenError.p90, 2)}\u00a0%`,
        tier: 'published',
      },
      {
        ...common,
        label: 'Products',
        value: n === null ? '–' : formatCount(n),
        note: n === null ? 'number not kept' : 'published timings',
      },
      {
        ...common,
        label: 'Peaks of the datasheet',
        value: formatNumber(peakTflops),
        unit: 'TFLOP/s',
        note: `and ${quantityText(bandwidthGBps, 'GB/s')}`,
        tier: 'datasheet',
      },
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-published-view': RrPublishedView;
  }
}
