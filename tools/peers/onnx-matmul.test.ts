import { InferenceSession, Tensor } from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { matmulModel } from './onnx-matmul.ts';

const product = (a: readonly number[], b: readonly number[], m: number, n: number, k: number): number[] =>
  Array.from({ length: m * n }, (_, at) => {
    const [row, col] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[row * k + i]! * b[i * n + col]!;
    return sum;
  });

/** ONNX Runtime's own CPU provider is the judge: it parses, checks and runs the model. */
describe('the ONNX model of a product', () => {
  it.each([
    [1, 1, 1],
    [2, 3, 4],
    [5, 1, 7],
    // Two bytes of varint for each dimension.
    [129, 200, 130],
  ])('computes %i×%i×%i', async (m, n, k) => {
    const session = await InferenceSession.create(matmulModel({ m, n, k }), { executionProviders: ['wasm'] });
    const a = Array.from({ length: m * k }, (_, i) => (i % 7) - 3);
    const b = Array.from({ length: k * n }, (_, i) => (i % 5) - 2);
    const { c } = await session.run({
      a: new Tensor('float32', Float32Array.from(a), [m, k]),
      b: new Tensor('float32', Float32Array.from(b), [k, n]),
    });
    expect(c.dims).toEqual([m, n]);
    expect(Array.from(c.data as Float32Array)).toEqual(product(a, b, m, n, k));
    await session.release();
  });

  it('fixes the dimensions: another shape is refused', async () => {
    const session = await InferenceSession.create(matmulModel({ m: 2, n: 2, k: 2 }), { executionProviders: ['wasm'] });
    const wrong = new Tensor('float32', new Float32Array(6), [2, 3]);
    await expect(session.run({ a: wrong, b: wrong })).rejects.toThrow();
    await session.release();
  });
});
