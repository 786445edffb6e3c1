import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { dateTimeText, formatCount, quantityText } from '../../../../base/format.ts';
import { ok } from '../../../../base/result.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { parseMeasurement } from '../../../../exchange/measurement.ts';
import type { MeasurementSummary } from '../../../../store/measurement-summary.ts';
import { RUN_ENDINGS } from '../../../charts/case-words.ts';
import '../../../charts/rr-sparkline/rr-sparkline.ts';
import { problemList } from '../../../controls/problems.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { chosenIn, type Chosen } from '../../../router/chosen.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { recordListStyles } from '../../../styles/record-list.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { comparisonHash } from '../../measure/share-run.ts';
import { shareLink } from '../../clipboard.ts';
import { comparisonHead, comparisonTick } from '../../comparison-controls.ts';
import { download } from '../../download.ts';
import { GrowingList } from '../../growing-list.ts';
import '../rr-history-trend/rr-history-trend.ts';
import '../rr-run-comparison/rr-run-comparison.ts';
import { listRuns, ORDERS, runsCsv, type Order, type RunFilter } from '../run-list.ts';
import { historyStyles } from './rr-history-page.styles.ts';
import { SignalElement } from '../../../signals.ts';

/** Two runs are compared case by case; more have their trend. */
const MOST_COMPARED = 2;

const placesOf = (runs: readonly MeasurementSummary[]): readonly string[] =>
  [...new Set(runs.map(({ measuredOn }) => measuredOn))].sort();

/**
 * @summary All runs kept in this browser: their trend; find, sort, open, compare two, delete with undo, import, save as a table.
 */
@customElement('rr-history-page')
export class RrHistoryPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles, recordListStyles, historyStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private importProblems: readonly string[] = [];
  readonly #list = new GrowingList(this);

  readonly #compared = new Task(this, {
    args: () => this.#chosen().ids,
    task: async ([first, second]) => {
      if (first === undefined || second === undefined) return null;
      const [run, other] = await Promise.all([this.app.measure.read(first), this.app.measure.read(second)]);
      if (!run.ok) return run;
      return other.ok ? ok([run.value, other.value] as const) : other;
    },
  });

  override render(): TemplateResult {
    const all = this.app.measure.history.get();
    const filter = this.#runFilter(all);
    const found = listRuns(all, filter);
    const { wanted, measuredOn } = filter;
    const places = placesOf(all);
    // A trend over two machines would be a trend of machines.
    const place = measuredOn === '' ? all.at(0)?.measuredOn : measuredOn;
    return html`<div class="page">
      <div class="tools">
        <h1>${formatCount(all.length)} ${all.length === 1 ? 'run' : 'runs'} in this browser</h1>
        <div class="buttons">
          ${all.length < 2 ? nothing : this.#narrowing(all)}
          <button
            ?disabled=${found.length === 0}
            @click=${() => {
              download('runs.csv', 'text/csv', runsCsv(found));
            }}
          >
            Save as CSV
          </button>
          <label class="button file">
            Import JSON
            <input type="file" accept=".json,application/json" multiple @change=${this.#import} />
          </label>
        </div>
      </div>
      ${problemList('Not imported', this.importProblems)} ${this.#comparison()}
      ${
        all.length < 2
          ? nothing
          : html`<section aria-labelledby="trend">
              <h2 id="trend">Trend${places.length < 2 ? nothing : html` <span class="quiet">on ${place}</span>`}</h2>
              <rr-history-trend .runs=${found.filter((run) => run.measuredOn === place)}></rr-history-trend>
            </section>`
      }
      ${
        all.length === 0
          ? html`<p class="quiet">Nothing measured yet. <a href="#/measure">Measure this GPU</a>, or import a run.</p>`
          : this.#rows(found, wanted)
      }
    </div>`;
  }

  /** What narrows and orders a list of several. */
  #narrowing(all: readonly MeasurementSummary[]): TemplateResult {
    const { wanted, measuredOn, order } = this.#runFilter(all);
    const places = placesOf(all);
    return html`<input
        type="search"
        aria-label="Find a run"
        placeholder="Find by name or adapter"
        .value=${wanted}
        @input=${this.#find}
      />
      ${
        places.length < 2
          ? nothing
          : html`<select aria-label="Measured on" @change=${this.#filter}>
              <option value="">Measured on anything</option>
              ${places.map((name) => html`<option .value=${name} ?selected=${name === measuredOn}>${name}</option>`)}
            </select>`
      }
      <select aria-label="Order" @change=${this.#sort}>
        ${Object.entries(ORDERS).map(
          ([id, label]) => html`<option .value=${id} ?selected=${id === order}>${label}</option>`,
        )}
      </select>`;
  }

  #rows(found: readonly MeasurementSummary[], wanted: string): TemplateResult {
    const chosen = this.#chosen();
    return html`<div>
      <ul class="records" aria-label="Runs">
        ${this.#list.drawn(found, (run) => this.#row(run, chosen))}
      </ul>
      ${found.length === 0 ? html`<p class="quiet">No run has “${wanted}” in its name or adapter.</p>` : nothing}
      ${this.#list.more(found)}
    </div>`;
  }

  #row(run: MeasurementSummary, chosen: Chosen): TemplateResult {
    const { id, name, adapter, software, createdAt, suite, outcome } = run;
    return html`<li>
      ${comparisonTick(chosen, { id, name, most: MOST_COMPARED })}
      <span class="name">
        <a href="#/measure?run=${id}">${name}</a>
        <small>
          ${dateTimeText(createdAt)} · ${suite}${outcome === 'complete' ? '' : `, ${RUN_ENDINGS[outcome]}`} · ${adapter}
          ${software ? html`<span class="software">software</span>` : nothing}
        </small>
      </span>
      <rr-sparkline .values=${run.squareGflops}></rr-sparkline>
      <span class="rate">${run.bestGflops === null ? '–' : quantityText(run.bestGflops, 'GFLOP/s')}</span>
      <span class="rate bandwidth">${run.readGBps === null ? '–' : quantityText(run.readGBps, 'GB/s')}</span>
      <button
        class="plain remove"
        aria-label="Delete ${name}"
        @click=${() => {
          void this.#delete(run);
        }}
      >
        Delete
      </button>
    </li>`;
  }

  #comparison(): TemplateResult | typeof nothing {
    const chosen = this.#chosen();
    const { ids } = chosen;
    if (ids.length === 0) return nothing;
    if (ids.length === 1) return html`<p class="quiet">One run chosen; tick a second one to compare the two.</p>`;
    return html`<section class="ruled" aria-labelledby="comparison">
      ${comparisonHead(chosen, 'Comparison', this.#share)}
      ${this.#compared.render({
        complete: (result) => {
          if (result === null) return nothing;
          return result.ok
            ? html`<rr-run-comparison .runs=${result.value}></rr-run-comparison>`
            : html`<rr-notice kind="problem">${result.error.message}</rr-notice>`;
        },
      })}
    </section>`;
  }

  #chosen(): Chosen {
    return chosenIn(this.app.router);
  }

  /** What the list is narrowed to, and its order, as the address has them: only by what the page has controls to widen. */
  #runFilter(all: readonly MeasurementSummary[]): RunFilter {
    const { find = '', on = '', order = '' } = this.app.router.location.get().query;
    return {
      wanted: all.length < 2 ? '' : find,
      measuredOn: placesOf(all).includes(on) ? on : '',
      order: Object.hasOwn(ORDERS, order) ? (order as Order) : 'newest',
    };
  }

  readonly #share = async (): Promise<void> => {
    const runs = this.#compared.value;
    if (runs?.ok === true) await shareLink(await comparisonHash(...runs.value), 'both runs', this.app.toast);
  };

  readonly #find = (event: InputEvent): void => {
    this.app.router.patch({ find: (event.target as HTMLInputElement).value });
    this.#list.begin();
  };

  readonly #filter = (event: Event): void => {
    this.app.router.patch({ on: (event.target as HTMLSelectElement).value });
    this.#list.begin();
  };

  readonly #sort = (event: Event): void => {
    this.app.router.patch({ order: (event.target as HTMLSelectElement).value });
    this.#list.begin();
  };

  async #delete({ id, name }: MeasurementSummary): Promise<void> {
    this.#chosen().choose(id, false);
    const undo = await this.app.measure.remove(id);
    this.app.toast.show(`Deleted “${name}”.`, undo);
  }

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    const problems: string[] = [];
    let kept = 0;
    for (const file of files) {
      const text = await readTextFile(file);
      const parsed = text.ok ? parseMeasurement(text.value) : text;
      if (parsed.ok) {
        await this.app.measure.keepForeign(parsed.value);
        kept++;
      } else problems.push(...parsed.error.slice(0, 5).map(({ message }) => `${file.name}: ${message}`));
    }
    input.value = '';
    this.importProblems = problems;
    if (kept > 0) this.app.toast.show(`Imported ${formatCount(kept)} ${kept === 1 ? 'run' : 'runs'}.`);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-history-page': RrHistoryPage;
  }
}
