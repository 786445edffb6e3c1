import { consume } from '@lit/context';
import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber } from '../../../../base/format.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import { errorPercent } from '../../../charts/calibration-charts.ts';
import '../../../controls/rr-list-table/rr-list-table.ts';
import type { ListChangedEvent, ListColumn, ListRow } from '../../../controls/rr-list-table/rr-list-table.ts';
import { numeric } from '../../../controls/table.ts';
import { listIn } from '../../../router/list-in.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles } from '../../../styles/shared.ts';

type Residual = Calibration['residuals'][number];

const COLUMNS: readonly ListColumn[] = [
  { id: 'product', head: 'Product m×n×k' },
  { id: 'error', ...numeric('Error') },
  { id: 'measured', ...numeric('Measured, µs', 'Measured, µs') },
  { id: 'predicted', ...numeric('Predicted, µs', 'Predicted, µs') },
  { id: 'part', head: 'Part', card: 'Part' },
];

const toRow = (residual: Residual): ListRow => {
  const { m, n, k, measuredUs, predictedUs, heldOut, kernel } = residual;
  const product = `${m}×${n}×${k}`;
  const part = heldOut ? 'held out' : 'fitted';
  const error = errorPercent(residual);
  return {
    // Keyboards have an x, and no ×.
    text: `${product} ${product.replaceAll('×', 'x')} ${part} ${kernel ?? ''}`,
    // The worst stand together, whichever way they are off.
    valueOf: (column) =>
      ({
        product: m * n * k,
        error: Math.abs(error),
        measured: measuredUs,
        predicted: predictedUs,
        part,
      })[column],
    cells: () => [
      product,
      `${error > 0 ? '+' : ''}${formatNumber(error, 2)} %`,
      formatNumber(measuredUs, 4),
      formatNumber(predictedUs, 4),
      part,
    ],
  };
};

/**
 * @summary Every timed product against what the fit says of it: found by its sizes, sorted by how far it is off.
 */
@customElement('rr-fit-products')
export class RrFitProducts extends SignalElement {
  static override styles = [baseStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) residuals: readonly Residual[] = [];
  readonly #rows = remembered((residuals: readonly Residual[]) => residuals.map(toRow));

  override render(): TemplateResult {
    const list = listIn(this.app.router, 'product');
    return html`<rr-list-table
      label="Table of products"
      search="Find a product"
      cards
      .columns=${COLUMNS}
      .rows=${this.#rows(this.residuals)}
      .find=${list.find}
      .sort=${list.sort}
      @rr-list-changed=${({ change }: ListChangedEvent) => {
        list.change(change);
      }}
    ></rr-list-table>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-fit-products': RrFitProducts;
  }
}
