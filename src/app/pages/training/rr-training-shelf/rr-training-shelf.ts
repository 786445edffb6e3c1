import { consume } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { dateTimeText, formatCount } from '../../../../base/format.ts';
import { ledgerCsv } from '../../../../exchange/ledger.ts';
import { parseTraining, serialiseTraining } from '../../../../exchange/training.ts';
import type { Training } from '../../../../records/training.ts';
import { train } from '../../../../training/train.ts';
import { problemNotice } from '../../../controls/problems.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import '../../rr-record-tools/rr-record-tools.ts';
import type { RecordTools } from '../../rr-record-tools/rr-record-tools.ts';
import { trainingHash } from '../share-training.ts';

/**
 * @summary The training's own tools: name, share, files, and those that are saved.
 */
@customElement('rr-training-shelf')
export class RrTrainingShelf extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(3),
    css`
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

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.trainings.loaded();
  }

  override render(): TemplateResult {
    const now = this.app.trainingDraft.value.get();
    if (now === null) return html``;
    return html`<rr-record-tools .tools=${this.#tools(now)}></rr-record-tools> ${this.#saved()}
      ${problemNotice(this.app.trainings.problem.get())}`;
  }

  #tools(training: Training): RecordTools {
    return {
      noun: 'training',
      name: training.name,
      rename: (name) => void this.app.trainingDraft.set({ ...training, name }, 'name'),
      keep: () => this.app.trainings.keep(training),
      hash: () => trainingHash(training),
      json: () => serialiseTraining(training),
      csv: () => ledgerCsv(train(training)),
      open: async (text) => {
        const parsed = parseTraining(text);
        if (parsed.ok) await this.app.trainingDraft.set(parsed.value);
        return parsed;
      },
    };
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
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-training-shelf': RrTrainingShelf;
  }
}
