import { TaskStatus } from '@lit/task';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount, quantityText } from '../../../../base/format.ts';
import { hardwareOf } from '../../../../catalog/own-hardware.ts';
import type { HardwareRow } from '../../../../plan/compare-hardware.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';

const cheapestFirst = (rows: readonly HardwareRow[]): readonly HardwareRow[] => {
  const cost = ({ plan: { cost } }: HardwareRow): number => cost.usdPerMillionOutputTokens ?? Number.MAX_VALUE;
  const count = ({ plan: { fleet } }: HardwareRow): number => fleet.servers ?? Number.MAX_VALUE;
  return [...rows].sort((a, b) => cost(a) - cost(b) || count(a) - count(b));
};

const show = (value: number | null, unit: string): string =>
  value === null ? '–' : unit === '' ? formatCount(value) : quantityText(value, unit);

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

  readonly #rows = backgroundTask(this, 'hardware', () => [this.app.compute, this.question]);

  override render(): TemplateResult {
    const rows = cheapestFirst(this.#rows.value ?? []);
    return html`<div
      class="table-scroll"
      tabindex="0"
      role="group"
      aria-label="Table of servers"
      aria-busy=${this.#rows.status === TaskStatus.PENDING ? 'true' : 'false'}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col" class="figure">Servers</th>
            <th scope="col" class="figure">GPUs</th>
            <th scope="col" class="figure">Racks</th>
            <th scope="col" class="figure">Facility</th>
            <th scope="col" class="figure">Purchase</th>
            <th scope="col" class="figure">A million tokens</th>
            ${this.#hasFits() ? html`<th scope="col">Stands on</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${rows.filter(({ plan }) => plan.feasible).map((row) => this.#row(row))}
        </tbody>
      </table>
      <p class="quiet">Cheapest first; those without a published price (–) follow, fewest servers first.</p>
      ${this.#impossible(rows.filter(({ plan }) => !plan.feasible))}
    </div>`;
  }

  #nameOf(server: string): string {
    return shortServerName(hardwareOf(this.question.scenario).findServer(server)?.model ?? server);
  }

  #impossible(rows: readonly HardwareRow[]): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<details>
      <summary>${formatCount(rows.length)} servers cannot serve it</summary>
      <dl>
        ${rows.map(
          ({ server, plan }) =>
            html`<dt>${this.#nameOf(server)}</dt>
              <dd class="quiet">${plan.binding.at(0)?.message ?? ''}</dd>`,
        )}
      </dl>
    </details>`;
  }

  /** What a row stands on is told where the reader has fits in use: the others are published throughout. */
  #hasFits(): boolean {
    const { calibration = null, stackFit = null } = this.question.options;
    return this.question.scenario.mode === 'physical' && (calibration !== null || stackFit !== null);
  }

  #row({ server, fits, plan: { fleet, power, cost } }: HardwareRow): TemplateResult {
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
    return html`<tr class=${chosen ? 'chosen' : ''}>
      <th scope="row">${button}</th>
      <td class="figure">${show(fleet.servers, '')}</td>
      <td class="figure">${show(fleet.gpus, '')}</td>
      <td class="figure">${show(fleet.racks, '')}</td>
      <td class="figure">${show(power.facilityMw, 'MW')}</td>
      <td class="figure">${show(cost.capexUsd, 'USD')}</td>
      <td class="figure">${show(cost.usdPerMillionOutputTokens, 'USD')}</td>
      ${this.#hasFits() ? html`<td class=${fits.length === 0 ? 'quiet' : ''}>${fits.length === 0 ? 'published' : fits.join(', ')}</td>` : nothing}
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hardware-comparison': RrHardwareComparison;
  }
}
