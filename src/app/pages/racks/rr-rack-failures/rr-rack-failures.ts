import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, percentText, quantityText } from '../../../../base/format.ts';
import type { AlikeFailures } from '../../../../racks/failures/all-failures.ts';
import type { CarriedLoad, CascadeEnd } from '../../../../racks/failures/cascade.ts';
import { overWords, tripsWords } from '../../../../racks/failures/cascade-words.ts';
import { tripWords } from '../../../../racks/power/breaker.ts';
import type { LayoutHall } from '../../../../racks/failures/layout-hall.ts';
import type { CascadeAnswer, FailuresAnswer } from '../../../../workers/compute-protocol.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { numeric, table, unnamed, type Content } from '../../../controls/table.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles, buttonStyles, labelAbove, pageStyles, tableStyles, textBox } from '../../../styles/shared.ts';
import { inWords } from '../../plan/scenario-fields.ts';

const ROWS_SHOWN = 12;
const ROWS_MORE = 50;
/** Loads that moved: the heaviest. */
const CARRIED_SHOWN = 12;
/** Names that are offered while one is typed. */
const OFFERED = 20;

const NONE = html`<span class="quiet">none</span>`;

const gpusWords = ({ gpusLeft, gpusUnknown }: CascadeEnd): string =>
  gpusUnknown === 0 ? formatCount(gpusLeft) : `${formatCount(gpusLeft - gpusUnknown)} to ${formatCount(gpusLeft)}`;

const carriedWords = ({ verdict, time }: CarriedLoad): string =>
  verdict === 'ok'
    ? 'ok'
    : verdict === 'over' || time === null
      ? 'over its continuous rating'
      : `trips ${tripWords(time)}`;

/**
 * @summary Every loss in the hall, worst first, and what becomes of those that the reader switches off.
 */
@customElement('rr-rack-failures')
export class RrRackFailures extends SignalElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    tableStyles,
    css`
      .standing {
        display: grid;
        gap: var(--space-3);
        min-height: 96px;
        padding: var(--space-3) var(--space-4);
        border: 1px solid var(--hairline);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .standing.hit {
        border-color: var(--bad);
      }
      .remains {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-6);
        font: var(--text-16);
        font-variant-numeric: tabular-nums;
      }
      .remains b {
        font-weight: var(--strong);
      }
      .off button {
        border-color: var(--bad);
        color: var(--bad);
      }
      input {
        ${textBox}
        min-width: 0;
        width: 260px;
        max-width: 100%;
      }
      .choices {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-3) var(--space-4);
      }
      .choices label {
        ${labelAbove};
      }
      rr-choice-field {
        width: 200px;
      }
      td button,
      th button {
        min-height: 24px;
        padding: 2px var(--space-2);
        font: var(--text-12);
      }
      button[aria-pressed='true'] {
        border-color: var(--bad);
        background: var(--bad-soft);
        color: var(--bad);
      }
      .trips {
        color: var(--bad);
        font-weight: var(--strong);
      }
      .over {
        color: var(--warn);
        font-weight: var(--strong);
      }
      progress {
        width: 160px;
        accent-color: var(--accent);
      }
      .pending {
        min-height: 420px;
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) hall!: LayoutHall;
  /** What is switched off, followed to its end; null where nothing is, or while it is followed. */
  @property({ attribute: false }) cascade: CascadeAnswer | null = null;
  @state() private share = 0;
  @state() private kind = '';
  @state() private shown = ROWS_SHOWN;
  @state() private typed = '';
  readonly #failures = backgroundTask(
    this,
    'failures',
    () => [this.app.compute, this.hall],
    (share) => {
      this.share = share;
    },
  );

  readonly #partsRequest = remembered((hall: LayoutHall, text: string) =>
    text.trim() === '' ? null : { hall, text, most: OFFERED },
  );
  readonly #parts = backgroundTask(this, 'parts', () => [this.app.compute, this.#partsRequest(this.hall, this.typed)]);

  override render(): TemplateResult {
    return html`<section class="ruled" aria-labelledby="failures">
      <div class="section-head">
        <h2 id="failures">What a loss leads to</h2>
        <span class="quiet small">load moves to what is left; only what trips cascades</span>
      </div>
      ${this.#body()}
    </section>`;
  }

  #body(): TemplateResult {
    const answer = this.#failures.value;
    if (answer === undefined) return html`<div class="pending">${this.#waiting()}</div>`;
    if (!answer.ok) {
      return html`<rr-notice kind="warning" heading="Failures are not followed">
        ${answer.error.map(({ message }) => html`<p>${inWords(message)}</p>`)}
      </rr-notice>`;
    }
    return html`${this.#standing(answer.value)} ${this.#choices(answer.value)} ${this.#table(answer.value)}`;
  }

  #waiting(): TemplateResult {
    if (this.#failures.error !== undefined) {
      return html`<p class="buttons">
        <span>Not every loss was followed.</span>
        <button type="button" @click=${() => void this.#failures.run()}>Follow all losses</button>
      </p>`;
    }
    return html`<p class="buttons">
      <progress max="1" .value=${this.share} aria-label="Losses followed"></progress>
      <span>Computing what each loss leads to… ${formatNumber(100 * this.share, 2)} %</span>
      <button
        type="button"
        @click=${() => {
          this.#failures.abort();
        }}
      >
        Cancel
      </button>
    </p>`;
  }

  /** What remains, of what there is. */
  #standing({ base }: FailuresAnswer): TemplateResult {
    const off = this.app.racks.off.get();
    const end = off.length === 0 ? base : this.cascade;
    const isHit = end !== null && end.loadShare < 1;
    return html`<div class="standing ${isHit ? 'hit' : ''}" aria-busy=${end === null ? 'true' : 'false'}>
      ${
        off.length === 0
          ? html`<p class="quiet">
              Nothing is switched off.<span class="no-print">
                Switch parts off in the table, below a rack, or by pressing a rack in the hall.</span
              >
            </p>`
          : html`<div class="buttons off">
              <span class="quiet">Off</span>
              ${off.map(
                (part) =>
                  html`<button
                    type="button"
                    aria-label="Switch ${part} on again"
                    @click=${() => {
                      this.app.racks.toggle(part);
                    }}
                  >
                    ${part} ×
                  </button>`,
              )}
              <button
                type="button"
                @click=${() => {
                  this.app.racks.off.set([]);
                }}
              >
                Restore all
              </button>
            </div>`
      }
      <p class="remains" role="status">
        ${
          end === null
            ? html`<span class="quiet">Computing what remains…</span>`
            : html`<span><b>${gpusWords(end)}</b> of ${formatCount(base.gpusLeft)} GPUs</span>
                <span><b>${formatCount(end.replicasLeft)}</b> of ${formatCount(base.replicasLeft)} replicas</span>
                <span><b>${percentText(end.loadShare, 3)}</b> of the load within the SLO</span>`
        }
      </p>
      ${off.length === 0 ? this.#already(base) : this.cascade === null ? nothing : this.#carried(this.cascade)}
    </div>`;
  }

  /** What is amiss before anything is lost. */
  #already(base: CascadeEnd): TemplateResult | typeof nothing {
    if (base.trips.length === 0 && base.over.length === 0) return nothing;
    return html`<p>
      ${base.trips.length === 0 ? nothing : html`<span class="trips">Already trips: ${tripsWords(base)}.</span>`}
      ${base.over.length === 0 ? nothing : html`<span class="over">Already over its continuous rating: ${overWords(base)}.</span>`}
    </p>`;
  }

  #carried({ carried, absent }: CascadeAnswer): TemplateResult {
    const hidden = carried.length - CARRIED_SHOWN;
    return html`${
      absent.length === 0 ? nothing : html`<p class="quiet">Not in this hall any more: ${absent.join(', ')}.</p>`
    }
    ${
      carried.length === 0
        ? html`<p class="quiet">No breaker carries more than before.</p>`
        : table({
            label: 'Table of moved loads',
            columns: [
              'Carries more than before',
              numeric('Before'),
              numeric('Now'),
              numeric('Continuous'),
              numeric('Breaker'),
              'Verdict',
            ],
            rows: carried
              .slice(0, CARRIED_SHOWN)
              .map((row) => [
                row.node,
                quantityText(row.before, row.unit),
                quantityText(row.load, row.unit),
                quantityText(row.continuous, row.unit),
                row.rating === null ? 'none' : quantityText(row.rating, row.unit),
                { content: carriedWords(row), class: row.verdict },
              ]),
          })
    }
    ${
      hidden > 0
        ? html`<p class="quiet">
            ${formatCount(hidden)} more carry more than before, none of them fuller:
            ${carried.slice(CARRIED_SHOWN).every(({ verdict }) => verdict === 'ok') ? 'all ok' : 'some over their rating'}.
          </p>`
        : nothing
    }`;
  }

  #choices({ rows }: FailuresAnswer): TemplateResult {
    const kinds = [...new Set(rows.map(({ failure }) => failure.kind))].sort((a, b) => a.localeCompare(b));
    const typed = this.typed.trim().toLowerCase();
    const offered = typed === '' ? [] : (this.#parts.value ?? []);
    const exact = offered.find((name) => name.toLowerCase() === typed);
    return html`<div class="choices no-print">
      <rr-choice-field
        label="Losses of"
        .value=${this.kind}
        .options=${[{ value: '', label: 'everything' }, ...kinds.map((kind) => ({ value: kind, label: kind }))]}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.kind = event.text;
          this.shown = ROWS_SHOWN;
        }}
      ></rr-choice-field>
      <form class="choices" @submit=${this.#submitted}>
        <label
          >Switch off by name
          <input
            list="parts"
            autocomplete="off"
            spellcheck="false"
            placeholder="rack B07 feed A"
            .value=${this.typed}
            @input=${(event: InputEvent) => {
              this.typed = (event.target as HTMLInputElement).value;
            }}
        /></label>
        <datalist id="parts">${offered.map((name) => html`<option value=${name}></option>`)}</datalist>
        <button type="submit" ?disabled=${exact === undefined} value=${exact ?? ''}>Switch off</button>
      </form>
    </div>`;
  }

  readonly #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const part = this.renderRoot.querySelector<HTMLButtonElement>('form button')?.value ?? '';
    if (part === '') return;
    if (!this.app.racks.off.get().includes(part)) this.app.racks.toggle(part);
    this.typed = '';
  };

  #table({ rows, failures, pairsLeftOut }: FailuresAnswer): TemplateResult {
    const chosen = this.kind === '' ? rows : rows.filter(({ failure }) => failure.kind === this.kind);
    const busy = this.#failures.status === 1;
    return html`${table({
        label: 'Table of losses',
        busy,
        cards: true,
        columns: [
          'Lost',
          unnamed('Switch off'),
          numeric('How many alike', 'How many alike'),
          numeric('GPUs left', 'GPUs left'),
          numeric('Replicas left', 'Replicas left'),
          numeric('Load within the SLO', 'Load within the SLO'),
          { head: 'Trips', card: 'Trips' },
          { head: 'Over its continuous rating', card: 'Over its continuous rating' },
        ],
        rows: chosen.slice(0, this.shown).map((row) => this.#row(row)),
      })}
      <p class="buttons">
        ${
          chosen.length > this.shown
            ? html`<button
                type="button"
                @click=${() => {
                  this.shown += ROWS_MORE;
                }}
              >
                Show ${formatCount(Math.min(ROWS_MORE, chosen.length - this.shown))} more of
                ${formatCount(chosen.length)} rows
              </button>`
            : nothing
        }
        <span class="quiet"
          >${formatCount(failures)} losses followed, those with the same end as one
          row${pairsLeftOut > 0 ? `; ${formatCount(pairsLeftOut)} pairs are too many and were left out` : ''}</span
        >
      </p>`;
  }

  #row({ failure, count }: AlikeFailures): Content[] {
    const { failed, trips, over, loadShare, replicasLeft } = failure;
    const name = failed.join(' + ');
    const off = this.app.racks.off.get();
    const isOff = failed.every((part) => off.includes(part));
    const toggled = (): void => {
      for (const part of failed) if (isOff === off.includes(part)) this.app.racks.toggle(part);
    };
    return [
      name,
      html`<button type="button" aria-pressed=${isOff ? 'true' : 'false'} aria-label="Lose ${name}" @click=${toggled}>
        Lose
      </button>`,
      formatCount(count),
      gpusWords(failure),
      formatCount(replicasLeft),
      percentText(loadShare, 3),
      trips.length === 0 ? NONE : html`<span class="trips">${tripsWords(failure)}</span>`,
      over.length === 0 ? NONE : html`<span class="over">${overWords(failure)}</span>`,
    ];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-rack-failures': RrRackFailures;
  }
}
