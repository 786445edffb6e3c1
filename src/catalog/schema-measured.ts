import * as v from 'valibot';
import { figure, maybe, sourced, text } from './schema.ts';

/** Throughputs that others measured and published: shapes of the rows, by kind. */
const common = {
  ...sourced,
  id: v.pipe(text, v.regex(/^[a-z0-9][a-z0-9_.-]{0,127}$/)),
  /** Catalogue id of the accelerator; null where the source's name fits none. */
  acceleratorId: v.nullable(text),
  /** As the source names it. */
  accelerator: text,
  software: v.optional(v.nullable(text)),
};
const maybeText = v.optional(v.nullable(text));
const maybeFigure = v.optional(maybe);

export const measuredSchema = v.variant('kind', [
  v.strictObject({
    ...common,
    kind: v.literal('gemm'),
    gpus: figure,
    precision: text,
    m: figure,
    n: figure,
    k: figure,
    latencyMs: maybeFigure,
    measuredTflops: figure,
    peakTflopsUsedBySource: maybeFigure,
    fractionOfPeak: maybeFigure,
    method: maybeText,
  }),
  v.strictObject({
    ...common,
    kind: v.literal('inference'),
    model: text,
    precision: maybeText,
    gpus: figure,
    batch: maybeFigure,
    inputTokens: maybeFigure,
    outputTokens: maybeFigure,
    outputTokensPerS: figure,
    outputTokensPerSPerGpu: maybeFigure,
    publishedValue: maybeFigure,
  }),
  v.strictObject({
    ...common,
    kind: v.literal('first_token_latency'),
    model: text,
    precision: maybeText,
    gpus: figure,
    batch: figure,
    inputTokens: figure,
    firstTokenMs: figure,
  }),
  v.strictObject({
    ...common,
    kind: v.literal('prefill_decode'),
    model: text,
    precision: maybeText,
    gpus: figure,
    batch: figure,
    inputTokens: figure,
    outputTokens: figure,
    promptTimeMs: figure,
    timePerOutputTokenMs: figure,
    endToEndMs: figure,
    prefillTokensPerS: figure,
    outputTokensPerS: figure,
    averagePowerFractionOfTdp: maybeFigure,
  }),
  v.strictObject({
    ...common,
    kind: v.literal('inference_with_wall_power'),
    model: text,
    gpus: figure,
    scenario: text,
    samplesPerS: maybeFigure,
    outputTokensPerS: maybeFigure,
    wallPowerMeanW: figure,
    wallPowerMaxW: maybeFigure,
    wallPowerBeforeLoadW: maybeFigure,
    energyPerSampleJ: maybeFigure,
    tokensPerJoule: maybeFigure,
  }),
  v.strictObject({
    ...common,
    kind: v.literal('training'),
    model: text,
    precision: maybeText,
    gpus: maybeFigure,
    params: maybeFigure,
    sequenceLength: maybeFigure,
    microBatch: maybeFigure,
    gradAccum: maybeFigure,
    globalBatch: maybeFigure,
    tokensPerS: maybeFigure,
    tokensPerSPerGpu: maybeFigure,
    modelTflopsPerGpu: maybeFigure,
    mfu: maybeFigure,
    hfu: maybeFigure,
  }),
]);
export type MeasuredRow = v.InferOutput<typeof measuredSchema>;
