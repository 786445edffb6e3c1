import { formatHash, type PageLocation } from './location.ts';

export interface PageAddress {
  /** Stands for the page in `routes.ts`, which says what it is made of. */
  readonly id: string;
  readonly segments: readonly string[];
  readonly title: string;
  /** A further segment names what the page is to show, which says itself whether there is such a thing. */
  readonly parts?: boolean;
  /** Only links lead there. */
  readonly linked?: boolean;
}

/** Every page, once: the rail, the router and the journeys are made from this list. The first is the start. */
export const PAGES = [
  { id: 'measure', segments: ['measure'], title: 'Measure' },
  { id: 'adapter', segments: ['measure', 'adapter'], title: 'Adapter' },
  { id: 'calibrate', segments: ['measure', 'calibrate'], title: 'Calibrate' },
  { id: 'history', segments: ['measure', 'history'], title: 'History' },
  { id: 'shared-run', segments: ['measure', 'shared'], title: 'Shared run', linked: true },
  { id: 'plan', segments: ['plan'], title: 'Plan', parts: true },
  { id: 'scenarios', segments: ['plan', 'scenarios'], title: 'Scenarios' },
  { id: 'sweeps', segments: ['plan', 'sweeps'], title: 'Sweeps' },
  { id: 'racks', segments: ['racks'], title: 'Racks' },
  { id: 'training', segments: ['training'], title: 'Training' },
  { id: 'verify', segments: ['verify'], title: 'Verify' },
  { id: 'catalog', segments: ['catalog'], title: 'Catalogue', parts: true },
] as const satisfies readonly PageAddress[];

export type PageId = (typeof PAGES)[number]['id'];

const ALL: readonly (PageAddress & { readonly id: PageId })[] = PAGES;

export const hrefOf = ({ segments }: PageAddress): string => formatHash({ segments, query: {} });

/** The pages that the rail shows, each with those below it. */
export const RAIL = ALL.filter(({ segments }) => segments.length === 1).map((page) => ({
  page,
  below: ALL.filter(
    ({ segments, linked = false }) => !linked && segments.length > 1 && segments[0] === page.segments[0],
  ),
}));

/** The addresses of all pages that can be opened without more. */
export const OPEN_ADDRESSES: readonly string[] = ALL.filter(({ linked = false }) => !linked).map(hrefOf);

/** Null for an address that names no page. */
export const findPage = ({ segments }: PageLocation): (PageAddress & { readonly id: PageId }) | null => {
  const wanted = segments.length === 0 ? PAGES[0].segments : segments;
  const starts = ({ segments: own }: PageAddress): boolean => own.every((segment, index) => segment === wanted[index]);
  return (
    ALL.find((page) => starts(page) && page.segments.length === wanted.length) ??
    ALL.find((page) => page.parts === true && starts(page) && page.segments.length + 1 === wanted.length) ??
    null
  );
};
