import { consume } from '@lit/context';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Problem, Result } from '../../../base/result.ts';
import { problemList } from '../../controls/problems.ts';
import { appContext, type AppState } from '../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn, textBox } from '../../styles/shared.ts';
import { shareLink } from '../clipboard.ts';
import { download } from '../download.ts';

/** The record that a page edits, and what can be done with it as a whole. */
export interface RecordTools {
  /** What it is: "scenario". */
  readonly noun: string;
  readonly name: string;
  readonly rename: (name: string) => void;
  /** Puts a copy among those kept; the problem says why it is not there. */
  readonly keep: () => Promise<Problem | null>;
  /** An address that holds all of it. */
  readonly hash: () => Promise<string>;
  readonly json: () => string;
  readonly csv?: () => string;
  /** Takes what a file holds in its place, with a way back; the problems say why not. */
  readonly open: (text: string) => Promise<Result<{ readonly name: string }, readonly Problem[]>>;
}

/** More of them help nobody. */
const MOST_REASONS = 8;

/**
 * @summary Tools of the record that a page edits: its name, a copy, a link, files.
 * @slot - More of them.
 */
@customElement('rr-record-tools')
export class RrRecordTools extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    hostInColumn(3),
    css`
      input[name='name'] {
        width: min(360px, 100%);
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) private app!: AppState;
  @property({ attribute: false }) tools!: RecordTools;
  @state() private problems: readonly string[] = [];

  override render(): TemplateResult {
    const { noun, name, json, csv } = this.tools;
    return html`<div class="buttons">
        <input
          name="name"
          aria-label="Name of the ${noun}"
          maxlength="200"
          .value=${name}
          @change=${(event: Event) => {
            const typed = (event.target as HTMLInputElement).value.trim();
            if (typed !== '') this.tools.rename(typed);
          }}
        />
        <button @click=${() => void this.#keep()}>Save a copy</button>
        <button @click=${() => void this.#share()}>Copy share link</button>
        ${this.#export('JSON', 'application/json', json)} ${csv && this.#export('CSV', 'text/csv', csv)}
        <label class="button file">
          Import JSON
          <input type="file" accept=".json,application/json" @change=${this.#import} />
        </label>
        <slot></slot>
      </div>
      ${problemList('Not opened', this.problems)}`;
  }

  #export(format: 'JSON' | 'CSV', mimeType: string, text: () => string): TemplateResult {
    return html`<button
      @click=${() => {
        download(`${this.tools.name}.${format.toLowerCase()}`, mimeType, text());
      }}
    >
      Export ${format}
    </button>`;
  }

  async #keep(): Promise<void> {
    const { name, keep } = this.tools;
    if ((await keep()) === null) this.app.toast.show(`Saved “${name}”.`);
  }

  async #share(): Promise<void> {
    const { noun, hash } = this.tools;
    await shareLink(await hash(), `the whole ${noun}`, this.app.toast);
  }

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    // Fetched with the first file.
    const { readTextFile } = await import('../../../exchange/decode-text.ts');
    const text = await readTextFile(file);
    const opened = text.ok ? await this.tools.open(text.value) : text;
    this.problems = opened.ok ? [] : opened.error.slice(0, MOST_REASONS).map(({ message }) => message);
    if (opened.ok) this.app.toast.show(`Opened “${opened.value.name}”; undo brings back what was here.`);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-record-tools': RrRecordTools;
  }
}
