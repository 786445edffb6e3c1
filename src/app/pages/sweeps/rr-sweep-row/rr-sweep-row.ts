import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { entryAt } from '../../../../base/checked.ts';
import { formatCount, quantityText } from '../../../../base/format.ts';
import type { RowsSource } from '../../../../exchange/rows-columns.ts';
import { scenarioSchemas, type Mode, type Scenario } from '../../../../records/scenario.ts';
import { describeField, schemaAt } from '../../../../records/schema-walk.ts';
import type { Column } from '../../../../records/sweep.ts';
import type { Cell } from '../../../../sweep/columns.ts';
import type { ComparedRow, SweepView } from '../../../../sweep/view.ts';
import type { SweepRowRequest } from '../../../../workers/compute-protocol.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { SignalElement } from '../../../signals.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { sweepHref } from '../sweep-address.ts';

/** What limits a plan is a field, by its path, or a word for what no single field is. */
const limitText = (limit: string, mode: Mode): string => {
  const schema = schemaAt(scenarioSchemas[mode], limit.split('.'));
  return (schema === null ? null : describeField(schema).label) ?? limit;
};

const cellText = (cell: Cell, { name, unit }: Column, mode: Mode): string => {
  if (cell === null) return '–';
  if (typeof cell === 'number') return quantityText(cell, unit);
  if (name === 'binding')
    return cell
      .split(',')
      .map((limit) => limitText(limit, mode))
      .join(', ');
  return name === 'warnings' ? cell.replaceAll(',', ', ') : cell;
};

/** Relative differences below are of the last digits. */
const ROUNDING = 1e-9;
const MOST_NAMED = 3;

/** How far two cells are apart, relative to the larger; infinitely far where they are not both numbers. */
const distance = (a: Cell, b: Cell): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b)) : Infinity;

/** Every digit, where two numbers differ in the last. */
const exactText = (cell: Cell): string => (cell === null ? '–' : String(cell));

/**
 * @summary A row of a sweep, computed once more on this machine and compared with the file to the last bit.
 */
@customElement('rr-sweep-row')
export class RrSweepRow extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    css`
      .text {
        overflow-wrap: anywhere;
        text-align: end;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) source!: RowsSource;
  @property({ type: Number }) index = 0;
  @property({ attribute: false }) view!: SweepView;
  #request: SweepRowRequest | null = null;
  readonly #row = backgroundTask(this, 'sweepRow', () => [this.app.compute, this.#request]);

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('source') || changed.has('index')) this.#request = { source: this.source, index: this.index };
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('index')) this.scrollIntoView();
  }

  override render(): TemplateResult {
    return html`<section class="ruled" aria-labelledby="row">
      <div class="section-head">
        <h2 id="row">Row ${formatCount(this.index)}</h2>
        <a href=${sweepHref(this.app.router.location.get(), { row: null })}>Close</a>
      </div>
      ${this.#row.render({
        pending: () => html`<p role="status" class="quiet">Computing it here…</p>`,
        complete: (answer) =>
          answer.ok ? this.#compared(answer.value) : html`<rr-notice kind="problem"><p>${answer.error}</p></rr-notice>`,
        error: (cause) => html`<rr-notice kind="problem"><p>${String(cause)}</p></rr-notice>`,
      })}
    </section>`;
  }

  #compared(row: ComparedRow): TemplateResult {
    const inputs = new Set(this.view.inputs.map(({ path }) => path));
    const known = row.columns.map((column, index) => ({
      ...column,
      stored: row.stored[index] ?? null,
      different: row.different.includes(index),
    }));
    const shown = known.filter(({ name, stored }) => stored !== null && name !== 'index');
    return html`${this.#verdict(row)}
      <div class="buttons">
        <button
          class="primary"
          @click=${() => {
            void this.#plan(row.scenario);
          }}
        >
          Plan this
        </button>
      </div>
      ${table({
        label: 'Table of the row',
        cards: true,
        columns: [
          'Column',
          numeric('In the file'),
          ...(row.different.length === 0 ? [] : [numeric('Computed here', 'Computed here')]),
        ],
        rows: shown.map(({ stored, different, ...column }) => [
          html`${column.label}${inputs.has(column.name) ? html` <span class="quiet">(input)</span>` : nothing}`,
          different
            ? exactText(stored)
            : column.type === 'string'
              ? { content: cellText(stored, column, row.scenario.mode), class: 'text', numeric: false }
              : cellText(stored, column, row.scenario.mode),
          ...(row.different.length === 0
            ? []
            : [
                different
                  ? exactText(row.live[row.columns.findIndex(({ name }) => name === column.name)] ?? null)
                  : 'the same',
              ]),
        ]),
      })}`;
  }

  #verdict({ columns, stored, live, different }: ComparedRow): TemplateResult {
    const compared = columns.length - 1;
    if (different.length === 0) {
      return html`<p role="status">
        Computed here again: all ${formatCount(compared)} columns agree to the last bit.
      </p>`;
    }
    const apart = Math.max(...different.map((index) => distance(stored[index] ?? null, live[index] ?? null)));
    if (apart < ROUNDING) {
      return html`<p role="status">
        Computed here again: ${formatCount(compared - different.length)} of ${formatCount(compared)} columns agree to
        the last bit, the others to ${formatCount(Math.floor(-Math.log10(apart)))} digits. The file was computed on
        another JavaScript engine (${this.view.engine}), which rounds powers and logarithms otherwise.
      </p>`;
    }
    const names = different.slice(0, MOST_NAMED).map((index) => entryAt(columns, index).label);
    return html`<rr-notice kind="warning" heading="The file says another thing than this page computes">
      <p>
        ${formatCount(different.length)} of ${formatCount(compared)} columns differ
        (${names.join(', ')}${different.length > names.length ? '…' : ''}).
        ${
          this.view.sameProgram
            ? 'The program and the catalogue are the same: the file was changed, or computed wrong.'
            : `The file is of another Roofrack (${this.view.release}) or catalogue.`
        }
      </p>
    </rr-notice>`;
  }

  async #plan(scenario: Scenario): Promise<void> {
    await this.app.openScenario(scenario);
    this.app.router.go({ segments: ['plan'], query: {} });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-sweep-row': RrSweepRow;
  }
}
