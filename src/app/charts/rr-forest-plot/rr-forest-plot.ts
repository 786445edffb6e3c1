import { css, html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { linearScale, logScale } from '../scale.ts';
import { formatNumber } from '../../../base/format.ts';
import { baseStyles, tableStyles } from '../../styles/shared.ts';
import { numeric, table, unnamed, type Cell, type Content } from '../../controls/table.ts';

export interface ForestRow {
  readonly label: string;
  readonly note: string;
  readonly value: number;
  /** 95 % interval; null where nobody stated one. */
  readonly interval: readonly [number, number] | null;
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  /** Ends of the row's own scale. */
  readonly domain: readonly [number, number];
}

const WIDTH = 240;
const HEIGHT = 20;
const MARGIN = 6;

/**
 * @summary Parameters with their intervals: a table whose middle column draws them, each on a scale of its own.
 */
@customElement('rr-forest-plot')
export class RrForestPlot extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    css`
      td.drawing {
        width: ${WIDTH}px;
        vertical-align: middle;
      }
      svg {
        display: block;
        width: 100%;
        max-width: ${WIDTH}px;
        height: ${HEIGHT}px;
      }
      .axis {
        stroke: var(--hairline);
      }
      .interval {
        stroke: var(--series-1);
        stroke-width: 2;
      }
      .value {
        fill: var(--series-1);
      }
      small {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
      }
      @media screen and (max-width: 719.98px) {
        /* The name across, below it value and interval, below them their drawing. */
        thead {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr) auto;
          gap: var(--space-1) var(--space-4);
          padding: 6px 0;
          border-bottom: 1px solid var(--hairline);
        }
        tbody :is(th, td) {
          padding: 0;
          border: 0;
        }
        tbody th {
          grid-column: 1 / -1;
        }
        td.drawing {
          grid-row: 3;
          grid-column: 1 / -1;
          width: auto;
        }
        td.figure {
          text-align: start;
        }
      }
    `,
  ];

  @property() caption = '';
  @property({ attribute: false }) rows: readonly ForestRow[] = [];

  override render(): TemplateResult {
    // Where nobody stated an interval there is nothing to draw.
    const drawn = this.rows.some(({ interval }) => interval !== null);
    return table({
      label: `Table of ${this.caption}`,
      caption: this.caption,
      columns: [
        'Parameter',
        ...(drawn ? [unnamed('Drawing')] : []),
        numeric('Value'),
        ...(drawn ? [numeric('95 % interval')] : []),
      ],
      rows: this.rows.map((row) => this.#cells(row, drawn)),
    });
  }

  #cells(row: ForestRow, drawn: boolean): readonly (Content | Cell)[] {
    const { label, note, value, interval, unit } = row;
    return [
      html`${label}<small>${note}</small>`,
      ...(drawn ? [{ content: this.#drawing(row), class: 'drawing' }] : []),
      html`${formatNumber(value)} <span class="unit">${unit}</span>`,
      ...(drawn ? [interval === null ? '–' : interval.map((end) => formatNumber(end)).join('–')] : []),
    ];
  }

  #drawing({ value, interval, scale, domain }: ForestRow): TemplateResult {
    const makeScale = scale === 'log' ? logScale : linearScale;
    const place = makeScale(domain, [MARGIN, WIDTH - MARGIN], { clamp: true });
    return html`<svg aria-hidden="true" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid meet">
      <line class="axis" x1=${MARGIN} x2=${WIDTH - MARGIN} y1=${HEIGHT / 2} y2=${HEIGHT / 2}></line>
      ${interval === null ? nothing : this.#interval(place(interval[0]), place(interval[1]))}
      <circle class="value" cx=${place(value)} cy=${HEIGHT / 2} r="4"></circle>
    </svg>`;
  }

  #interval(low: number, high: number): SVGTemplateResult {
    return svg`<line class="interval" x1=${low} x2=${high} y1=${HEIGHT / 2} y2=${HEIGHT / 2} />
      <line class="interval" x1=${low} x2=${low} y1="6" y2="14" />
      <line class="interval" x1=${high} x2=${high} y1="6" y2="14" />`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-forest-plot': RrForestPlot;
  }
}
