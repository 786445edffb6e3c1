import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { binaryText } from '../../../../base/format.ts';
import { adapterName } from '../../../../records/adapter-name.ts';
import type { AdapterRecord, Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, inColumn, pageStyles } from '../../../styles/shared.ts';
import { LINUX_FLAGS, softwareAdvice } from '../software-advice.ts';
import type {} from '../rr-run-actions/rr-run-actions.ts';
import '../rr-run-start/rr-run-start.ts';
import type {} from '../rr-run-progress/rr-run-progress.ts';
import type {} from '../rr-run-result/rr-run-result.ts';
import { SignalElement } from '../../../signals.ts';
import type { Problem } from '../../../../base/result.ts';

/** Charts, tables and the catalogue: nothing of it is needed before there is a run. */
const loadRunParts = (): Promise<unknown> =>
  Promise.all([
    import('../rr-run-actions/rr-run-actions.ts'),
    import('../rr-run-progress/rr-run-progress.ts'),
    import('../rr-run-result/rr-run-result.ts'),
  ]);

/**
 * @summary What does this GPU deliver in this browser, and is that good?
 */
@customElement('rr-measure-page')
export class RrMeasurePage extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      .lead {
        ${inColumn(4)};
        justify-items: start;
      }
      .lead p {
        font: var(--text-16);
      }
      .lead p.offered {
        color: var(--ink-2);
        font: var(--text-14);
      }
      .start {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-4);
        max-width: 100%;
      }
      ol {
        display: grid;
        gap: var(--space-1);
        color: var(--ink-2);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private partsFailed = false;
  /** A run went on while this page was open. */
  #measured = false;
  #partsRequested = false;
  /** Draws a run; null until its module has arrived. */
  @state() private showRun: ((run: Measurement) => TemplateResult) | null = null;
  /** The run that the address named last, so that it is opened once. */
  #opened: string | undefined;

  override render(): TemplateResult {
    return html`<div class="page">
      <p class="visually-hidden" role="status">${this.#announcement()}</p>
      ${this.#problem()} ${this.#content()}
    </div>`;
  }

  /** How a run goes on, for who hears the page: a few words in all, not a number a second. */
  #announcement(): string {
    const progress = this.app.measure.progress.get();
    if (progress === null) return this.#measured ? 'The run has ended.' : '';
    this.#measured = true;
    const quarters = progress.total === 0 ? 0 : Math.floor((4 * progress.done) / progress.total);
    return (
      ['Measuring.', 'A quarter is measured.', 'Half is measured.', 'Three quarters are measured.'][quarters] ?? ''
    );
  }

  #content(): TemplateResult {
    const { progress, cases, current, adapter } = this.app.measure;
    const now = progress.get();
    if (now !== null || current.get() !== null) this.#askForParts();
    if (now !== null) {
      return html`<h1>Measuring</h1>
        <rr-run-progress .progress=${now} .cases=${cases.get()} @rr-run-cancelled=${this.#cancel}></rr-run-progress>`;
    }
    const run = current.get();
    const found = adapter.get();
    if (run !== null) {
      return html`<h1>${run.name}</h1>
        ${found?.ok === false ? this.#noWebGpu(found.error) : nothing}
        ${this.showRun?.(run) ?? html`<p class="quiet">Loading the run…</p>`}`;
    }
    return this.#firstVisit();
  }

  #askForParts(): void {
    if (this.#partsRequested) return;
    this.#partsRequested = true;
    loadRunParts().catch(() => {
      this.partsFailed = true;
    });
  }

  readonly #askAgain = (): void => {
    this.partsFailed = false;
    this.#partsRequested = false;
  };

  #firstVisit(): TemplateResult {
    const found = this.app.measure.adapter.get();
    const title = html`<h1>What does this GPU really deliver?</h1>`;
    if (found?.ok === false) return html`${title}${this.#noWebGpu(found.error)}`;
    return html`<div class="lead">
      ${title}
      <p>
        Roofrack multiplies matrices on the graphics processor in front of you, checks every result, and says how many
        FLOP/s and GB/s it reached and how sure that is.
      </p>
      <div class="start"><rr-run-start></rr-run-start></div>
      <ol>
        <li>Runs the compute and bandwidth roofs, then some forty matrix products from tiny to large.</li>
        <li>Nothing leaves this browser.</li>
      </ol>
      ${found?.ok === true ? this.#offered(found.value) : nothing}
      ${
        found?.ok === true && found.value.software
          ? html`<rr-notice kind="warning" heading="The browser hands out a software adapter here">
              <p>Its numbers are those of the processor playing a GPU.</p>
              <details>
                <summary>If this computer has a GPU</summary>
                ${softwareAdvice()}
              </details>
            </rr-notice>`
          : nothing
      }
    </div>`;
  }

  #offered(adapter: AdapterRecord): TemplateResult {
    const { features, limits } = adapter;
    const buffer = limits['maxBufferSize'];
    return html`<p class="offered">
      ${adapterName(adapter)}:
      <a href="#/measure/adapter"
        >${features.length} ${features.length === 1 ? 'feature' : 'features'}, ${Object.keys(limits).length} limits</a
      >${buffer === undefined ? '' : `, buffers up to ${binaryText(buffer)}`}
    </p>`;
  }

  #noWebGpu({ path, message }: Problem): TemplateResult {
    if (path === 'worker') {
      return html`<rr-notice kind="problem" heading="The part of this page that measures does not answer">
        <p>${message}</p>
        <p>
          Whether there is a GPU is not known. Load the page again; if that does not help, its files may not all have
          arrived, or the browser's GPU process may hang: restart the browser.
        </p>
        <p>Planning works all the same, from published parameters. <a href="#/plan">Go to the plan</a></p>
      </rr-notice>`;
    }
    const heading = message.includes('no WebGPU') ? 'This browser offers no WebGPU' : 'This browser hands out no GPU';
    return html`<rr-notice kind="warning" heading="${heading}, so nothing can be measured here">
      <p>${message}</p>
      <p>
        Use a current Chrome, Edge, Safari or Firefox with hardware acceleration switched on. On Linux, Chrome may need
        <code>${LINUX_FLAGS}</code>. The address must start with https:// or be localhost.
      </p>
      <p>Planning works all the same, from published parameters. <a href="#/plan">Go to the plan</a></p>
    </rr-notice>`;
  }

  #problem(): TemplateResult | typeof nothing {
    if (this.partsFailed) {
      return html`<rr-notice kind="problem" heading="The results cannot be shown">
        <p>The page's own files did not arrive. The run itself goes on and is kept.</p>
        <button @click=${this.#askAgain}>Try again</button>
      </rr-notice>`;
    }
    const problem = this.app.measure.problem.get();
    return problem === null
      ? nothing
      : html`<rr-notice kind="problem" heading="That did not work">${problem.message}</rr-notice>`;
  }

  /** Fetches what draws a run, and opens the one that the address names. */
  protected override updated(): void {
    if (this.app.measure.current.get() !== null) void this.#loadRunView();
    const id = this.app.router.location.get().query['run'];
    if (id === undefined || id === this.#opened) return;
    this.#opened = id;
    if (this.app.measure.current.get()?.id !== id) void this.app.measure.open(id);
  }

  async #loadRunView(): Promise<void> {
    if (this.showRun !== null) return;
    const { runView } = await import('../run-view.ts');
    this.showRun = runView;
  }

  readonly #cancel = (): void => {
    this.app.measure.cancel();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-measure-page': RrMeasurePage;
  }
}
