import { spawn } from 'node:child_process';
import { join } from 'node:path';
import webgpuPackage from 'webgpu/package.json' with { type: 'json' };
import { nodeWithVulkan } from '../../config/vulkan.ts';
import { err, ok, problem } from '../../src/base/result.ts';
import { linkSampler } from '../../src/workers/sampling-link.ts';
import { measureInDawn } from '../dawn-host.ts';
import type { Host, HostSession, OpenedSide } from '../../src/measure/comparison/host.ts';
import { ROOFS_ONLY, roofsOf } from './roofs.ts';

/** In the bundle of the command line, where the shaders are part of it. */
const program = join(import.meta.dirname, '../dist-cli/dawn-sampling.js');

/** A process for each side: a side that crashes takes no other with it. */
const openSide = (): { readonly side: OpenedSide; close(): void } => {
  const { command, args, env } = nodeWithVulkan();
  const child = spawn(command, [...args, program], { env, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const sampler = linkSampler({
    post: (message) => {
      child.send(message);
    },
    listen: (onAnswer, onFailure) => {
      child.on('message', onAnswer);
      child.on('error', (cause) => {
        onFailure(cause.message);
      });
      child.on('exit', (code, signal) => {
        onFailure(`the process ended (${signal ?? `exit ${String(code)}`})`);
      });
    },
  });
  return {
    side: {
      crossOriginIsolated: null,
      open: (request) => sampler.open(request),
      time: (times) => sampler.time(times),
    },
    close: () => {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    },
  };
};

/** Dawn for Node as a host: no page is built, so what is compared are kernels of this checkout. */
export const openDawnHost = (): Host => ({
  browser: { name: 'Dawn for Node', version: webgpuPackage.version, flags: [], headless: true, remote: false },
  openSession: (): Promise<HostSession> => {
    const sides: { close(): void }[] = [];
    return Promise.resolve({
      openSide: () => {
        const opened = openSide();
        sides.push(opened);
        return Promise.resolve(opened.side);
      },
      close: () => {
        for (const side of sides) side.close();
        return Promise.resolve();
      },
    });
  },
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
