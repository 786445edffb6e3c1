import { consume } from '@lit/context';
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import { partsOf } from '../../../../plan/parts.ts';
import { layOutRacks } from '../../../../racks/lay-out-racks.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { RackLayout, RackLimit } from '../../../../records/rack-layout.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { ScenarioRequest } from '../../../../workers/compute-protocol.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import '../../../charts/rr-limit-bars/rr-limit-bars.ts';
import '../../../charts/rr-rack-elevation/rr-rack-elevation.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { baseStyles, buttonStyles, pageStyles } from '../../../styles/shared.ts';
import { ledgerHref, viewText } from '../../plan/ledger-address.ts';
import '../../plan/rr-plan-ledger/rr-plan-ledger.ts';
import { inWords } from '../../plan/scenario-fields.ts';
import { SignalElement } from '../../../signals.ts';

const PAGE = { segments: ['racks'], query: {} };
/** Address of a line of the plan, or of one of the racks as they are drawn. */
const lineHref = (id: string): string => ledgerHref(id, viewText({ kind: 'racks' }), PAGE);
const lineLink = (id: string, text: string): TemplateResult => html`<a href=${lineHref(id)}>${text}</a>`;
const link = (id: string, text: string): TemplateResult => lineLink(`racks.${id}`, text);

const SUFFIX: Readonly<Record<RackLimit['limit'], string>> = {
  units: 'Units',
  power: 'Kw',
  weight: 'Kg',
  air: 'AirKw',
  liquid: 'LiquidKw',
  cooling: 'CoolingKw',
};
const limitHref = (limit: RackLimit['limit'], number: 'used' | 'room' | 'servers'): string =>
  lineHref(`racks.${number === 'servers' ? 'serversBy' : number}${SUFFIX[limit]}`);

const FULL = { servers: 'racks.serversInFirst', power: 'racks.usedKw', weight: 'racks.usedKg' };
const LAST = { servers: 'racks.serversInLast', power: 'racks.lastKw', weight: 'racks.lastKg' };
const fullRackHref = (number: keyof typeof FULL): string => lineHref(FULL[number]);
const lastRackHref = (number: keyof typeof LAST): string => lineHref(LAST[number]);

/**
 * @summary The fleet of the plan, stood into racks.
 */
@customElement('rr-racks-page')
export class RrRacksPage extends SignalElement {
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
    const answered = this.app.answers.latest.get();
    if (answered === null) {
      const failure = this.app.answers.failure.get();
      return failure === null
        ? html`<p class="page">Loading…</p>`
        : this.#notDrawn('The plan could not be computed', `That is a fault of this program: ${failure}`);
    }
    const { plan, question } = answered;
    return html`${this.#page(plan, question)}<rr-plan-ledger></rr-plan-ledger>`;
  }

  #page({ feasible, fleet, binding }: Plan, { scenario, options }: ScenarioRequest): TemplateResult {
    const parts = partsOf(scenario, options.calibration ?? null, options.models ?? []);
    if (!feasible || fleet.servers === null || !parts.ok) {
      return html`<div class="page">
        <h1>Racks</h1>
        <rr-notice kind="warning" heading="The plan has no fleet to stand into racks">
          ${binding.map(({ message, relief }) => html`<p>${inWords(message)} ${inWords(relief)}</p>`)}
          <p><a href="#/plan">Go to the plan</a></p>
        </rr-notice>
      </div>`;
    }
    const { server } = parts.value;
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

  #layout(layout: RackLayout, { facility, mode }: Scenario, planned: number | null, name: string): TemplateResult {
    const { racks, serversPerRack, serversInLastRack, limits, binding, elevations } = layout;
    const binds = limits.find(({ limit }) => limit === binding);
    const { rackUnits, reservedUnits } = facility;
    return html`<div class="page" aria-busy=${this.app.answers.late.get() ? 'true' : 'false'}>
      <div class="intro">
        <h1>${link('count', formatCount(racks))} ${racks === 1 ? 'rack' : 'racks'}</h1>
        <p class="lead">
          ${link('serversPerRack', formatCount(serversPerRack))} × ${name} to a rack of
          ${lineLink('facility.rackUnits', formatCount(rackUnits))}
          U${reservedUnits === 0 ? '' : html`, ${lineLink('facility.reservedUnits', formatCount(reservedUnits))} of them reserved`}${
            'rackKw' in facility
              ? html`, ${lineLink('facility.rackKw', formatNumber(facility.rackKw))} kW and
                ${lineLink('facility.rackKg', formatCount(facility.rackKg))} kg`
              : ', filled by height alone'
          }${
            serversInLastRack === serversPerRack
              ? ''
              : html`, ${link('serversInLast', formatCount(serversInLastRack))} in the last`
          }.
          ${binds === undefined ? nothing : html`${binds.label} binds.`}
        </p>
        ${
          planned === null || planned === racks
            ? nothing
            : html`<p class="quiet">
                The plan counts ${lineLink('fleet.racks', formatCount(planned))}:
                ${mode === 'article' ? 'the published estimate rounds as it is told to' : 'these are of the servers alone, and its switches need more'}.
              </p>`
        }
        <p class="quiet"><a href="#/plan">Change the rack or the fleet on the Plan page</a></p>
      </div>
      <section aria-labelledby="limits">
        <h2 id="limits">A full rack</h2>
        <rr-limit-bars .limits=${limits} .binding=${binding} .hrefOf=${limitHref}></rr-limit-bars>
      </section>
      <section aria-labelledby="elevations">
        <div class="section-head">
          <h2 id="elevations">Front elevations</h2>
          <span class="quiet small">
            ${
              racks > elevations.length
                ? `the first ${formatCount(elevations.length)}; the others are like them${serversInLastRack === serversPerRack ? '' : `, but the last holds ${formatCount(serversInLastRack)}`}`
                : 'all racks'
            }
          </span>
        </div>
        <div class="row" tabindex="0" role="group" aria-label="Rack elevations">
          ${elevations.map(
            (rack, index) =>
              html`<rr-rack-elevation
                .rack=${rack}
                .hrefOf=${index === racks - 1 ? lastRackHref : fullRackHref}
              ></rr-rack-elevation>`,
          )}
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
