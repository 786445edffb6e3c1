import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { asEdited } from '../../../../catalog/starting-points.ts';
import type { readAs } from '../../../../exchange/model-config/read-as.ts';
import type { OwnModel } from '../../../../records/own-hardware.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { Fetched } from '../../../controls/fetched.ts';
import { problemList } from '../../../controls/problems.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { SignalElement } from '../../../signals.ts';
import { baseStyles, buttonStyles, hostInColumn } from '../../../styles/shared.ts';
import type { ModelRead } from '../model-files.ts';

/** What reads the files of all architectures is fetched with the first of them. */
const reader = () => import('../model-files.ts');

/**
 * @summary A model that the catalogue has not, from its config.json: chosen, dropped anywhere on the page, or pasted. What it
 *   was read as stands below for as long as the plan is of it.
 */
@customElement('rr-own-model')
export class RrOwnModel extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(2),
    css`
      .ask {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
      }
      .over {
        outline: 2px dashed var(--accent);
        outline-offset: 4px;
      }
      p {
        overflow-wrap: anywhere;
      }
      @media print {
        .ask {
          display: none;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) scenario!: Scenario;
  @state() private problems: readonly string[] = [];
  @state() private isOver = false;
  #readAs: typeof readAs | null = null;
  /** Few plans are of a model of the reader's own. */
  readonly #words = new Fetched(this, async () => {
    this.#readAs = (await import('../../../../exchange/model-config/read-as.ts')).readAs;
  });

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('dragover', this.#over);
    window.addEventListener('dragleave', this.#left);
    window.addEventListener('drop', this.#dropped);
    window.addEventListener('paste', this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('dragover', this.#over);
    window.removeEventListener('dragleave', this.#left);
    window.removeEventListener('drop', this.#dropped);
    window.removeEventListener('paste', this.#pasted);
  }

  get #own(): OwnModel | undefined {
    return this.scenario.own?.models.find(({ id }) => id === this.scenario.model);
  }

  protected override willUpdate(): void {
    if (this.#own !== undefined) this.#words.want();
  }

  override render(): TemplateResult {
    const own = this.#own;
    return html`<div class="ask ${this.isOver ? 'over' : ''}">
        <label class="button file">
          Serve a model from its config.json
          <input type="file" multiple accept=".json,application/json" @change=${this.#chosen} />
        </label>
        <span class="quiet">or drop or paste the file here, with its hf_quant_config.json if it has one</span>
      </div>
      ${own === undefined ? nothing : this.#read(own)} ${problemList('The model was not read', this.problems)}`;
  }

  #read(own: OwnModel): TemplateResult {
    return html`<p class="quiet" data-read-as>${own.name} (${own.modelType}) ${this.#readAs?.(own, own.formats)}</p>
      ${
        this.#words.stage === 'failed'
          ? html`<p role="alert">What it was read as did not arrive. Check the connection.</p>
              <div><button @click=${this.#words.fetch}>Try again</button></div>`
          : nothing
      }`;
  }

  async #take(read: Promise<ModelRead>): Promise<void> {
    const answer = await read;
    this.problems = answer.ok ? [] : answer.error.slice(0, 8).map(({ message }) => message);
    if (!answer.ok) return;
    const saved = {
      id: answer.value.id,
      savedAt: new Date().toISOString(),
      kind: 'model' as const,
      fact: answer.value,
    };
    const { servingOwnModel } = await import('../../../../plan/model-formats.ts');
    await this.app.hardware.put(saved);
    await this.app.draft.set(asEdited(servingOwnModel(await this.app.draft.ensure(), answer.value)));
    this.app.toast.show(`The plan stands on “${saved.fact.name}” now.`, () => {
      void this.app.draft.undo();
    });
  }

  async #readFiles(files: readonly File[]): Promise<ModelRead> {
    return (await reader()).modelFromFiles(files, this.app.hardware.saved.get());
  }

  async #readText(text: string): Promise<ModelRead> {
    return (await reader()).modelFromText(text, 'pasted', this.app.hardware.saved.get());
  }

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) void this.#take(this.#readFiles(files));
  };

  readonly #over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    this.isOver = true;
  };

  readonly #left = (): void => {
    this.isOver = false;
  };

  readonly #dropped = (event: DragEvent): void => {
    this.isOver = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void this.#take(this.#readFiles(files));
  };

  /** Text in a field is the field's own; elsewhere an object is a config.json. */
  readonly #pasted = (event: ClipboardEvent): void => {
    const [target] = event.composedPath();
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!text.trimStart().startsWith('{')) return;
    event.preventDefault();
    void this.#take(this.#readText(text));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-own-model': RrOwnModel;
  }
}
