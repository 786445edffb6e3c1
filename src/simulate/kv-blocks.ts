/** Tokens in a block of the KV cache, the default of vLLM. */
export const BLOCK_TOKENS = 16;

export const blocksFor = (tokens: number): number => Math.ceil(tokens / BLOCK_TOKENS);

/** How the KV cache of a request grows by its decoding steps. */
export interface KvGrowth {
  /** Steps that fill a block. */
  readonly stepsPerBlock: number;
  /** Blocks that a prompt holds after so many decoding steps. */
  readonly blocksAfter: (promptTokens: number, steps: number) => number;
  /** Decoding steps that the last block of a prompt has room for. */
  readonly stepsUntilFull: (promptTokens: number) => number;
}

/** @param tokensPerStep above one where proposed tokens are accepted; blocks then fill in the nearest whole number of steps */
export const kvGrowth = (tokensPerStep: number): KvGrowth => {
  const stepsPerBlock = Math.max(1, Math.round(BLOCK_TOKENS / tokensPerStep));
  const stepsUntilFull = (promptTokens: number): number =>
    Math.floor((blocksFor(promptTokens) * BLOCK_TOKENS - promptTokens) / tokensPerStep);
  return {
    stepsPerBlock,
    stepsUntilFull,
    blocksAfter: (promptTokens, steps) =>
      blocksFor(promptTokens) + Math.max(0, Math.ceil((steps - stepsUntilFull(promptTokens)) / stepsPerBlock)),
  };
};

/**
 * Blocks of the KV cache that the decoding requests of a replica take as they grow. A request enters a new block once in
 * so many steps (sixteen, one token each); its phase is the remainder of the step in which it does, so that a whole batch
 * is counted by phase:
 *
 *   phase     0  1  2  …  15        at step s the requests of phase s mod 16 take a block each
 *   requests  3  0  5  …   1
 */
export interface BlockPhases {
  /** `step` is the first that a request grows in, `untilFull` the steps that its last block has room for. */
  readonly phaseOf: (step: number, untilFull: number) => number;
  readonly add: (phase: number) => void;
  readonly remove: (phase: number) => void;
  /** Blocks added in `steps` steps from `step` on. */
  readonly blocksAdded: (step: number, steps: number) => number;
  /** Steps from `step` on, up to `limit`, for which `free` blocks suffice. */
  readonly stepsWithin: (step: number, free: number, limit: number) => number;
}

export const createBlockPhases = (period: number): BlockPhases => {
  const requests = new Int32Array(period);
  let total = 0;
  const at = (step: number): number => requests[step % period]!;
  return {
    phaseOf: (step, untilFull) => (step + untilFull) % period,
    add: (phase) => {
      requests[phase]!++;
      total++;
    },
    remove: (phase) => {
      requests[phase]!--;
      total--;
    },
    blocksAdded: (step, steps) => {
      const rest = steps % period;
      let blocks = ((steps - rest) / period) * total;
      for (let i = 0; i < rest; i++) blocks += at(step + i);
      return blocks;
    },
    stepsWithin: (step, free, limit) => {
      if (total === 0) return limit;
      const rounds = Math.floor(free / total);
      let steps = rounds * period;
      let left = free - rounds * total;
      while (steps < limit && at(step + steps) <= left) left -= at(step + steps++);
      return Math.min(steps, limit);
    },
  };
};
