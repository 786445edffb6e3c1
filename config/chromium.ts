import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';
import { gpuFlags } from './gpu-flags.ts';

/**
 * Finds a Chromium, in this order: an explicit path in the environment (`ROOFRACK_CHROMIUM`), Playwright's own, a
 * system Chrome or Chromium, and, where installing is allowed, Playwright's download, then the system's packages.
 */
const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const findChromium = (): string | null => {
  const explicit = process.env['ROOFRACK_CHROMIUM'];
  if (explicit !== undefined) {
    if (!existsSync(explicit)) throw new Error(`ROOFRACK_CHROMIUM names ${explicit}, which does not exist.`);
    return explicit;
  }
  return [chromium.executablePath(), ...SYSTEM_BROWSERS].find((path) => path !== '' && existsSync(path)) ?? null;
};

const run = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    .status === 0;

/** Finds a Chromium or installs one; what an installer prints goes to stderr. */
export const requireChromium = (): string => {
  const found = findChromium();
  if (found !== null) return found;
  process.stderr.write('No Chromium found; installing one.\n');
  if (!run('npx', ['playwright', 'install', 'chromium']) && process.platform === 'linux' && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']);
  }
  const installed = findChromium();
  if (installed === null) {
    throw new Error(
      'No Chromium could be installed. Install Chrome or Chromium, or set ROOFRACK_CHROMIUM to its path.',
    );
  }
  return installed;
};

export const chromiumVersion = (path: string): string =>
  execFileSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8' }).trim();

/**
 * WebGPU headless needs `--enable-unsafe-webgpu` where only a software adapter exists. The rest keeps the browser from
 * reaching out to the network by itself.
 */
export const CHROMIUM_ARGS: readonly string[] = [
  ...(process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--enable-unsafe-webgpu',
  '--disable-gpu-watchdog',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  '--force-color-profile=srgb',
  ...gpuFlags(),
];
