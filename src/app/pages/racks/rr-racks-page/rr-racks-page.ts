import { SignalWatcher } from '@lit-labs/signals';
import { consume } from '@lit/context';
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { hardwareOf } from '../../../../catalog/own-hardware.ts';
import { plan } from '../../../../plan/plan.ts';
import { layOutRacks } from '../../../../racks/lay-out-racks.ts';
import type { RackLayout } from '../../../../records/rack-layout.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import '../../../charts/rr-limit-bars/rr-limit-bars.ts';
import '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';

/**
 * @summary The fleet of the plan, stood into racks.
 */
@customElement('rr-racks-page')
export class RrRacksPage extends SignalWatcher(LitElement) {
  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      .row {
        display: flex;
        gap: var(--space-6);
        overflow-x: auto;
        padding: 2px 2px var(--space-3);
      }
      .intro {
        display: grid;
        gap: var(--space-2);
      }
      .intro .lead {
        font: var(--text-16);
      }
      @media print {
        .row {
          display: block;
          overflow: visible;
        }
        rr-rack-elevation {
          display: inline-block;
          margin: 0 var(--space-4) var(--space-4) 0;
        }
      }
    `,
  ];

  @consume({ context: appContext }) @state() private app!: AppState;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  override render(): TemplateResult {
    const scenario = this.app.draft.scenario.get();
    if (scenario === null) return html`<p class="page">Loading…</p>`;
    const { fleet, binding } = plan(scenario, this.app.answers.options.get());
    const server = hardwareOf(scenario).findServer(scenario.hardware.server);
    if (fleet.servers === null || server === null) {
      return html`<div class="page">
        <h1>Racks</h1>
        <rr-notice kind="warning" heading="The plan has no fleet to stand into racks">
          ${binding.map(({ message, relief }) => html`<p>${message} ${relief}</p>`)}
          <p><a href="#/plan">Go to the plan</a></p>
        </rr-notice>
      </div>`;
    }
    const layout = layOutRacks({ servers: fleet.servers, server, facility: scenario.facility });
    if (layout === null) {
      return this.#notDrawn('No elevation can be drawn', `Nobody published the height of ${server.model}.`);
    }
    if (layout.racks === 0) {
      return this.#notDrawn(
        'Not one server fits this rack',
        `${server.model} is taller, heavier or hungrier than the rack of the plan allows.`,
      );
    }
    return this.#layout(layout, scenario, fleet.racks, shortServerName(server.model));
  }

  #notDrawn(heading: string, reason: string): TemplateResult {
    return html`<div class="page">
      <h1>Racks</h1>
      <rr-notice kind="warning" heading=${heading}>
        <p>${reason}</p>
        <p><a href="#/plan">Change the server or the rack on the Plan page</a></p>
      </rr-notice>
    </div>`;
  }

  #layout(layout: RackLayout, { facility }: Scenario, planned: number | null, name: string): TemplateResult {
    const { racks, serversPerRack, serversInLastRack, limits, binding, elevations } = layout;
    const binds = limits.find(({ limit }) => limit === binding);
    return html`<div class="page">
      <div class="intro">
        <h1>${formatCount(racks)} racks</h1>
        <p class="lead">
          ${formatCount(serversPerRack)} × ${name} to a rack of ${formatCount(facility.rackUnits)} U,
          ${formatNumber(facility.rackKw)} kW and ${formatCount(facility.rackKg)}
          kg${serversInLastRack === serversPerRack ? '' : `, ${formatCount(serversInLastRack)} in the last`}.
          ${binds === undefined ? nothing : html`${binds.label} binds.`}
        </p>
        ${
          planned === null || planned === racks
            ? nothing
            : html`<p class="quiet">
                The plan counts ${formatCount(planned)}: the published estimate rounds down and leaves servers without a
                rack.
              </p>`
        }
        <p class="quiet"><a href="#/plan">Change the rack or the fleet on the Plan page</a></p>
      </div>
      <section aria-labelledby="limits">
        <h2 id="limits">A full rack</h2>
        <rr-limit-bars .limits=${limits} .binding=${binding}></rr-limit-bars>
      </section>
      <section aria-labelledby="elevations">
        <div class="section-head">
          <h2 id="elevations">Front elevations</h2>
          <span class="quiet small">
            ${
              racks > elevations.length
                ? `the first ${formatCount(elevations.length)}; the other ${formatCount(racks - elevations.length)} are like them`
                : 'all racks'
            }
          </span>
        </div>
        <div class="row" tabindex="0" role="group" aria-label="Rack elevations">
          ${elevations.map((rack) => html`<rr-rack-elevation .rack=${rack}></rr-rack-elevation>`)}
        </div>
      </section>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-racks-page': RrRacksPage;
  }
}
