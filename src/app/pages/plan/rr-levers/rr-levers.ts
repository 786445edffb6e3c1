import { TaskStatus } from '@lit/task';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { asEdited } from '../../../../catalog/starting-points.ts';
import { amountText, changeText } from '../../../../base/format.ts';
import type { Lever } from '../../../../plan/levers.ts';
import { headlinesOf } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { numeric, table, unnamed, type Row } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, hostInColumn, tableStyles } from '../../../styles/shared.ts';
import { ledgerHref, viewText } from '../ledger-address.ts';
import { inWords } from '../scenario-fields.ts';

const COLUMNS = headlinesOf('levers');

/**
 * @summary What is known to make serving cheaper and is not done yet, each alone: what it would do to this plan, and what it
 *   costs beside money; a click plans with it.
 */
@customElement('rr-levers')
export class RrLevers extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    hostInColumn(3),
    css`
      .pending {
        min-height: 320px;
        color: var(--ink-2);
      }
      th[scope='row'] {
        min-width: 168px;
      }
      td button.plain {
        white-space: nowrap;
      }
      .price {
        display: block;
        color: var(--ink-2);
        font: var(--text-12);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  /** Of the scenario as it stands. */
  @property({ attribute: false }) plan!: Plan;

  readonly #levers = backgroundTask(this, 'levers', () => [this.app.compute, this.question]);

  override render(): TemplateResult {
    const levers = this.#levers.value;
    if (levers === undefined) return html`<p class="pending">Planning anew with each lever…</p>`;
    const [working, others] = [levers.filter(({ plan }) => plan.feasible), levers.filter(({ plan }) => !plan.feasible)];
    return html`${table({
        label: 'Table of levers',
        columns: ['Lever', numeric('Effect'), ...COLUMNS.map(({ name }) => numeric(name)), unnamed('Plan with it')],
        rows: [
          { class: 'now', cells: ['As it is planned', '', ...this.#numbers(this.plan, ''), ''] },
          ...working.map((lever) => this.#row(lever)),
        ],
        busy: this.#levers.status === TaskStatus.PENDING,
      })}
      <p class="quiet">
        Each lever alone, the rest of the plan as it stands: the effects of two do not simply multiply. The effect is on
        the number of servers; a number opens its line in that plan’s ledger (arrow keys lead to it).
      </p>
      ${this.#impossible(others)}`;
  }

  #row(lever: Lever): Row {
    const { label, price, plan, servers } = lever;
    return {
      cells: [
        html`${label} <span class="price">${price}</span>`,
        servers === null ? '–' : servers === 1 ? 'none' : changeText(servers, 0),
        ...this.#numbers(plan, viewText({ kind: 'lever', lever: lever.id })),
        html`<button
          class="plain"
          aria-label="Plan with it: ${label}"
          @click=${() => {
            this.#pull(lever);
          }}
        >
          Plan with it
        </button>`,
      ],
    };
  }

  #numbers(plan: Plan, of: string): (TemplateResult | string)[] {
    return COLUMNS.map(({ id, unit }) => {
      const value = figureOf(plan, id);
      return value === null ? '–' : html`<a tabindex="-1" href=${ledgerHref(id, of)}>${amountText(value, unit)}</a>`;
    });
  }

  /** A lever that leads to no fleet is told with the reason. */
  #impossible(levers: readonly Lever[]): TemplateResult | typeof nothing {
    if (levers.length === 0) return nothing;
    return html`<p class="quiet">
      With ${levers.length === 1 ? 'this one' : 'these'} there is no fleet:
      ${levers.map(
        ({ label, plan }, index) =>
          html`${index > 0 ? ' ' : ''}${label}: ${inWords(plan.binding.at(0)?.message ?? '')}`,
      )}
    </p>`;
  }

  #pull({ label, scenario }: Lever): void {
    void this.app.draft.set(asEdited(scenario));
    this.app.toast.show(`Planned with: ${label}.`, () => {
      void this.app.draft.undo();
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-levers': RrLevers;
  }
}
