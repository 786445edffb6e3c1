/** A request in line, or one that is being moved between line and slot. */
export interface WaitingEntry {
  arrivedS: number;
  /** When its first token was given; NaN before. */
  firstTokenS: number;
  /** Prompt tokens, with those that it had generated before it was preempted. */
  inputTokens: number;
  /** Prompt tokens whose keys and values come with it, from a replica that read them. */
  readTokens: number;
  /** Steps that still give it tokens, the one that ends its prompt included. */
  steps: number;
  /** Tokens of the whole answer. */
  answerTokens: number;
  trafficClass: number;
}

/** Requests that wait, first come first served, in a ring of numbers: nothing is allocated for a request. */
export interface WaitingLine {
  readonly size: () => number;
  readonly pushBack: (entry: WaitingEntry) => void;
  /** For a request that was running and must be computed again. */
  readonly pushFront: (entry: WaitingEntry) => void;
  readonly firstInputTokens: () => number;
  readonly firstReadTokens: () => number;
  readonly firstAnswerTokens: () => number;
  /** Takes the first out of the line, into `entry`. */
  readonly shift: (entry: WaitingEntry) => void;
}

const FIELDS = 7;

export const createWaitingLine = (): WaitingLine => {
  // A power of two, so that a position in the ring is a mask.
  let capacity = 256;
  let data = new Float64Array(capacity * FIELDS);
  let head = 0;
  let size = 0;

  const grow = (): void => {
    const larger = new Float64Array(2 * capacity * FIELDS);
    const untilWrap = data.subarray(head * FIELDS);
    larger.set(untilWrap);
    larger.set(data.subarray(0, head * FIELDS), untilWrap.length);
    data = larger;
    capacity *= 2;
    head = 0;
  };
  const write = (index: number, entry: WaitingEntry): void => {
    const at = (index & (capacity - 1)) * FIELDS;
    data[at] = entry.arrivedS;
    data[at + 1] = entry.firstTokenS;
    data[at + 2] = entry.inputTokens;
    data[at + 3] = entry.steps;
    data[at + 4] = entry.answerTokens;
    data[at + 5] = entry.trafficClass;
    data[at + 6] = entry.readTokens;
  };

  return {
    size: () => size,
    pushBack: (entry) => {
      if (size === capacity) grow();
      write(head + size, entry);
      size++;
    },
    pushFront: (entry) => {
      if (size === capacity) grow();
      head = (head - 1) & (capacity - 1);
      write(head, entry);
      size++;
    },
    firstInputTokens: () => data[head * FIELDS + 2]!,
    firstReadTokens: () => data[head * FIELDS + 6]!,
    firstAnswerTokens: () => data[head * FIELDS + 4]!,
    shift: (entry) => {
      const at = head * FIELDS;
      entry.arrivedS = data[at]!;
      entry.firstTokenS = data[at + 1]!;
      entry.inputTokens = data[at + 2]!;
      entry.steps = data[at + 3]!;
      entry.answerTokens = data[at + 4]!;
      entry.trafficClass = data[at + 5]!;
      entry.readTokens = data[at + 6]!;
      head = (head + 1) & (capacity - 1);
      size--;
    },
  };
};
