import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { nameOfOwn, ownConflicts, ownIdFor, type OwnConflict } from '../../../../catalog/own-conflicts.ts';
import { withHardware, withNeededHardware } from '../../../../catalog/own-hardware.ts';
import { readAs } from '../../../../exchange/model-config/read-as.ts';
import { serialiseHardware } from '../../../../exchange/hardware.ts';
import { readTextFile } from '../../../../exchange/decode-text.ts';
import { servingOwnModel } from '../../../../plan/model-formats.ts';
import type { OwnAccelerator, OwnServer, SavedHardware } from '../../../../records/own-hardware.ts';
import { withFields, type Scenario } from '../../../../records/scenario.ts';
import { problemList, problemNotice } from '../../../controls/problems.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { download } from '../../download.ts';
import type { FormKind } from '../hardware-fields.ts';
import '../rr-hardware-form/rr-hardware-form.ts';
import type { HardwareEnteredEvent } from '../rr-hardware-form/rr-hardware-form.ts';
import { SignalElement } from '../../../signals.ts';
import { table, unnamed } from '../../../controls/table.ts';

/** YAML and the configs of all models are read by much code, which is fetched with the first file. */
const reader = () => import('../own-hardware-files.ts');

interface OpenForm {
  readonly kind: FormKind;
  readonly before: OwnAccelerator | OwnServer | null;
  /** Whether `before` is kept already and is being changed; from a file it is only what the form starts with. */
  readonly isChange: boolean;
  /** What the file it came from gets wrong. */
  readonly notes: readonly string[];
}

interface Pending {
  readonly saved: SavedHardware;
  readonly conflicts: readonly OwnConflict[];
}

const summaryOf = (saved: SavedHardware): string => {
  switch (saved.kind) {
    case 'accelerator':
      return `${String(saved.fact.peakDenseBf16Tflops)} TFLOP/s, ${String(saved.fact.memoryGB)} GB`;
    case 'server':
      return `${String(saved.fact.gpus)} × ${saved.fact.acceleratorId}`;
    case 'model':
      return readAs(saved.fact, saved.fact.formats);
    case 'rack':
      return `${String(saved.fact.uHeight)} U${saved.fact.maxStaticLoadKg === null ? '' : `, ${String(saved.fact.maxStaticLoadKg)} kg`}`;
  }
};

/**
 * @summary Accelerators, servers, racks and models that the catalogue does not have: entered, imported, exported, planned with.
 *   What is already known under the same name is shown beside it before anything is kept.
 */
@customElement('rr-own-hardware')
export class RrOwnHardware extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(4),
    css`
      td.do {
        white-space: nowrap;
      }
      .pending {
        display: grid;
        gap: var(--space-3);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: readonly string[] = [];
  @state() private form: OpenForm | null = null;
  @state() private pending: readonly Pending[] = [];

  override render(): TemplateResult {
    const saved = this.app.hardware.saved.get();
    const { accelerators } = this.app.hardware.facts.get();
    const problem = this.app.hardware.problem.get();
    return html`
      <p class="quiet">
        Kept in this browser beside the shipped facts, and carried inside the scenarios and links that use it. Import a
        file of ours, a device type or rack type of NetBox, or the config.json of a model.
      </p>
      <div class="buttons">
        <label class="button file">
          Import a file
          <input type="file" accept=".json,.yaml,.yml,application/json" @change=${this.#import} />
        </label>
        <button
          @click=${() => {
            this.#open({ kind: 'server', before: null, isChange: false, notes: [] });
          }}
        >
          Add a server
        </button>
        <button
          @click=${() => {
            this.#open({ kind: 'accelerator', before: null, isChange: false, notes: [] });
          }}
        >
          Add an accelerator
        </button>
        <button ?disabled=${saved.length === 0} @click=${this.#export}>Export JSON</button>
      </div>
      ${problemNotice(problem)} ${problemList('Not imported', this.problems)}
      ${this.pending.map((pending) => this.#conflict(pending))}
      ${
        this.form === null
          ? nothing
          : html`${
                this.form.notes.length === 0
                  ? nothing
                  : html`<rr-notice kind="warning" heading="The file does not agree with what is known">
                      ${this.form.notes.map((note) => html`<p>${note}</p>`)}
                    </rr-notice>`
              }
              <rr-hardware-form
                .kind=${this.form.kind}
                .initial=${this.form.before}
                .own=${accelerators}
                .otherIds=${saved.map(({ id }) => id)}
                @rr-hardware-entered=${this.#entered}
                @rr-hardware-dropped=${this.#closeForm}
              ></rr-hardware-form>`
      }
      ${saved.length === 0 ? nothing : this.#list(saved)}
    `;
  }

  #list(saved: readonly SavedHardware[]): TemplateResult {
    return table({
      label: 'Table of own hardware',
      columns: ['Own hardware', 'Kind', 'What it is', unnamed('Actions')],
      rows: saved.map((thing) => [
        html`${nameOfOwn(thing)}<br /><code>${thing.id}</code>`,
        thing.kind,
        summaryOf(thing),
        { content: this.#actions(thing), class: 'do' },
      ]),
    });
  }

  #actions(saved: SavedHardware): TemplateResult {
    const name = nameOfOwn(saved);
    return html`${
        saved.kind === 'accelerator'
          ? nothing
          : html`<button
              class="plain"
              aria-label="Plan with ${name}"
              @click=${() => {
                void this.#planWith(saved);
              }}
            >
              Plan with
            </button>`
      }
      ${
        saved.kind === 'rack' || saved.kind === 'model'
          ? nothing
          : html`<button
              class="plain"
              aria-label="Change ${name}"
              @click=${() => {
                this.#open({ kind: saved.kind, before: saved.fact, isChange: true, notes: [] });
              }}
            >
              Change
            </button>`
      }
      <button
        class="plain"
        aria-label="Delete ${name}"
        @click=${() => {
          void this.#delete(saved);
        }}
      >
        Delete
      </button>`;
  }

  #conflict(pending: Pending): TemplateResult {
    const { saved, conflicts } = pending;
    const name = nameOfOwn(saved);
    const ownId = conflicts.some((conflict) => conflict.with === 'own');
    return html`<rr-notice kind="warning" heading="“${name}” is already known">
      <div class="pending">
        ${conflicts.map(
          ({ with: origin, id, title, differences }) => html`
            <p>
              ${origin === 'shipped' ? 'Shipped' : 'Own'}: ${title}
              (<code>${id}</code>)${differences.length === 0 ? ', the same in every field.' : '.'}
            </p>
            ${
              differences.length === 0
                ? nothing
                : table({
                    label: `Differences to ${id}`,
                    columns: ['Field', 'New', origin === 'shipped' ? 'Shipped' : 'Kept so far'],
                    rows: differences.map(({ field, own, known }) => [html`<code>${field}</code>`, own, known]),
                  })
            }
          `,
        )}
        <div class="buttons">
          ${
            ownId
              ? html`<button
                  @click=${() => {
                    void this.#settle(pending, saved);
                  }}
                >
                  Replace mine
                </button>`
              : nothing
          }
          <button
            @click=${() => {
              void this.#settle(pending, ownId ? this.#renamed(saved) : saved);
            }}
          >
            Keep both
          </button>
          <button
            @click=${() => {
              void this.#settle(pending, null);
            }}
          >
            Leave the new one out
          </button>
        </div>
      </div>
    </rr-notice>`;
  }

  #open(form: OpenForm): void {
    this.form = null;
    void this.updateComplete.then(() => {
      this.form = form;
    });
  }

  readonly #closeForm = (): void => {
    this.form = null;
  };

  readonly #entered = ({ saved }: HardwareEnteredEvent): void => {
    const replaces = this.form?.isChange === true && this.form.before?.id === saved.id;
    this.form = null;
    if (replaces) void this.#keep(saved);
    else this.#take([saved]);
  };

  /** Keeps what nobody else has the name of; asks about the rest. */
  #take(things: readonly SavedHardware[]): void {
    const shelf = this.app.hardware.saved.get();
    const judged = things.map((saved) => ({ saved, conflicts: ownConflicts(saved, shelf) }));
    this.pending = [...this.pending, ...judged.filter(({ conflicts }) => conflicts.length > 0)];
    for (const { saved, conflicts } of judged) if (conflicts.length === 0) void this.#keep(saved);
  }

  async #settle(pending: Pending, saved: SavedHardware | null): Promise<void> {
    this.pending = this.pending.filter((candidate) => candidate !== pending);
    if (saved !== null) await this.#keep(saved);
  }

  async #keep(saved: SavedHardware): Promise<void> {
    const problem = await this.app.hardware.put(saved);
    if (problem === null) this.app.toast.show(`Kept “${nameOfOwn(saved)}” as ${saved.id}.`);
  }

  /** Under the next free id, and a name that tells it apart. */
  #renamed(saved: SavedHardware): SavedHardware {
    const id = ownIdFor(
      nameOfOwn(saved),
      this.app.hardware.saved.get().map((hardware) => hardware.id),
    );
    const name = `${nameOfOwn(saved)} (${id})`.slice(0, 200);
    switch (saved.kind) {
      case 'accelerator':
        return { ...saved, id, fact: { ...saved.fact, id, name } };
      case 'server':
        return { ...saved, id, fact: { ...saved.fact, id, model: name } };
      case 'rack':
        return { ...saved, id, fact: { ...saved.fact, id, model: name } };
      case 'model':
        return { ...saved, id, fact: { ...saved.fact, id, name } };
    }
  }

  /** The scenario with what is kept in place of what it had. */
  #standingOn(saved: SavedHardware, scenario: Scenario): Scenario {
    switch (saved.kind) {
      case 'server': {
        const chosen = withFields(scenario, 'hardware', { server: saved.id, accelerator: null });
        return withNeededHardware(withHardware(chosen, this.app.hardware.facts.get()));
      }
      case 'model':
        return servingOwnModel(scenario, saved.fact);
      case 'rack': {
        const { uHeight, maxStaticLoadKg } = saved.fact;
        const load = scenario.mode === 'physical' && maxStaticLoadKg !== null ? { rackKg: maxStaticLoadKg } : {};
        return withFields(scenario, 'facility', { rackUnits: Math.floor(uHeight), ...load });
      }
      case 'accelerator':
        return scenario;
    }
  }

  async #planWith(saved: SavedHardware): Promise<void> {
    const scenario = await this.app.draft.ensure();
    const { asEdited } = await import('../../../../catalog/starting-points.ts');
    await this.app.draft.set(asEdited(this.#standingOn(saved, scenario)));
    this.app.router.go({ segments: ['plan'], query: {} });
    this.app.toast.show(`The plan stands on “${nameOfOwn(saved)}” now.`, () => {
      void this.app.draft.undo();
    });
  }

  async #delete(saved: SavedHardware): Promise<void> {
    const undo = await this.app.hardware.remove(saved);
    if (undo !== null) this.app.toast.show(`Deleted “${nameOfOwn(saved)}”; scenarios that use it keep it.`, undo);
  }

  readonly #export = (): void => {
    download('roofrack-hardware.json', 'application/json', serialiseHardware(this.app.hardware.asFile()));
  };

  readonly #import = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    input.value = '';
    if (file === undefined) return;
    const text = await readTextFile(file);
    const { readHardwareFile } = await reader();
    const read = text.ok ? readHardwareFile(file.name, text.value, new Date().toISOString()) : text;
    const failed = read.ok ? [] : read.error;
    this.problems = failed.slice(0, 8).map(({ message }) => `${file.name}: ${message}`);
    if (!read.ok) return;
    if (read.value.kind === 'device') {
      const { server, conflicts } = read.value;
      this.#open({ kind: 'server', before: server, isChange: false, notes: conflicts });
    } else this.#take(read.value.things);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-own-hardware': RrOwnHardware;
  }
}
