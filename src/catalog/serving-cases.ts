import facts from './facts/serving.json' with { type: 'json' };

/** A published figure of a whole replica: all output tokens per second, or the times of prefill and of a step. */
export interface ServingCase {
  readonly id: string;
  readonly model: string;
  readonly accelerator: string;
  readonly stack: string;
  readonly precision: 'fp16' | 'fp8';
  readonly gpus: number;
  readonly batch: number;
  readonly inputTokens: number;
  /** Null where only the first token was timed. */
  readonly outputTokens: number | null;
  readonly outputTokensPerSecond: number | null;
  readonly prefillMs: number | null;
  readonly tpotMs: number | null;
  readonly source: string;
}

export const servingCases = facts.records as readonly ServingCase[];
