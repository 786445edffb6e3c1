import type { StepLoad } from '../throughput/replica.ts';
import type { Arrival } from './arrivals.ts';
import { blocksFor, createBlockPhases, kvGrowth } from './kv-blocks.ts';
import { recordFinished, type LatencySlo, type Recorder } from './recorder.ts';
import { createSlotHeap } from './slot-heap.ts';
import { runS, stepsEndingWithin } from './step-run.ts';
import type { TimeSeries } from './time-series.ts';
import { createWaitingLine, type WaitingEntry } from './waiting-line.ts';

export interface ReplicaSettings {
  /** Time of a forward pass, in seconds, from the same throughput model that the closed form uses. */
  readonly stepS: (load: StepLoad) => number;
  /** Requests that run together at most. */
  readonly maxBatch: number;
  /** Blocks of the KV cache. */
  readonly kvBlocks: number;
  readonly kvPolicy: 'reserve' | 'paged';
  /** Prompt tokens a step may take, of one or several prompts. */
  readonly chunkTokens: number;
  /** Prompts are not cut: one that is longer than the budget has a step for itself. */
  readonly wholePrompts: boolean;
  /** Steps that give a request several tokens; null: one token per step. */
  readonly speculation: Speculating | null;
  /** Share of the prompt tokens that a cached prefix holds: they take room and are attended to, but not computed. */
  readonly prefixHitRate: number;
  /** Requests that may wait; a further one is rejected. */
  readonly queueLimit: number;
}

export interface Speculating {
  /** Tokens that a step gives a request, on average. */
  readonly tokensPerStep: number;
  /** Steps that so many tokens take; drawn anew for each request. */
  readonly stepsFor: (tokens: number) => number;
}

/** Where a replica writes what happens to its requests. */
export interface ReplicaSinks {
  readonly slos: readonly LatencySlo[];
  /** Recorder of a time of arrival; null where it is not counted. */
  readonly recorderAt: (atS: number) => Recorder | null;
  readonly series: TimeSeries;
}

export interface ReplicaSimulation {
  /** Runs all steps that end by then. The step in progress stays as it was begun. */
  readonly advance: (untilS: number) => void;
  /** Puts a request in line when it can be served from, up to which the replica must have been advanced. */
  readonly push: (arrival: Arrival) => void;
  /** When the steps under way end and anything can change by itself; infinite while idle. */
  readonly dueS: () => number;
  /** Requests in line and running. */
  readonly outstanding: () => number;
  readonly steps: () => number;
  readonly preemptions: () => number;
}

/** vLLM keeps one block in a hundred free when it admits, so that running requests can grow. */
const WATERMARK = 0.01;

/** Longest run of steps taken at once: beyond, the context has grown so much that a sliding window may bend the line. */
const LONGEST_RUN = 1024;

/**
 * One replica under continuous batching. A step gives every running request its next token and takes prompt tokens of the
 * first in line, whole or in chunks, up to a budget; what arrives during a step waits for the next. Steps that only
 * decode are run together up to the next ending or arrival, so that the cost is by request, not by token.
 */
export const createReplicaSimulation = (settings: ReplicaSettings, sinks: ReplicaSinks): ReplicaSimulation => {
  const { stepS, maxBatch, kvBlocks, chunkTokens, wholePrompts, speculation, prefixHitRate, queueLimit } = settings;
  const tokensPerStep = speculation?.tokensPerStep ?? 1;
  const growth = kvGrowth(tokensPerStep);
  const { slos, recorderAt, series } = sinks;
  const paged = settings.kvPolicy === 'paged';
  const watermark = paged ? Math.floor(WATERMARK * kvBlocks) : 0;

  const line = createWaitingLine();
  const entry: WaitingEntry = {
    arrivedS: 0,
    firstTokenS: 0,
    inputTokens: 0,
    readTokens: 0,
    steps: 0,
    answerTokens: 0,
    trafficClass: 0,
  };

  // Requests in a slot; those that decode stand in `endings`, by the step that gives their last token.
  const arrivedS = new Float64Array(maxBatch);
  const firstTokenS = new Float64Array(maxBatch);
  const inputTokens = new Float64Array(maxBatch);
  const stepsLeft = new Float64Array(maxBatch);
  const answerTokens = new Float64Array(maxBatch);
  const trafficClass = new Uint8Array(maxBatch);
  /** First step that the request decodes in; −1 while its prompt is being read. */
  const decodesFrom = new Float64Array(maxBatch).fill(-1);
  const phase = new Uint8Array(maxBatch);
  const endings = createSlotHeap(maxBatch);
  const phases = createBlockPhases(growth.stepsPerBlock);
  /** Neighbours in order of admission: the youngest is preempted first. */
  const older = new Int32Array(maxBatch).fill(-1);
  const younger = new Int32Array(maxBatch).fill(-1);
  let youngest = -1;
  const free = Int32Array.from({ length: maxBatch }, (_, slot) => slot);
  let freeCount = maxBatch;

  let decodes = 0;
  /** Tokens in the KV cache of the decoding requests. */
  let contextTokens = 0;
  let usedBlocks = 0;
  /** The prompt that a step could take only a part of, and what is done of it. */
  let partial = -1;
  let partialDone = 0;

  // The run of steps under way.
  let startS = 0;
  let runSteps = 0;
  let firstStepS = 0;
  let growthS = 0;
  /** Prompts that end with the step under way. */
  const ending = new Int32Array(maxBatch);
  let endingCount = 0;
  let step = 0;
  let seriesS = 0;
  let preemptions = 0;

  const load = { decodes: 0, meanContextTokens: 0, promptTokens: 0, meanPromptContextTokens: 0, promptsFinished: 0 };

  const note = (untilS: number, blocks: number): void => {
    if (untilS > seriesS) series.add(seriesS, untilS, line.size(), maxBatch - freeCount, blocks);
    seriesS = untilS;
  };

  const blocksHeld = (slot: number): number => {
    if (!paged) return blocksFor(inputTokens[slot]! + answerTokens[slot]!);
    return growth.blocksAfter(inputTokens[slot]!, decodesFrom[slot]! < 0 ? 0 : step - decodesFrom[slot]!);
  };

  const release = (slot: number): void => {
    usedBlocks -= blocksHeld(slot);
    if (decodesFrom[slot]! >= 0) {
      decodes--;
      contextTokens =
        decodes === 0 ? 0 : contextTokens - inputTokens[slot]! - tokensPerStep * (step - decodesFrom[slot]!);
      phases.remove(phase[slot]!);
      decodesFrom[slot] = -1;
    }
    if (older[slot]! >= 0) younger[older[slot]!] = younger[slot]!;
    if (younger[slot]! >= 0) older[younger[slot]!] = older[slot]!;
    else youngest = older[slot]!;
    free[freeCount++] = slot;
  };

  const finish = (slot: number, nowS: number): void => {
    release(slot);
    const recorder = recorderAt(arrivedS[slot]!);
    if (recorder === null) return;
    const which = trafficClass[slot]!;
    recordFinished(
      recorder.byClass[which]!,
      slos[which]!,
      arrivedS[slot]!,
      firstTokenS[slot]!,
      nowS,
      answerTokens[slot]!,
    );
  };

  const admit = (): number => {
    line.shift(entry);
    const slot = free[--freeCount]!;
    arrivedS[slot] = entry.arrivedS;
    firstTokenS[slot] = entry.firstTokenS;
    inputTokens[slot] = entry.inputTokens;
    stepsLeft[slot] = entry.steps;
    answerTokens[slot] = entry.answerTokens;
    trafficClass[slot] = entry.trafficClass;
    older[slot] = youngest;
    younger[slot] = -1;
    if (youngest >= 0) younger[youngest] = slot;
    youngest = slot;
    usedBlocks += blocksHeld(slot);
    return slot;
  };

  /** Sends the youngest back to the head of the line; what it has generated becomes part of its prompt. */
  const preempt = (): void => {
    const slot = youngest;
    const done = decodesFrom[slot]! < 0 ? 0 : step - decodesFrom[slot]! + 1;
    const generated = done === 0 ? 0 : 1 + Math.round(tokensPerStep * (done - 1));
    if (decodesFrom[slot]! >= 0) endings.remove(slot);
    if (partial === slot) partial = -1;
    entry.arrivedS = arrivedS[slot]!;
    entry.firstTokenS = firstTokenS[slot]!;
    entry.inputTokens = inputTokens[slot]! + generated;
    entry.readTokens = 0;
    entry.steps = stepsLeft[slot]! - done;
    entry.answerTokens = answerTokens[slot]!;
    entry.trafficClass = trafficClass[slot]!;
    release(slot);
    line.pushFront(entry);
    preemptions++;
  };

  /** What a request may hold at its end; drawn steps may bring more tokens than asked for, and their blocks are rounded. */
  const mostBlocks = (input: number, output: number, steps: number): number =>
    speculation === null
      ? blocksFor(input + output)
      : 1 +
        Math.max(
          growth.blocksAfter(input, steps),
          blocksFor(input + Math.max(output, Math.ceil(steps * tokensPerStep))),
        );

  /** From the next step on the request decodes. */
  const startDecoding = (slot: number): void => {
    decodesFrom[slot] = step;
    phase[slot] = phases.phaseOf(step, growth.stepsUntilFull(inputTokens[slot]!));
    phases.add(phase[slot]);
    endings.push(slot, step + stepsLeft[slot]! - 2);
    decodes++;
    contextTokens += inputTokens[slot]!;
  };

  /** Blocks that the next step takes for the decoding requests. */
  const growing = (): number => (paged ? phases.blocksAdded(step, 1) : 0);

  /** Composes the next step, or the run of steps up to the next change; nothing to do leaves `runSteps` at 0. */
  const begin = (): void => {
    while (usedBlocks + growing() > kvBlocks) preempt();

    let budget = chunkTokens;
    let promptContext = 0;
    endingCount = 0;
    const take = (slot: number, done: number): void => {
      const rest = inputTokens[slot]! - done;
      const part = wholePrompts ? rest : Math.min(budget, rest);
      promptContext += part * (done + (part + 1) / 2);
      budget -= part;
      if (done + part < inputTokens[slot]!) {
        partial = slot;
        partialDone = done + part;
      } else {
        if (partial === slot) partial = -1;
        ending[endingCount++] = slot;
      }
    };
    if (partial >= 0) take(partial, partialDone);
    while (budget > 0 && freeCount > 0 && line.size() > 0) {
      const input = line.firstInputTokens();
      const isRead = line.firstReadTokens() === input;
      // At least one token is computed, for its logits.
      const cached = Math.min(Math.floor(input * prefixHitRate), input - 1);
      if (wholePrompts && !isRead && budget < chunkTokens && input - cached > budget) break;
      // What is read already decodes in this very step, for which it may need a block more.
      const blocksAsked = paged
        ? growth.blocksAfter(input, isRead ? 1 : 0)
        : blocksFor(input + line.firstAnswerTokens());
      const spare = freeCount === maxBatch ? 0 : watermark + growing();
      if (usedBlocks + blocksAsked + spare > kvBlocks) break;
      const slot = admit();
      if (isRead) startDecoding(slot);
      else take(slot, cached);
    }

    const promptTokens = chunkTokens - budget;
    if (promptTokens === 0 && decodes === 0) {
      runSteps = 0;
      return;
    }
    load.decodes = decodes;
    load.meanContextTokens = decodes === 0 ? 0 : contextTokens / decodes + 1;
    load.promptTokens = promptTokens;
    load.meanPromptContextTokens = promptTokens === 0 ? 0 : promptContext / promptTokens;
    load.promptsFinished = endingCount;
    firstStepS = stepS(load);
    growthS = 0;
    runSteps = 1;
    if (promptTokens > 0) return;
    runSteps = Math.min(LONGEST_RUN, endings.firstKey() - step + 1);
    if (paged) runSteps = phases.stepsWithin(step, kvBlocks - usedBlocks, runSteps);
    if (runSteps === 1) return;
    load.meanContextTokens += (runSteps - 1) * tokensPerStep;
    growthS = (stepS(load) - firstStepS) / (runSteps - 1);
  };

  /** Steps of the run that are done: tokens and blocks grow, nothing else changes. */
  const pass = (steps: number): void => {
    const endS = startS + runS(firstStepS, growthS, steps);
    const grown = paged ? phases.blocksAdded(step, steps) : 0;
    note(endS, usedBlocks + grown / 2);
    startS = endS;
    firstStepS += steps * growthS;
    runSteps -= steps;
    usedBlocks += grown;
    contextTokens += steps * decodes * tokensPerStep;
    step += steps;
  };

  /** Hands out what the last step of the run brought: answers that are complete, first tokens of the prompts read. */
  const settle = (): void => {
    while (endings.firstKey() < step) finish(endings.pop(), startS);
    for (let i = 0; i < endingCount; i++) {
      const slot = ending[i]!;
      if (Number.isNaN(firstTokenS[slot])) firstTokenS[slot] = startS;
      if (stepsLeft[slot] === 1) finish(slot, startS);
      else startDecoding(slot);
    }
    endingCount = 0;
  };

  const busy = (): boolean => runSteps > 0;

  return {
    advance: (untilS) => {
      for (;;) {
        if (!busy()) {
          if (startS >= untilS) return;
          begin();
          if (!busy()) return;
        }
        const done = stepsEndingWithin(firstStepS, growthS, untilS - startS, runSteps);
        if (done > 0) pass(done);
        if (busy()) return;
        settle();
      }
    },
    push: (arrival) => {
      const { atS, inputTokens: input, outputTokens: output, trafficClass: which, readAtS } = arrival;
      const isRead = !Number.isNaN(readAtS);
      const record = recorderAt(atS)?.byClass[which];
      if (record) record.offered++;
      const steps = speculation === null || output === 1 ? output : 1 + speculation.stepsFor(output - 1);
      if (line.size() >= queueLimit || mostBlocks(input, output, steps) > kvBlocks) {
        if (record) record.rejected++;
        return;
      }
      if (isRead && output === 1) {
        if (record) recordFinished(record, slos[which]!, atS, readAtS, readAtS, output);
        return;
      }
      const fromS = isRead ? readAtS : atS;
      note(fromS, usedBlocks);
      if (!busy()) startS = Math.max(startS, fromS);
      // A free slot means that the next step can take the prompt: the run ends with the step under way.
      else if (runSteps > 1 && freeCount > 0) runSteps = 1;
      entry.arrivedS = atS;
      entry.firstTokenS = readAtS;
      entry.inputTokens = input;
      entry.readTokens = isRead ? input : 0;
      entry.steps = steps;
      entry.answerTokens = output;
      entry.trafficClass = which;
      line.pushBack(entry);
    },
    dueS: () => (busy() ? startS + runS(firstStepS, growthS, runSteps) : line.size() > 0 ? startS : Infinity),
    outstanding: () => line.size() + maxBatch - freeCount,
    steps: () => step,
    preemptions: () => preemptions,
  };
};
