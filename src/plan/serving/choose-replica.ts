import { entryAt } from '../../base/checked.ts';
import { remembered } from '../../base/remembered.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { acceleratorsOf, handOverS, sameLayout, type Layout } from '../../throughput/deployment.ts';
import { peakQueriesPerS } from '../demand/profile.ts';
import { ALONE, decoderFor, floorOf, strain, type Bound, type Decoder, type RateLimit } from './decoder.ts';
import { holdsPrompts } from './kv-slots.ts';
import { laidOut, type Infeasibility, type ServingOptions } from './laid-out.ts';
import { firstTokensAt, type FirstTokenReport } from './latency.ts';
import { dealsOutExperts, layoutsToTry, readingLayoutsToTry, replicasPerServer } from './layouts.ts';
import { numberOf } from './number-of.ts';
import type { OperatingPoint } from './operating-point.ts';
import { createPairCache } from './pair-cache.ts';
import { leastRate, loadPool, poolModel, readingOf, type PrefillPool, type Reading } from './prefill-pool.ts';
import { scenarioClasses, workloadOf, type Workload } from './workload.ts';

/** A replica, which decodes and where there is no pool for prompts reads them too, with the load it may carry in the busiest hour. */
export interface ServingPlan extends Omit<Decoder, 'decoding'> {
  /** One request alone on the replica. */
  readonly alone: OperatingPoint;
  /** What the fleet is sized for: SLOs and target utilisation kept. */
  readonly planned: OperatingPoint;
  /** Replicas for prompts alone; null where every replica does both. */
  readonly prefillPool: PrefillPool | null;
  /**
   * Requests a second for each replica, and what they could be. Where prompts have replicas of their own: for as much of a server
   * of either kind as a replica that decodes takes.
   */
  readonly requestsPerS: number;
  readonly fullRequestsPerS: number;
  readonly firstTokens: FirstTokenReport;
  /** Time per output token that 99 % stay below, by class. */
  readonly tpotP99S: readonly number[];
  readonly limit: RateLimit;
  /** Where experts are dealt out: the best with every matrix split instead, before SLOs; null where none fits or that is this. */
  readonly split: { readonly layout: Layout; readonly kvSlots: number; readonly ofThis: number } | null;
}

/** Whether prompts are read by replicas that lie otherwise than those that decode. */
export const poolsDiffer = ({ prefillPool, layout }: Pick<ServingPlan, 'prefillPool' | 'layout'>): boolean =>
  prefillPool !== null && !sameLayout(prefillPool.layout, layout);

/** Requests a replica of any kind where each request needs one of both kinds: 1/(1/a + 1/b). */
const inSeries = (decodePerS: number, prefillPerS: number): number => 1 / (1 / decodePerS + 1 / prefillPerS);

/** A replica that reads prompts alone. */
type PromptReader = Pick<PrefillPool, 'layout' | 'replica' | 'replicasPerServer'> & { readonly reading: Reading };

/** Replicas that may serve the load together; the reader is null where every replica does both. */
interface Candidate {
  readonly decoder: Decoder;
  readonly reader: PromptReader | null;
  readonly fullRequestsPerS: number;
  /** Requests a second and server that the policy allows: more cannot come out. */
  readonly mostPerServer: number;
}

const readerFor = (
  options: ServingOptions,
  workload: Workload,
  layout: Layout,
): Result<PromptReader, Infeasibility> => {
  const created = laidOut(options, layout, 'prefill');
  if (!created.ok) return err({ kind: 'refused', pool: 'prefill', problem: created.error });
  const replica = created.value;
  return ok({
    layout,
    replica,
    replicasPerServer: replicasPerServer(layout, options.server.gpus),
    reading: readingOf({ layout, replica }, workload),
  });
};

/** Requests per second of decoders and readers in series, for as much of a server as a decoder takes. */
const together = (
  { replicasPerServer: decoders }: Decoder,
  { replicasPerServer: readers }: Pick<PromptReader, 'replicasPerServer'>,
  decodePerS: number,
  readPerS: number,
): number => inSeries(decodePerS, readPerS * (readers / decoders));

const candidateOf = (options: ServingOptions, decoder: Decoder, reader: PromptReader | null): Candidate => {
  const decodePerS = decoder.full.requestsPerS;
  const fullRequestsPerS =
    reader === null ? decodePerS : together(decoder, reader, decodePerS, 1 / reader.reading.promptS);
  const { targetUtilisation } = options.scenario.serving;
  return {
    decoder,
    reader,
    fullRequestsPerS,
    mostPerServer: targetUtilisation * fullRequestsPerS * decoder.replicasPerServer,
  };
};

type Loaded = Omit<ServingPlan, 'split'>;

const p99Of = (byClass: FirstTokenReport['byClass']): readonly number[] => byClass.map(({ p99 }) => p99);

/** Loads replicas as far as target utilisation and the SLOs allow. */
const load = (options: ServingOptions, candidate: Candidate): Result<Loaded, Infeasibility> => {
  const { decoder, reader, fullRequestsPerS } = candidate;
  const { decoding: _decoding, ...limits } = decoder;
  const { replica, workload, full, layout } = decoder;
  const decoding = decoder.decoding();
  if (!decoding.ok) return decoding;
  const { at, swingAt, tpotOf, keeping } = decoding.value;
  const ttftSlosS = workload.classes.map((trafficClass) => trafficClass.ttftP99S);
  const loadedTo = ({ batch, limit }: Bound) => ({
    ...limits,
    fullRequestsPerS,
    alone: at(1),
    planned: at(batch),
    tpotP99S: tpotOf(batch),
    limit,
  });
  if (reader === null) {
    const firstTokensOf = remembered((batch) => firstTokensAt(replica, workload, at(batch), swingAt(batch), full));
    const strainOf = (batch: number): number => strain(p99Of(firstTokensOf(batch).byClass), ttftSlosS);
    let bound: Bound = decoding.value;
    if (strainOf(bound.batch) > 1) {
      const best = p99Of(firstTokensOf(ALONE).byClass);
      if (strain(best, ttftSlosS) > 1) return floorOf('ttft-floor', workload, layout, best, ttftSlosS);
      bound = keeping(bound, 'ttft', strainOf);
    }
    const loaded = loadedTo(bound);
    const { requestsPerS } = loaded.planned;
    return ok({ ...loaded, prefillPool: null, requestsPerS, firstTokens: firstTokensOf(bound.batch) });
  }
  const { serving, demand } = options.scenario;
  const { reading, ...copies } = reader;
  const handingOverS: PrefillPool['handOverS'] = (tokens) =>
    handOverS(reader.replica, replica, tokens, decoder.portBytesPerS);
  const model = poolModel(reading, handingOverS);
  const pool = loadPool(model, workload, serving.targetUtilisation, peakQueriesPerS(demand));
  if (pool === null) {
    const best = p99Of(model.firstTokens(leastRate(model), 1));
    return floorOf('ttft-floor', workload, reader.layout, best, ttftSlosS);
  }
  const loaded = loadedTo(decoding.value);
  return ok({
    ...loaded,
    prefillPool: { ...copies, ...pool, handOverS: handingOverS, model },
    requestsPerS: together(decoder, reader, loaded.planned.requestsPerS, pool.allowedRequestsPerS),
    firstTokens: { byClass: model.firstTokens(pool.requestsPerS, pool.replicas), slotWait: 0 },
  });
};

/** The layouts of both kinds of replicas that the scenario allows, and why others are none. */
const candidatesOf = (
  options: ServingOptions,
): { readonly candidates: readonly Candidate[]; readonly failures: readonly Infeasibility[] } => {
  const { scenario, accelerator, server, model } = options;
  const workload = workloadOf(scenarioClasses(scenario), scenario.serving);
  const mostTensor = accelerator.interconnectGBps === null ? 1 : server.gpus;
  const candidates: Candidate[] = [];
  const undecoded: Infeasibility[] = [];
  const unread: Infeasibility[] = [];
  const readers: { readonly layout: Layout; readonly reader: Result<PromptReader, Infeasibility> }[] = [];
  const readerOf = (layout: Layout): Result<PromptReader, Infeasibility> => {
    const known = readers.find((other) => sameLayout(other.layout, layout));
    if (known !== undefined) return known.reader;
    const reader = readerFor(options, workload, layout);
    readers.push({ layout, reader });
    return reader;
  };
  for (const layout of layoutsToTry(scenario.hardware, model, mostTensor)) {
    const decoder = decoderFor(options, workload, layout);
    if (!decoder.ok) undecoded.push(decoder.error);
    else if (workload.prefill !== 'disaggregated') candidates.push(candidateOf(options, decoder.value, null));
    else {
      for (const reading of readingLayoutsToTry(scenario.hardware, layout, model, mostTensor)) {
        const reader = readerOf(reading);
        if (!reader.ok) unread.push(reader.error);
        // Where both lie alike, a mean prompt with its answer has to fit, as it does to decode: a weaker check than that of the
        // longest prompts, kept so that plans of equal layouts stay what they were.
        else if (sameLayout(reading, layout) || holdsPrompts(reader.value.replica, workload)) {
          candidates.push(candidateOf(options, decoder.value, reader.value));
        } else unread.push({ kind: 'does-not-fit', pool: 'prefill', layout: reading, replica: reader.value.replica });
      }
    }
  }
  return {
    candidates: candidates.sort((a, b) => b.mostPerServer - a.mostPerServer),
    // Where prompts are not read something decodes: how is not what is wrong.
    failures: unread.length > 0 ? unread : undecoded,
  };
};

/**
 * The parallel layouts that serve the most requests per server within target utilisation and SLO. Candidates are looked at
 * in the order of what target utilisation alone would let them serve: the SLO can only lower that, so the search ends at the
 * first candidate whose most is no more than what another really serves.
 */
const chooseLayout = (options: ServingOptions): Result<ServingPlan, Infeasibility> => {
  const { candidates, failures } = candidatesOf(options);
  let best: Loaded | null = null;
  let bestPerServer = 0;
  let failure: Infeasibility | null = null;
  for (const candidate of candidates) {
    if (candidate.mostPerServer <= bestPerServer) break;
    const loaded = load(options, candidate);
    if (!loaded.ok) {
      // Of layouts that all break the SLO, the one over most accelerators comes closest to it.
      if (failure === null || extent(loaded.error) > extent(failure)) failure = loaded.error;
      continue;
    }
    const perServer = loaded.value.requestsPerS * candidate.decoder.replicasPerServer;
    if (perServer > bestPerServer) [best, bestPerServer] = [loaded.value, perServer];
  }
  if (best !== null) return ok({ ...best, split: splitBeside(best, candidates) });
  if (failure !== null) return err(failure);
  // None holds the model: of those allowed, the one over most accelerators comes closest; where none was, any says why.
  return err(
    entryAt(
      [...failures].sort((a, b) => extent(b) - extent(a)),
      0,
    ),
  );
};

const splitBeside = ({ layout }: Loaded, candidates: readonly Candidate[]): ServingPlan['split'] => {
  const own = candidates.find(({ decoder }) => decoder.layout === layout);
  const other = candidates.find(({ decoder }) => !dealsOutExperts(decoder.layout));
  if (own === undefined || other === undefined || !dealsOutExperts(layout)) return null;
  const { decoder, mostPerServer } = other;
  return { layout: decoder.layout, kvSlots: decoder.kvSlots, ofThis: mostPerServer / own.mostPerServer };
};

const extent = (failure: Infeasibility): number => (failure.kind === 'refused' ? 0 : acceleratorsOf(failure.layout));

/** What of a scenario the choice rests on, beside the model: not the facility or the prices, and the load for prompts apart alone. */
const DECIDING_SECTIONS = ['precision', 'hardware', 'serving', 'slo'] as const;
const DECIDING_LENGTHS = ['classes', 'inputTokens', 'inputCv', 'outputTokens', 'outputCv'] as const;

/** Whether another value of a field of a scenario can lead to another replica. */
export const decidesServing = (path: string): boolean => {
  const [section = '', field = ''] = path.split('.');
  return (
    section === 'model' ||
    DECIDING_SECTIONS.some((deciding) => deciding === section) ||
    (section === 'demand' && DECIDING_LENGTHS.some((deciding) => deciding === field))
  );
};

const servingKey = ({ scenario, server, parameters, stack }: ServingOptions): string => {
  const { demand, serving } = scenario;
  return [
    JSON.stringify(DECIDING_LENGTHS.map((field) => demand[field])),
    ...DECIDING_SECTIONS.map((section) => numberOf(scenario[section])),
    // Replicas that share the prompts wait the less the more of them there are.
    serving.prefill === 'disaggregated' ? peakQueriesPerS(demand) : '',
    JSON.stringify([server.id, server.gpus, server.cpuLaunchYear, server.networkPorts]),
    numberOf(parameters),
    numberOf(stack),
  ].join();
};

const chosen = createPairCache<Result<ServingPlan, Infeasibility>>();

/** The same question about serving is answered once, however many loads, halls and prices it is planned for. */
export const chooseReplica = (options: ServingOptions): Result<ServingPlan, Infeasibility> =>
  chosen.get(options.model, options.accelerator, servingKey(options), () => chooseLayout(options));
