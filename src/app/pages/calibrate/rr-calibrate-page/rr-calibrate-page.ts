import { entryAt } from '../../../../base/checked.ts';
import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { publishedCalibrations, type PublishedCalibration } from '../../../../catalog/calibrations.ts';
import { accelerators, findAccelerator } from '../../../../catalog/catalog.ts';
import { engineName } from '../../../../catalog/stacks.ts';
import { formatNumber } from '../../../../base/format.ts';
import type { Problem, Result } from '../../../../base/result.ts';
import type { Calibration } from '../../../../records/calibration.ts';
import { STACK_FIT, type SavedStackFit } from '../../../../records/stack-fit.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { ChoiceOption } from '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import '../../../controls/rr-section/rr-section.ts';
import { fitIdOf, type TableFitRequest } from '../../../../workers/compute-client.ts';
import { listIn } from '../../../router/list-in.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { isStackFit } from '../../../state/calibration-shelf.ts';
import { baseStyles, inColumn, pageStyles } from '../../../styles/shared.ts';
import { likelyAccelerators } from '../../measure/known-accelerator.ts';
import '../rr-fit-head/rr-fit-head.ts';
import '../rr-fit-view/rr-fit-view.ts';
import '../rr-published-view/rr-published-view.ts';
import '../rr-stack-fit-view/rr-stack-fit-view.ts';
import { servedText } from '../rr-stack-fit-view/rr-stack-fit-view.ts';
import '../rr-timings-table/rr-timings-table.ts';
import type { FitOpenedEvent, TableStatedEvent } from '../rr-timings-table/rr-timings-table.ts';
import '../rr-transfer/rr-transfer.ts';
import { SignalElement } from '../../../signals.ts';

const THIS_RUN = 'run';
const THIS_TABLE = 'table';
const UNKNOWN = '';

const publishedTitle = ({ accelerator, stack }: PublishedCalibration): string =>
  `${findAccelerator(accelerator)?.name ?? accelerator} with ${engineName(stack)}`;

const ADAPTER_OPTIONS = [
  { value: UNKNOWN, label: 'not in the catalogue' },
  ...accelerators.map(({ id, name, vendor }) => ({ value: id, label: `${vendor} ${name}` })),
];

/**
 * @summary From measured products to a throughput model: how well it fits, and how far to trust it.
 */
@customElement('rr-calibrate-page')
export class RrCalibratePage extends SignalElement {
  static override styles = [
    baseStyles,
    pageStyles,
    css`
      .use {
        ${inColumn(3)};
        justify-items: start;
      }
      .choices {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 320px));
        gap: var(--space-3) var(--space-6);
        width: 100%;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** What the reader says the adapter is; null takes the likeliest. */
  @state() private confirmed: string | null = null;
  /** The file that the reader opened, with its machine. */
  @state() private table: TableFitRequest | null = null;

  readonly #runFit = new Task(this, {
    args: () => [this.app.measure.current.get(), this.#accelerator()] as const,
    task: ([run, accelerator], { signal }) =>
      run === null
        ? Promise.resolve(null)
        : this.app.compute.run('fit', { run, accelerator: accelerator === UNKNOWN ? null : accelerator }, { signal }),
  });

  readonly #tableFit = new Task(this, {
    args: () => [this.table] as const,
    task: ([table], { signal }) =>
      table === null ? Promise.resolve(null) : this.app.compute.run('fit', table, { signal }),
  });

  override render(): TemplateResult {
    const run = this.app.measure.current.get();
    const inUse = this.app.calibrations.inUse.get();
    const options = this.#sources();
    const source =
      // What was chosen may have been deleted since.
      options.find(({ value }) => value === this.#chosen())?.value ??
      (run === null ? (inUse?.id ?? entryAt(publishedCalibrations, 0).id) : THIS_RUN);
    const published = publishedCalibrations.find(({ id }) => id === source);
    return html`<div class="page">
      <div class="use">
        <h1>Calibrate</h1>
        <p>
          A calibration explains the times of matrix products by a handful of parameters, and says how wrong it is about
          products that it never saw.
        </p>
        <div class="choices">
          ${this.#sourceChoice(options, source)} ${source === THIS_RUN ? this.#adapterChoice() : nothing}
        </div>
        ${
          run === null && published !== undefined
            ? html`<p>
                No run in this browser yet: these are published parameters. <a href="#/measure">Measure this GPU</a> to
                fit your own, or open timings that you have.
              </p>`
            : nothing
        }
      </div>
      <rr-timings-table
        class="no-print"
        @rr-table-stated=${this.#fitTable}
        @rr-fit-opened=${this.#keepFit}
      ></rr-timings-table>
      ${published === undefined ? this.#ownFit(source) : this.#published(published)}
      <rr-section
        heading="Against published throughputs"
        open
        .load=${() => import('../rr-validation/rr-validation.ts')}
        .content=${() => html`<rr-validation></rr-validation>`}
      ></rr-section>
    </div>`;
  }

  /**
   * Id of a published set or of a kept fit; `run`: the current run; `table`: the file. It stands in the address; where
   * it does not, the page follows what there is.
   */
  #chosen(): string | undefined {
    return this.app.router.location.get().query['fit'];
  }

  #choose(fit: string): void {
    this.app.router.patch({ fit });
  }

  #accelerator(): string {
    const run = this.app.measure.current.get();
    return this.confirmed ?? (run === null ? UNKNOWN : (likelyAccelerators(run.adapter).at(0)?.id ?? UNKNOWN));
  }

  #sources(): ChoiceOption[] {
    const run = this.app.measure.current.get();
    const { calibrations, stackFits } = this.app.calibrations;
    return [
      ...(run === null ? [] : [{ value: THIS_RUN, label: `Measured: ${run.name}` }]),
      ...(this.table === null ? [] : [{ value: THIS_TABLE, label: `File: ${this.table.options.source}` }]),
      ...calibrations
        .get()
        .filter(({ id }) => id !== this.table?.options.id && (run === null || id !== fitIdOf(run)))
        .map(({ id, name }) => ({ value: id, label: `Kept: ${name}` })),
      ...stackFits.get().map(({ id, name }) => ({ value: id, label: `Kept, of a stack: ${name}` })),
      ...publishedCalibrations.map((publishedCalibration) => ({
        value: publishedCalibration.id,
        label: `Published: ${publishedTitle(publishedCalibration)}`,
      })),
    ];
  }

  #sourceChoice(options: readonly ChoiceOption[], source: string): TemplateResult {
    return html`<rr-choice-field
      label="Fitted to"
      help="Another run is opened from the history."
      .options=${options}
      .value=${source}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.#choose(event.text);
      }}
    ></rr-choice-field>`;
  }

  #adapterChoice(): TemplateResult | typeof nothing {
    if (this.app.measure.current.get()?.adapter.software !== false) return nothing;
    return html`<rr-choice-field
      label="This adapter is"
      help="Your word for it: a fit counts for an accelerator only if it was made on it."
      .options=${ADAPTER_OPTIONS}
      .value=${this.#accelerator()}
      @rr-field-typed=${(event: FieldTypedEvent) => {
        this.confirmed = event.text;
      }}
    ></rr-choice-field>`;
  }

  readonly #fitTable = ({ request }: TableStatedEvent): void => {
    this.table = request;
    this.#choose(THIS_TABLE);
  };

  /** What was opened is kept at once, under the name of its file where it has none. */
  async #keepOpened({ fit, fileName }: FitOpenedEvent): Promise<void> {
    const { calibrations } = this.app;
    const name = fileName.replace(/\.json$/i, '').slice(0, 200);
    const opened =
      fit.format === STACK_FIT.format
        ? { id: crypto.randomUUID(), savedAt: new Date().toISOString(), name, fit }
        : // The same fit may be kept under another name; neither replaces the other.
          { ...fit, id: calibrations.find(fit.id) === null ? fit.id : crypto.randomUUID() };
    if ((await calibrations.keep(opened)) !== null) return;
    this.#choose(opened.id);
    this.app.toast.show(`Kept “${opened.name}” in this browser.`, () => {
      void calibrations.remove(opened);
    });
  }

  readonly #keepFit = (event: FitOpenedEvent): void => {
    void this.#keepOpened(event);
  };

  #ownFit(source: string): TemplateResult {
    const kept = this.app.calibrations.find(source);
    if (kept !== null) return isStackFit(kept) ? this.#stack(kept) : this.#fitted(kept);
    return html`${(source === THIS_TABLE ? this.#tableFit : this.#runFit).render({
      pending: () => html`<p class="quiet" role="status">Fitting the model to the measured products…</p>`,
      complete: (result) => (result === null ? nothing : this.#result(result, source)),
      error: () => html`<rr-notice kind="problem" heading="The fit failed">Reload the page and try again.</rr-notice>`,
    })}`;
  }

  #result(result: Result<Calibration, Problem[]>, source: string): TemplateResult {
    if (result.ok) return this.#fitted(result.value);
    const heading = source === THIS_TABLE ? 'This table cannot be fitted' : 'This run cannot be fitted';
    return html`<rr-notice kind="problem" heading=${heading}>
      ${result.error.map(({ message }) => html`<p>${message}</p>`)}
    </rr-notice>`;
  }

  #fitted(calibration: Calibration): TemplateResult {
    const { peakTflops, bandwidthGBps, accelerator } = calibration;
    const of = findAccelerator(accelerator ?? UNKNOWN)?.name;
    const products = listIn(this.app.router, 'product');
    const rates = `${formatNumber(peakTflops)} TFLOP/s and ${formatNumber(bandwidthGBps, 4)} GB/s`;
    return html`<rr-fit-head .fit=${calibration}>
        <p class="quiet">Efficiencies are shares of ${rates}${of === undefined ? '' : `, on ${of}`}.</p>
      </rr-fit-head>
      <rr-fit-view .calibration=${calibration} ?products=${products.find !== '' || products.sort !== ''}></rr-fit-view>
      ${this.#transfer(calibration)}`;
  }

  #stack(saved: SavedStackFit): TemplateResult {
    return html`<rr-fit-head .fit=${saved}><p class="quiet">${servedText(saved.fit)}</p></rr-fit-head>
      <rr-stack-fit-view .fit=${saved.fit}></rr-stack-fit-view>`;
  }

  #published(published: PublishedCalibration): TemplateResult {
    return html`<h2>${publishedTitle(published)}</h2>
      <rr-published-view .published=${published}></rr-published-view>
      ${this.#transfer(null)}`;
  }

  #transfer(fit: Calibration | null): TemplateResult {
    return html`<section class="ruled" aria-labelledby="transfer">
      <h2 id="transfer">What a plan stands on</h2>
      <rr-transfer .fit=${fit}></rr-transfer>
    </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-calibrate-page': RrCalibratePage;
  }
}
