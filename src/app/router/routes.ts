import { html, type TemplateResult } from 'lit';
import { catalogIcon, measureIcon, planIcon, racksIcon, trainingIcon, verifyIcon } from '../shell/icons.ts';
import { findPage, type PageAddress, type PageId } from './addresses.ts';
import type { PageLocation } from './location.ts';

interface Loaded {
  /** In the rail. */
  readonly icon?: TemplateResult;
  /** What is edited there, for undo and redo; missing where nothing is. */
  readonly edits?: 'draft' | 'shelf' | 'trainingDraft';
  /** Fetches the module when the page is first opened. */
  readonly load: () => Promise<unknown>;
  readonly render: () => TemplateResult;
}

/** What the pages of `addresses.ts` are made of. */
const LOADED: Readonly<Record<PageId, Loaded>> = {
  measure: {
    icon: measureIcon,
    load: () => import('../pages/measure/rr-measure-page/rr-measure-page.ts'),
    render: () => html`<rr-measure-page></rr-measure-page>`,
  },
  adapter: {
    load: () => import('../pages/measure/rr-adapter-page/rr-adapter-page.ts'),
    render: () => html`<rr-adapter-page></rr-adapter-page>`,
  },
  calibrate: {
    load: () => import('../pages/calibrate/rr-calibrate-page/rr-calibrate-page.ts'),
    render: () => html`<rr-calibrate-page></rr-calibrate-page>`,
  },
  history: {
    load: () => import('../pages/history/rr-history-page/rr-history-page.ts'),
    render: () => html`<rr-history-page></rr-history-page>`,
  },
  'shared-run': {
    load: () => import('../pages/measure/rr-shared-run-page/rr-shared-run-page.ts'),
    render: () => html`<rr-shared-run-page></rr-shared-run-page>`,
  },
  plan: {
    edits: 'draft',
    icon: planIcon,
    load: () => import('../pages/plan/rr-plan-page/rr-plan-page.ts'),
    render: () => html`<rr-plan-page></rr-plan-page>`,
  },
  scenarios: {
    edits: 'shelf',
    load: () => import('../pages/scenarios/rr-scenarios-page/rr-scenarios-page.ts'),
    render: () => html`<rr-scenarios-page></rr-scenarios-page>`,
  },
  sweeps: {
    load: () => import('../pages/sweeps/rr-sweeps-page/rr-sweeps-page.ts'),
    render: () => html`<rr-sweeps-page></rr-sweeps-page>`,
  },
  racks: {
    edits: 'draft',
    icon: racksIcon,
    load: () => import('../pages/racks/rr-racks-page/rr-racks-page.ts'),
    render: () => html`<rr-racks-page></rr-racks-page>`,
  },
  training: {
    edits: 'trainingDraft',
    icon: trainingIcon,
    load: () => import('../pages/training/rr-training-page/rr-training-page.ts'),
    render: () => html`<rr-training-page></rr-training-page>`,
  },
  verify: {
    icon: verifyIcon,
    load: () => import('../pages/verify/rr-verify-page/rr-verify-page.ts'),
    render: () => html`<rr-verify-page></rr-verify-page>`,
  },
  catalog: {
    icon: catalogIcon,
    load: () => import('../pages/catalog/rr-catalog-page/rr-catalog-page.ts'),
    render: () => html`<rr-catalog-page></rr-catalog-page>`,
  },
};

export interface Route extends Loaded {
  readonly page: PageAddress;
}

const ROUTES = new Map<PageId, Route>();

/** The same object for the same page; null for an address that names none. */
export const findRoute = (location: PageLocation): Route | null => {
  const page = findPage(location);
  if (page === null) return null;
  const route = ROUTES.get(page.id) ?? { ...LOADED[page.id], page };
  ROUTES.set(page.id, route);
  return route;
};

export const iconOf = (id: PageId): TemplateResult | undefined => LOADED[id].icon;
