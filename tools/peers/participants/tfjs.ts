import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';
import type { Participant } from '../participant.ts';

export const openTfjs = async (): Promise<Participant> => {
  // By default 15 dispatches wait for each other before a submit; 1 hands each over at once.
  tf.env().set('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE', 1);
  // Small operands that are still on the host would be multiplied there.
  tf.env().set('WEBGPU_CPU_FORWARD', false);
  if (!(await tf.setBackend('webgpu'))) throw new Error('TF.js has no WebGPU backend here.');
  await tf.ready();
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  return {
    device,
    prepare: async ({ m, n, k }, a, b) => {
      const left = tf.tensor2d(a, [m, k]);
      const right = tf.tensor2d(b, [k, n]);
      let last: tf.Tensor | null = null;
      return {
        kernel: null,
        run: async (times) => {
          for (let i = 0; i < times; i++) {
            const result = tf.matMul(left, right);
            last?.dispose();
            last = result;
          }
          await device.queue.onSubmittedWorkDone();
        },
        read: async () => {
          if (last === null) throw new Error('Nothing was computed yet.');
          return (await last.data()) as Float32Array;
        },
        dispose: async () => {
          tf.dispose([left, right]);
          last?.dispose();
        },
      };
    },
  };
};
