import { entryAt } from '../../base/checked.ts';
import { remembered } from '../../base/remembered.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Layout } from '../../throughput/deployment.ts';
import type { Replica } from '../../throughput/replica.ts';
import { kvSlots } from './kv-slots.ts';
import { laidOut, networkOf, type Infeasibility, type ServingOptions } from './laid-out.ts';
import { swingOf, tpotP99S, type Swing } from './latency.ts';
import { replicasPerServer } from './layouts.ts';
import {
  batchForStrain,
  operatingPoint,
  pointAtOf,
  pointForRate,
  promptBudgetBatch,
  type OperatingPoint,
  type PointAt,
} from './operating-point.ts';
import type { Workload } from './workload.ts';

/** What keeps a replica from being loaded further. */
export type RateLimit = 'policy' | 'tpot' | 'ttft';

/** So few in progress that requests practically never meet. */
export const ALONE = 1e-6;

/** A replica that decodes, with its limits, before any SLO is looked at. */
export interface Decoder {
  readonly layout: Layout;
  readonly replica: Replica;
  readonly workload: Workload;
  /** What the network ports of the server give each accelerator, one direction. */
  readonly portBytesPerS: number;
  readonly kvSlots: number;
  readonly batchLimit: number;
  /** Copies of the model on a server; below 1 where a copy spans several. */
  readonly replicasPerServer: number;
  /** As many requests as fit, whatever they then wait. */
  readonly full: OperatingPoint;
  /** What target utilisation and the SLOs of token intervals let it decode; found when it is first asked for. */
  readonly decoding: () => Result<Decoding, Infeasibility>;
}

export const decoderFor = (
  options: ServingOptions,
  workload: Workload,
  layout: Layout,
): Result<Decoder, Infeasibility> => {
  const { serving } = options.scenario;
  const created = laidOut(options, layout, 'decode');
  if (!created.ok) return err({ kind: 'refused', pool: 'decode', problem: created.error });
  const replica = created.value;
  const slots = kvSlots(replica, workload, serving.kvPolicy);
  if (slots < 1) return err({ kind: 'does-not-fit', pool: 'decode', layout, replica });
  const batchLimit = Math.min(slots, serving.maxBatch, promptBudgetBatch(workload));
  let decoding: Result<Decoding, Infeasibility> | null = null;
  const decoder: Decoder = {
    layout,
    replica,
    workload,
    portBytesPerS: networkOf(options.server).portBytesPerS,
    kvSlots: slots,
    batchLimit,
    full: operatingPoint(replica, workload, batchLimit),
    replicasPerServer: replicasPerServer(layout, options.server.gpus),
    decoding: () => (decoding ??= decodingOf(options, decoder)),
  };
  return ok(decoder);
};

/** Latency over its SLO, in the class where that is largest: above 1 the SLO is broken. */
export const strain = (latenciesS: readonly number[], slosS: readonly number[]): number =>
  latenciesS.reduce((most, seconds, index) => Math.max(most, seconds / entryAt(slosS, index)), 0);

export const floorOf = (
  kind: 'tpot-floor' | 'ttft-floor',
  { classes }: Workload,
  layout: Layout,
  best: readonly number[],
  slosS: readonly number[],
): Result<never, Infeasibility> => {
  const index = best.findIndex((seconds, which) => seconds > entryAt(slosS, which));
  const className = entryAt(classes, index).name;
  return err({ kind, layout, bestS: entryAt(best, index), sloS: entryAt(slosS, index), className });
};

/** A batch that target utilisation and an SLO allow, and which of them binds. */
export interface Bound {
  readonly batch: number;
  readonly limit: RateLimit;
}

/** A decoder as far as target utilisation and the SLOs of token intervals let it be loaded. */
export interface Decoding extends Bound {
  readonly at: PointAt;
  readonly swingAt: (batch: number) => Swing;
  readonly tpotOf: (batch: number) => readonly number[];
  /** Lowers the batch until another SLO holds. */
  readonly keeping: (from: Bound, by: RateLimit, strainAt: (size: number) => number) => Bound;
}

const decodingOf = (options: ServingOptions, decoder: Decoder): Result<Decoding, Infeasibility> => {
  const { replica, workload, full, layout } = decoder;
  const at = remembered(pointAtOf(replica, workload));
  const swingAt = remembered((batch) => swingOf(at, at(batch)));
  const tpotOf = remembered((batch) => tpotP99S(workload, at(batch), swingAt(batch)));
  const slosS = workload.classes.map((trafficClass) => trafficClass.tpotP99S);
  const policyRate = options.scenario.serving.targetUtilisation * full.requestsPerS;
  /**
   * A smaller batch nearly always serves fewer requests per second, but not always: the rate drops a little where one more request
   * opens another tile or touches another expert. Where the smaller batch would serve more than target utilisation allows, that
   * binds again, at a batch smaller still.
   */
  const keeping: Decoding['keeping'] = (from, by, strainAt) => {
    const batch = batchForStrain(from.batch, strainAt);
    if (at(batch).requestsPerS <= policyRate) return { batch, limit: by };
    return { batch: pointForRate(at, policyRate, at(batch)).batch, limit: 'policy' };
  };
  const tools = { at, swingAt, tpotOf, keeping };
  const allowed: Bound = { batch: pointForRate(at, policyRate, full).batch, limit: 'policy' };
  if (strain(tpotOf(allowed.batch), slosS) <= 1) return ok({ ...tools, ...allowed });
  const best = tpotOf(ALONE);
  if (strain(best, slosS) > 1) return floorOf('tpot-floor', workload, layout, best, slosS);
  return ok({ ...tools, ...keeping(allowed, 'tpot', (size) => strain(tpotOf(size), slosS)) });
};
