import { consume } from '@lit/context';
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import type { RowsSource } from '../../../../exchange/rows-columns.ts';
import type { SweepView } from '../../../../sweep/view.ts';
import type { SweepProgress, SweepRowsRequest } from '../../../../workers/compute-protocol.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { SignalElement } from '../../../signals.ts';
import { baseStyles, buttonStyles, pageStyles, textBox } from '../../../styles/shared.ts';
import '../rr-sweep-row/rr-sweep-row.ts';
import '../rr-sweep-view/rr-sweep-view.ts';
import { questionOf, rowOf, sweepLocation } from '../sweep-address.ts';

/**
 * @summary A file of rows that `roofrack sweep` computed, dropped or linked: what is best in it, and any row computed again.
 */
@customElement('rr-sweeps-page')
export class RrSweepsPage extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      .open {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        align-items: end;
        gap: var(--space-3) var(--space-6);
      }
      .file {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-3);
        border: 1px dashed var(--edge);
        border-radius: var(--radius);
      }
      .file.over {
        border-color: var(--accent);
        background: var(--accent-soft);
      }
      .file input {
        width: 100%;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-1) var(--space-2);
      }
      label[for] {
        grid-column: 1 / -1;
        font: var(--text-12);
        color: var(--ink-2);
      }
      input[type='url'] {
        min-width: 0;
        width: 100%;
        ${textBox}
      }
      progress {
        width: min(100%, 320px);
        accent-color: var(--accent);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private over = false;
  @state() private read: SweepProgress | null = null;
  #request: SweepRowsRequest | null = null;
  #key = '';
  #file: File | null = null;
  readonly #view = backgroundTask(
    this,
    'sweepView',
    () => [this.app.compute, this.#request],
    (progress) => {
      this.read = progress;
    },
  );

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { query } = this.app.router.location.get();
    const source = this.#source();
    const question = questionOf(query);
    const key = JSON.stringify([query['file'] ?? null, question]);
    const file = this.app.sweepFile.get();
    if (key === this.#key && file === this.#file) return;
    [this.#key, this.#file, this.read] = [key, file, null];
    this.#request = source === null ? null : { source, question };
  }

  /** What the address links, or what was opened last. */
  #source(): RowsSource | null {
    const url = this.app.router.location.get().query['file'];
    if (url !== undefined) return { kind: 'link', url };
    const file = this.app.sweepFile.get();
    return file === null ? null : { kind: 'file', file };
  }

  override render(): TemplateResult {
    const view = this.#request === null ? undefined : this.#view.value;
    return html`<div class="page">
      <section aria-labelledby="title">
        <div class="section-head">
          <h1 id="title">${view?.ok === true ? view.value.name : 'Sweeps'}</h1>
        </div>
        ${view?.ok === true ? this.#facts(view.value) : this.#about()} ${this.#open()} ${this.#waiting()}
        ${view === undefined || view.ok ? nothing : html`<rr-notice kind="problem" heading="This sweep cannot be shown"><p>${view.error}</p></rr-notice>`}
        ${this.#view.render({
          error: (cause) => html`<rr-notice kind="problem"><p>${String(cause)}</p></rr-notice>`,
        })}
      </section>
      ${view?.ok === true ? this.#shown(view.value) : nothing}
    </div>`;
  }

  #about(): TemplateResult {
    return html`<p class="quiet">
      <code>roofrack sweep GRID --out F.parquet</code> computes a plan for every point of a grid, on this machine or on
      a cluster. Its file is shown here: the plans that no other beats, curves over any input, and any row computed
      again.
    </p>`;
  }

  #facts({ rows, total, counts, release, sameProgram }: SweepView): TemplateResult {
    const part = rows === total ? '' : ` of ${formatCount(total)}`;
    return html`<p>
        ${formatCount(rows)}${part} rows:
        ${counts.map(({ status, rows: count }) => `${formatCount(count)} ${status}`).join(', ')}.
      </p>
      ${
        sameProgram
          ? nothing
          : html`<rr-notice kind="warning">
              Computed by another Roofrack (${release}) or with another catalogue: a row computed here may differ from
              the one in the file.
            </rr-notice>`
      }`;
  }

  #open(): TemplateResult {
    const { file = '' } = this.app.router.location.get().query;
    return html`<div class="open">
      <label
        class="file ${this.over ? 'over' : ''}"
        @dragover=${this.#dragOver}
        @dragleave=${this.#dragLeave}
        @drop=${this.#drop}
      >
        <span class="button">Open a sweep</span>
        <span class="quiet">${this.app.sweepFile.get()?.name ?? 'or drop its .parquet file here'}</span>
        <input type="file" accept=".parquet" @change=${this.#choose} />
      </label>
      <form novalidate @submit=${this.#link}>
        <label for="url">Or its address; only the parts that are needed are fetched</label>
        <input id="url" type="url" name="url" placeholder="https://…/sweep.parquet" .value=${file} />
        <button>Link it</button>
      </form>
    </div>`;
  }

  #waiting(): TemplateResult | typeof nothing {
    if (this.#request === null) return nothing;
    return this.#view.render({
      pending: () => {
        const { done = 0, of = 0 } = this.read ?? {};
        return html`<p role="status" class="quiet">
          <progress aria-label="Rows read" max=${Math.max(1, of)} .value=${done}></progress>
          ${of === 0 ? 'Opening the file…' : `${formatCount(done)} of ${formatCount(of)} rows read`}
        </p>`;
      },
      complete: () => nothing,
      error: () => nothing,
    }) as TemplateResult | typeof nothing;
  }

  #shown(view: SweepView): TemplateResult | typeof nothing {
    const { source } = this.#request ?? {};
    if (source === undefined) return nothing;
    const row = rowOf(this.app.router.location.get().query);
    return html`${
        row === null ? nothing : html`<rr-sweep-row .source=${source} .index=${row} .view=${view}></rr-sweep-row>`
      } <rr-sweep-view .view=${view} .source=${source}></rr-sweep-view>`;
  }

  #take(file: File | undefined): void {
    if (file === undefined) return;
    this.app.sweepFile.set(file);
    this.app.router.go(sweepLocation({}, {}));
  }

  readonly #choose = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#take(input.files?.[0]);
    input.value = '';
  };

  readonly #drop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    this.#take(event.dataTransfer?.files[0]);
  };

  readonly #dragOver = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  readonly #dragLeave = (): void => {
    this.over = false;
  };

  readonly #link = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = this.renderRoot.querySelector<HTMLInputElement>('#url')?.value.trim() ?? '';
    if (typed !== '') this.app.router.go(sweepLocation({}, { file: typed }));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-sweeps-page': RrSweepsPage;
  }
}
