import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { nodeWithVulkan } from '../../config/vulkan.ts';
import type { CheckRequest, CheckResult } from './check.ts';

/** Where a check runs. */
export interface CheckHost {
  readonly name: string;
  check(request: CheckRequest): Promise<CheckResult>;
  close(): Promise<void>;
}

export const HOSTS = ['chromium', 'dawn'] as const;
export type HostName = (typeof HOSTS)[number];

const configFile = join(import.meta.dirname, 'vite.config.ts');
/** Inside the repository, where the child process finds its packages. */
const outDir = (): string => join(import.meta.dirname, '../../.cache', `kernels-${String(process.pid)}`);

const openChromium = async (note: (text: string) => void): Promise<CheckHost> => {
  const folder = outDir();
  const config = { configFile, build: { outDir: folder } };
  await build(config);
  const server = await preview(config);
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  return {
    name: `Chromium ${browser.version()}`,
    // A page of its own for every check, so that none finds pipelines of an earlier one compiled.
    check: async (request) => {
      const page = await browser.newPage();
      try {
        await page.exposeFunction('note', note);
        await page.goto(server.resolvedUrls?.local[0] ?? '');
        await page.waitForFunction(() => 'checkKernels' in window);
        return await page.evaluate((wanted) => window.checkKernels(wanted), request);
      } finally {
        await page.close();
      }
    },
    close: async () => {
      await browser.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

type Answer = { readonly note: string } | { readonly result: CheckResult } | { readonly error: string };

const openDawn = async (note: (text: string) => void): Promise<CheckHost> => {
  const folder = outDir();
  await build({ configFile, mode: 'dawn', build: { outDir: folder } });
  const { command, args, env, lavapipe } = nodeWithVulkan();
  return {
    name: `Dawn for Node${lavapipe === null ? '' : ' on lavapipe'}`,
    check: (request) =>
      new Promise((resolve, reject) => {
        const child = spawn(command, [...args, join(folder, 'dawn-child.js')], {
          env,
          stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        });
        child.on('error', reject);
        child.on('exit', (code, signal) => {
          reject(new Error(`The process ended (${signal ?? `exit ${String(code)}`}).`));
        });
        child.on('message', (answer: Answer) => {
          if ('note' in answer) {
            note(answer.note);
            return;
          }
          child.removeAllListeners('exit');
          child.kill();
          if ('result' in answer) resolve(answer.result);
          else reject(new Error(answer.error));
        });
        child.send(request);
      }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
};

export const openHost = (name: HostName, note: (text: string) => void): Promise<CheckHost> =>
  name === 'chromium' ? openChromium(note) : openDawn(note);
