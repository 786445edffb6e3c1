import { spawn } from 'node:child_process';
import { nodeWithVulkan } from '../config/vulkan.ts';
import type { LinkedWorker } from '../src/workers/link.ts';

/** A program that runs under Dawn, as a child process in the part of a worker; what it complains of goes to `log`. */
export const childWorker = <To extends object, From>(
  program: string,
  log: (text: string) => void,
): LinkedWorker<To, From> => {
  const { command, args, env } = nodeWithVulkan();
  const child = spawn(command, [...args, program], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (/error|fail/i.test(line)) log(line);
  });
  const target = new EventTarget();
  child.on('message', (message) => {
    target.dispatchEvent(new MessageEvent<From>('message', { data: message as From }));
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
