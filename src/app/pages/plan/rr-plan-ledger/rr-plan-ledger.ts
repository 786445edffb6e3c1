import { consume } from '@lit/context';
import { Task } from '@lit/task';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { formatCount } from '../../../../base/format.ts';
import { hardwareOf, withHardware } from '../../../../catalog/own-hardware.ts';
import type { LedgerView } from '../../../../plan/ledger-views.ts';
import type { Sensitivity } from '../../../../plan/sensitivity/sensitivity.ts';
import type { LedgerLine } from '../../../../records/plan.ts';
import type { Scenario } from '../../../../records/scenario.ts';
import type { LedgerRequest } from '../../../../workers/compute-protocol.ts';
import { shortServerName } from '../../../charts/server-name.ts';
import { appContext, type AppState } from '../../../state/app-state.ts';
import type { PlanAnswer } from '../../../state/plan-answers.ts';
import '../rr-ledger-place/rr-ledger-place.ts';
import { ledgerHref, parseView, viewText, withoutLedger } from '../ledger-address.ts';
import { SignalElement } from '../../../signals.ts';

/** What a view is of; empty where it is the plan on the page, with more lines. */
const nameOf = (view: LedgerView, scenario: Scenario): string => {
  switch (view.kind) {
    case 'server':
      return `the same load on ${shortServerName(hardwareOf(scenario).findServer(view.server)?.model ?? view.server)}`;
    case 'lever':
      return `the same load with the lever ${view.lever}`;
    case 'load':
      return `the same scenario at ${formatCount(view.queriesPerDay)} queries per day`;
    case 'other-mode':
      return scenario.mode === 'article'
        ? 'the same load by the physical model'
        : 'the same load by published arithmetic';
    case 'gap':
      return 'published arithmetic beside the physical model';
    case 'hour':
    case 'point':
    case 'racks':
      return '';
  }
};

/**
 * @summary The ledger that the address asks for: of the plan on the page, or of one beside it. Nothing where it asks for none.
 */
@customElement('rr-plan-ledger')
export class RrPlanLedger extends SignalElement {
  @consume({ context: appContext }) @state() private app!: AppState;
  @property({ attribute: false }) sensitivity: Sensitivity | null = null;
  #lastRequest: { readonly answered: PlanAnswer; readonly of: string; readonly request: LedgerRequest } | null = null;

  /** The last answer stands while the question changes, those of another view never. */
  readonly #answer = new Task(this, {
    args: () => [this.#request()] as const,
    task: async ([request], { signal }) =>
      request === null
        ? null
        : { of: viewText(request.view), lines: await this.app.compute.run('ledger', request, { signal }) },
  });

  override render(): TemplateResult | typeof nothing {
    const location = this.app.router.location.get();
    const { line, of = '' } = location.query;
    const answered = this.app.answers.latest.get();
    if (line === undefined || answered === null) return nothing;
    const view = parseView(of);
    const page = withoutLedger(location);
    return html`<rr-ledger-place
      .ledger=${{
        lines: this.#linesOf(view, answered),
        target: line,
        name: view === null ? '' : nameOf(view, this.#request()?.scenario ?? answered.question.scenario),
        hrefOf: (id: string) => ledgerHref(id, of, page),
        sensitivity: view === null ? this.sensitivity : null,
      }}
      @rr-drawer-closed=${() => {
        this.app.router.replace(page);
      }}
    ></rr-ledger-place>`;
  }

  #linesOf(view: LedgerView | null, { plan }: PlanAnswer): readonly LedgerLine[] | null {
    if (view === null) return plan.ledger;
    const answer = this.#answer.value ?? null;
    return answer?.of === viewText(view) ? answer.lines : null;
  }

  /** The same object while the question is the same, so that it is asked once. */
  #request(): LedgerRequest | null {
    const answered = this.app.answers.latest.get();
    const { line, of = '' } = this.app.router.location.get().query;
    const view = parseView(of);
    if (line === undefined || answered === null || view === null) return null;
    if (this.#lastRequest?.answered === answered && this.#lastRequest.of === of) return this.#lastRequest.request;
    const { scenario, options } = answered.question;
    const offered = view.kind === 'server' ? withHardware(scenario, this.app.hardware.facts.get()) : scenario;
    this.#lastRequest = { answered, of, request: { scenario: offered, options, view } };
    return this.#lastRequest.request;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rr-plan-ledger': RrPlanLedger;
  }
}
