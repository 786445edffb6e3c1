import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { nodeWithVulkan } from '../config/vulkan.ts';
import type { Problem, Result } from '../src/base/result.ts';
import type { MeasureRequest } from '../src/measure/request.ts';
import type { Measurement } from '../src/records/measurement.ts';
import { linkMeasureWorker, type MeasureWorker } from '../src/workers/measure-link.ts';
import type { FromMeasureWorker } from '../src/workers/measure-protocol.ts';
import type { HostOptions } from './chromium-host.ts';

/** The measuring program is in the bundle of the command line, where the shaders are part of it. */
const program = join(import.meta.dirname, '../dist-cli/dawn-child.js');

/** A child process in the part of a worker. */
const startChild = (log: (text: string) => void): MeasureWorker => {
  const { command, args, env } = nodeWithVulkan();
  const child = spawn(command, [...args, program], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (/error|fail/i.test(line)) log(line);
  });
  const target = new EventTarget();
  child.on('message', (message) => {
    target.dispatchEvent(new MessageEvent<FromMeasureWorker>('message', { data: message as FromMeasureWorker }));
  });
  const fail = (message: string): void => {
    target.dispatchEvent(Object.assign(new Event('error'), { message }));
  };
  child.on('error', (cause) => {
    fail(cause.message);
  });
  child.on('exit', (code, signal) => {
    fail(`the process ended (${signal ?? `exit ${String(code)}`})`);
  });
  return {
    postMessage: (message) => {
      child.send(message);
    },
    terminate: () => {
      child.removeAllListeners('exit');
      child.kill('SIGKILL');
    },
    addEventListener: (type: string, listener: unknown) => {
      target.addEventListener(type, listener as EventListener);
    },
  };
};

/** Runs a suite under Dawn for Node, on whatever Vulkan, Metal or D3D12 driver is here. */
export const measureInDawn = async (
  request: MeasureRequest,
  { onProgress, onPartial, log, signal }: HostOptions,
): Promise<Result<Measurement, Problem>> => {
  const client = linkMeasureWorker({ createWorker: () => startChild(log) });
  try {
    return await client.run(request, { onProgress, signal, ...(onPartial === undefined ? {} : { onPartial }) });
  } finally {
    client.dispose();
  }
};
