import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, percentText } from '../../../../base/format.ts';
import { findAccelerator } from '../../../../catalog/catalog.ts';
import { stackOrDefault } from '../../../../catalog/stacks.ts';
import type { Validated } from '../../../../plan/standing/validation.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import {
  FIGURE_WORDS,
  groupValidated,
  validationChart,
  type ValidationGroup,
} from '../../../charts/validation-charts.ts';
import '../../../controls/rr-list-table/rr-list-table.ts';
import type { ListChangedEvent, ListColumn, ListRow } from '../../../controls/rr-list-table/rr-list-table.ts';
import { numeric } from '../../../controls/table.ts';
import { listIn } from '../../../router/list-in.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles, hostInColumn } from '../../../styles/shared.ts';

const COLUMNS: readonly ListColumn[] = [
  { id: 'name', head: 'Stack and accelerator' },
  { id: 'figure', head: 'Figure' },
  { id: 'count', ...numeric('Cases', 'Cases') },
  { id: 'medianError', ...numeric('Median error', 'Median error') },
  { id: 'p90Error', ...numeric('Nine in ten below', 'Nine in ten below') },
  { id: 'inBand', ...numeric('In their 90 % band', 'In their 90 % band') },
];

const toRow = ({ stack, accelerator, figure, ...rest }: ValidationGroup): ListRow => {
  const name = `${stackOrDefault(stack).name}, ${findAccelerator(accelerator)?.name ?? accelerator}`;
  const values: Readonly<Record<string, string | number>> = { ...rest, name, figure: FIGURE_WORDS[figure] };
  const { count, medianError, p90Error, inBand } = rest;
  return {
    text: `${name} ${FIGURE_WORDS[figure]}`,
    valueOf: (column) => values[column],
    cells: () => [
      name,
      FIGURE_WORDS[figure],
      formatCount(count),
      percentText(medianError),
      percentText(p90Error),
      percentText(inBand),
    ],
  };
};

/**
 * @summary The whole model, with its shipped constants, held against every published throughput of the catalogue.
 */
@customElement('rr-validation')
export class RrValidation extends SignalElement {
  static override styles = [
    baseStyles,
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

  readonly #groups = remembered((rows: readonly Validated[]) => groupValidated(rows).map(toRow));
  readonly #chart = remembered(validationChart);

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
    const list = listIn(this.app.router, 'published');
    return html`<rr-list-table
        label="Table of published throughputs"
        search="Find a stack or accelerator"
        cards
        .columns=${COLUMNS}
        .rows=${this.#groups(rows)}
        .find=${list.find}
        .sort=${list.sort}
        @rr-list-changed=${({ change }: ListChangedEvent) => {
          list.change(change);
        }}
      ></rr-list-table>
      <rr-xy-chart .data=${this.#chart(rows)}></rr-xy-chart>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-validation': RrValidation;
  }
}
