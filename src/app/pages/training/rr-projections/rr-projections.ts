import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatNumber, parseNumber, percentText } from '../../../../base/format.ts';
import { citationText, CITATIONS } from '../../../../catalog/citations.ts';
import {
  findProjectionPreset,
  projectionPresets,
  type ProjectionPreset,
  type PublishedSeries,
} from '../../../../catalog/series.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { allPoints, bothLaws, expectationsOf, periodsOf } from '../../../../projection/compare-laws.ts';
import { projectionLines } from '../../../../projection/projection-lines.ts';
import { PROJECTED_UNTIL } from '../../../../projection/project.ts';
import { LAWS, type Law, type Projection } from '../../../../records/projection.ts';
import { projectionChart, seriesValue, type ProjectedSeries } from '../../../charts/projection-chart.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { problemList, problemNotice } from '../../../controls/problems.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-number-field/rr-number-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-radio-buttons/rr-radio-buttons.ts';
import { numeric, table } from '../../../controls/table.ts';
import type { PageLocation } from '../../../router/location.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn, labelAbove, tableStyles, textBox } from '../../../styles/shared.ts';
import { download } from '../../download.ts';
import { withoutLedger } from '../../plan/ledger-address.ts';
import '../../plan/rr-ledger-place/rr-ledger-place.ts';
import { caseHref, seriesHref, seriesOf } from '../training-address.ts';

/** Files are read and written by code that is fetched with the first. */
const exchange = () => import('../../../../exchange/projection.ts');

const FIRST = 'ark-2023';
const YEARS = { low: 1950, high: 2100 } as const;
const LAW_NAMES: Readonly<Record<Law, string>> = { exponential: 'Exponential', wright: 'Wright’s law' };
const LAW_OPTIONS = LAWS.map((law) => ({ value: law, label: LAW_NAMES[law] }));

const percent = (share: number): string => percentText(Math.abs(share), 3);
const fallWords = (fall: number): string => `${percent(fall)} ${fall < 0 ? 'more' : 'less'}`;
const yearText = (year: number): string => String(Number(year.toFixed(1)));

/** The fields of the reader, as they were typed; empty is not set. */
interface Typed {
  readonly year: string;
  readonly fall: string;
  readonly growth: string;
}

/**
 * @summary Costs carried to other years by an exponential and by Wright's law, beside what their sources say.
 */
@customElement('rr-projections')
export class RrProjections extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(4),
    css`
      .choice {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-3) var(--space-6);
      }
      .choice label:not(.button) {
        ${labelAbove};
        min-width: 0;
      }
      select {
        min-width: 0;
        max-width: 100%;
        ${textBox};
      }
      rr-number-field {
        width: 148px;
      }
      .slips {
        display: grid;
        gap: var(--space-2);
        max-width: var(--line-length);
      }
      td.words {
        min-width: 132px;
        white-space: normal;
      }
      @media print {
        td.words {
          min-width: 0;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private typed: Typed = { year: '', fall: '', growth: '' };
  /** A series of the reader's own, once it is read. */
  @state() private own: ProjectionPreset | null = null;
  @state() private refused: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.projections.loaded();
  }

  protected override updated(): void {
    const id = this.#seriesId();
    if (id !== this.own?.id && this.app.projections.saved.get().some((saved) => saved.id === id)) void this.#open(id);
  }

  override render(): TemplateResult {
    const preset = this.#preset();
    const law = this.#law();
    const until = this.#year();
    const answers = preset.series.map((series) => this.#answer(series, law));
    const projected = answers.flatMap((answer) => ('prediction' in answer ? [answer] : []));
    const problems = answers.flatMap((answer) => ('problem' in answer ? [answer.problem] : []));
    return html`${this.#choices(preset, law)}
      <p>${preset.about}</p>
      ${problems.length === 0 ? nothing : html`<rr-notice kind="problem">${problems.map((message) => html`<p>${message}</p>`)}</rr-notice>`}
      ${projected.length === 0 ? nothing : html`<rr-xy-chart .data=${projectionChart(projected, until)}></rr-xy-chart>`}
      ${projected.length === 0 ? nothing : this.#table(projected, until)}
      <p class="quiet small">
        Who says so:
        ${[...new Set(preset.series.map(({ projection }) => projection.source || 'not stated'))].join('; ')}.
      </p>
      ${
        preset.slips.length === 0
          ? nothing
          : html`<div class="slips">
              <h3>Where the source contradicts itself</h3>
              <ul class="slips">
                ${preset.slips.map(
                  ({ text, caseId, citation }) =>
                    html`<li>
                      ${text} <a href=${caseHref(caseId)}>Its arithmetic</a>
                      <span class="quiet small">(${citationText(CITATIONS[citation])})</span>
                    </li>`,
                )}
              </ul>
            </div>`
      }
      ${this.#ledger(projected, until)}`;
  }

  /** Of the series whose number was pressed. */
  #ledger(projected: readonly ProjectedSeries[], until: number): TemplateResult | typeof nothing {
    const { line, of = '' } = this.app.router.location.get().query;
    const id = seriesOf(of);
    const found = projected.find(({ series }) => series.id === id);
    if (line === undefined || found === undefined) return nothing;
    const chosen = {
      fall: this.#share('fall', -1000, 99.99) !== null,
      growth: this.#share('growth', -99, 1e6) !== null,
    };
    const page = this.#page();
    return html`<rr-ledger-place
      .ledger=${{
        lines: projectionLines(found.series, found.prediction, until, chosen),
        target: line,
        name: found.series.projection.name,
        instead: 'the training on this page',
        hrefOf: (other: string) => seriesHref(found.series.id, other, page),
      }}
      @rr-drawer-closed=${() => {
        this.app.router.replace(page);
      }}
    ></rr-ledger-place>`;
  }

  #page(): PageLocation {
    return withoutLedger(this.app.router.location.get());
  }

  #choices(preset: ProjectionPreset, law: Law): TemplateResult {
    const saved = this.app.projections.saved.get();
    const problem = this.app.projections.problem.get();
    const field = (key: keyof Typed, label: string, unit: string, low: number, high: number, fallback: string) =>
      html`<rr-number-field
        label=${label}
        unit=${unit}
        .low=${low}
        .high=${high}
        .value=${this.typed[key] === '' ? fallback : this.typed[key]}
        .problem=${this.#problemOf(key, label, low, high)}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.typed = { ...this.typed, [key]: event.text.trim() };
        }}
      ></rr-number-field>`;
    return html`<div class="choice no-print">
        <label
          >Series
          <select @change=${this.#choose}>
            ${[...projectionPresets, ...saved.map(({ id, name }) => ({ id, title: `${name} (own)` }))].map(
              ({ id, title }) => html`<option .value=${id} ?selected=${id === preset.id}>${title}</option>`,
            )}
          </select>
        </label>
        <rr-radio-buttons
          label="Law"
          value=${law}
          .options=${LAW_OPTIONS}
          @rr-field-typed=${(event: FieldTypedEvent) => {
            event.stopPropagation();
            this.#go({ law: event.text });
          }}
        ></rr-radio-buttons>
        ${field('year', 'To the year', '', YEARS.low, YEARS.high, String(PROJECTED_UNTIL))}
        ${field('fall', 'Yearly fall, instead', '%', -1000, 99.99, '')}
        ${law === 'wright' ? field('growth', 'Growth of the volume', '% per year', -99, 1e6, '') : nothing}
        <label class="button file">
          Own series (CSV or JSON)
          <input type="file" accept=".csv,.json,text/csv,application/json" @change=${this.#import} />
        </label>
        ${preset === this.own ? this.#ownTools(preset) : nothing}
      </div>
      ${problemNotice(problem)} ${problemList('The series was not opened', this.refused)}`;
  }

  #ownTools({ id, series }: ProjectionPreset): TemplateResult {
    const projection = series[0]?.projection;
    if (projection === undefined) return html``;
    return html`<button
        @click=${async () => {
          const { serialiseProjection } = await exchange();
          download(`${projection.name}.json`, 'application/json', serialiseProjection(projection));
        }}
      >
        Export JSON
      </button>
      <button @click=${() => void this.#delete(id, projection.name)}>Delete</button>`;
  }

  #table(projected: readonly ProjectedSeries[], until: number): TemplateResult {
    const page = this.#page();
    return table({
      label: 'Table of series',
      cards: true,
      columns: [
        'Series',
        numeric(`In ${yearText(until)}`, `In ${yearText(until)}`),
        { head: 'Each year', card: 'Each year' },
        { head: 'The source expects', card: 'The source expects' },
        { head: 'As printed, year to year', card: 'As printed' },
      ],
      rows: projected.map(({ series, prediction }) => {
        const { projection, expected, printedYearlyFall } = series;
        const end = prediction.at(until);
        const band =
          end.low === null || end.high === null
            ? ''
            : `${seriesValue(end.low, projection.unit)} to ${seriesValue(end.high, projection.unit)}`;
        const wright =
          prediction.learningRate === null || prediction.volumeGrowth === null
            ? nothing
            : html`; ${fallWords(prediction.learningRate)} with each doubling of a volume that grows
              ${percent(prediction.volumeGrowth)} per year`;
        return [
          projection.name,
          html`<a href=${seriesHref(series.id, 'projection.value', page)}>${seriesValue(end.value, projection.unit)}</a
            ><br /><small class="unit">${band}</small>`,
          {
            content: html`${fallWords(prediction.yearlyFall)}${printedYearlyFall === null ? nothing : `; printed ${percent(printedYearlyFall)}`}${wright}`,
            class: 'words',
          },
          {
            content:
              expected.length === 0
                ? '–'
                : expectationsOf(prediction, expected)
                    .map(
                      ({ year, expected: told, projected: here }) =>
                        `${yearText(year)}: ${seriesValue(told, projection.unit)}, here ${seriesValue(here, projection.unit)}`,
                    )
                    .join('; '),
            class: 'words',
          },
          {
            content: periodsOf(allPoints(series))
              .map(({ from, to, yearlyFall }) => `${yearText(from)}–${yearText(to)}: ${fallWords(yearlyFall)}`)
              .join('; '),
            class: 'words',
          },
        ];
      }),
    });
  }

  #answer(series: PublishedSeries, law: Law): ProjectedSeries | { readonly problem: string } {
    const fall = this.#share('fall', -1000, 99.99);
    const growth = this.#share('growth', -99, 1e6);
    const projection = {
      ...series.projection,
      ...(fall === null ? {} : { yearlyFall: fall, halvingMonths: null, learningRate: null }),
      ...(growth === null ? {} : { volumeGrowth: growth }),
    };
    const prediction = bothLaws(projection)[law];
    return prediction.ok
      ? { series: { ...series, projection }, prediction: prediction.value }
      : { problem: `${projection.name}: ${prediction.error.message}` };
  }

  #seriesId(): string {
    return this.app.router.location.get().query['series'] ?? FIRST;
  }

  #preset(): ProjectionPreset {
    const id = this.#seriesId();
    if (this.own !== null && id === this.own.id) return this.own;
    const found = findProjectionPreset(id) ?? findProjectionPreset(FIRST);
    if (found === null) throw new Error('There is no first series.');
    return found;
  }

  #law(): Law {
    const lawId = this.app.router.location.get().query['law'];
    return LAWS.find((law) => law === lawId) ?? 'exponential';
  }

  #number(key: keyof Typed, low: number, high: number): number | null {
    const value = parseNumber(this.typed[key]);
    return value === null || value < low || value > high ? null : value;
  }

  #share(key: keyof Typed, low: number, high: number): number | null {
    const value = this.#number(key, low, high);
    return value === null ? null : value / 100;
  }

  #year(): number {
    return this.#number('year', YEARS.low, YEARS.high) ?? PROJECTED_UNTIL;
  }

  #problemOf(key: keyof Typed, label: string, low: number, high: number): string | null {
    const typed = this.typed[key];
    if (typed === '' || this.#number(key, low, high) !== null) return null;
    return `${label}: ${typed} is not a number from ${formatYear(low)} to ${formatYear(high)}.`;
  }

  #go(change: Readonly<Record<string, string>>): void {
    const { segments, query } = this.app.router.location.get();
    this.app.router.replace({ segments, query: { ...query, ...change } });
  }

  readonly #choose = (event: Event): void => {
    this.#go({ series: (event.target as HTMLSelectElement).value });
  };

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    const name = file.name.replace(/\.[^.]*$/, '');
    const text = await readTextFile(file);
    const read = text.ok ? (await exchange()).parseProjection(text.value, name) : text;
    this.refused = read.ok ? [] : read.error.slice(0, 8).map(({ message }) => message);
    if (!read.ok) return;
    const id = crypto.randomUUID();
    if ((await this.app.projections.keep(read.value, id)) === null) this.#go({ series: id, law: read.value.law });
  };

  async #open(id: string): Promise<void> {
    const read = await this.app.projections.read(id);
    if (id !== this.#seriesId()) return;
    if (read.ok) this.own = ownPreset(id, read.value.projection);
    else this.#go({ series: FIRST });
    this.refused = read.ok ? [] : [read.error.message];
  }

  async #delete(id: string, name: string): Promise<void> {
    const undo = await this.app.projections.remove(id);
    if (undo === null) return;
    this.#go({ series: FIRST });
    this.app.toast.show(`Deleted “${name}”.`, undo);
  }
}

const ownPreset = (id: string, projection: Projection): ProjectionPreset => ({
  id,
  title: `${projection.name} (own)`,
  about: 'A series of your own, kept in this browser.',
  series: [{ id, projection, citation: null, expected: [], printedYearlyFall: null }],
  slips: [],
});

const formatYear = (value: number): string => (Math.abs(value) >= 1e4 ? formatNumber(value, 6) : String(value));

declare global {
  interface HTMLElementTagNameMap {
    'rr-projections': RrProjections;
  }
}
