import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, percentText } from '../../../../base/format.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import { createPredictor, type TimePredictor } from '../../../../throughput/predictor.ts';
import { fitChart, residualChart } from '../../../charts/calibration-charts.ts';
import '../../../charts/rr-forest-plot/rr-forest-plot.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import '../../../controls/rr-headline/rr-headline.ts';
import type { Headline } from '../../../controls/rr-headline/rr-headline.ts';
import '../../../controls/rr-section/rr-section.ts';
import type { SectionToggledEvent } from '../../../controls/rr-section/rr-section.ts';
import { warningList } from '../../../controls/warnings.ts';
import { baseStyles, hostInColumn, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { formulaText, parameterRows } from '../parameter-rows.ts';
import '../rr-product-predictor/rr-product-predictor.ts';
import type { ProductPrediction } from '../rr-product-predictor/rr-product-predictor.ts';
import { numeric, table } from '../../../controls/table.ts';
import { replayText } from '../../../../records/replay-text.ts';

const FORM_WORDS: Readonly<Record<string, string>> = {
  roofline: 'Smooth roofline, four parameters',
  tile: 'Tiles in waves over the compute units',
  'roofline + neighbours': 'Smooth roofline, moved towards what neighbouring products showed',
  kernels: 'The kernels that ran: their tiles, padding and copies',
  'kernels + neighbours': 'The kernels that ran, moved towards what neighbouring products showed',
  'tile + neighbours': 'Tiles in waves, moved towards what neighbouring products showed',
};

/**
 * @summary A fit: how wrong it is on what it did not see, the fitted line over the dots, parameters, any product.
 */
@customElement('rr-fit-view')
export class RrFitView extends LitElement {
  static override styles = [baseStyles, tableStyles, pageStyles, hostInColumn(8)];

  @property({ attribute: false }) calibration!: Calibration;
  /** The address asks for the list of products. */
  @property({ type: Boolean }) products = false;
  @state() private productsOpen = false;
  #predictor!: TimePredictor;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('products') && this.products) this.productsOpen = true;
    if (changed.has('calibration')) this.#predictor = createPredictor(this.calibration);
  }

  override render(): TemplateResult {
    const { calibration } = this;
    return html`
      <rr-headline .items=${this.#headlines()}></rr-headline>
      ${warningList(calibration.warnings)}
      <section class="ruled" aria-label="Fit">
        <div class="columns">
          <rr-xy-chart .data=${fitChart(calibration)}></rr-xy-chart>
          <rr-xy-chart .data=${residualChart(calibration)}></rr-xy-chart>
        </div>
      </section>
      <section aria-labelledby="parameters">
        <h2 id="parameters">Parameters</h2>
        <rr-forest-plot
          caption=${formulaText(calibration.parameters)}
          .rows=${parameterRows(calibration.parameters, calibration.intervals)}
        ></rr-forest-plot>
      </section>
      ${this.#replay()}${this.#forms()}
      <rr-section
        heading="Every product"
        about="Measured against predicted, sorted by how far each is off."
        ?open=${this.productsOpen}
        .load=${() => import('../rr-fit-products/rr-fit-products.ts')}
        .content=${() => html`<rr-fit-products .residuals=${calibration.residuals}></rr-fit-products>`}
        @rr-section-toggled=${({ isOpen }: SectionToggledEvent) => {
          this.productsOpen = isOpen;
        }}
      ></rr-section>
      <section aria-labelledby="product">
        <h2 id="product">Any product</h2>
        <p class="quiet">C[m×n] = A[m×k]·B[k×n] in ${calibration.dtype}, on what was timed.</p>
        <rr-product-predictor .predict=${this.#predict}></rr-product-predictor>
      </section>
    `;
  }

  readonly #predict = (shape: { m: number; n: number; k: number }): ProductPrediction => {
    const [low, high] = this.#predictor.intervalUs(shape);
    return { us: this.#predictor.timeUs(shape), low, high };
  };

  #headlines(): Headline[] {
    const { holdoutError, fitError, n, software } = this.calibration;
    const percent = (label: string, { median, p90 }: Calibration['fitError']): Headline => ({
      label,
      value: formatNumber(100 * median, 2),
      unit: '%',
      title: `${100 * median} %`,
      note: `median; nine in ten below ${formatNumber(100 * p90, 2)}\u00a0%`,
      tier: software ? null : 'calibrated',
      href: null,
    });
    return [
      percent('Error on held-out products', holdoutError),
      percent('Error on fitted products', fitError),
      {
        label: 'Products',
        value: formatCount(n),
        unit: '',
        title: '',
        note: 'distinct shapes that were timed',
        tier: null,
        href: null,
      },
    ];
  }

  /** Layers of transformers that ran as a whole, against the sum of their products. */
  #replay(): TemplateResult | typeof nothing {
    const { replay } = this.calibration;
    if (replay === null) return nothing;
    return html`<section aria-labelledby="replay">
      <h2 id="replay">Whole layers, replayed</h2>
      <p class="quiet">
        Layers of real models, narrowed to fit, ran here as a whole; predicted is the sum of their products, as in a
        plan. Nine in ten are within ÷×${formatNumber(Math.exp(replay.band), 3)}: the error of the model’s form that a
        plan with this calibration carries.
      </p>
      ${table({
        label: 'Table of replayed layers',
        columns: ['Layer', numeric('Measured'), numeric('Predicted'), numeric('Error')],
        rows: replay.layers.map(({ id, measuredUs, predictedUs }) => [
          replayText(id),
          `${formatNumber(measuredUs / 1000, 3)} ms`,
          `${formatNumber(predictedUs / 1000, 3)} ms`,
          percentText(predictedUs / measuredUs - 1),
        ]),
      })}
    </section>`;
  }

  /** The forms of the model that competed for these products. */
  #forms(): TemplateResult | typeof nothing {
    const forms = this.calibration.forms;
    if (forms.length < 2) return nothing;
    const best = forms.reduce((a, b) => (b.median < a.median ? b : a));
    return html`<section aria-labelledby="forms">
      <h2 id="forms">Which model fits best</h2>
      <p class="quiet">
        Each form was fitted with a fifth of the products left out, five times; the error is on those left out.
      </p>
      ${table({
        label: 'Table of the forms',
        columns: ['Form', numeric('Median error'), numeric('Nine in ten below')],
        rows: forms.map(({ form, median, p90 }) => [
          html`${FORM_WORDS[form] ?? form}${form === best.form ? html` <b>(least)</b>` : nothing}`,
          percentText(median),
          percentText(p90),
        ]),
      })}
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-fit-view': RrFitView;
  }
}
