import { hostname } from 'node:os';
import { chromium, firefox, type Browser } from 'playwright';
import { CHROMIUM_ARGS } from '../../config/chromium.ts';
import { err, ok, problem, type Problem, type Result } from '../../src/base/result.ts';
import { chromiumPath } from '../chromium-host.ts';
import { openBrowserHost, type BrowserSource } from './browser-host.ts';
import { openDawnHost } from './dawn-host.ts';
import { breakdownText, type Host } from '../../src/measure/comparison/host.ts';

/** Browsers of the system that Playwright knows where to find. */
const CHANNELS = [
  'chrome',
  'chrome-beta',
  'chrome-dev',
  'chrome-canary',
  'msedge',
  'msedge-beta',
  'msedge-dev',
] as const;
export const HOST_NAMES: readonly string[] = ['chromium', ...CHANNELS, 'firefox', 'dawn'];

/** Where a comparison is to run: one of `HOST_NAMES`, or the address of a browser server (`ws://…`). */
export const isHost = (hostName: string): boolean => HOST_NAMES.includes(hostName) || /^wss?:\/\//.test(hostName);

/** Signals end the command, which ends its browser. */
const SIGNALS = { handleSIGINT: false, handleSIGTERM: false } as const;

/** WebGPU is behind a preference in Firefox for Linux, and on by default on Windows (141) and on Macs with Apple silicon (145). */
const FIREFOX_PREFERENCES = { 'dom.webgpu.enabled': true, 'gfx.webgpu.ignore-blocklist': true };

/** The machine of a browser server; null where its address is one of this machine's. */
export const machineOf = (address: string): string | null => {
  const { hostname: name } = new URL(address);
  return /^(localhost|127\..+|\[::1\])$/.test(name) || name === hostname().toLowerCase() ? null : name;
};

const HERE = { remote: false, machineName: null } as const;

const sourceOf = (hostName: string, headless: boolean): Result<BrowserSource, Problem> => {
  const flags = [...CHROMIUM_ARGS];
  if (/^wss?:\/\//.test(hostName)) {
    const launch = (): Promise<Browser> => chromium.connect(hostName, { exposeNetwork: '<loopback>', timeout: 15_000 });
    // Its flags are those of whoever started it.
    return ok({ name: 'Chromium', flags: [], headless, remote: true, machineName: machineOf(hostName), launch });
  }
  if (hostName === 'firefox') {
    const launch = (): Promise<Browser> =>
      firefox.launch({ headless, firefoxUserPrefs: FIREFOX_PREFERENCES, ...SIGNALS });
    return ok({
      name: 'Firefox',
      flags: Object.entries(FIREFOX_PREFERENCES).map(([name, value]) => `${name}=${String(value)}`),
      headless,
      ...HERE,
      launch,
    });
  }
  const channel = CHANNELS.find((known) => known === hostName);
  if (channel !== undefined) {
    const launch = (): Promise<Browser> => chromium.launch({ channel, args: flags, headless, ...SIGNALS });
    return ok({ name: channel, flags, headless, ...HERE, launch });
  }
  const path = chromiumPath();
  if (!path.ok) return path;
  const launch = (): Promise<Browser> =>
    chromium.launch({ executablePath: path.value, args: flags, headless, ...SIGNALS });
  return ok({ name: 'Chromium', flags, headless, ...HERE, launch });
};

const ADVICE: Readonly<Record<string, string>> = {
  firefox: 'Install it by npx playwright install firefox, or take another host',
};

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;

/** Opens a host by its name, or says why it cannot be had. */
export const openHost = async (
  hostName: string,
  { headed }: { readonly headed: boolean },
): Promise<Result<Host, Problem>> => {
  if (headed && !hasDisplay())
    return err(
      problem('headed', '--headed finds no display (DISPLAY is not set); leave it out, or run under xvfb-run.'),
    );
  try {
    if (hostName === 'dawn') return ok(openDawnHost());
    const source = sourceOf(hostName, !headed);
    return source.ok ? ok(await openBrowserHost(source.value)) : source;
  } catch (cause) {
    const advice =
      ADVICE[hostName] ?? `Check that it is there, or take another --host: ${HOST_NAMES.join(', ')} or ws://…`;
    return err(
      problem('host', `The host ${hostName} cannot be had: ${breakdownText(cause).replace(/\.?$/, '.')} ${advice}.`),
    );
  }
};
