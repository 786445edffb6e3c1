import { consume } from '@lit/context';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { formatCount, formatNumber } from '../../../../base/format.ts';
import type { Problem } from '../../../../base/result.ts';
import { partsOf } from '../../../../plan/parts.ts';
import { planHall } from '../../../../plan/plan-racks.ts';
import type { PlacedRack } from '../../../../racks/device.ts';
import type { LayoutHall } from '../../../../racks/failures/layout-hall.ts';
import type { Hall } from '../../../../racks/hall/hall.ts';
import { layOutRacks } from '../../../../racks/lay-out-racks.ts';
import type { Layout } from '../../../../racks/layout.ts';
import type { Packing } from '../../../../racks/packing/packing.ts';
import { banksFor } from '../../../../racks/power/feed.ts';
import type { RackSupply } from '../../../../racks/power/rack-power.ts';
import type { Plan } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type {
  CascadeAnswer,
  CascadeRequest,
  RacksAnswer,
  RacksRequest,
  ScenarioRequest,
  StandingRequest,
} from '../../../../workers/compute-protocol.ts';
import '../../../charts/rr-limit-bars/rr-limit-bars.ts';
import '../../../controls/rr-notice/rr-notice.ts';
import { SignalElement } from '../../../signals.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import { backgroundTask } from '../../../state/background-task.ts';
import { remembered } from '../../../state/remembered.ts';
import { baseStyles, buttonStyles, pageStyles, tableStyles } from '../../../styles/shared.ts';
import { applyEdit, offered } from '../../plan/apply-edit.ts';
import type { FieldEditedEvent } from '../../plan/field-edited-event.ts';
import type { FieldProblems } from '../../plan/field-problem.ts';
import { fieldTemplate } from '../../plan/field-template.ts';
import '../../plan/rr-plan-ledger/rr-plan-ledger.ts';
import { fieldAt, inWords, offeredField } from '../../plan/scenario-fields.ts';
import { limitHref, lineLink } from '../ledger-lines.ts';
import { limitsTable } from '../limits-table.ts';
import { rackExports } from '../rack-exports.ts';
import { limitLabel, rackCount } from '../rack-numbers.ts';
import '../rr-equipment/rr-equipment.ts';
import '../rr-netbox-racks/rr-netbox-racks.ts';
import '../rr-rack-drawings/rr-rack-drawings.ts';
import '../rr-rack-failures/rr-rack-failures.ts';
import '../rr-rack-floor/rr-rack-floor.ts';
import '../rr-rack-power/rr-rack-power.ts';
import { racksPageStyles } from './rr-racks-page.styles.ts';

/** What a rack offers and a row holds, where the question is asked. */
const RACK_FIELDS = {
  article: ['facility.rackKw', 'facility.rackKg', 'facility.rackUnits', 'facility.reservedUnits'],
  physical: [
    'facility.rackKw',
    'facility.rackKg',
    'facility.cabinetKg',
    'facility.rackUnits',
    'facility.reservedUnits',
    'facility.airKw',
    'facility.liquidKw',
    'network.profile',
  ],
} as const;

const HALL_FIELDS = [
  'hall.racksPerRow',
  'hall.coldAisleMm',
  'hall.hotAisleMm',
  'hall.perimeterMm',
  'hall.containment',
  'hall.rackOrder',
  'facility.rackWidthMm',
  'facility.rackDepthMm',
] as const;

const FEED_FIELDS = [
  'facility.feeds',
  'facility.feedVoltageV',
  'facility.breakerStandard',
  'facility.racksPerPanel',
  'facility.ups',
  'facility.upsUnitKw',
] as const;

/** "47 racks, proved least": what follows the number. */
const certainty = ({ racks, bound, proved }: Packing): string => {
  if (proved) return 'proved least';
  const gap = formatCount(racks - bound.racks);
  return `at most ${gap} too many${bound.ignores.length === 0 ? '' : `, rules about ${bound.ignores.join(' and ')} aside`}`;
};

const sourceWords = ({ source }: Packing['bound']): string =>
  source === 'patterns'
    ? 'what a rack can hold'
    : source === 'solver'
      ? 'an integer programme'
      : `${limitLabel(source).toLowerCase()} alone`;

/**
 * @summary The fleet of the plan in racks: how few, what binds them, what hangs on their feeds, what a loss leads to, where
 *   everything stands; to change, to switch off and to take along.
 */
@customElement('rr-racks-page')
export class RrRacksPage extends SignalElement {
  static override styles = [baseStyles, buttonStyles, tableStyles, pageStyles, racksPageStyles];

  @consume({ context: appContext }) @state() private app!: AppState;
  @state() private problems: FieldProblems = new Map();

  readonly #racksRequest = remembered((question: ScenarioRequest, plan: Plan): RacksRequest => ({ ...question, plan }));
  readonly #fleetKey = remembered(({ request, layout }: RacksAnswer) => JSON.stringify([request, layout.network]));
  readonly #supply = remembered(({ layout }: RacksAnswer, scenario: Scenario): RackSupply | null =>
    scenario.mode === 'article' ? null : { feeds: layout.feeds, banks: banksFor(scenario.facility.feedVoltageV) },
  );
  readonly #layout = remembered(({ layout }: RacksAnswer, racks: readonly PlacedRack[]): Layout => ({
    ...layout,
    placement: { ...layout.placement, racks },
  }));
  readonly #standingRequest = remembered((layout: Layout, supply: RackSupply | null): StandingRequest => ({
    layout,
    supply,
  }));
  readonly #hallOf = remembered((scenario: Scenario, plan: Plan, layout: Layout): LayoutHall | null => {
    const hall = scenario.mode === 'article' ? null : planHall(scenario, plan, layout);
    return hall?.ok === true ? hall.value : null;
  });
  readonly #cascadeRequest = remembered((hall: LayoutHall | null, lost: readonly string[]): CascadeRequest | null =>
    hall === null || lost.length === 0 ? null : { hall, lost },
  );

  readonly #racks = backgroundTask(this, 'racks', () => {
    const answered = this.app.answers.latest.get();
    return [this.app.compute, answered === null ? null : this.#racksRequest(answered.question, answered.plan)];
  });
  readonly #standing = backgroundTask(this, 'standing', () => {
    const drawn = this.#drawn();
    return [this.app.compute, drawn === null ? null : this.#standingRequest(drawn.layout, drawn.supply)];
  });
  readonly #cascade = backgroundTask(this, 'cascade', () => [
    this.app.compute,
    this.#cascadeRequest(this.#hall(), this.app.racks.off.get()),
  ]);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.app.draft.ensure();
  }

  /** The racks as they are drawn: packed, with what was moved by hand, in the reader's hall. */
  #drawn(): { readonly answer: RacksAnswer; readonly layout: Layout; readonly supply: RackSupply | null } | null {
    const answered = this.app.answers.latest.get();
    const racks = this.#racks.value;
    if (answered === null || racks?.ok !== true) return null;
    const answer = racks.value;
    const placed = this.app.racks.racks(this.#fleetKey(answer), answer.layout.placement.racks);
    return {
      answer,
      supply: this.#supply(answer, answered.question.scenario),
      layout: this.#layout(answer, placed),
    };
  }

  /** The hall whose parts can be lost; null where nobody knows its feeds. */
  #hall(): LayoutHall | null {
    const answered = this.app.answers.latest.get();
    const drawn = this.#drawn();
    if (answered === null || drawn === null) return null;
    return this.#hallOf(answered.question.scenario, answered.plan, drawn.layout);
  }

  /** Of what is switched off now; null where nothing is, or while it is followed. */
  #followed(): CascadeAnswer | null {
    const answer = this.#cascade.value;
    return this.app.racks.off.get().length > 0 && answer?.ok === true ? answer.value : null;
  }

  override render(): TemplateResult {
    const answered = this.app.answers.latest.get();
    if (answered === null) {
      const failure = this.app.answers.failure.get();
      return failure === null ? html`<p class="page">Loading…</p>` : this.#failed(failure);
    }
    const failure = this.#racks.error;
    if (failure !== undefined) return this.#failed(failure instanceof Error ? failure.message : String(failure));
    return html`${this.#page(answered.plan, answered.question)}<rr-plan-ledger></rr-plan-ledger>`;
  }

  #failed(failure: string): TemplateResult {
    return html`<div class="page">
      <h1>Racks</h1>
      <rr-notice kind="warning" heading="The racks could not be computed">
        <p>That is a fault of this program: ${failure}</p>
      </rr-notice>
    </div>`;
  }

  #page(plan: Plan, question: ScenarioRequest): TemplateResult {
    const racks = this.#racks.value;
    const drawn = this.#drawn();
    const busy = this.app.answers.late.get() ? 'true' : 'false';
    // The fields stand in one place, whatever the answer: who is typing keeps the focus.
    return html`<div class="page" aria-busy=${busy} @rr-field-edited=${this.#edited}>
      ${
        racks === undefined
          ? html`<div class="intro">
              <h1>Racks</h1>
              <p class="lead">Computing how few racks hold the fleet…</p>
            </div>`
          : racks.ok
            ? this.#intro(racks.value.packing, plan, drawn?.layout ?? null)
            : this.#none(racks.error)
      }
      ${this.#inputs(question.scenario)}
      ${
        drawn === null
          ? racks === undefined
            ? html`<div class="pending"></div>`
            : nothing
          : this.#answer(drawn.answer, drawn.layout, drawn.supply, plan, question)
      }
    </div>`;
  }

  #none(problems: readonly Problem[]): TemplateResult {
    return html`<div class="intro">
      <h1>Racks</h1>
      <rr-notice kind="warning" heading="No racks">
        ${problems.map(({ message }) => html`<p>${inWords(message)}</p>`)}
        <p><a href="#/plan">Go to the plan</a></p>
      </rr-notice>
    </div>`;
  }

  #answer(
    answer: RacksAnswer,
    layout: Layout,
    supply: RackSupply | null,
    plan: Plan,
    question: ScenarioRequest,
  ): TemplateResult {
    const standing = this.#standing.value;
    const followed = this.#followed();
    const hall = this.#hall();
    const current = standing?.hall ?? null;
    return html`${this.#limits(answer, plan, question)}
      <rr-rack-drawings
        .layout=${layout}
        .packing=${answer.packing}
        .fleetKey=${this.#fleetKey(answer)}
        .packed=${answer.layout.placement.racks}
        .labels=${this.#labels(current)}
        .states=${followed?.racks ?? null}
        .feedNames=${hall === null ? [] : layout.feeds.map(({ name }) => name)}
      ></rr-rack-drawings>
      ${
        supply === null || !standing?.power
          ? nothing
          : html`<rr-rack-power
              .racks=${layout.placement.racks}
              .power=${standing.power}
              .supply=${supply}
            ></rr-rack-power>`
      }
      ${hall === null ? nothing : html`<rr-rack-failures .hall=${hall} .cascade=${followed}></rr-rack-failures>`}
      <rr-rack-floor
        .layout=${layout}
        .packed=${answer.layout.placement.racks}
        .fleetKey=${this.#fleetKey(answer)}
        .hall=${current}
        .labels=${this.#labels(current)}
        .states=${followed?.racks ?? null}
        ?losable=${hall !== null}
      ></rr-rack-floor>
      ${this.#exports(layout, plan)}
      <rr-netbox-racks></rr-netbox-racks>`;
  }

  readonly #labels = remembered((hall: Hall | null): readonly string[] => {
    const labels: string[] = [];
    for (const { index, label } of hall?.rows.flatMap(({ racks }) => racks) ?? []) labels[index] = label;
    return labels;
  });

  #intro(packing: Packing, { fleet }: Plan, layout: Layout | null): TemplateResult {
    const { racks, bound, binding, ownRacks, warnings } = packing;
    return html`<div class="intro">
      <h1>
        ${fleet.racks === racks ? lineLink('fleet.racks', formatCount(racks)) : formatCount(racks)}
        ${racks === 1 ? 'rack' : 'racks'}, ${certainty(packing)}
      </h1>
      <p class="lead">
        No fewer than ${formatCount(bound.racks)} hold the fleet (${formatNumber(bound.fraction, 6)} by
        ${sourceWords(bound)}). ${binding === null ? nothing : html`${limitLabel(binding)} binds.`}
        ${ownRacks === 0 ? nothing : html`${formatCount(ownRacks)} are rack-scale systems.`}
      </p>
      ${
        layout === null || layout.placement.racks.every(({ placements }) => placements.length > 0)
          ? nothing
          : html`<p class="quiet">
              ${formatCount(rackCount(layout.placement.racks.filter(({ placements }) => placements.length === 0)))} of
              them stand empty since their devices were moved.
            </p>`
      }
      ${
        fleet.racks === null || fleet.racks === racks
          ? nothing
          : html`<p class="quiet">
              The plan counts ${lineLink('fleet.racks', formatCount(fleet.racks))}: the published estimate rounds as it
              is told to.
            </p>`
      }
      ${warnings.map((warning) => html`<p class="quiet">${warning}</p>`)}
    </div>`;
  }

  #inputs(scenario: Scenario): TemplateResult {
    const shown = offered(this.app, scenario);
    const group = (legend: string, paths: readonly string[]): TemplateResult =>
      html`<fieldset>
        <legend>${legend}</legend>
        <div class="fields">
          ${paths.map((path) => fieldTemplate(offeredField(fieldAt(path), shown), shown, this.problems))}
        </div>
      </fieldset>`;
    return html`<section aria-labelledby="room" class="inputs no-print">
      <h2 id="room">What your racks and your hall take</h2>
      ${group('A rack', RACK_FIELDS[scenario.mode])}
      ${
        shown.mode === 'article'
          ? html`<p class="quiet">
              The published arithmetic knows no feeds: power by feed and losses are there for a physical plan.
            </p>`
          : html`<fieldset>
                <legend>What else stands in them</legend>
                <rr-equipment .equipment=${shown.facility.equipment} .problems=${this.problems}></rr-equipment>
              </fieldset>
              ${group('The hall', HALL_FIELDS)} ${group('What feeds it', FEED_FIELDS)}`
      }
    </section>`;
  }

  #limits(answer: RacksAnswer, { fleet }: Plan, { scenario, options }: ScenarioRequest): TemplateResult {
    const parts = partsOf(scenario, options.calibration ?? null);
    const full =
      parts.ok && fleet.servers !== null
        ? layOutRacks({ servers: fleet.servers, server: parts.value.server, facility: scenario.facility })
        : null;
    return html`<section class="ruled" aria-labelledby="limits">
      <div class="section-head">
        <h2 id="limits">What binds, and what more would buy</h2>
        ${
          full === null || full.racks === 0
            ? nothing
            : html`<span class="quiet small"
                >a rack full of servers: ${lineLink('racks.serversPerRack', formatCount(full.serversPerRack))} per
                rack</span
              >`
        }
      </div>
      ${
        full === null || full.racks === 0
          ? nothing
          : html`<rr-limit-bars .limits=${full.limits} .binding=${full.binding} .hrefOf=${limitHref}></rr-limit-bars>`
      }
      ${limitsTable(answer)}
      ${
        answer.request.rules.spread.length === 0
          ? nothing
          : html`<p class="quiet">
              What more buys leaves out that the loss of a rack is to be survived: larger racks come with more spares.
            </p>`
      }
    </section>`;
  }

  #exports(layout: Layout, plan: Plan): TemplateResult {
    return html`<section aria-labelledby="take" class="ruled no-print">
      <h2 id="take">Take it along</h2>
      <div class="buttons">
        ${rackExports.map(
          (way) => html`<button type="button" @click=${() => void way.save(layout, plan)}>${way.label}</button>`,
        )}
        <button
          type="button"
          @click=${() => {
            window.print();
          }}
        >
          Print
        </button>
      </div>
    </section>`;
  }

  readonly #edited = (event: FieldEditedEvent): void => {
    this.problems = applyEdit(this.app, event, this.problems);
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-racks-page': RrRacksPage;
  }
}
