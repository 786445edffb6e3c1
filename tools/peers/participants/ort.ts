import * as ort from 'onnxruntime-web/webgpu';
import { matmulModel } from '../onnx-matmul.ts';
import type { Participant } from '../participant.ts';

export const openOrt = async (): Promise<Participant> => {
  // The product runs on the GPU; the WebAssembly part only drives it.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  ort.env.webgpu.powerPreference = 'high-performance';
  // The runtime makes its device with the first session and drops it with the last, so this one stays open.
  await openSession(matmulModel({ m: 4, n: 4, k: 4 }));
  const device = await ort.env.webgpu.device;
  return {
    device,
    prepare: async ({ m, n, k }, a, b) => {
      const session = await openSession(matmulModel({ m, n, k }));
      const gpuTensor = (dims: readonly [number, number], data: Float32Array<ArrayBuffer> | null) => {
        const buffer = device.createBuffer({
          // 16: the granularity of the buffers that the runtime makes itself.
          size: Math.ceil((dims[0] * dims[1] * 4) / 16) * 16,
          usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
        });
        if (data !== null) device.queue.writeBuffer(buffer, 0, data);
        return { buffer, tensor: ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [...dims] }) };
      };
      const left = gpuTensor([m, k], a);
      const right = gpuTensor([k, n], b);
      const result = gpuTensor([m, n], null);
      return {
        kernel: null,
        run: async (times) => {
          for (let i = 0; i < times; i++) {
            await session.run({ a: left.tensor, b: right.tensor }, { c: result.tensor });
          }
          await device.queue.onSubmittedWorkDone();
        },
        read: () => readBuffer(device, result.buffer, m * n * 4),
        dispose: async () => {
          await session.release();
          for (const { buffer } of [left, right, result]) buffer.destroy();
        },
      };
    },
  };
};

const openSession = (model: Uint8Array): Promise<ort.InferenceSession> =>
  ort.InferenceSession.create(model, {
    executionProviders: ['webgpu'],
    preferredOutputLocation: 'gpu-buffer',
    graphOptimizationLevel: 'all',
  });

const readBuffer = async (device: GPUDevice, source: GPUBuffer, bytes: number): Promise<Float32Array> => {
  const staging = device.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, staging, 0, bytes);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return values;
};
