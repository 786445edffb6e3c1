import { TaskStatus } from '@lit/task';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, amountText } from '../../../../base/format.ts';
import { hardwareOf, withHardware } from '../../../../catalog/own-hardware.ts';
import type { HardwareRow } from '../../../../plan/compare-hardware.ts';
import { OWN_PREFIX, type OwnFacts } from '../../../../records/own-hardware.ts';
import { headlinesOf, type HeadlineEntry } from '../../../../records/ledger-lines.ts';
import { figureOf, type Plan } from '../../../../records/plan.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import { numeric, table, type Row } from '../../../controls/table.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';
import { ledgerHref, viewText } from '../ledger-address.ts';
import { acceleratorsIn, inWords } from '../scenario-fields.ts';

const cheapestFirst = (rows: readonly HardwareRow[]): readonly HardwareRow[] => {
  const cost = ({ plan: { cost } }: HardwareRow): number => cost.usdPerMillionOutputTokens ?? Number.MAX_VALUE;
  const count = ({ plan: { fleet } }: HardwareRow): number => fleet.servers ?? Number.MAX_VALUE;
  return [...rows].sort((a, b) => cost(a) - cost(b) || count(a) - count(b));
};

const COLUMNS = headlinesOf('servers');

/**
 * @summary The same load on every server of the catalogue, cheapest first, with what each row stands on; a click plans with it.
 * @fires rr-field-edited - The reader chose a server.
 */
@customElement('rr-hardware-comparison')
export class RrHardwareComparison extends LitElement {
  static override styles = [
    baseStyles,
    buttonStyles,
    tableStyles,
    css`
      th button.plain {
        padding-inline: 0;
        text-align: start;
      }
      th[scope='row'] {
        min-width: 152px;
      }
      .chosen > * {
        background: var(--accent-soft);
      }
      details {
        padding-top: var(--space-3);
      }
      dt {
        padding-top: var(--space-2);
      }
      dd {
        max-width: var(--line-length);
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) question!: ScenarioRequest;
  /** What the reader keeps beside the catalogue: compared whether the scenario has it or not. */
  @property({ attribute: false }) own!: OwnFacts;
  /** The question with all own hardware at hand; the same object while both are the same, so that it is asked once. */
  #lastRequest!: ScenarioRequest;

  readonly #rows = backgroundTask(this, 'hardware', () => [this.app.compute, this.#lastRequest]);

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('question') && !changed.has('own')) return;
    this.#lastRequest = { ...this.question, scenario: withHardware(this.question.scenario, this.own) };
  }

  override render(): TemplateResult {
    const rows = cheapestFirst(this.#rows.value ?? []);
    return html`${table({
        label: 'Table of servers',
        columns: ['Server', ...COLUMNS.map(({ name }) => numeric(name)), ...(this.#hasFits() ? ['Stands on'] : [])],
        rows: rows.filter(({ plan }) => plan.feasible).map((row) => this.#row(row)),
        busy: this.#rows.status === TaskStatus.PENDING,
      })}
      <p class="quiet">
        Cheapest first; those without a published price (–) follow, fewest servers first. A name plans with that server;
        a number opens its line in that plan’s ledger (arrow keys lead to it).
      </p>
      ${this.#impossible(rows.filter(({ plan }) => !plan.feasible))}`;
  }

  #nameOf(server: string): string {
    return shortServerName(hardwareOf(this.#lastRequest.scenario).findServer(server)?.model ?? server);
  }

  #acceleratorsOf(id: string): string {
    const { findServer, findAccelerator } = hardwareOf(this.#lastRequest.scenario);
    const server = findServer(id);
    return server === null ? '' : acceleratorsIn(server.gpus, findAccelerator(server.acceleratorId));
  }

  #impossible(rows: readonly HardwareRow[]): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<details>
      <summary>${formatCount(rows.length)} servers cannot serve it</summary>
      <dl>
        ${rows.map(
          ({ server, plan }) =>
            html`<dt>${this.#nameOf(server)}</dt>
              <dd class="quiet">${inWords(plan.binding.at(0)?.message ?? '')}</dd>`,
        )}
      </dl>
    </details>`;
  }

  /** What a row stands on is told where the reader has fits in use: the others are published throughout. */
  #hasFits(): boolean {
    const { calibration = null, stackFit = null } = this.question.options;
    return this.question.scenario.mode === 'physical' && (calibration !== null || stackFit !== null);
  }

  #row({ server, fits, plan }: HardwareRow): Row {
    const chosen = server === this.question.scenario.hardware.server;
    const button = html`<button
      class="plain"
      aria-pressed=${chosen ? 'true' : 'false'}
      @click=${() => {
        this.dispatchEvent(new FieldEditedEvent('hardware.server', server));
      }}
    >
      ${this.#nameOf(server)}
    </button>`;
    const ownNote = server.startsWith(OWN_PREFIX) ? html` <span class="quiet small">own</span>` : nothing;
    const standsOn = fits.length === 0 ? { content: 'published', class: 'quiet' } : fits.join(', ');
    return {
      class: chosen ? 'chosen' : '',
      cells: [
        html`${button}${ownNote}
          <div class="quiet small">${this.#acceleratorsOf(server)}</div>`,
        ...COLUMNS.map((column) => this.#cell(server, plan, column)),
        ...(this.#hasFits() ? [standsOn] : []),
      ],
    };
  }

  #cell(server: string, plan: Plan, { id, unit }: HeadlineEntry): TemplateResult | string {
    const number = figureOf(plan, id);
    if (number === null) return '–';
    const href = ledgerHref(id, viewText({ kind: 'server', server }));
    return html`<a tabindex="-1" href=${href}>${amountText(number, unit)}</a>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hardware-comparison': RrHardwareComparison;
  }
}
