import type { WaterfallStep } from '../../charts/rr-waterfall/rr-waterfall.ts';
import type { Plan } from '../../../records/plan.ts';
import { ledgerHref } from './rr-ledger/ledger-href.ts';

/** The stage where both waterfalls meet: the day's mean load at full throughput. */
const MEAN_LOAD = 'waterfall.packing';

export interface Floor {
  readonly label: string;
  readonly value: number;
  /** Per cent of the fleet's accelerators. */
  readonly share: number;
  readonly href: string;
}

export interface Waterfalls {
  /** From the published estimate to mean load at full throughput: what is won. */
  readonly fromEstimate: readonly WaterfallStep[];
  /** From there over the busiest hour, policy, promises and spares to the fleet: what is added. */
  readonly toFleet: readonly WaterfallStep[];
  readonly floors: readonly Floor[];
}

/** The waterfalls are the ledger's own lines: nothing is computed here. */
export const waterfallSteps = ({ ledger, fleet }: Plan): Waterfalls => {
  const steps = ledger
    .filter(({ id }) => id.startsWith('waterfall.'))
    .flatMap(({ id, label, value }) =>
      value === null || value <= 0 ? [] : [{ id, label, value, href: ledgerHref(id) }],
    );
  const middle = steps.findIndex(({ id }) => id === MEAN_LOAD);
  const floors = ledger
    .filter(({ id }) => id.startsWith('floors.'))
    .flatMap(({ id, label, value }) =>
      value === null || fleet.gpus === null
        ? []
        : [{ label, value, share: (100 * value) / fleet.gpus, href: ledgerHref(id) }],
    );
  return { fromEstimate: steps.slice(0, middle + 1), toFleet: steps.slice(Math.max(0, middle)), floors };
};
