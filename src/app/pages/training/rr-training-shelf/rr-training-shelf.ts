import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { dateTimeText, formatCount } from '../../../../base/format.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { ledgerCsv } from '../../../../exchange/ledger.ts';
import { parseTraining, serialiseTraining } from '../../../../exchange/training.ts';
import type { Training } from '../../../../records/training.ts';
import { train } from '../../../../training/train.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, inColumn, textBox } from '../../../styles/shared.ts';
import { shareLink } from '../../clipboard.ts';
import { download } from '../../download.ts';
import { trainingHash } from '../share-training.ts';

/**
 * @summary The training's own tools: name, share, files, and those that are saved.
 */
@customElement('rr-training-shelf')
export class RrTrainingShelf extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        ${inColumn(3)};
      }
      input[name='name'] {
        width: min(360px, 100%);
        ${textBox};
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 var(--space-4);
        padding: 4px 0;
        border-bottom: 1px solid var(--hairline);
      }
      li .name {
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: readonly string[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.trainings.loaded();
  }

  override render(): TemplateResult {
    const now = this.app.trainingDraft.value.get();
    if (now === null) return html``;
    const problem = this.app.trainings.problem.get();
    return html`
      <div class="buttons">
        <input
          name="name"
          aria-label="Name of the training"
          maxlength="200"
          .value=${now.name}
          @change=${(event: Event) => {
            this.#rename(now, (event.target as HTMLInputElement).value);
          }}
        />
        <button @click=${() => void this.#save(now)}>Save a copy</button>
        <button @click=${() => void this.#share(now)}>Copy share link</button>
        <button
          @click=${() => {
            download(`${now.name}.json`, 'application/json', serialiseTraining(now));
          }}
        >
          Export JSON
        </button>
        <button
          @click=${() => {
            download(`${now.name}.csv`, 'text/csv', ledgerCsv(train(now)));
          }}
        >
          Export CSV
        </button>
        <label class="button file">
          Import JSON
          <input type="file" accept=".json,application/json" @change=${this.#import} />
        </label>
      </div>
      ${this.#saved()}
      ${
        this.problems.length === 0
          ? nothing
          : html`<rr-notice kind="problem" heading="Not opened">
              ${this.problems.map((message) => html`<p>${message}</p>`)}
            </rr-notice>`
      }
      ${problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`}
    `;
  }

  #saved(): TemplateResult {
    const saved = this.app.trainings.saved.get();
    if (saved.length === 0) return html`<p class="quiet small">No training is saved in this browser yet.</p>`;
    return html`<details>
      <summary>${formatCount(saved.length)} saved ${saved.length === 1 ? 'training' : 'trainings'}</summary>
      <ul aria-label="Saved trainings">
        ${saved.map(
          ({ id, name, savedAt }) =>
            html`<li>
              <span class="name"
                ><button class="plain" @click=${() => void this.#open(id)}>${name}</button>
                <small class="quiet">${dateTimeText(savedAt)}</small></span
              >
              <span>
                <button
                  class="plain"
                  aria-label="Duplicate ${name}"
                  @click=${() => void this.app.trainings.duplicate(id)}
                >
                  Duplicate
                </button>
                <button class="plain" aria-label="Delete ${name}" @click=${() => void this.#delete(id, name)}>
                  Delete
                </button>
              </span>
            </li>`,
        )}
      </ul>
    </details>`;
  }

  #rename(training: Training, typed: string): void {
    const name = typed.trim();
    if (name !== '') void this.app.trainingDraft.set({ ...training, name }, 'name');
  }

  async #save(training: Training): Promise<void> {
    const failed = await this.app.trainings.keep(training);
    if (failed === null) this.app.toast.show(`Saved “${training.name}”.`);
  }

  async #open(id: string): Promise<void> {
    const read = await this.app.trainings.read(id);
    if (!read.ok) {
      this.app.toast.show(read.error.message);
      return;
    }
    await this.app.trainingDraft.set(read.value.training);
    this.app.toast.show(`Opened “${read.value.training.name}”.`, () => {
      void this.app.trainingDraft.undo();
    });
  }

  async #delete(id: string, name: string): Promise<void> {
    const undo = await this.app.trainings.remove(id);
    if (this.app.trainings.problem.get() === null) this.app.toast.show(`Deleted “${name}”.`, undo);
  }

  async #share(training: Training): Promise<void> {
    await shareLink(await trainingHash(training), 'the whole training', this.app.toast);
  }

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    const text = await readTextFile(file);
    const parsed = text.ok ? parseTraining(text.value) : text;
    if (parsed.ok) {
      this.problems = [];
      await this.app.trainingDraft.set(parsed.value);
      this.app.toast.show(`Opened “${parsed.value.name}”; undo brings back what was here.`);
    } else this.problems = parsed.error.slice(0, 8).map(({ message }) => message);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-shelf': RrTrainingShelf;
  }
}
