import { html, type TemplateResult } from 'lit';
import type { Sensitivity } from '../../../plan/sensitivity/sensitivity.ts';
import type { OwnFacts } from '../../../records/own-hardware.ts';
import type { Plan } from '../../../records/plan.ts';
import { publishedEstimate } from '../../../records/scenario.ts';
import type { ScenarioRequest } from '../../../workers/compute-protocol.ts';
import { ALL_LINES, ledgerHref } from './ledger-address.ts';

/** What a section of the Plan page is drawn from. */
export interface PlanView {
  readonly question: ScenarioRequest;
  readonly plan: Plan;
  /** Null while it is first computed. */
  readonly sensitivity: Sensitivity | null;
  /** Hardware and models that this browser keeps beside the catalogue. */
  readonly own: OwnFacts;
}

/** A part of the page below the answer. */
export interface PlanSection {
  /** In addresses: `#/plan?show=servers`. */
  readonly id: string;
  readonly title: string;
  /** What is there, in a line, while it is closed. */
  readonly about: string;
  /** Whether a plan has it; missing where every plan does. */
  readonly isIn?: (plan: Plan) => boolean;
  /** Fetches its elements when it is first opened and seen. */
  readonly load: () => Promise<unknown>;
  readonly render: (view: PlanView) => TemplateResult;
}

const isPhysical = ({ scenario }: Plan): boolean => scenario.mode === 'physical';

/** All sections, in their order: a new one is an entry here. */
export const PLAN_SECTIONS: readonly PlanSection[] = [
  {
    id: 'load',
    title: 'How the load is carried',
    about: 'Latency as the load grows, with the knee; batch against token interval; a check by simulation.',
    isIn: isPhysical,
    load: () => import('./rr-load-view/rr-load-view.ts'),
    render: ({ question, plan }) => html`<rr-load-view .question=${question} .plan=${plan}></rr-load-view>`,
  },
  {
    id: 'servers',
    title: 'The same load on other servers',
    about: 'Every server of the catalogue, cheapest first, by accelerator.',
    isIn: isPhysical,
    load: () => import('./rr-hardware-comparison/rr-hardware-comparison.ts'),
    render: ({ question, own }) =>
      html`<rr-hardware-comparison .question=${question} .own=${own}></rr-hardware-comparison>`,
  },
  {
    id: 'levers',
    title: 'What would make it cheaper',
    about: 'Quantisation, pruning, a smaller model, speculation, caching: what each would do to this plan.',
    isIn: isPhysical,
    load: () => import('./rr-levers/rr-levers.ts'),
    render: ({ question, plan }) => html`<rr-levers .question=${question} .plan=${plan}></rr-levers>`,
  },
  {
    id: 'beside',
    title: 'Beside other plans',
    about: 'This plan and up to five others, number by number, with the inputs in which they differ.',
    load: () => import('./rr-beside/rr-beside.ts'),
    render: () => html`<rr-beside></rr-beside>`,
  },
  {
    id: 'budget',
    title: 'What a budget serves',
    about: 'The load that so many racks, so much power or money carries.',
    load: () => import('./rr-budget/rr-budget.ts'),
    render: ({ question }) => html`<rr-budget .question=${question}></rr-budget>`,
  },
  {
    id: 'cost',
    title: 'What it costs',
    about: 'What each part of the fleet adds to the money of a month, and what makes it up.',
    load: () => import('./rr-cost/rr-cost.ts'),
    render: ({ plan }) => html`<rr-cost .plan=${plan}></rr-cost>`,
  },
  {
    id: 'energy',
    title: 'Energy and carbon',
    about: 'By what is counted: accelerators, servers, facility or life cycle; per day and per query; power by phase.',
    isIn: isPhysical,
    load: () => import('./rr-footprint/rr-footprint.ts'),
    render: ({ plan }) => html`<rr-footprint .plan=${plan}></rr-footprint>`,
  },
  {
    id: 'own-or-rent',
    title: 'Own or rent',
    about:
      'The same load on hardware of your own and on rented servers, by term, with the price where they meet; as a bill.',
    load: () => import('./rr-own-or-rent/rr-own-or-rent.ts'),
    render: ({ question, plan }) =>
      html`<rr-own-or-rent .question=${question} .kwhPerDay=${plan.energy.kwhPerDay}></rr-own-or-rent>`,
  },
  {
    id: 'sure',
    title: 'How sure these numbers are',
    about: 'What each range comes from, as a tornado, and what would halve it.',
    load: () => import('./rr-uncertainty/rr-uncertainty.ts'),
    render: ({ sensitivity }) =>
      html`<p class="quiet">
          Each uncertain input was moved to both ends of its 90 % band, the others held; their effects add in squares.
          Its line in the ledger says why a band is that wide.
        </p>
        <rr-uncertainty .sensitivity=${sensitivity}></rr-uncertainty>`,
  },
  {
    id: 'published',
    title: 'Published arithmetic beside the physical model',
    about: 'The estimate that was published of this load, and the factors between the two.',
    isIn: ({ scenario }) => publishedEstimate(scenario) !== null,
    load: () => import('./rr-mode-comparison/rr-mode-comparison.ts'),
    render: ({ question, plan }) => html`<rr-mode-comparison .question=${question} .plan=${plan}></rr-mode-comparison>`,
  },
  {
    id: 'to-fleet',
    title: 'From mean load to the fleet',
    about: 'Each factor by name: the busiest hour, utilisation, SLO, spares; and the floors below.',
    isIn: isPhysical,
    load: () => import('./rr-way-to-fleet/rr-way-to-fleet.ts'),
    render: ({ plan }) => html`<rr-way-to-fleet .plan=${plan}></rr-way-to-fleet>`,
  },
  {
    id: 'ledger',
    title: 'Ledger',
    about: 'Every number with its formula, its inputs, its source and how it is known.',
    load: () => Promise.resolve(),
    render: ({ plan }) =>
      html`<p class="quiet">
          ${plan.ledger.length} lines, in the order they are computed. A click on a number anywhere opens its line.
        </p>
        <div class="no-print"><a class="button" href=${ledgerHref(ALL_LINES)}>Open the ledger</a></div>`,
  },
];
