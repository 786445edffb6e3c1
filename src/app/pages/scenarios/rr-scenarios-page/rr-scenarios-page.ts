import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { dateTimeText, formatCount } from '../../../../base/format.ts';
import { hasWords } from '../../../../base/has-words.ts';
import { ok } from '../../../../base/result.ts';
import { presets, type Preset } from '../../../../catalog/presets.ts';
import type { ScenarioDifference } from '../../../../plan/attribution.ts';
import { differenceLines } from '../../../../plan/two-plan-lines.ts';
import type { LedgerLine, Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { SavedSummary } from '../../../../store/saved-summary.ts';
import { problemNotice } from '../../../controls/problems.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { PageLocation } from '../../../router/location.ts';
import { CHOSEN_KEYS, chosenIn, type Chosen } from '../../../router/chosen.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { recordListStyles } from '../../../styles/record-list.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { shareLink } from '../../clipboard.ts';
import { comparisonHead, comparisonTick } from '../../comparison-controls.ts';
import { GrowingList } from '../../growing-list.ts';
import { ledgerHref, withoutLedger } from '../../plan/ledger-address.ts';
import { comparisonHref, DRAFT, packedName, planHref, presetName, readNamed } from '../../plan/plan-address.ts';
import { plansOf } from '../../plan/plans-of.ts';
import '../../plan/rr-side-by-side/rr-side-by-side.ts';
import type { PlanColumn } from '../../plan/rr-side-by-side/rr-side-by-side.ts';
import '../../plan/rr-ledger-place/rr-ledger-place.ts';
import { inputWords } from '../../plan/input-words.ts';
import '../rr-scenario-difference/rr-scenario-difference.ts';
import type { DifferenceLedger } from '../rr-scenario-difference/rr-scenario-difference.ts';
import { listScenarios, ORDERS, type Order } from '../scenario-list.ts';
import { scenariosStyles } from './rr-scenarios-page.styles.ts';
import { SignalElement } from '../../../signals.ts';

/** In place of the key of a plan: the ledger of what tells two apart. */
const DIFFERENCE = 'difference';

/**
 * @summary All scenarios kept in this browser and all presets: open, rename, duplicate, delete with undo; two to six side by side.
 */
@customElement('rr-scenarios-page')
export class RrScenariosPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, pageStyles, recordListStyles, scenariosStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  /** Id of the one that is being renamed. */
  @state() private renamed: string | null = null;
  readonly #list = new GrowingList(this);

  /** The same text while the same are chosen and, where the draft is among them, it is the same. */
  readonly #question = () => {
    const chosen = this.#chosen().ids;
    const draft = chosen.includes(DRAFT) ? this.app.draft.scenario.get() : null;
    return [chosen.join('\n'), draft, this.app.answers.options.get()] as const;
  };

  readonly #plans = new Task(this, {
    args: this.#question,
    task: async ([chosen], { signal }) => {
      const names = chosen.split('\n');
      return names.length < 2 ? null : plansOf(this.app, names, signal);
    },
  });

  /** What tells two apart can be shared out among the changes; of more nobody can say which change made what. */
  readonly #difference = new Task(this, {
    args: this.#question,
    task: async ([chosen], { signal }) => {
      const [a, b, third] = chosen.split('\n');
      if (a === undefined || b === undefined || third !== undefined) return null;
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

  override render(): TemplateResult {
    const all = this.app.shelf.saved.get();
    const { wanted, order } = this.#filter();
    const found = listScenarios(all, { wanted, order });
    const problem = this.app.shelf.problem.get();
    return html`<div class="page">
      <div class="tools">
        <h1>${formatCount(all.length)} saved ${all.length === 1 ? 'scenario' : 'scenarios'}</h1>
        <div class="buttons">
          <input
            type="search"
            aria-label="Find a scenario"
            placeholder="Find by name"
            .value=${wanted}
            @input=${this.#find}
          />
          <select aria-label="Order" @change=${this.#sort}>
            ${Object.entries(ORDERS).map(
              ([id, label]) => html`<option .value=${id} ?selected=${id === order}>${label}</option>`,
            )}
          </select>
        </div>
      </div>
      ${problemNotice(problem)} ${this.#comparison()}
      <ul class="records" aria-label="Scenarios">
        ${this.#draftRow()} ${this.#list.drawn(found, (savedSummary) => this.#row(savedSummary))}
      </ul>
      ${all.length > 0 && found.length === 0 ? html`<p class="quiet">No saved scenario has “${wanted}” in its name.</p>` : nothing}
      ${this.#list.more(found)}
      <section class="ruled" aria-labelledby="presets">
        <h2 id="presets">Starting points</h2>
        <ul class="records" aria-label="Presets">
          ${repeat(
            presets.filter(({ title }) => hasWords(title, wanted)),
            ({ id }) => id,
            (preset) => this.#presetRow(preset),
          )}
        </ul>
      </section>
    </div>`;
  }

  #tick(id: string, name: string): TemplateResult {
    return comparisonTick(this.#chosen(), { id, name, most: CHOSEN_KEYS.length });
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
    const chosen = this.#chosen();
    const { ids } = chosen;
    if (ids.length === 0) return html`<p class="quiet">Tick two to six scenarios to see them side by side.</p>`;
    if (ids.length === 1) return html`<p class="quiet">One scenario ticked; tick others to see them beside it.</p>`;
    return html`<section class="ruled" aria-labelledby="comparison">
        ${comparisonHead(chosen, 'Side by side', () => this.#share(ids))}
        ${this.#plans.render({
          pending: () => html`<p class="quiet" role="status">Planning…</p>`,
          complete: (result) => {
            if (result === null) return nothing;
            if (!result.ok) return html`<rr-notice kind="problem">${result.error.message}</rr-notice>`;
            return html`<rr-side-by-side
                .plans=${result.value}
                .columnOf=${(index: number) => this.#column(ids[index] ?? DRAFT, index)}
              ></rr-side-by-side>
              ${this.#ledger(result.value)}`;
          },
          error: (cause) => html`<rr-notice kind="problem">${String(cause)}</rr-notice>`,
        })}
      </section>
      ${ids.length === 2 && this.#plans.value?.ok === true ? this.#shares() : nothing}`;
  }

  #column(name: string, index: number): PlanColumn {
    return {
      note: name === DRAFT ? 'On the Plan page' : '',
      open: name === DRAFT ? '#/plan' : planHref(name),
      ofLine: (line) => ledgerHref(line, CHOSEN_KEYS[index], this.#address()),
    };
  }

  #shares(): TemplateResult {
    return html`<section class="ruled" aria-labelledby="difference">
      <h2 id="difference">What each change makes of it</h2>
      ${this.#difference.render({
        pending: () => html`<p class="quiet" role="status">Trying the changes in every order…</p>`,
        complete: (result) => {
          if (result === null) return nothing;
          if (!result.ok) return html`<rr-notice kind="problem">${result.error.message}</rr-notice>`;
          return html`<rr-scenario-difference
              .difference=${result.value}
              .hrefOf=${(line: string, of: DifferenceLedger) => ledgerHref(line, of, this.#address())}
            ></rr-scenario-difference>
            ${this.#differenceLedger(result.value)}`;
        },
        error: (cause) => html`<rr-notice kind="problem">${String(cause)}</rr-notice>`,
      })}
    </section>`;
  }

  /** The page as it stands, with no ledger open. */
  #address(): PageLocation {
    return withoutLedger(this.app.router.location.get());
  }

  /** Of one of the plans, by where it stands. */
  #ledger(plans: readonly Plan[]): TemplateResult | typeof nothing {
    const { of } = this.app.router.location.get().query;
    const plan = plans.find((_, index) => CHOSEN_KEYS[index] === of);
    return plan === undefined ? nothing : this.#drawer(`“${plan.scenario.name}”`, plan.ledger);
  }

  #differenceLedger(difference: ScenarioDifference): TemplateResult | typeof nothing {
    const { before, after, inputs } = difference;
    const { of = DIFFERENCE } = this.app.router.location.get().query;
    if (of !== DIFFERENCE) return nothing;
    return this.#drawer(
      `“${before.scenario.name}” against “${after.scenario.name}”`,
      differenceLines(
        difference,
        inputs.map((input) => inputWords(input).join('; ')),
      ),
    );
  }

  #drawer(name: string, lines: readonly LedgerLine[]): TemplateResult | typeof nothing {
    const { line, of = DIFFERENCE } = this.app.router.location.get().query;
    if (line === undefined) return nothing;
    const page = this.#address();
    return html`<rr-ledger-place
      .ledger=${{ lines, target: line, name, hrefOf: (id: string) => ledgerHref(id, of, page) }}
      @rr-drawer-closed=${() => {
        this.app.router.replace(page);
      }}
    ></rr-ledger-place>`;
  }

  protected override updated(): void {
    this.renderRoot.querySelector<HTMLInputElement>('.rename')?.focus();
  }

  #chosen(): Chosen {
    return chosenIn(this.app.router);
  }

  async #keepDraft(scenario: Scenario): Promise<void> {
    const failed = await this.app.shelf.keep(scenario);
    if (failed === null) this.app.toast.show(`Saved “${scenario.name}”.`);
  }

  async #delete(id: string, name: string): Promise<void> {
    this.#chosen().choose(id, false);
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

  /** What the list is narrowed to, and its order, as the address has them. */
  #filter(): { readonly wanted: string; readonly order: Order } {
    const { find = '', order = '' } = this.app.router.location.get().query;
    return { wanted: find, order: Object.hasOwn(ORDERS, order) ? (order as Order) : 'newest' };
  }

  readonly #find = (event: InputEvent): void => {
    this.app.router.patch({ find: (event.target as HTMLInputElement).value });
    this.#list.begin();
  };

  readonly #sort = (event: Event): void => {
    this.app.router.patch({ order: (event.target as HTMLSelectElement).value });
    this.#list.begin();
  };

  /** A link that holds the scenarios themselves: others keep none of them. */
  async #share(names: readonly string[]): Promise<void> {
    const packed = await Promise.all(
      names.map(async (name) => {
        const read = await readNamed(this.app, name);
        return read.ok ? packedName(read.value) : name;
      }),
    );
    await shareLink(comparisonHref(packed), 'all these scenarios', this.app.toast);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-scenarios-page': RrScenariosPage;
  }
}
