import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { groupTabIndex, moveInGroup } from '../../controls/move-in-group.ts';
import { baseStyles } from '../../styles/shared.ts';
import type { TableTwin } from '../xy-data.ts';

export const CHART_FORMATS = ['svg', 'png', 'csv'] as const;
export type ChartFormat = (typeof CHART_FORMATS)[number];

/** A chart as it is to be saved. */
export interface SavedChart {
  readonly title: string;
  readonly table: TableTwin;
  /** The drawing on the page, with the colours and sizes that it has there. */
  readonly drawing: () => SVGSVGElement;
}

/** The reader wants a chart as a file. Charts draw; whoever is around them writes files. */
export class ChartExportEvent extends Event {
  readonly chart: SavedChart;
  readonly format: ChartFormat;

  constructor(chart: SavedChart, format: ChartFormat) {
    super('rr-chart-export', { bubbles: true, composed: true });
    this.chart = chart;
    this.format = format;
  }
}

/**
 * @summary Saves the chart it belongs to: drawing as SVG or PNG, numbers as CSV.
 * @fires rr-chart-export - Chart and format that are wanted.
 */
@customElement('rr-chart-export')
export class RrChartExport extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: flex;
        align-items: baseline;
        color: var(--ink-2);
        font: var(--text-12);
      }
      button {
        min-width: 24px;
        min-height: 24px;
        padding: 0 var(--space-1);
        border: 0;
        background: none;
        color: var(--accent);
        font: inherit;
        cursor: pointer;
      }
      button:hover {
        text-decoration: underline;
      }
      @media print {
        :host {
          display: none;
        }
      }
    `,
  ];

  @property({ attribute: false }) chart!: SavedChart;

  override render(): TemplateResult {
    return html`<span aria-hidden="true">Save</span>
      <span @keydown=${moveInGroup}
        >${CHART_FORMATS.map(
          (format, index) =>
            html`<button
              tabindex=${groupTabIndex(index)}
              aria-label="Save “${this.chart.title}” as ${format.toUpperCase()}"
              @click=${() => this.dispatchEvent(new ChartExportEvent(this.chart, format))}
            >
              ${format.toUpperCase()}
            </button>`,
        )}</span
      >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-chart-export': RrChartExport;
  }
  interface HTMLElementEventMap {
    'rr-chart-export': ChartExportEvent;
  }
}
