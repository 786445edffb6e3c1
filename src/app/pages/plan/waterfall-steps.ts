import type { WaterfallStep } from '../../charts/rr-waterfall/rr-waterfall.ts';
import { gapLines } from '../../../plan/two-plan-lines.ts';
import type { Plan } from '../../../records/plan.ts';
import { ledgerHref, viewText } from './ledger-address.ts';

/** The stage where both waterfalls meet: the day's mean load at full throughput. */
const MEAN_LOAD = 'waterfall.packing';

export interface Floor {
  readonly label: string;
  readonly value: number;
  readonly href: string;
  /** Per cent of the fleet's accelerators. */
  readonly share: { readonly value: number; readonly href: string } | null;
}

export interface Waterfalls {
  /** From one request at a time to mean load at full throughput: what is won. */
  readonly toThroughput: readonly WaterfallStep[];
  /** From there over the busiest hour, target utilisation, SLO and spares to the fleet: what is added. */
  readonly toFleet: readonly WaterfallStep[];
  readonly floors: readonly Floor[];
}

/** The published estimate as the first step; none where `other` is not the published arithmetic. */
const estimateStep = (physical: Plan, other: Plan): WaterfallStep[] => {
  const estimate =
    other.scenario.mode === 'article'
      ? gapLines(other, physical).find(({ id }) => id === 'estimate.servers')
      : undefined;
  if (estimate === undefined || estimate.value === null) return [];
  const { id, label, value } = estimate;
  return [{ label, value, href: ledgerHref(id, viewText({ kind: 'gap' })) }];
};

/** The waterfalls are lines of the ledger: nothing is computed here. */
export const waterfallSteps = ({ ledger }: Plan): Waterfalls => {
  const steps = ledger
    .filter(({ id }) => id.startsWith('waterfall.'))
    .flatMap(({ id, label, value }) =>
      value === null || value <= 0 ? [] : [{ id, label, value, href: ledgerHref(id) }],
    );
  const middle = steps.findIndex(({ id }) => id === MEAN_LOAD);
  const shareOf = (id: string): Floor['share'] => {
    const line = ledger.find((ledgerLine) => ledgerLine.id === id.replace('floors.gpus', 'floors.share'));
    return line?.value === undefined || line.value === null ? null : { value: line.value, href: ledgerHref(line.id) };
  };
  const floors = ledger
    .filter(({ id }) => id.startsWith('floors.gpus'))
    .flatMap(({ id, label, value }) =>
      value === null ? [] : [{ label, value, href: ledgerHref(id), share: shareOf(id) }],
    );
  return {
    toThroughput: steps.slice(0, middle + 1),
    toFleet: steps.slice(Math.max(0, middle)),
    floors,
  };
};

/** From the published estimate of the load to its mean at full throughput; `other` is the plan of published arithmetic. */
export const fromEstimateSteps = (physical: Plan, other: Plan): readonly WaterfallStep[] => [
  ...estimateStep(physical, other),
  ...waterfallSteps(physical).toThroughput,
];
