import { consume } from '@lit/context';
import { Task, TaskStatus } from '@lit/task';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, formatNumber, percentText } from '../../../../base/format.ts';
import { DEFAULT_DRAWS, DEFAULT_SEED } from '../../../../plan/sensitivity/draw-request.ts';
import type { HeadlineDraws, MonteCarlo } from '../../../../plan/sensitivity/monte-carlo.ts';
import { headlineOf } from '../../../../records/ledger-lines.ts';
import { drawn } from '../../../../workers/drawn.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import '../../../controls/rr-choice-field/rr-choice-field.ts';
import type { FieldTypedEvent } from '../../../controls/rr-number-field/rr-number-field.ts';
import { numeric, table } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { ledgerHref } from '../ledger-address.ts';
import { writeHeadline } from '../plan-headlines.ts';
import { fieldLabel } from '../scenario-fields.ts';

const COUNTS = [DEFAULT_DRAWS, 10_000, 100_000];

/** A quantile in the unit of the median beside it. */
const shown = ({ id, p50 }: HeadlineDraws, value: number): string => {
  const { text, unit } = writeHeadline(value, headlineOf(id).unit, 3, p50);
  return `${text} ${unit}`.trim();
};

/** A question that has settled: not one of those on the way of a slider. */
const QUIET_MS = 300;

/**
 * @summary Quantiles of every headline when all uncertain inputs are drawn at once, and how many draws leave no fleet.
 */
@customElement('rr-draws')
export class RrDraws extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(3),
    css`
      .controls {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3);
        align-items: end;
      }
      rr-choice-field {
        width: 148px;
      }
      .progress {
        display: flex;
        gap: var(--space-3);
        align-items: center;
        min-height: 32px;
      }
      progress {
        width: 148px;
        accent-color: var(--accent);
      }
      .pending {
        min-height: 480px;
        color: var(--ink-2);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  @state() private draws = DEFAULT_DRAWS;
  /** Share of the draws that is done. */
  @state() private share = 0;

  /** Stands until the next is there, or for good where that is stopped. */
  @state() private latest: MonteCarlo | null = null;

  /** The question that has settled last: it need not settle again where only the number of draws is another. */
  #settled: ScenarioRequest | null = null;

  readonly #drawn: Task<readonly [ScenarioRequest, number], MonteCarlo> = new Task(this, {
    args: () => [this.question, this.draws] as const,
    task: async ([question, draws], { signal }) => {
      this.share = 0;
      if (question !== this.#settled) await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      signal.throwIfAborted();
      this.#settled = question;
      const onProgress = (share: number): void => {
        if (!signal.aborted) this.share = share;
      };
      return drawn(this.app.compute, question, { draws, seed: DEFAULT_SEED }, { signal, onProgress });
    },
    onComplete: (answer) => {
      this.latest = answer;
    },
  });

  /** Many draws were asked for of one question: the next has few again, so that editing stays light. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('question')) this.draws = DEFAULT_DRAWS;
  }

  override render(): TemplateResult {
    const answer = this.latest;
    return html`${this.#controls()}
    ${
      answer === null
        ? html`<p class="pending">Drawing all uncertain inputs at once…</p>`
        : answer.headlines.length === 0
          ? html`<p class="quiet">No draw has a fleet whose numbers could be counted.</p>`
          : this.#quantiles(answer)
    }
    ${answer === null ? nothing : this.#withoutFleet(answer)}`;
  }

  #controls(): TemplateResult {
    const pending = this.#drawn.status === TaskStatus.PENDING;
    const stopped = this.#drawn.status === TaskStatus.ERROR;
    return html`<div class="controls no-print">
      <rr-choice-field
        label="Draws"
        .value=${String(this.draws)}
        .options=${COUNTS.map((count) => ({ value: String(count), label: formatCount(count) }))}
        @rr-field-typed=${(event: FieldTypedEvent) => {
          event.stopPropagation();
          this.draws = Number(event.text);
        }}
      ></rr-choice-field>
      <div class="progress">
        ${
          pending
            ? html`<progress aria-label="Draws that are done" max="1" .value=${this.share}></progress>
                <button
                  @click=${() => {
                    this.#drawn.abort();
                  }}
                >
                  Stop
                </button>`
            : stopped
              ? html`<button
                  @click=${() => {
                    void this.#drawn.run();
                  }}
                >
                  Draw
                </button>`
              : nothing
        }
      </div>
    </div>`;
  }

  #quantiles({ draws, seed, headlines }: MonteCarlo): TemplateResult {
    const link = (headline: HeadlineDraws, text: string): TemplateResult =>
      html`<a href=${ledgerHref(headline.id)} tabindex="-1">${text}</a>`;
    return table({
      label: 'Quantiles of the headlines',
      caption: `${formatCount(draws)} draws of all uncertain inputs, seed ${String(seed)}`,
      columns: [
        'Number',
        numeric('P5', 'P5'),
        numeric('Median', 'Median'),
        numeric('P95', 'P95'),
        numeric('P95 is off by', 'P95 is off by'),
      ],
      rows: headlines.map((headline) => [
        html`<a href=${ledgerHref(headline.id)}>${headlineOf(headline.id).name}</a>`,
        link(headline, shown(headline, headline.p5)),
        link(headline, shown(headline, headline.p50)),
        link(headline, shown(headline, headline.p95)),
        { content: `±${formatNumber(100 * headline.p95Error, 2)} %`, title: 'standard error, from ten replicates' },
      ]),
      cards: true,
      busy: this.#drawn.status === TaskStatus.PENDING,
    });
  }

  #withoutFleet({ withoutFleet }: MonteCarlo): TemplateResult | typeof nothing {
    if (withoutFleet.length === 0) return nothing;
    return html`<ul>
      ${withoutFleet.map(
        ({ constraint, share }) =>
          html`<li>
            In ${percentText(share)} of the draws there is no fleet: ${fieldLabel(constraint)} cannot be kept.
          </li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-draws': RrDraws;
  }
}
