import { Task, TaskStatus } from '@lit/task';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatCount, quantityText } from '../../../../base/format.ts';
import { servers } from '../../../../catalog/catalog.ts';
import { checkScenarioIds } from '../../../../plan/check-ids.ts';
import { plan } from '../../../../plan/plan.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import { baseStyles, buttonStyles, tableStyles } from '../../../styles/shared.ts';
import { FieldEditedEvent } from '../field-edited-event.ts';

interface Row {
  readonly server: string;
  readonly name: string;
  readonly answer: Plan;
}

/** A pause between plans, so that typing is answered while twenty servers are planned. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const comparePlans = async (scenario: Scenario, signal: AbortSignal): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const { id, model } of servers) {
    const variant: Scenario = {
      ...scenario,
      hardware: { ...scenario.hardware, server: id, accelerator: null, calibration: null },
    };
    if (checkScenarioIds(variant).length > 0) continue;
    await breathe();
    signal.throwIfAborted();
    rows.push({ server: id, name: shortServerName(model), answer: plan(variant, { ledger: false }) });
  }
  const cost = ({ answer }: Row): number =>
    answer.feasible ? (answer.cost.usdPerMillionOutputTokens ?? 1e300) : Infinity;
  return rows.sort((a, b) => cost(a) - cost(b));
};

const show = (value: number | null, unit: string): string =>
  value === null ? '–' : unit === '' ? formatCount(value) : quantityText(value, unit);

/**
 * @summary The same load on every server of the catalogue, cheapest first; a click plans with it.
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

  @property({ attribute: false }) scenario!: Scenario;

  readonly #rows = new Task(this, {
    args: () => [this.scenario] as const,
    task: ([scenario], { signal }) => comparePlans(scenario, signal),
  });

  override render(): TemplateResult {
    const rows = this.#rows.value ?? [];
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
          </tr>
        </thead>
        <tbody>
          ${rows.filter(({ answer }) => answer.feasible).map((row) => this.#row(row))}
        </tbody>
      </table>
      ${this.#impossible(rows.filter(({ answer }) => !answer.feasible))}
    </div>`;
  }

  #impossible(rows: readonly Row[]): TemplateResult | typeof nothing {
    if (rows.length === 0) return nothing;
    return html`<details>
      <summary>${formatCount(rows.length)} servers cannot serve it</summary>
      <dl>
        ${rows.map(
          ({ name, answer }) =>
            html`<dt>${name}</dt>
              <dd class="quiet">${answer.binding.at(0)?.message ?? ''}</dd>`,
        )}
      </dl>
    </details>`;
  }

  #row({ server, name, answer }: Row): TemplateResult {
    const chosen = server === this.scenario.hardware.server;
    const button = html`<button
      class="plain"
      aria-pressed=${chosen ? 'true' : 'false'}
      @click=${() => {
        this.dispatchEvent(new FieldEditedEvent('hardware.server', server));
      }}
    >
      ${name}
    </button>`;
    const { fleet, power, cost } = answer;
    return html`<tr class=${chosen ? 'chosen' : ''}>
      <th scope="row">${button}</th>
      <td class="figure">${show(fleet.servers, '')}</td>
      <td class="figure">${show(fleet.gpus, '')}</td>
      <td class="figure">${show(fleet.racks, '')}</td>
      <td class="figure">${show(power.facilityMw, 'MW')}</td>
      <td class="figure">${show(cost.capexUsd, 'USD')}</td>
      <td class="figure">${show(cost.usdPerMillionOutputTokens, 'USD')}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-hardware-comparison': RrHardwareComparison;
  }
}
