import { create, globals } from 'webgpu';
import { createMeasureService } from '../src/workers/measure-service.ts';
import type { ToMeasureWorker } from '../src/workers/measure-protocol.ts';
import webgpuPackage from 'webgpu/package.json' with { type: 'json' };

/** The measuring worker as a child process of Node: WebGPU by Dawn, messages over the channel to the parent. */
Object.assign(globalThis, globals);
// Experimental features are what a benchmark is for; the quantised clock stays, as browsers have it.
// Dawn crashes when this object is collected, so the module keeps it.
const gpu = create(['enable-dawn-features=allow_unsafe_apis']);

const handle = createMeasureService({
  gpu,
  send: (message) => {
    process.send?.(message);
  },
  browser: null,
  host: { name: 'Dawn for Node', version: webgpuPackage.version },
  crossOriginIsolated: null,
});

process.on('message', (message: ToMeasureWorker) => {
  handle(message);
});
process.on('disconnect', () => process.exit(0));
