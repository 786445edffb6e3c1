import { createMeasureService } from '../src/workers/measure-service.ts';
import type { ToMeasureWorker } from '../src/workers/measure-protocol.ts';
import webgpuPackage from 'webgpu/package.json' with { type: 'json' };
import { openDawn } from './dawn.ts';

/** The measuring worker as a child process of Node: WebGPU by Dawn, messages over the channel to the parent. */
// Dawn crashes when this object is collected, so the module keeps it.
const gpu = openDawn();

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
// A terminal interrupts its whole group; the parent says when this one ends.
process.on('SIGINT', () => undefined);
