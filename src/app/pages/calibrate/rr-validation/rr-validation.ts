import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, percentText } from '../../../../base/format.ts';
import { findAccelerator } from '../../../../catalog/catalog.ts';
import { stackOrDefault } from '../../../../catalog/stacks.ts';
import type { Validated } from '../../../../plan/standing/validation.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { FIGURE_WORDS, groupValidated, validationChart } from '../../../charts/validation-charts.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { numeric, table } from '../../../controls/table.ts';

/**
 * @summary The whole model, with its shipped constants, held against every published throughput of the catalogue.
 */
@customElement('rr-validation')
export class RrValidation extends LitElement {
  static override styles = [
    baseStyles,
    tableStyles,
    hostInColumn(6),
    css`
      :host {
        min-height: 480px;
        align-content: start;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  readonly #rows = new Task(this, {
    args: () => [this.app.compute] as const,
    task: ([compute], { signal }) => compute.run('validated', null, { signal }),
  });

  override render(): TemplateResult {
    return html`<p class="quiet">
        Whole replicas as others measured them, computed with the shipped constants: kernels, attention, links and the
        stack's own time together.
      </p>
      ${this.#rows.render({
        pending: () => html`<p class="quiet">Computing every published case…</p>`,
        complete: (rows) => this.#result(rows),
        error: () => nothing,
      })}`;
  }

  #result(rows: readonly Validated[]): TemplateResult {
    return html`${table({
        label: 'Table of published throughputs',
        columns: [
          'Stack and accelerator',
          'Figure',
          numeric('Cases'),
          numeric('Median error'),
          numeric('Nine in ten below'),
          numeric('In their 90 % band'),
        ],
        rows: groupValidated(rows).map(({ stack, accelerator, figure, count, medianError, p90Error, inBand }) => [
          `${stackOrDefault(stack).name}, ${findAccelerator(accelerator)?.name ?? accelerator}`,
          FIGURE_WORDS[figure],
          formatCount(count),
          percentText(medianError),
          percentText(p90Error),
          percentText(inBand),
        ]),
      })} <rr-xy-chart .data=${validationChart(rows)}></rr-xy-chart>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-validation': RrValidation;
  }
}
