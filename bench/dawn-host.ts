import { join } from 'node:path';
import type { Problem, Result } from '../src/base/result.ts';
import type { MeasureRequest } from '../src/measure/request.ts';
import type { Measurement } from '../src/records/measurement.ts';
import { linkMeasureWorker } from '../src/workers/measure-link.ts';
import type { HostOptions } from './chromium-host.ts';
import { childWorker } from './child-worker.ts';

/** The measuring program is in the bundle of the command line, where the shaders are part of it. */
const program = join(import.meta.dirname, '../dist-cli/dawn-child.js');

/** Runs a suite under Dawn for Node, on whatever Vulkan, Metal or D3D12 driver is here. */
export const measureInDawn = async (
  request: MeasureRequest,
  { onProgress, onPartial, log, signal }: HostOptions,
): Promise<Result<Measurement, Problem>> => {
  const client = linkMeasureWorker({ createWorker: () => childWorker(program, log) });
  try {
    return await client.run(request, { onProgress, signal, ...(onPartial === undefined ? {} : { onPartial }) });
  } finally {
    client.dispose();
  }
};
