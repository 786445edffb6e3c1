import { entryAt } from '../base/checked.ts';
import { tierOfHardware, tierOfModel } from '../catalog/own-hardware.ts';
import type { Model } from '../catalog/schema.ts';
import type { Tier } from '../records/tier.ts';
import type { Parts } from './parts.ts';
import type { Ledger } from './ledger.ts';

/** Lines that both ways of answering have: the server as the catalogue knows it, and the least that any software needs. */

export const serverLines = (
  ledger: Ledger,
  { server, nameplateW }: Pick<Parts, 'server' | 'nameplateW'>,
  powerShare = 1,
): void => {
  const source = entryAt(server.sources, 0);
  const words = { of: server.model };
  const tier = tierOfHardware(server.id);
  ledger.input('server.gpus', server.gpus, source, tier, words);
  ledger.input('server.units', server.uHeight, source, tier, words);
  const nameplateKw = nameplateW === null ? null : nameplateW / 1000;
  if (powerShare === 1) ledger.input('server.maxKw', nameplateKw, source, tier, words);
  else {
    ledger.input('server.nameplateKw', nameplateKw, source, tier, words);
    ledger.choice('facility.powerShare', powerShare);
    ledger.line('server.maxKw', 'server.nameplateKw * facility.powerShare', words);
  }
  ledger.input('server.weightKg', server.weightKg, source, tier, words);
  const priceTier = tier === 'assumed' ? 'assumed' : 'published';
  ledger.input('server.priceUsd', server.priceUsd, server.priceSource ?? 'no price published', priceTier, words);
};

export interface ComputeFloor {
  readonly model: Model;
  readonly paramsActive: number;
  readonly peakFlops: number;
  readonly peakSource: string;
  readonly peakTier: Tier;
  /** Peak with pruned weights over the dense one; 1 for dense weights. */
  readonly sparsePeakFactor: number;
  /** Share of the prompt tokens that a prefix cache holds: they are not computed. */
  readonly prefixHitRate: number;
}

/** FLOP of a forward pass through a model of N active parameters, per token: 2N (Kaplan et al. 2020, attention left out). */
export const computeFloorLines = (
  ledger: Ledger,
  { model, paramsActive, peakFlops, peakSource, peakTier, sparsePeakFactor, prefixHitRate }: ComputeFloor,
): void => {
  ledger.input('model.paramsActive', paramsActive, entryAt(model.sources, 0), tierOfModel(model.id), {
    of: model.name,
  });
  ledger.input('accelerator.peakTflops', peakFlops / 1e12, peakSource, peakTier);
  let input = 'demand.inputTokens';
  if (prefixHitRate > 0) {
    ledger.choice('serving.prefixHitRate', prefixHitRate);
    input = 'demand.inputTokens * (1 - serving.prefixHitRate)';
  }
  let peak = 'accelerator.peakTflops';
  if (sparsePeakFactor !== 1) {
    const why = 'NVIDIA since Ampere: matrix units skip the zeros';
    ledger.input('accelerator.sparsePeakFactor', sparsePeakFactor, why, 'datasheet');
    peak = 'accelerator.peakTflops * accelerator.sparsePeakFactor';
  }
  ledger.line(
    'floors.gpusByCompute',
    `demand.queriesPerSecond * (${input} + demand.outputTokens) * 2 * model.paramsActive / (${peak} * 1e12)`,
    { source: 'Kaplan et al., arXiv 2001.08361: forward pass 2N FLOP per token' },
  );
};

/** How near the fleet comes to what no software gets below. */
export const floorShareLines = (ledger: Ledger): void => {
  for (const by of ['Compute', 'WeightReads'] as const) {
    if (!ledger.has(`floors.gpusBy${by}`)) continue;
    ledger.line(`floors.shareBy${by}`, `100 * floors.gpusBy${by} / fleet.gpus`);
  }
};
