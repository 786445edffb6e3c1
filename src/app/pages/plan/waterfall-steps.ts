import type { Plan } from '../../../records/plan.ts';
import type { WaterfallStep } from '../../charts/rr-waterfall/rr-waterfall.ts';
import { ledgerHref } from './rr-ledger/ledger-href.ts';

const PREFIX = 'waterfall.';

/** The ledger's waterfall lines, in order: from the published estimate to the fleet, each a factor with a name. */
export const waterfallSteps = ({ ledger }: Plan): WaterfallStep[] =>
  ledger.flatMap(({ id, label, value }) =>
    id.startsWith(PREFIX) && value !== null && value > 0 ? [{ label, value, href: ledgerHref(id) }] : [],
  );
