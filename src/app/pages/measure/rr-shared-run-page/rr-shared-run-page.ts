import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { Problem, Result } from '../../../../base/result.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import '../../history/rr-run-comparison/rr-run-comparison.ts';
import '../rr-run-result/rr-run-result.ts';
import { readShared, type Shared } from '../share-run.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary A run, or a comparison of two, that came with a link. Nothing of it is stored until the reader says so.
 */
@customElement('rr-shared-run-page')
export class RrSharedRunPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;

  readonly #shared = new Task(this, {
    args: () => {
      const { result = '', run = '', other = '' } = this.app.router.location.get().query;
      return [result, run, other] as const;
    },
    task: ([result, run, other]): Promise<Result<Shared, Problem[]>> => readShared({ result, run, other }),
  });

  override render(): TemplateResult {
    return html`<div class="page">
      ${this.#shared.render({
        pending: () => html`<h1>Shared run</h1>`,
        complete: (result) => (result.ok ? this.#shown(result.value) : this.#refused(result.error)),
      })}
    </div>`;
  }

  #shown({ run, other, isWhole }: Shared): TemplateResult {
    return html`<div class="section-head">
        <h1>${other === null ? run.name : 'Two runs compared'}</h1>
        <div class="buttons">
          ${
            isWhole
              ? html`<button
                  class="primary"
                  @click=${() => {
                    void (other === null ? this.#keep(run) : this.#keepBoth(run, other));
                  }}
                >
                  Keep ${other === null ? 'it' : 'both'} in this browser
                </button>`
              : nothing
          }
          <a href=${other === null ? '#/measure' : '#/measure/history'}>Back to your own runs</a>
        </div>
      </div>
      ${
        other === null
          ? this.#run(run, isWhole)
          : html`<p class="quiet">
                The comparison came with a link; neither run is stored here, and their samples are rounded to four
                digits.
              </p>
              <rr-run-comparison .runs=${[run, other] as const}></rr-run-comparison>`
      }`;
  }

  #run(run: Measurement, isWhole: boolean): TemplateResult {
    const own = this.app.measure.history.get().find(({ id }) => (isWhole ? id === run.id : id.startsWith(run.id)));
    return html`${
        own === undefined
          ? html`<p class="quiet">
              It came with a link and is not stored here.
              ${isWhole ? '' : 'The link holds its results; to compare samples or to calibrate, ask for its JSON file.'}
            </p>`
          : html`<p class="quiet">
              The link holds its results; the run itself is in <a href="#/measure?run=${own.id}">your history</a>.
            </p>`
      } <rr-run-result shared .run=${run}></rr-run-result>`;
  }

  #refused(problems: readonly Problem[]): TemplateResult {
    return html`<h1>Shared run</h1>
      <rr-notice kind="problem" heading="This link cannot be opened">
        ${problems.slice(0, 5).map(({ message }) => html`<p>${message}</p>`)}
        <p><a href="#/measure">Go to your own runs</a></p>
      </rr-notice>`;
  }

  async #keepBoth(run: Measurement, other: Measurement): Promise<void> {
    const [a, b] = [await this.app.measure.keepForeign(run), await this.app.measure.keepForeign(other)];
    this.app.toast.show(`Kept “${run.name}” and “${other.name}”.`);
    this.app.router.go({ segments: ['measure', 'history'], query: { a, b } });
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
