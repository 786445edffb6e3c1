import { html, type TemplateResult } from 'lit';
import { measureIcon, planIcon, racksIcon } from '../shell/icons.ts';
import type { PageLocation } from './location.ts';

/** A page: its address, its name, and the module that is fetched when it is first opened. */
export interface Route {
  readonly segment: string;
  readonly title: string;
  readonly icon: TemplateResult;
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
    icon: planIcon,
    load: () => import('../pages/plan/rr-plan-page/rr-plan-page.ts'),
    render: () => html`<rr-plan-page></rr-plan-page>`,
  },
  {
    segment: 'racks',
    title: 'Racks',
    icon: racksIcon,
    load: () => import('../pages/racks/rr-racks-page/rr-racks-page.ts'),
    render: () => html`<rr-racks-page></rr-racks-page>`,
  },
];

/** Measure and Calibrate share a place in the rail; the second is a tab of the first. */
export const CALIBRATE: Route = {
  segment: 'measure',
  title: 'Calibrate',
  icon: measureIcon,
  load: () => import('../pages/calibrate/rr-calibrate-page/rr-calibrate-page.ts'),
  render: () => html`<rr-calibrate-page></rr-calibrate-page>`,
};

/** Null for an address that names no page. */
export const findRoute = ({ segments }: PageLocation): Route | null => {
  const [first = ROUTES[0].segment, second, ...rest] = segments;
  if (rest.length > 0) return null;
  if (first === CALIBRATE.segment && second === 'calibrate') return CALIBRATE;
  if (second !== undefined) return null;
  return ROUTES.find(({ segment }) => segment === first) ?? null;
};
