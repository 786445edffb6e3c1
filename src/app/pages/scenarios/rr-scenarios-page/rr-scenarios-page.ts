import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { dateTimeText, formatCount } from '../../../../base/format.ts';
import { ok } from '../../../../base/result.ts';
import { presets, type Preset } from '../../../../catalog/presets.ts';
import type { ScenarioDifference } from '../../../../plan/attribution.ts';
import { differenceLines } from '../../../../plan/two-plan-lines.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { SavedSummary } from '../../../../store/saved-summary.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { PageLocation } from '../../../router/location.ts';
import { chosenPair, type ChosenPair } from '../../../router/chosen-pair.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { ledgerHref, withoutLedger } from '../../plan/ledger-address.ts';
import { DRAFT, planHref, presetName, readNamed } from '../../plan/plan-address.ts';
import '../../plan/rr-ledger-drawer/rr-ledger-drawer.ts';
import { inputWords } from '../../plan/input-words.ts';
import '../rr-scenario-difference/rr-scenario-difference.ts';
import type { DifferenceLedger } from '../rr-scenario-difference/rr-scenario-difference.ts';
import { scenariosStyles } from './rr-scenarios-page.styles.ts';
import { SignalElement } from '../../../signals.ts';

/** Rows drawn at first, and more whenever the last of them comes near: five hundred scenarios open like ten. */
const ROWS_AT_ONCE = 50;

/**
 * @summary All scenarios kept in this browser and all presets: open, rename, duplicate, delete with undo, compare two.
 */
@customElement('rr-scenarios-page')
export class RrScenariosPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles, scenariosStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private wanted = '';
  @state() private shown = ROWS_AT_ONCE;
  /** Id of the one that is being renamed. */
  @state() private renamed: string | null = null;
  readonly #sentinel = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.shown += ROWS_AT_ONCE;
    },
    { rootMargin: '600px' },
  );

  readonly #difference = new Task(this, {
    args: () => {
      const chosen = this.#pair().ids;
      const draft = chosen.includes(DRAFT) ? this.app.draft.scenario.get() : null;
      return [chosen.join('\n'), draft] as const;
    },
    task: async ([chosen], { signal }) => {
      const [a, b] = chosen.split('\n');
      if (a === undefined || b === undefined) return null;
      const [before, after] = await Promise.all([readNamed(this.app, a), readNamed(this.app, b)]);
      if (!before.ok) return before;
      if (!after.ok) return after;
      const request = { before: before.value, after: after.value, options: this.app.answers.options.get() };
      return ok(await this.app.compute.run('difference', request, { signal }));
    },
  });

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sentinel.disconnect();
  }

  override render(): TemplateResult {
    const all = this.app.shelf.saved.get();
    const found = all.filter(({ name }) => name.toLowerCase().includes(this.wanted));
    const problem = this.app.shelf.problem.get();
    return html`<div class="page">
      <div class="tools">
        <h1>${formatCount(all.length)} saved ${all.length === 1 ? 'scenario' : 'scenarios'}</h1>
        <div class="buttons">
          <input type="search" aria-label="Find a scenario" placeholder="Find by name" @input=${this.#find} />
          <a class="button" href="#/plan">Back to the plan</a>
        </div>
      </div>
      ${problem === null ? nothing : html`<rr-notice kind="problem">${problem.message}</rr-notice>`}
      ${this.#comparison()}
      <ul class="scenarios" aria-label="Scenarios">
        ${this.#draftRow()} ${found.slice(0, this.shown).map((savedSummary) => this.#row(savedSummary))}
      </ul>
      ${all.length > 0 && found.length === 0 ? html`<p class="quiet">No saved scenario has “${this.wanted}” in its name.</p>` : nothing}
      ${found.length > this.shown ? html`<p class="more quiet">${formatCount(found.length - this.shown)} more</p>` : nothing}
      <section class="ruled" aria-labelledby="presets">
        <h2 id="presets">Starting points</h2>
        <ul class="scenarios" aria-label="Presets">
          ${presets.map((preset) => this.#presetRow(preset))}
        </ul>
      </section>
    </div>`;
  }

  #tick(id: string, name: string): TemplateResult {
    const chosen = this.#pair().ids;
    const isChosen = chosen.includes(id);
    return html`<input
      type="checkbox"
      aria-label="Compare ${name}"
      .checked=${isChosen}
      ?disabled=${!isChosen && chosen.length >= 2}
      @change=${() => {
        this.#pair().choose(id, !isChosen);
      }}
    />`;
  }

  #draftRow(): TemplateResult | typeof nothing {
    const scenario = this.app.draft.scenario.get();
    if (scenario === null) return nothing;
    return html`<li>
      ${this.#tick(DRAFT, `${scenario.name}, on the Plan page`)}
      <span class="name"><a href="#/plan">${scenario.name}</a><small>On the Plan page now</small></span>
      <span class="do">
        <button class="plain" @click=${() => void this.#keepDraft(scenario)}>Save a copy</button>
      </span>
    </li>`;
  }

  #row({ id, name, savedAt }: SavedSummary): TemplateResult {
    return html`<li>
      ${this.#tick(id, name)}
      ${
        this.renamed === id
          ? html`<input
              class="rename"
              aria-label="New name of ${name}"
              maxlength="200"
              .value=${name}
              @change=${(event: Event) => {
                this.#rename(id, (event.target as HTMLInputElement).value);
              }}
              @keydown=${this.#renameKey}
              @blur=${this.#endRename}
            />`
          : html`<span class="name">
              <a href=${planHref(id)}>${name}</a>
              <small>${dateTimeText(savedAt)}</small>
            </span>`
      }
      <span class="do">
        <button
          class="plain"
          aria-label="Rename ${name}"
          @click=${() => {
            this.renamed = id;
          }}
        >
          Rename
        </button>
        <button class="plain" aria-label="Duplicate ${name}" @click=${() => void this.app.shelf.duplicate(id)}>
          Duplicate
        </button>
        <button class="plain" aria-label="Delete ${name}" @click=${() => void this.#delete(id, name)}>Delete</button>
      </span>
    </li>`;
  }

  #presetRow({ id, title, about }: Preset): TemplateResult {
    return html`<li class="preset">
      ${this.#tick(presetName(id), title)}
      <span class="name">
        <a href=${planHref(presetName(id))}>${title}</a>
        <small>${about}</small>
      </span>
    </li>`;
  }

  #comparison(): TemplateResult | typeof nothing {
    const chosen = this.#pair().ids;
    if (chosen.length === 0) return html`<p class="quiet">Tick two scenarios to see what tells them apart.</p>`;
    if (chosen.length === 1)
      return html`<p class="quiet">One scenario ticked; tick a second one to compare the two.</p>`;
    return html`<section class="ruled" aria-labelledby="difference">
      <div class="section-head">
        <h2 id="difference">What tells them apart</h2>
        <button
          @click=${() => {
            this.#pair().clear();
          }}
        >
          Close the comparison
        </button>
      </div>
      ${this.#difference.render({
        pending: () => html`<p class="quiet" role="status">Trying the changes in every order…</p>`,
        complete: (result) => {
          if (result === null) return nothing;
          if (!result.ok) return html`<rr-notice kind="problem">${result.error.message}</rr-notice>`;
          return html`<rr-scenario-difference
              .difference=${result.value}
              .hrefOf=${(line: string, of: DifferenceLedger) => ledgerHref(line, of, this.#address())}
            ></rr-scenario-difference>
            ${this.#ledger(result.value)}`;
        },
        error: (cause) => html`<rr-notice kind="problem">${String(cause)}</rr-notice>`,
      })}
    </section>`;
  }

  /** The page as it stands, with no ledger open. */
  #address(): PageLocation {
    return withoutLedger(this.app.router.location.get());
  }

  #ledger(difference: ScenarioDifference): TemplateResult | typeof nothing {
    const { line, of = 'difference' } = this.app.router.location.get().query;
    if (line === undefined) return nothing;
    const { before, after, inputs } = difference;
    const page = this.#address();
    const [name, lines] =
      of === 'a' || of === 'b'
        ? [`“${(of === 'a' ? before : after).scenario.name}”`, (of === 'a' ? before : after).ledger]
        : [
            `“${before.scenario.name}” against “${after.scenario.name}”`,
            differenceLines(
              difference,
              inputs.map((input) => inputWords(input).join('; ')),
            ),
          ];
    return html`<rr-ledger-drawer
      .lines=${lines}
      .target=${line}
      .name=${name}
      .hrefOf=${(id: string) => ledgerHref(id, of, page)}
      @rr-drawer-closed=${() => {
        this.app.router.replace(page);
      }}
    ></rr-ledger-drawer>`;
  }

  protected override updated(): void {
    this.#sentinel.disconnect();
    const more = this.renderRoot.querySelector('.more');
    if (more !== null) this.#sentinel.observe(more);
    this.renderRoot.querySelector<HTMLInputElement>('.rename')?.focus();
  }

  #pair(): ChosenPair {
    return chosenPair(this.app.router, ['plan', 'scenarios']);
  }

  async #keepDraft(scenario: Scenario): Promise<void> {
    const failed = await this.app.shelf.keep(scenario);
    if (failed === null) this.app.toast.show(`Saved “${scenario.name}”.`);
  }

  async #delete(id: string, name: string): Promise<void> {
    this.#pair().choose(id, false);
    const undo = await this.app.shelf.remove(id);
    if (this.app.shelf.problem.get() === null) this.app.toast.show(`Deleted “${name}”.`, undo);
  }

  #rename(id: string, typed: string): void {
    // A field that is taken away after Escape tells of its change all the same.
    if (this.renamed !== id) return;
    const name = typed.trim();
    this.renamed = null;
    if (name !== '') void this.app.shelf.rename(id, name);
  }

  readonly #renameKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.renamed = null;
  };

  readonly #endRename = (): void => {
    this.renamed = null;
  };

  readonly #find = (event: InputEvent): void => {
    this.wanted = (event.target as HTMLInputElement).value.trim().toLowerCase();
    this.shown = ROWS_AT_ONCE;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenarios-page': RrScenariosPage;
  }
}
