import { describe, expect, it } from 'vitest';
import { publishedParametersFor } from '../catalog/calibrations.ts';
import { accelerators, findAccelerator, findModel, models } from '../catalog/catalog.ts';
import { stackConstants, type StackConstants } from '../catalog/stacks.ts';
import { expertsTouched, modelGeometry } from './geometry.ts';
import { kvRoomBytes } from './memory.ts';
import { createReplica, type Replica } from './replica.ts';

/** A stack that adds nothing of its own: what is left are the kernels. */
const KERNELS_ONLY: StackConstants = {
  ...stackConstants('vllm'),
  deviceScale: 1,
  hostUsPerPass: 0,
  hostUsPerLayer: 0,
  hostUsPerSequence: 0,
  hostUsPerPromptPass: 0,
};

const found = <T>(record: T | null): T => {
  if (record === null) throw new Error('not in the catalogue');
  return record;
};

const replicaOf = (model: string, accelerator: string, tensorParallel: number, expertParallel = false): Replica => {
  const card = found(findAccelerator(accelerator));
  const created = createReplica({
    model: found(findModel(model)),
    accelerator: card,
    parameters: publishedParametersFor(card, 'vllm').parameters,
    tensorParallel,
    expertParallel,
    stack: KERNELS_ONLY,
    precision: { weights: 'fp16', kvCache: 'fp16', activations: 'fp16' },
    memoryUtilisation: 0.9,
  });
  if (!created.ok) throw new Error(created.error.message);
  return created.value;
};

describe('parameters counted from the dimensions', () => {
  const counted = models.filter(({ derivedParamsTotal }) => typeof derivedParamsTotal === 'number');

  it.each(counted.map((model) => [model.id, model] as const))('%s', (_id, model) => {
    const { paramsTotal, paramsActive } = modelGeometry(model);
    expect(paramsTotal).toBe(model.derivedParamsTotal);
    expect(paramsActive).toBe(model.derivedParamsActive);
  });
});

describe('published figures', () => {
  it('Llama-2-70B keeps 640 MiB of keys and values for 2,048 tokens in fp16', () => {
    expect(replicaOf('llama-2-70b', 'a100-sxm-80gb', 1).kvBytesPerGpu(2048)).toBe(640 * 2 ** 20);
  });

  it('FasterTransformer, 13B on one A100 40GB, 512 tokens: prefill 63.17 ms, decode 22.0 ms, within 15 %', () => {
    const replica = replicaOf('llama-2-13b', 'a100-sxm-40gb', 1);
    expect(Math.abs((replica.prefillS(512) * 1000) / 63.17 - 1)).toBeLessThan(0.15);
    expect(Math.abs((replica.decodeStepS(1, 517) * 1000) / 22.0 - 1)).toBeLessThan(0.15);
  });

  it('vLLM on H100, gpt-oss-120b: 3.33 GiB of KV room belong to 0.95 of the memory, not to the 0.9 printed beside it', () => {
    const GIB = 2 ** 30;
    const usable = 79.18 * GIB;
    const at = (utilisation: number): number =>
      kvRoomBytes(usable, utilisation, 64.38 * GIB, { activationBytes: 7.38 * GIB, nonTorchBytes: 0.13 * GIB }) / GIB;
    expect(at(0.95)).toBeCloseTo(3.33, 2);
    expect(at(0.9)).toBeCloseTo(-0.63, 2);
  });
});

describe('physics, for every model on every accelerator with published rates', () => {
  const known = accelerators.filter(
    ({ memoryBandwidthGBps, peakDenseBf16Tflops, peakDenseFp16Tflops }) =>
      memoryBandwidthGBps !== null && (peakDenseBf16Tflops ?? peakDenseFp16Tflops) !== null,
  );

  it.each(known.map((card) => [card.id, card] as const))(
    '%s reads and computes no faster than its peaks',
    (id, card) => {
      for (const model of models) {
        const replica = replicaOf(model.id, id, 1);
        const geometry = modelGeometry(model);
        const headParams = geometry.head === null ? 0 : geometry.head.n * geometry.head.k;
        const embeddings = headParams * (model.tiedEmbeddings ? 1 : 2);
        // A token reads its active weights and the output head, but only one row of the input embedding.
        const readParams = geometry.paramsActive - embeddings + headParams;
        expect(replica.decodeStepS(1, 100), model.id).toBeGreaterThan(
          (readParams * 2) / ((card.memoryBandwidthGBps ?? NaN) * 1e9),
        );
        expect(replica.prefillS(2048), model.id).toBeGreaterThan(
          (2048 * 2 * (geometry.paramsActive - embeddings)) / replica.rate.peakFlops,
        );
      }
    },
  );
});

it('touches as many experts as a token uses, and all of them in a large batch', () => {
  const experts = { experts: 256, perToken: 8 };
  expect(expertsTouched(experts, 1)).toBeCloseTo(8, 10);
  expect(expertsTouched(experts, 1000)).toBeCloseTo(256, 6);
});

it('never takes longer for less', () => {
  const replica = replicaOf('mixtral-8x7b', 'a100-sxm-80gb', 2);
  let previous = 0;
  for (const batch of [1, 2, 3, 5, 8, 16, 32, 64, 128, 256, 512]) {
    const step = replica.decodeStepS(batch, 1000);
    expect(step).toBeGreaterThan(previous);
    previous = step;
  }
});

describe('whole experts dealt out in place of splitting every matrix', () => {
  const split = replicaOf('deepseek-v3', 'h200-sxm', 8);
  const dealt = replicaOf('deepseek-v3', 'h200-sxm', 8, true);

  it('keeps a latent vector on one member instead of on all', () => {
    expect(split.kvBytesPerGpu(1000) / dealt.kvBytesPerGpu(1000)).toBeCloseTo(8, 9);
  });

  it('holds attention on every member and each expert once', () => {
    const { expertParams } = modelGeometry(found(findModel('deepseek-v3')));
    const always = split.paramsTotal - expertParams;
    expect(dealt.weightBytesPerGpu).toBeCloseTo(2 * (always + expertParams / 8), -3);
    expect(split.weightBytesPerGpu).toBeCloseTo((2 * split.paramsTotal) / 8, -3);
  });

  it('costs a request alone more and a large batch less', () => {
    expect(dealt.decodeStepS(1, 1000)).toBeGreaterThan(split.decodeStepS(1, 1000));
    expect(dealt.decodeStepS(512, 1000)).toBeLessThan(split.decodeStepS(512, 1000));
  });

  it('is the same thing on one accelerator and for a dense model', () => {
    const [a, b] = [false, true].map((expert) => replicaOf('mixtral-8x7b', 'h200-sxm', 1, expert));
    expect(b.decodeStepS(64, 500)).toBeCloseTo(a.decodeStepS(64, 500), 12);
    const [c, d] = [false, true].map((expert) => replicaOf('llama-3-70b', 'h200-sxm', 4, expert));
    expect(d.decodeStepS(64, 500)).toBe(c.decodeStepS(64, 500));
  });
});

describe('refusals name the field', () => {
  it('a degree that does not divide the heads', () => {
    const card = found(findAccelerator('a100-sxm-80gb'));
    const created = createReplica({
      model: found(findModel('gpt-3-175b')),
      accelerator: card,
      parameters: publishedParametersFor(card, 'vllm').parameters,
      tensorParallel: 7,
      stack: KERNELS_ONLY,
      precision: { weights: 'fp16', kvCache: 'fp16', activations: 'fp16' },
      memoryUtilisation: 0.9,
    });
    expect(created).toMatchObject({ ok: false, error: { path: 'hardware.tensorParallel' } });
  });
});
