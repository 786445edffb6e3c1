import { rememberedFor } from '../../base/remembered.ts';
import type { Accelerator, Model } from '../../catalog/schema.ts';
import { acceleratorsOf, type Layout } from '../../throughput/deployment.ts';
import { decodesInStep, pointAtOf, pointForRate } from '../serving/operating-point.ts';
import type { ServingPlan } from '../serving/choose-replica.ts';
import { weightShareRead } from '../serving/weight-share-read.ts';

/** What an accelerator does, as shares of what it can. */
export interface Activity {
  /** Bytes per second over the peak bandwidth. */
  readonly bandwidth: number;
  /** FLOP per second over the peak of the format in use. */
  readonly compute: number;
}

/**
 * Power of an accelerator by what it does: a share of its TDP for being on, more for reading memory and more for computing,
 * never more than the TDP.
 *
 *   power = TDP · min(1, on + memory·bandwidth + matrices·FLOP/s)
 *
 * FLOP/s weigh so much because a kernel at its full speed reaches half to three quarters of the peak, and draws the whole TDP.
 * Fitted by hand to a few published watts each, which phase-power.test.ts holds them against with others.
 */
export interface PowerLaw {
  readonly on: number;
  readonly memory: number;
  readonly matrices: number;
  readonly source: string;
}

const AMPERE: PowerLaw = {
  on: 0.155,
  memory: 1.1,
  matrices: 4.5,
  source:
    'A100: mean power of Splitwise’s runs (Mutinifni/splitwise-sim @8f99e7d), 2,983 W of eight at batch 32 (arXiv 2507.00418), 62 W idle',
};
const HOPPER: PowerLaw = {
  on: 0.1,
  memory: 0.47,
  matrices: 2.5,
  source:
    'H100: 300 W at batch 1 and 600 W at 128 (ML.ENERGY Benchmark v3.0, quoted at vllm-semantic-router.com/docs/fleet-sim/power-model)',
};

/** The law of an accelerator's generation; that of H100 where nobody published watts that would tell. */
export const powerLawOf = ({ architecture }: Pick<Accelerator, 'architecture'>): PowerLaw =>
  architecture.startsWith('Ampere') ? AMPERE : HOPPER;

export const shareOfTdp = ({ on, memory, matrices }: PowerLaw, { bandwidth, compute }: Activity): number =>
  Math.min(1, on + memory * bandwidth + matrices * compute);

const IDLE: Activity = { bandwidth: 0, compute: 0 };

export const PHASES = ['prefill', 'decode', 'idle'] as const;
export type Phase = (typeof PHASES)[number];

/** A phase of serving: its share of the time of an accelerator, and what an accelerator draws in it. */
export interface PhaseDraw {
  readonly time: number;
  readonly shareOfTdp: number;
}

/** What the accelerators of a fleet do. */
export type PhaseDraws = Readonly<Record<Phase, PhaseDraw>>;

export interface PhaseLoad {
  /** Requests per second for as much of a server of any kind as a replica that decodes takes, those that are spare included. */
  readonly requestsPerS: number;
  /** Share of the servers that read prompts alone; 0 where every replica does both. */
  readonly promptShare: number;
}

const computeDraws = (
  serving: ServingPlan,
  { model, accelerator }: { readonly model: Model; readonly accelerator: Accelerator },
  { requestsPerS, promptShare }: PhaseLoad,
): PhaseDraws | null => {
  const { replica, workload, layout, full, planned, prefillPool } = serving;
  if (accelerator.memoryBandwidthGBps === null) return null;
  const peakBytesPerS = accelerator.memoryBandwidthGBps * 1e9;
  const flopPerToken = (of: Layout): number => (2 * replica.paramsActive) / acceleratorsOf(of);

  const decoding = requestsPerS / (1 - promptShare);
  const above = decoding < planned.requestsPerS ? planned : full;
  const point = decoding < full.requestsPerS ? pointForRate(pointAtOf(replica, workload), decoding, above) : full;
  const { batch } = point;
  const { draftTokens, tokensPerStep } = workload.speculation;
  const stepS = point.stepS * tokensPerStep;
  const decodes = decodesInStep(workload, batch);
  // Each micro-batch of a pipeline reads the weights of its stage.
  const reads = Math.min(layout.stages, Math.max(1, decodes));
  const weightBytes = replica.weightBytesPerGpu * weightShareRead(model, replica.paramsTotal, decodes);
  const decode: Activity = {
    bandwidth:
      (reads * weightBytes + decodes * replica.kvBytesPerGpu(workload.meanContextTokens)) / stepS / peakBytesPerS,
    compute: (decodes * (draftTokens + 1) * flopPerToken(layout)) / stepS / replica.rate.peakFlops,
  };

  const reader = prefillPool ?? { ...serving, promptS: point.prefillS };
  const { computedInputTokens, chunkTokens } = workload;
  // Beside decoding a prompt is read in chunks; where it is read alone, in a pass with those of the other ranks.
  const passesPerPrompt = prefillPool === null ? computedInputTokens / chunkTokens : 1 / reader.replica.spread.data;
  const prefill: Activity = {
    bandwidth: (reader.replica.weightBytesPerGpu * passesPerPrompt) / reader.promptS / peakBytesPerS,
    compute: (computedInputTokens * flopPerToken(reader.layout)) / reader.promptS / replica.rate.peakFlops,
  };

  const busy = (1 - promptShare) * -Math.expm1(-batch);
  const readersPerDecoder = reader.replicasPerServer / serving.replicasPerServer;
  const prefillTime = Math.min(1, (requestsPerS * reader.promptS) / readersPerDecoder);
  const decodeTime = prefillPool === null ? Math.max(0, busy - prefillTime) : busy;
  const law = powerLawOf(accelerator);
  const of = (time: number, activity: Activity): PhaseDraw => ({ time, shareOfTdp: shareOfTdp(law, activity) });
  return {
    prefill: of(prefillTime, prefill),
    decode: of(decodeTime, decode),
    idle: of(Math.max(0, 1 - prefillTime - decodeTime), IDLE),
  };
};

/** Plans of one load in other halls and at other prices ask for the same draws one after the other. */
const MOST_KEPT = 32;
const keptDraws = rememberedFor<ServingPlan, PhaseDraws | null>(MOST_KEPT);

/**
 * Phases at a load of the replicas: prompts take their share of the time, a replica without any request waits (requests in
 * progress are Poisson: e^−n), and all else is decoding. Null where the accelerator's bandwidth is not known.
 */
export const phaseDraws = (
  serving: ServingPlan,
  parts: { readonly model: Model; readonly accelerator: Accelerator },
  load: PhaseLoad,
): PhaseDraws | null =>
  keptDraws(serving, `${String(load.requestsPerS)} ${String(load.promptShare)}`, () =>
    computeDraws(serving, parts, load),
  );
