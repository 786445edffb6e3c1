import { html, type TemplateResult } from 'lit';
import { catalogIcon, measureIcon, planIcon, racksIcon } from '../shell/icons.ts';
import type { PageLocation } from './location.ts';

/** A page: its address, its name, and the module that is fetched when it is first opened. */
export interface Route {
  readonly segment: string;
  readonly title: string;
  readonly icon: TemplateResult;
  /** What is edited there, for undo and redo; missing where nothing is. */
  readonly edits?: 'draft' | 'shelf';
  readonly load: () => Promise<unknown>;
  readonly render: (location: PageLocation) => TemplateResult;
}

export const ROUTES: readonly Route[] = [
  {
    segment: 'measure',
    title: 'Measure',
    icon: measureIcon,
    load: () => import('../pages/measure/rr-measure-page/rr-measure-page.ts'),
    render: () => html`<rr-measure-page></rr-measure-page>`,
  },
  {
    segment: 'plan',
    title: 'Plan',
    edits: 'draft',
    icon: planIcon,
    load: () => import('../pages/plan/rr-plan-page/rr-plan-page.ts'),
    render: () => html`<rr-plan-page></rr-plan-page>`,
  },
  {
    segment: 'racks',
    title: 'Racks',
    edits: 'draft',
    icon: racksIcon,
    load: () => import('../pages/racks/rr-racks-page/rr-racks-page.ts'),
    render: () => html`<rr-racks-page></rr-racks-page>`,
  },
  {
    segment: 'catalog',
    title: 'Catalogue',
    icon: catalogIcon,
    load: () => import('../pages/catalog/rr-catalog-page/rr-catalog-page.ts'),
    render: () => html`<rr-catalog-page></rr-catalog-page>`,
  },
];

/** Pages below another one: they keep its place in the rail. */
const SUBPAGES: readonly (Route & { readonly below: string })[] = [
  {
    segment: 'measure',
    below: 'calibrate',
    title: 'Calibrate',
    icon: measureIcon,
    load: () => import('../pages/calibrate/rr-calibrate-page/rr-calibrate-page.ts'),
    render: () => html`<rr-calibrate-page></rr-calibrate-page>`,
  },
  {
    segment: 'measure',
    below: 'history',
    title: 'History',
    icon: measureIcon,
    load: () => import('../pages/history/rr-history-page/rr-history-page.ts'),
    render: () => html`<rr-history-page></rr-history-page>`,
  },
  {
    segment: 'plan',
    below: 'scenarios',
    title: 'Scenarios',
    edits: 'shelf',
    icon: planIcon,
    load: () => import('../pages/scenarios/rr-scenarios-page/rr-scenarios-page.ts'),
    render: () => html`<rr-scenarios-page></rr-scenarios-page>`,
  },
  {
    segment: 'measure',
    below: 'shared',
    title: 'Shared run',
    icon: measureIcon,
    load: () => import('../pages/measure/rr-shared-run-page/rr-shared-run-page.ts'),
    render: () => html`<rr-shared-run-page></rr-shared-run-page>`,
  },
];

/** Null for an address that names no page. */
export const findRoute = ({ segments }: PageLocation): Route | null => {
  const [first = ROUTES[0].segment, second, ...rest] = segments;
  if (rest.length > 0) return null;
  if (second === undefined) return ROUTES.find(({ segment }) => segment === first) ?? null;
  return SUBPAGES.find(({ segment, below }) => segment === first && below === second) ?? null;
};
