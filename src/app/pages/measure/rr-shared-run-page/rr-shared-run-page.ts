import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { err, problem, type Problem, type Result } from '../../../../base/result.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import '../rr-run-result/rr-run-result.ts';
import { readShared, type SharedRun } from '../share-run.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary A run that came with a link. Nothing of it is stored until the reader says so.
 */
@customElement('rr-shared-run-page')
export class RrSharedRunPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;

  readonly #run = new Task(this, {
    args: () => {
      const { query } = this.app.router.location.get();
      return [query['result'] ?? '', query['run'] ?? ''] as const;
    },
    task: async ([result, run]): Promise<Result<SharedRun, Problem[]>> =>
      (await readShared(result, run)) ?? err([problem('', 'This link carries no run. Ask for a new one.')]),
  });

  override render(): TemplateResult {
    return html`<div class="page">
      ${this.#run.render({
        pending: () => html`<h1>Shared run</h1>`,
        complete: (result) => (result.ok ? this.#shown(result.value) : this.#refused(result.error)),
      })}
    </div>`;
  }

  #shown({ run, isWhole }: SharedRun): TemplateResult {
    const own = this.app.measure.history.get().find(({ id }) => (isWhole ? id === run.id : id.startsWith(run.id)));
    return html`<div class="section-head">
        <h1>${run.name}</h1>
        <div class="buttons">
          ${
            isWhole
              ? html`<button
                  class="primary"
                  @click=${() => {
                    void this.#keep(run);
                  }}
                >
                  Keep it in this browser
                </button>`
              : nothing
          }
          <a href="#/measure">${own === undefined ? 'Measure this GPU' : 'Back to your own runs'}</a>
        </div>
      </div>
      ${
        own === undefined
          ? html`<p class="quiet">
              It came with a link and is not stored here.
              ${isWhole ? '' : 'The link holds its results; to compare samples or to calibrate, ask for its JSON file.'}
            </p>`
          : html`<p class="quiet">
              The link holds its results; the run itself is in <a href="#/measure?run=${own.id}">your history</a>.
            </p>`
      }
      <rr-run-result shared .run=${run}></rr-run-result>`;
  }

  #refused(problems: readonly Problem[]): TemplateResult {
    return html`<h1>Shared run</h1>
      <rr-notice kind="problem" heading="This link cannot be opened">
        ${problems.slice(0, 5).map(({ message }) => html`<p>${message}</p>`)}
        <p><a href="#/measure">Go to your own runs</a></p>
      </rr-notice>`;
  }

  async #keep(run: Measurement): Promise<void> {
    const id = await this.app.measure.keepForeign(run);
    this.app.toast.show(`Kept “${run.name}”.`);
    this.app.router.go({ segments: ['measure'], query: { run: id } });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-shared-run-page': RrSharedRunPage;
  }
}
