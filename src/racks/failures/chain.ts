import type { BreakerStandard } from '../power/breaker.ts';

/**
 * What a hall hangs on, as a graph: nodes give power, cooling, network or a place to what hangs on them, up to the loads.
 * The rooms that know feeds, fabrics and loops make its nodes; the cascade knows only ratings and how inputs stand in for
 * each other. Amounts are in one unit a service, W of power and of heat, Gbit/s of network.
 */
export interface ChainInput {
  /** Id of the node it takes from. */
  readonly node: string;
  /** Its part, beside the other inputs that live: 1 for equal parts. */
  readonly weight: number;
}

export interface Protection {
  /** In the unit of the rating it belongs to. */
  readonly rating: number;
  readonly standard: BreakerStandard;
  /** The current that the times of its standard go by, A. */
  readonly ratingA: number;
}

/** How an amount becomes what the rating is of: amperes of the worst line, or the amount itself. */
export type Circuit =
  | { readonly kind: 'amount'; readonly unit: string }
  | { readonly kind: 'single' | 'delta' | 'wye'; readonly voltageV: number };

export interface Rating {
  readonly circuit: Circuit;
  /** What it carries for hours. */
  readonly continuous: number;
  /** Null for what nothing switches off: above its rating it is over it, and stays. */
  readonly breaker: Protection | null;
}

export interface ChainNode {
  readonly id: string;
  /** "feed", "pdu", "leaf", "cdu", …: failures are listed by it. */
  readonly kind: string;
  /** What its load comes from; none for a source. */
  readonly inputs: readonly ChainInput[];
  /** Weight of inputs that must live for it to live. */
  readonly needs: number;
  /** All living inputs by weight, or the first that lives: a static switch. */
  readonly takes: 'shared' | 'first';
  /** What it lives by but takes no part of its load from: of each group `needs` nodes must live. */
  readonly also: readonly { readonly nodes: readonly string[]; readonly needs: number }[];
  /** What it takes above what it gives: a share of it, and an amount while it lives. */
  readonly loss: { readonly share: number; readonly fixed: number };
  readonly rating: Rating | null;
}

/** Bank or phase of a three-phase supply: L1-L2 or L1-N is 0, and so on; null loads all three alike. */
export type BankIndex = 0 | 1 | 2 | null;

export interface LoadSupply {
  readonly node: string;
  /** Cords, ports or hoses: its part of the amount. */
  readonly units: number;
  readonly bank: BankIndex;
}

/** One thing that a load needs, in units that stand in for each other. */
export interface Demand {
  readonly service: string;
  readonly amount: number;
  readonly supplies: readonly LoadSupply[];
  /** Units that must live; null where nobody published it: with fewer than all the load may be up or down. */
  readonly needed: number | null;
}

export interface ChainLoad {
  readonly id: string;
  readonly gpus: number;
  /** Replicas that stop with it. */
  readonly replicas: readonly number[];
  readonly demands: readonly Demand[];
}

export interface Chain {
  /** In any order; no node may hang on itself, directly or through others. */
  readonly nodes: readonly ChainNode[];
  readonly loads: readonly ChainLoad[];
  /** Replicas that the promised load needs. */
  readonly replicasNeeded: number;
}

/** A node that says only what differs from a plain source. */
export const chainNode = (id: string, kind: string, known: Partial<ChainNode> = {}): ChainNode => ({
  id,
  kind,
  inputs: [],
  needs: 1,
  takes: 'shared',
  also: [],
  loss: { share: 0, fixed: 0 },
  rating: null,
  ...known,
});
