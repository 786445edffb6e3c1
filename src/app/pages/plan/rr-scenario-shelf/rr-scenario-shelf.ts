import { consume } from '@lit/context';
import { css, html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { parseScenario, serialiseScenario } from '../../../../exchange/scenario.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { problemList, problemNotice } from '../../../controls/problems.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, textBox } from '../../../styles/shared.ts';
import { shareLink } from '../../clipboard.ts';
import { download } from '../../download.ts';
import { scenarioHash } from '../share-scenario.ts';
import { SignalElement } from '../../../signals.ts';

/**
 * @summary The scenario's own tools: name, share, files, and the way to the saved ones.
 */
@customElement('rr-scenario-shelf')
export class RrScenarioShelf extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
      }
      input[name='name'] {
        width: min(360px, 100%);
        ${textBox};
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: readonly string[] = [];

  override render(): TemplateResult {
    const now = this.app.draft.scenario.get();
    if (now === null) return html``;
    const saved = this.app.shelf.saved.get().length;
    const problem = this.app.shelf.problem.get();
    return html`
      <div class="buttons">
        <input
          name="name"
          aria-label="Name of the scenario"
          maxlength="200"
          .value=${now.name}
          @change=${(event: Event) => {
            this.#rename(now, (event.target as HTMLInputElement).value);
          }}
        />
        <button
          @click=${() => {
            void this.#save(now);
          }}
        >
          Save a copy
        </button>
        <button
          @click=${() => {
            void this.#share(now);
          }}
        >
          Copy share link
        </button>
        <button
          @click=${() => {
            download(`${now.name}.json`, 'application/json', serialiseScenario(now));
          }}
        >
          Export JSON
        </button>
        <label class="button file">
          Import JSON
          <input type="file" accept=".json,application/json" @change=${this.#import} />
        </label>
        <a class="button" href="#/plan/scenarios">
          ${saved === 0 ? 'Scenarios' : `${formatCount(saved)} saved ${saved === 1 ? 'scenario' : 'scenarios'}`}
        </a>
      </div>
      ${problemList('Not opened', this.problems)} ${problemNotice(problem)}
    `;
  }

  #rename(scenario: Scenario, typed: string): void {
    const name = typed.trim();
    if (name !== '') void this.app.draft.set({ ...scenario, name }, 'name');
  }

  async #save(scenario: Scenario): Promise<void> {
    const failed = await this.app.shelf.keep(scenario);
    if (failed === null) this.app.toast.show(`Saved “${scenario.name}”.`);
  }

  async #share(scenario: Scenario): Promise<void> {
    await shareLink(await scenarioHash(scenario), 'the whole scenario', this.app.toast);
  }

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    const text = await readTextFile(file);
    const parsed = text.ok ? parseScenario(text.value) : text;
    if (parsed.ok) {
      this.problems = [];
      await this.app.openScenario(parsed.value);
      this.app.toast.show(`Opened “${parsed.value.name}”; undo brings back what was here.`);
    } else this.problems = parsed.error.slice(0, 8).map(({ message }) => message);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenario-shelf': RrScenarioShelf;
  }
}
