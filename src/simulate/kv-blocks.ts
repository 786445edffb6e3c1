/** Tokens in a block of the KV cache, the default of vLLM. */
export const BLOCK_TOKENS = 16;

export const blocksFor = (tokens: number): number => Math.ceil(tokens / BLOCK_TOKENS);

/**
 * Blocks of the KV cache that the decoding requests of a replica take as they grow. A request enters a new block once in
 * sixteen steps; its phase is the remainder of the step in which it does, so that a whole batch is counted by phase:
 *
 *   phase     0  1  2  …  15        at step s the requests of phase s mod 16 take a block each
 *   requests  3  0  5  …   1
 */
export interface BlockPhases {
  /** `step` is the first step that `contextTokens` are grown in. */
  readonly phaseOf: (step: number, contextTokens: number) => number;
  readonly add: (phase: number) => void;
  readonly remove: (phase: number) => void;
  /** Blocks taken in `steps` steps from `step` on. */
  readonly taken: (step: number, steps: number) => number;
  /** Steps from `step` on, up to `limit`, for which `free` blocks suffice. */
  readonly stepsWithin: (step: number, free: number, limit: number) => number;
}

export const createBlockPhases = (): BlockPhases => {
  const requests = new Int32Array(BLOCK_TOKENS);
  let total = 0;
  const at = (step: number): number => requests[step % BLOCK_TOKENS];
  return {
    phaseOf: (step, contextTokens) => (((step - contextTokens) % BLOCK_TOKENS) + BLOCK_TOKENS) % BLOCK_TOKENS,
    add: (phase) => {
      requests[phase]++;
      total++;
    },
    remove: (phase) => {
      requests[phase]--;
      total--;
    },
    taken: (step, steps) => {
      const rest = steps % BLOCK_TOKENS;
      let blocks = ((steps - rest) / BLOCK_TOKENS) * total;
      for (let i = 0; i < rest; i++) blocks += at(step + i);
      return blocks;
    },
    stepsWithin: (step, free, limit) => {
      if (total === 0) return limit;
      const rounds = Math.floor(free / total);
      let steps = rounds * BLOCK_TOKENS;
      let left = free - rounds * total;
      while (steps < limit && at(step + steps) <= left) left -= at(step + steps++);
      return Math.min(steps, limit);
    },
  };
};
