import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import type { Move } from '../../../../plan/moves.ts';
import type { Binding, Plan, Way } from '../../../../records/plan.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { ledgerHref } from '../ledger-address.ts';
import { UNSET } from '../form-fields.ts';
import { fieldLabel, inWords, valueLabel } from '../scenario-fields.ts';

/** The strongest few: what comes after them matters to nobody who has not yet made them. */
const MOST_MOVES = 4;

/**
 * @summary What binds a plan: the settings whose small change needs fewer servers, and by how many; where there is no
 *   fleet, why, and a button for every change that would lead to one.
 * @fires rr-field-edited - The reader takes a way out, or tries a change.
 */
@customElement('rr-binding')
export class RrBinding extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      h2 {
        font: var(--text-14);
        font-weight: var(--strong);
      }
      ul {
        display: grid;
        gap: var(--space-1);
        max-width: 960px;
      }
      :host([stale]) ul {
        color: var(--ink-2);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        max-width: none;
        padding-top: var(--space-2);
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;
  /** Null while they are first computed. */
  @property({ attribute: false }) moves: readonly Move[] | null = null;
  /** The moves are of the plan before, and are computed anew. */
  @property({ type: Boolean }) stale = false;

  override render(): TemplateResult | typeof nothing {
    const { feasible, binding } = this.plan;
    if (binding.length === 0) return nothing;
    if (!feasible) return html`${binding.map((cause) => this.#noFleet(cause))}`;
    if (this.moves === null)
      return html`<h2>What binds</h2>
        <p class="quiet">Moving each setting a little…</p>`;
    const [first, ...others] = this.moves;
    if (first === undefined) {
      return html`<h2>What binds</h2>
        <p class="quiet">No setting: none saves a server when it is moved a little.</p>`;
    }
    return html`<h2>What binds</h2>
      <ul>
        ${[first, ...others].slice(0, MOST_MOVES).map((move) => this.#move(move))}
      </ul>`;
  }

  /** Why the limit stands where it does is told where the plan says so of the same field. */
  #move({ path, from, to, servers }: Move): TemplateResult {
    const cause = this.plan.binding.find(({ constraint }) => constraint === path);
    const { servers: now } = this.plan.fleet;
    return html`<li>
      <b>${fieldLabel(path)}</b> ${valueLabel(path, from)} → ${valueLabel(path, to)}:
      <b>−${formatCount(-servers)} ${servers === -1 ? 'server' : 'servers'}</b>${
        now === null || this.stale ? nothing : html` of ${formatCount(now)}`
      }.
      ${
        cause === undefined
          ? nothing
          : html`<span class="quiet">${inWords(cause.message)}</span> ${
                cause.line === undefined ? nothing : html`<a href=${ledgerHref(cause.line)}>Its line</a>`
              }`
      }
    </li>`;
  }

  #noFleet({ constraint, message, relief, ways = [] }: Binding): TemplateResult {
    const local = constraint === 'hardware.calibration';
    return html`<rr-notice kind="problem" heading="No such fleet: ${fieldLabel(constraint)}">
      <p>${inWords(message)}</p>
      <p>${inWords(relief)}</p>
      ${
        ways.length === 0 && !local
          ? nothing
          : html`<div class="ways no-print">
              ${ways.map((way) => this.#way(way))}
              ${local ? html`<a class="button" href="#/measure">Measure here</a> <a class="button" href="#/measure/calibrate">Choose a calibration</a>` : nothing}
            </div>`
      }
    </rr-notice>`;
  }

  #way({ path, value }: Way): TemplateResult {
    return html`<button
      @click=${() => {
        this.dispatchEvent(new FieldEditedEvent(path, String(value ?? UNSET)));
      }}
    >
      Set ${fieldLabel(path)} to ${valueLabel(path, value ?? UNSET)}
    </button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-binding': RrBinding;
  }
}
