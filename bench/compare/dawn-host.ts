import { join } from 'node:path';
import webgpuPackage from 'webgpu/package.json' with { type: 'json' };
import { err, ok, problem } from '../../src/base/result.ts';
import { linkSampler } from '../../src/workers/sampling-link.ts';
import { childWorker } from '../child-worker.ts';
import { measureInDawn } from '../dawn-host.ts';
import type { Host } from '../../src/measure/comparison/host.ts';
import { samplerSession } from '../../src/measure/comparison/sampler-session.ts';
import { ROOFS_ONLY, roofsOf } from './roofs.ts';

/** In the bundle of the command line, where the shaders are part of it. */
const program = join(import.meta.dirname, '../dist-cli/dawn-sampling.js');

/** Dawn for Node as a host: no page is built, so what is compared are kernels of this checkout. */
export const openDawnHost = (): Host => ({
  browser: { name: 'Dawn for Node', version: webgpuPackage.version, flags: [], headless: true, remote: false },
  elsewhere: null,
  openSession: () => samplerSession(() => linkSampler(() => childWorker(program, () => undefined)), null),
  measureRoofs: async () => {
    const run = await measureInDawn(ROOFS_ONLY, {
      onProgress: () => undefined,
      log: () => undefined,
      signal: new AbortController().signal,
    });
    return run.ok ? ok(roofsOf(run.value)) : err(problem('host', run.error.message));
  },
  restart: () => Promise.resolve(),
  close: () => Promise.resolve(),
});
