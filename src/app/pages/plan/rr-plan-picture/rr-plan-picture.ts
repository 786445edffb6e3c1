import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { hardwareOf } from '../../../../catalog/own-hardware.ts';
import type { Plan } from '../../../../records/plan.ts';
import { dayChart } from '../../../charts/day-chart.ts';
import type { FleetPicture } from '../../../charts/rr-fleet-racks/rr-fleet-racks.ts';
import '../../../charts/rr-fleet-racks/rr-fleet-racks.ts';
import '../../../charts/rr-xy-chart/rr-xy-chart.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import { baseStyles } from '../../../styles/shared.ts';
import { explainOnPlan } from '../ledger-address.ts';

/** Beside each other both are above the fold of a small screen. */
const DAY_HEIGHT_PX = 200;

const fleetPicture = ({ fleet, scenario }: Plan): FleetPicture | null => {
  const { racks, servers, spareServers, serversPerRack } = fleet;
  if (racks === null || servers === null || serversPerRack === null || racks === 0) return null;
  const server = hardwareOf(scenario).findServer(scenario.hardware.server);
  return {
    racks,
    servers,
    spareServers: spareServers ?? 0,
    serversPerRack,
    serverName: shortServerName(server?.model ?? scenario.hardware.server),
  };
};

/**
 * @summary The answer as a picture: the fleet as racks, and the day's load against what it serves.
 */
@customElement('rr-plan-picture')
export class RrPlanPicture extends LitElement {
  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr));
        gap: var(--space-4) var(--space-8);
      }
    `,
  ];

  @property({ attribute: false }) plan!: Plan;

  override render(): TemplateResult {
    const fleet = fleetPicture(this.plan);
    const day = dayChart(this.plan, explainOnPlan);
    return html`${
      fleet === null
        ? html`<p class="quiet">${this.plan.feasible ? 'Nobody published how such servers fill a rack.' : nothing}</p>`
        : html`<div>
            <rr-fleet-racks .fleet=${fleet}></rr-fleet-racks>
            <p class="no-print"><a href="#/racks">What stands where, and what a loss leads to</a></p>
          </div>`
    }
    ${day === null ? nothing : html`<rr-xy-chart .data=${day} height=${DAY_HEIGHT_PX}></rr-xy-chart>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-picture': RrPlanPicture;
  }
}
