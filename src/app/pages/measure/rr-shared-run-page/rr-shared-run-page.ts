import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { err, ok, problem, type Problem, type Result } from '../../../../base/result.ts';
import type { Measurement } from '../../../../records/measurement.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import '../../history/rr-run-comparison/rr-run-comparison.ts';
import '../rr-run-result/rr-run-result.ts';
import { readShared } from '../share-run.ts';
import { SignalElement } from '../../../signals.ts';

/** What a link carries: a run, and the one that it is compared with. */
interface Shared {
  readonly run: Measurement;
  readonly other: Measurement | null;
}

/**
 * @summary A run, or a comparison of two, that came with a link. Nothing of it is stored until the reader says so.
 */
@customElement('rr-shared-run-page')
export class RrSharedRunPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;

  readonly #shared = new Task(this, {
    args: () => {
      const { run = '', other = '' } = this.app.router.location.get().query;
      return [run, other] as const;
    },
    task: async ([packed, packedOther]): Promise<Result<Shared, Problem[]>> => {
      if (packed === '') return err([problem('', 'This link carries no run. Ask for a new one.')]);
      const run = await readShared(packed);
      if (!run.ok || packedOther === '') return run.ok ? ok({ run: run.value, other: null }) : run;
      const other = await readShared(packedOther);
      return other.ok ? ok({ run: run.value, other: other.value }) : other;
    },
  });

  override render(): TemplateResult {
    return html`<div class="page">
      ${this.#shared.render({
        pending: () => html`<h1>Shared run</h1>`,
        complete: (result) => (result.ok ? this.#shown(result.value) : this.#refused(result.error)),
      })}
    </div>`;
  }

  #shown({ run, other }: Shared): TemplateResult {
    return html`<div class="section-head">
        <h1>${other === null ? run.name : 'Two runs compared'}</h1>
        <div class="buttons">
          <button
            class="primary"
            @click=${() => {
              void (other === null ? this.#keep(run) : this.#keepBoth(run, other));
            }}
          >
            Keep ${other === null ? 'it' : 'both'} in this browser
          </button>
          <a href=${other === null ? '#/measure' : '#/measure/history'}>Back to your own runs</a>
        </div>
      </div>
      ${
        other === null
          ? this.#run(run)
          : html`<rr-notice heading="A comparison that came with a link">
                Neither run is stored here; their samples are rounded to four digits.
              </rr-notice>
              <rr-run-comparison .runs=${[run, other] as const}></rr-run-comparison>`
      }`;
  }

  #run(run: Measurement): TemplateResult {
    return html`${
        this.app.measure.history.get().some(({ id }) => id === run.id)
          ? html`<rr-notice heading="A run of this browser">
              The link holds a copy whose samples are rounded to four digits; the run itself is in
              <a href="#/measure?run=${run.id}">your history</a>.
            </rr-notice>`
          : html`<rr-notice heading="A run that came with a link">
              It is not stored here; its samples are rounded to four digits.
            </rr-notice>`
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
