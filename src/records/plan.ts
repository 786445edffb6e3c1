import type { Warning } from './measurement.ts';
import type { Scenario } from './scenario.ts';
import type { Tier } from './tier.ts';

/** The answer to a scenario. A plan is its ledger: every other number in it is the value of a ledger line. */
export const PLAN_FORMAT = 'roofrack-plan';
export const PLAN_VERSION = 1;

export interface LedgerLine {
  /**
   * `choice`: what the scenario asks for; it does not weaken the tier of what follows from it. `input`: a fact, from the
   * catalogue or a source. `formula`: the formula over other lines. `model`: computed by the throughput model or a solver
   * from the inputs listed; `formula` then says how in words.
   */
  readonly kind: 'choice' | 'input' | 'formula' | 'model';
  /** Dotted id, for example `fleet.gpus`; formulas refer to lines by it. */
  readonly id: string;
  readonly label: string;
  readonly value: number | null;
  readonly unit: string;
  /** Expression over ids, for example `ceil(demand.gpuHoursPerDay / 24)`; null for an input. */
  readonly formula: string | null;
  readonly inputs: readonly string[];
  /** Where an input or a formula comes from. */
  readonly source: string;
  readonly tier: Tier;
}

/** What limits the plan, in words, with what would relieve it. */
export interface Binding {
  readonly constraint: string;
  readonly message: string;
  readonly relief: string;
  /** Ledger line of the number that binds; missing where the plan has none. */
  readonly line?: string;
  /** Fields of the scenario and values of theirs that would lift it, each on its own; missing where none is known. */
  readonly ways?: readonly Way[];
}

export interface Way {
  readonly path: string;
  readonly value: string | number;
}

export interface Band {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}

export interface Plan {
  readonly format: typeof PLAN_FORMAT;
  readonly version: typeof PLAN_VERSION;
  readonly scenario: Scenario;
  readonly feasible: boolean;
  readonly binding: readonly Binding[];
  readonly demand: { readonly gpuHoursPerDay: number | null; readonly peakQueriesPerSecond: number | null };
  readonly serving: {
    /** Requests a replica decodes together in the busiest hour, on average. */
    readonly batch: number | null;
    readonly tensorParallel: number | null;
    readonly ttftMs: number | null;
    readonly tpotMs: number | null;
    readonly tokensPerSecondPerGpu: number | null;
  };
  readonly fleet: {
    readonly gpus: number | null;
    readonly servers: number | null;
    readonly spareServers: number | null;
    readonly racks: number | null;
    readonly gpusPerRack: number | null;
    readonly serversPerRack: number | null;
    readonly pflopsPerRack: number | null;
  };
  /** Least accelerators for the day's mean load, whatever the software: real numbers, not rounded up. */
  readonly floors: { readonly gpusByCompute: number | null; readonly gpusByWeightReads: number | null };
  readonly power: {
    readonly kwPerRack: number | null;
    readonly itMw: number | null;
    readonly facilityMw: number | null;
  };
  readonly energy: { readonly kwhPerDay: number | null; readonly usdPerDay: number | null };
  readonly cost: {
    readonly capexUsd: number | null;
    readonly rackUsd: number | null;
    readonly usdPerQuery: number | null;
    readonly usdPerMillionOutputTokens: number | null;
  };
  readonly carbon: { readonly kgPerDay: number | null };
  /** Band of each headline by ledger id; null until the uncertainty is computed. */
  readonly uncertainty: Readonly<Record<string, Band>> | null;
  readonly ledger: readonly LedgerLine[];
  readonly warnings: readonly Warning[];
}
