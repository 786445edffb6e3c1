import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, percentText, quantityText } from '../../../../base/format.ts';
import type { RowsSource } from '../../../../exchange/rows-columns.ts';
import { headlineOf, HEADLINES } from '../../../../records/ledger-lines.ts';
import { ANY, type ShownRow, type SweepView } from '../../../../sweep/view.ts';
import type { RowDominanceRequest } from '../../../../workers/compute-protocol.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { frontChart, headlineText, inputsText, sweepCurveChart } from '../../../charts/sweep-charts.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { numeric, table } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { SignalElement } from '../../../signals.ts';
import { baseStyles, buttonStyles, hostInColumn, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { sweepHref, sweepLocation, type SweepKey } from '../sweep-address.ts';

/** Rows of the front that are asked how sure their place is; each takes some tenths of a second. */
const MOST_ASKED = 16;

const headlineOptions = HEADLINES.map(({ id, name }) => ({ value: id, label: name }));

const spread = (rows: readonly ShownRow[], most: number): readonly ShownRow[] =>
  rows.length <= most ? rows : rows.filter((_, index) => index % Math.ceil(rows.length / most) === 0);

/**
 * @summary The Pareto front of a sweep with how sure each place on it is, and the least of a figure along any input.
 */
@customElement('rr-sweep-view')
export class RrSweepView extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    hostInColumn(8),
    css`
      .fields {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr));
        gap: var(--space-3) var(--space-6);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) view!: SweepView;
  @property({ attribute: false }) source!: RowsSource;
  @state() private share = 0;
  #question: RowDominanceRequest | null = null;
  readonly #dominance = backgroundTask(
    this,
    'rowDominance',
    () => [this.app.compute, this.#question],
    (share) => {
      this.share = share;
    },
  );

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!changed.has('view')) return;
    const { objectives, near, unknown } = this.view;
    const rows = this.#listed().concat(near);
    this.share = 0;
    this.#question =
      rows.length < 2 || unknown.length > 0
        ? null
        : { source: this.source, objectives, rows: rows.map(({ index }) => index) };
  }

  #listed(): readonly ShownRow[] {
    return spread(this.view.front, MOST_ASKED);
  }

  override render(): TemplateResult {
    const { view } = this;
    const hrefOf = (index: number): string => sweepHref(this.app.router.location.get(), { row: String(index) });
    return html`<section class="ruled" aria-labelledby="front">
        <h2 id="front">Plans that no other beats</h2>
        <div class="fields">
          ${this.#objective('a', 'Least', 0)} ${this.#objective('b', 'and least', 1)}
          ${this.#objective('c', 'and least', 2)} ${this.#only()}
        </div>
        ${this.#unknown()}
        ${
          view.frontCount === 0
            ? html`<p>No feasible plan of the sweep has these inputs.</p>`
            : html`<rr-xy-chart .data=${frontChart(view, hrefOf)}></rr-xy-chart> ${this.#table(hrefOf)}`
        }
      </section>
      <section aria-labelledby="curve">
        <h2 id="curve">Along an input</h2>
        <div class="fields">
          <rr-choice-field
            label="Least"
            .value=${view.curveY}
            .options=${headlineOptions}
            @rr-field-typed=${this.#chosen('least')}
          ></rr-choice-field>
          <rr-choice-field
            label="against"
            .value=${view.curveX}
            .options=${[
              ...view.inputs.filter(({ type }) => type === 'double').map(({ path, label }) => ({ value: path, label })),
              ...headlineOptions,
            ]}
            @rr-field-typed=${this.#chosen('along')}
          ></rr-choice-field>
          <rr-choice-field
            label="for each"
            .value=${view.split ?? ''}
            .options=${[
              { value: '', label: 'all together' },
              ...view.inputs
                .filter(({ path, values }) => values !== null && values.length > 1 && path !== view.curveX)
                .map(({ path, label }) => ({ value: path, label })),
            ]}
            @rr-field-typed=${this.#chosen('split')}
          ></rr-choice-field>
        </div>
        <rr-xy-chart .data=${sweepCurveChart(view, hrefOf)}></rr-xy-chart>
        ${
          view.curvesLeftOut === 0
            ? nothing
            : html`<p class="quiet">
                The four that reach lowest are drawn; ${formatCount(view.curvesLeftOut)} more are not.
              </p>`
        }
      </section>`;
  }

  #objective(key: SweepKey, label: string, which: 0 | 1 | 2): TemplateResult {
    return html`<rr-choice-field
      label=${label}
      .value=${this.view.objectives[which]}
      .options=${headlineOptions}
      @rr-field-typed=${this.#chosen(key)}
    ></rr-choice-field>`;
  }

  /** Inputs of which one value may be chosen. */
  #only(): readonly TemplateResult[] {
    return this.view.inputs.flatMap(({ path, label, unit, values }) =>
      values === null || values.length < 2
        ? []
        : [
            html`<rr-choice-field
              label=${label}
              .value=${this.view.only[path] ?? ANY}
              .options=${[
                { value: ANY, label: `any of ${formatCount(values.length)}` },
                ...values.map((value) => ({
                  value: String(value),
                  label: typeof value === 'number' ? quantityText(value, unit) : String(value),
                })),
              ]}
              @rr-field-typed=${this.#chosen(path)}
            ></rr-choice-field>`,
          ],
    );
  }

  #unknown(): TemplateResult | typeof nothing {
    const { unknown, compared } = this.view;
    if (unknown.length === 0 || compared === 0) return nothing;
    return html`<rr-notice>
      No plan here has ${unknown.map((id) => headlineOf(id).name).join(' or ')}: it tells nothing apart.
    </rr-notice>`;
  }

  #table(hrefOf: (index: number) => string): TemplateResult {
    const { view } = this;
    const answer = this.#dominance.value;
    const beaten = new Map(
      answer?.ok === true ? answer.value.map(({ index, beaten: share }): [number, number] => [index, share]) : [],
    );
    const rowOf = (place: string) => (row: ShownRow) => [
      html`<a href=${hrefOf(row.index)}>${String(row.index)}</a>`,
      place,
      ...view.objectives.map((id, index) => headlineText(id, row.objectives[index] ?? NaN)),
      inputsText(view, row),
      beaten.has(row.index) ? percentText(beaten.get(row.index) ?? NaN) : '…',
    ];
    return html`${
      this.#question !== null && answer === undefined
        ? html`<p class="quiet">How sure these places are: ${percentText(this.share)} computed</p>`
        : nothing
    }
    ${table({
      label: 'Table of the front',
      caption: `The last column is the share of 200 common draws of the uncertain inputs in which another of these rows is no worse in all three and better in one${view.frontCount > this.#listed().length ? `; ${formatCount(this.#listed().length)} of ${formatCount(view.frontCount)} of the front are listed` : ''}.`,
      columns: [
        'Row',
        'Place',
        ...view.objectives.map((id) => numeric(headlineOf(id).name, headlineOf(id).name)),
        { head: 'Inputs', card: 'Inputs' },
        numeric('Beaten in', 'Beaten in'),
      ],
      cards: true,
      rows: [...this.#listed().map(rowOf('front')), ...view.near.map(rowOf('close'))],
      busy: answer === undefined,
    })}`;
  }

  #chosen(key: string): (event: FieldTypedEvent) => void {
    return ({ text }) => {
      const { query } = this.app.router.location.get();
      this.app.router.replace(sweepLocation(query, { [key]: text }));
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-sweep-view': RrSweepView;
  }
}
