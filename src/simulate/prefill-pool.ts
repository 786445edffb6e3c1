import { emptyArrival, type Arrival, type ArrivalSource } from './arrivals.ts';

export interface PrefillPoolSettings {
  /** What reads one prompt at a time: replicas for prompts alone, or the ranks of such replicas that attend to their own. */
  readonly lanes: number;
  /** Stages of a pipeline: the next prompt begins when the first of them is free. */
  readonly stages: number;
  /** Time to read a prompt, and to hand its keys and values on, in seconds. */
  readonly promptS: (inputTokens: number) => number;
  readonly handOverS: (inputTokens: number) => number;
  /** Requests that arrive from then on are left out. */
  readonly untilS: number;
}

/** Arrivals ordered by the time at which their prompts are read, smallest first. */
const createReadyHeap = () => {
  const heap: Arrival[] = [];
  const before = (a: number, b: number): boolean => heap[a]!.readAtS < heap[b]!.readAtS;
  const swap = (a: number, b: number): void => {
    [heap[a], heap[b]] = [heap[b]!, heap[a]!];
  };
  return {
    firstS: (): number => (heap.length === 0 ? Infinity : heap[0]!.readAtS),
    push: (arrival: Arrival): void => {
      heap.push(arrival);
      for (let at = heap.length - 1; at > 0 && before(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
    },
    pop: (): Arrival => {
      const first = heap[0]!;
      const last = heap.pop();
      if (last === undefined) throw new Error('Taken from an empty heap.');
      if (heap.length > 0) {
        heap[0] = last;
        for (let at = 0; 2 * at + 1 < heap.length;) {
          const child = 2 * at + 2 < heap.length && before(2 * at + 2, 2 * at + 1) ? 2 * at + 2 : 2 * at + 1;
          if (!before(child, at)) break;
          swap(child, at);
          at = child;
        }
      }
      return first;
    },
  };
};

/**
 * Replicas that read prompts one after the other, first come first served, in front of those that decode, each prompt by the one
 * that is free first: the same requests, in the order in which their prompts are read. A request cannot be read before it arrives, so that whatever is
 * read before the next arrival can be handed on.
 */
export const readPrompts = (arrivals: ArrivalSource, settings: PrefillPoolSettings): ArrivalSource => {
  const { lanes, stages, promptS, handOverS, untilS } = settings;
  const freeAtS = new Float64Array(lanes);
  const ready = createReadyHeap();
  const next = emptyArrival();
  let more = arrivals(next) && next.atS < untilS;

  const firstFree = (): number => {
    let first = 0;
    for (let i = 1; i < lanes; i++) if (freeAtS[i]! < freeAtS[first]!) first = i;
    return first;
  };
  return (into) => {
    while (more && next.atS <= ready.firstS()) {
      const chosen = firstFree();
      const fromS = Math.max(next.atS, freeAtS[chosen]!);
      const readS = promptS(next.inputTokens);
      freeAtS[chosen] = fromS + readS / stages;
      ready.push({ ...next, readAtS: fromS + readS + handOverS(next.inputTokens) });
      more = arrivals(next) && next.atS < untilS;
    }
    if (ready.firstS() === Infinity) return false;
    Object.assign(into, ready.pop());
    return true;
  };
};
