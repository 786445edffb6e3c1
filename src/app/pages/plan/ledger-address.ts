import type { LedgerView } from '../../../plan/ledger-views.ts';
import type { Explain } from '../../charts/xy-data.ts';
import { formatHash, type PageLocation } from '../../router/location.ts';

const PLAN: PageLocation = { segments: ['plan'], query: {} };

/** In place of a line's id: the ledger from its first line. */
export const ALL_LINES = 'all';

/** `server:dgx-h100`, `hour:13`, `gap`: a view as it stands in an address. */
export const viewText = (view: LedgerView): string => {
  switch (view.kind) {
    case 'server':
      return `server:${view.server}`;
    case 'lever':
      return `lever:${view.lever}`;
    case 'load':
      return `load:${String(view.queriesPerDay)}`;
    case 'hour':
      return `hour:${String(view.hour)}`;
    case 'point':
      return `point:${String(view.ofPlanned)}`;
    case 'gap':
    case 'other-mode':
    case 'racks':
      return view.kind;
  }
};

/** Null where the text names no view; an address is anybody's to write. */
export const parseView = (text: string): LedgerView | null => {
  const colon = text.indexOf(':');
  const kind = colon < 0 ? text : text.slice(0, colon);
  const rest = colon < 0 ? '' : text.slice(colon + 1);
  const number = rest === '' ? NaN : Number(rest);
  if (kind === 'other-mode' || kind === 'gap' || kind === 'racks') return rest === '' ? { kind } : null;
  if (kind === 'server' && rest !== '') return { kind, server: rest };
  if (kind === 'lever' && rest !== '') return { kind, lever: rest };
  // As far as a scenario's own load goes.
  if (kind === 'load' && number > 0 && number <= 1e13) return { kind, queriesPerDay: number };
  if (kind === 'hour' && Number.isInteger(number) && number >= 0) return { kind, hour: number };
  if (kind === 'point' && number >= 0 && Number.isFinite(number)) return { kind, ofPlanned: number };
  return null;
};

/**
 * Address of a ledger line's explanation: on the Plan page or the one given; in the plan's own ledger or in that which
 * `of` names.
 */
export const ledgerHref = (line: string, of = '', page: PageLocation = PLAN): string =>
  formatHash({ segments: page.segments, query: { ...page.query, line, ...(of === '' ? {} : { of }) } });

/** For charts, which know lines and views but no addresses. */
export const explainOnPlan: Explain = (line, view) => ledgerHref(line, view === undefined ? '' : viewText(view));

/** The same page with no ledger open. */
export const withoutLedger = ({ segments, query }: PageLocation): PageLocation => {
  const { line: _line, of: _of, ...rest } = query;
  return { segments, query: rest };
};
