import type { Arrival } from '../arrivals.ts';
import type { ReplicaSettings } from '../simulate-replica.ts';

interface Request {
  readonly arrival: Arrival;
  /** Prompt tokens to read, with what was generated before a preemption. */
  prompt: number;
  read: number;
  /** Tokens in the KV cache once the prompt is read. */
  context: number;
  generated: number;
  /** Steps that still give it tokens, the one that ends its prompt included. */
  toGo: number;
  firstTokenS: number;
}

export interface NaiveOutcome {
  readonly finished: { readonly arrival: Arrival; readonly firstTokenS: number; readonly endS: number }[];
  readonly rejected: number;
  readonly steps: number;
  readonly preemptions: number;
}

/**
 * The same replica written for reading: every step looks at every request, one step at a time. The real one must agree
 * with it to rounding.
 */
export const simulateNaively = (settings: ReplicaSettings, arrivals: readonly Arrival[]): NaiveOutcome => {
  const { stepS, maxBatch, kvBlocks, kvPolicy, chunkTokens, wholePrompts, speculation, prefixHitRate, queueLimit } =
    settings;
  const perStep = speculation?.tokensPerStep ?? 1;
  const paged = kvPolicy === 'paged';
  const blocks = (tokens: number): number => Math.ceil(tokens / 16);
  const waiting: Request[] = [];
  let running: Request[] = [];
  const outcome: NaiveOutcome = { finished: [], rejected: 0, steps: 0, preemptions: 0 };
  let [rejected, steps, preemptions] = [0, 0, 0];
  let nowS = 0;
  let next = 0;

  const decoding = (request: Request): boolean => request.read === request.prompt;
  const held = (request: Request): number =>
    blocks(
      paged ? Math.max(request.context, request.prompt) : request.arrival.inputTokens + request.arrival.outputTokens,
    );
  const used = (): number => running.reduce((sum, request) => sum + held(request), 0);
  const growing = (decodes: readonly Request[]): number =>
    paged ? decodes.filter(({ context }) => blocks(context + perStep) > blocks(context)).length : 0;
  const arrive = (untilS: number): void => {
    for (; next < arrivals.length && arrivals[next]!.atS <= untilS; next++) {
      const arrival = arrivals[next]!;
      const { inputTokens: prompt, outputTokens: answer, readAtS: firstTokenS } = arrival;
      const isRead = !Number.isNaN(firstTokenS);
      const toGo = speculation === null || answer === 1 ? answer : 1 + speculation.stepsFor(answer - 1);
      const most =
        speculation === null ? blocks(prompt + answer) : blocks(prompt + Math.max(answer, toGo * perStep)) + 1;
      if (waiting.length >= queueLimit || most > kvBlocks) rejected++;
      else if (isRead && answer === 1) outcome.finished.push({ arrival, firstTokenS, endS: firstTokenS });
      else {
        const read = isRead ? prompt : 0;
        const given = isRead ? 1 : 0;
        waiting.push({ arrival, prompt, read, context: read, generated: given, toGo: toGo - given, firstTokenS });
      }
    }
  };

  for (;;) {
    if (running.length === 0 && waiting.length === 0) {
      if (next === arrivals.length) return { ...outcome, rejected, steps, preemptions };
      nowS = Math.max(nowS, arrivals[next]!.atS);
      arrive(nowS);
      continue;
    }
    while (used() + growing(running.filter(decoding)) > kvBlocks) {
      const victim = running.pop()!;
      waiting.unshift({ ...victim, prompt: victim.arrival.inputTokens + victim.generated, read: 0, context: 0 });
      preemptions++;
    }
    const decodes = running.filter(decoding);
    let budget = chunkTokens;
    let promptContext = 0;
    const ending: Request[] = [];
    const take = (request: Request): void => {
      const part = wholePrompts ? request.prompt - request.read : Math.min(budget, request.prompt - request.read);
      promptContext += part * (request.read + (part + 1) / 2);
      budget -= part;
      request.read += part;
      if (decoding(request)) ending.push(request);
    };
    for (const request of running) if (!decoding(request)) take(request);
    while (budget > 0 && running.length < maxBatch && waiting.length > 0) {
      const first = waiting[0]!;
      const isRead = decoding(first);
      const cached = Math.min(Math.floor(first.prompt * prefixHitRate), first.prompt - 1);
      if (wholePrompts && !isRead && budget < chunkTokens && first.prompt - cached > budget) break;
      const blocksAsked = blocks(
        paged ? first.prompt + (isRead ? perStep : 0) : first.arrival.inputTokens + first.arrival.outputTokens,
      );
      const spare = running.length === 0 ? 0 : (paged ? Math.floor(0.01 * kvBlocks) : 0) + growing(decodes);
      if (used() + blocksAsked + spare > kvBlocks) break;
      waiting.shift();
      running.push(first);
      if (isRead) {
        first.context = first.prompt;
        decodes.push(first);
      } else {
        first.read = cached;
        take(first);
      }
    }
    const promptTokens = chunkTokens - budget;
    const contexts = decodes.reduce((sum, decode) => sum + decode.context + 1, 0);
    nowS += stepS({
      decodes: decodes.length,
      meanContextTokens: decodes.length === 0 ? 0 : contexts / decodes.length,
      promptTokens,
      meanPromptContextTokens: promptTokens === 0 ? 0 : promptContext / promptTokens,
      promptsFinished: ending.length,
    });
    steps++;
    for (const decode of decodes) {
      decode.context += perStep;
      decode.generated += perStep;
      decode.toGo--;
    }
    for (const request of ending) {
      request.context = request.prompt;
      request.generated++;
      request.toGo--;
      if (Number.isNaN(request.firstTokenS)) request.firstTokenS = nowS;
    }
    running = running.filter((candidate) => {
      if (!decoding(candidate) || candidate.toGo > 0) return true;
      outcome.finished.push({ arrival: candidate.arrival, firstTokenS: candidate.firstTokenS, endS: nowS });
      return false;
    });
    arrive(nowS);
  }
};
