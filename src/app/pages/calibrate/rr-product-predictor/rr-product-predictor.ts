import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatNumber, parseNumber, quantityText } from '../../../../base/format.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { baseStyles } from '../../../styles/shared.ts';

export interface ProductPrediction {
  readonly us: number;
  /** Ends of the 90 % interval. */
  readonly low: number;
  readonly high: number;
}

type Axis = 'm' | 'n' | 'k';
const AXES: readonly Axis[] = ['m', 'n', 'k'];
/** Beyond this no product fits an accelerator. */
const LARGEST = 2 ** 24;

/**
 * @summary What the model says of any one product, with its interval.
 */
@customElement('rr-product-predictor')
export class RrProductPredictor extends LitElement {
  static override styles = [
    baseStyles,
    css`
      .inputs {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 140px));
        gap: var(--space-3);
      }
      .answer {
        min-height: 48px;
        padding-top: var(--space-3);
        font: var(--text-16);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) predict!: (shape: { m: number; n: number; k: number }) => ProductPrediction;
  @state() private typed: Record<Axis, string> = { m: '16', n: '4096', k: '4096' };

  override render(): TemplateResult {
    const problems = { m: this.#problem('m'), n: this.#problem('n'), k: this.#problem('k') };
    const right = AXES.every((axis) => problems[axis] === null);
    return html`<div class="inputs">
        ${AXES.map(
          (axis) =>
            html`<rr-number-field
              label=${axis}
              .value=${this.typed[axis]}
              .problem=${problems[axis]}
              @rr-field-typed=${(event: FieldTypedEvent) => {
                this.typed = { ...this.typed, [axis]: event.text };
              }}
            ></rr-number-field>`,
        )}
      </div>
      <p class="answer" aria-live="polite">${right ? this.#answer() : ''}</p>`;
  }

  #answer(): TemplateResult {
    const size = (axis: Axis): number => parseNumber(this.typed[axis]) ?? 1;
    const [m, n, k] = [size('m'), size('n'), size('k')];
    const { us, low, high } = this.predict({ m, n, k });
    const seconds = (time: number): string => quantityText(time * 1e-6, 's');
    return html`<b>${seconds(us)}</b>
      <span class="quiet">
        (nine in ten between ${seconds(low)} and ${seconds(high)}),
        ${quantityText((2 * m * n * k) / us / 1e3, 'GFLOP/s')}
      </span>`;
  }

  #problem(axis: Axis): string | null {
    const value = parseNumber(this.typed[axis]);
    if (value !== null && Number.isInteger(value) && value >= 1 && value <= LARGEST) return null;
    return `${axis} is ${this.typed[axis] || 'empty'}; it must be a whole number from 1 to ${formatNumber(LARGEST, 12)}.`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-product-predictor': RrProductPredictor;
  }
}
