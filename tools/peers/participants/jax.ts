import { blockUntilReady, defaultDevice, getWebGPUDevice, init, numpy as np } from '@jax-js/jax';
import type { Participant } from '../participant.ts';

export const openJax = async (): Promise<Participant> => {
  if (!(await init('webgpu')).includes('webgpu')) throw new Error('jax-js has no WebGPU backend here.');
  defaultDevice('webgpu');
  return {
    device: getWebGPUDevice(),
    prepare: async ({ m, n, k }, a, b) => {
      const left = np.array(a, { shape: [m, k], dtype: np.float32 });
      const right = np.array(b, { shape: [k, n], dtype: np.float32 });
      await blockUntilReady([left, right]);
      let last: np.Array | null = null;
      return {
        kernel: null,
        run: async (times) => {
          // Arrays are lazy, so every result is kept until it is ready: one dropped early might never be computed.
          const results = Array.from({ length: times }, () => np.matmul(left.ref, right.ref));
          await blockUntilReady(results);
          last?.dispose();
          last = results.pop() ?? null;
          for (const result of results) result.dispose();
        },
        read: async () => {
          if (last === null) throw new Error('Nothing was computed yet.');
          return (await last.ref.data()) as Float32Array;
        },
        dispose: async () => {
          left.dispose();
          right.dispose();
          last?.dispose();
        },
      };
    },
  };
};
