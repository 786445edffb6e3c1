import { createServer, type AddressInfo } from 'node:net';
import { cpus, loadavg } from 'node:os';
import { chromium } from 'playwright';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { serveApp } from '../../config/serve-app.ts';
import { OPEN_ADDRESSES } from '../../src/app/router/addresses.ts';
import { ensureInstalled } from '../install.ts';

/**
 * `npm run lighthouse [-- word…]`: what Lighthouse says of each page; words pick pages. Accessibility and best practices must
 * reach 95 everywhere, else it ends with 1; performance hangs on the machine and is only printed.
 */
const LEAST_POINTS = 95;
const JUDGED = ['accessibility', 'best-practices'] as const;
const CATEGORIES = [...JUDGED, 'performance'] as const;

ensureInstalled();
const { default: lighthouse } = await import('lighthouse');
type Result = NonNullable<Awaited<ReturnType<typeof lighthouse>>>['lhr'];

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });

const words = process.argv.slice(2);
const addresses = OPEN_ADDRESSES.filter(
  (address) => words.length === 0 || words.some((word) => address.includes(word)),
);

const server = await serveApp(root, { port: 0, log: (text) => process.stderr.write(text) });
const port = await freePort();
const browser = await chromium.launch({
  executablePath: requireChromium(),
  args: [...CHROMIUM_ARGS, `--remote-debugging-port=${String(port)}`],
});

const machine = `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
console.log(`${machine}, load ${(loadavg()[0] ?? 0).toFixed(1)}, Lighthouse on a desktop without throttling\n`);
console.log(`| page | ${CATEGORIES.join(' | ')} |`);
console.log(`| --- | ${CATEGORIES.map(() => '--:').join(' | ')} |`);

/** On a busy machine the start of a page may be missing in what was recorded of it: it is opened once more. */
const MOST_TRIES = 3;

const judge = async (address: string, tries = 1): Promise<Result> => {
  const answer = await lighthouse(`${server.url}${address}`, {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: [...CATEGORIES],
    formFactor: 'desktop',
    screenEmulation: { mobile: false, width: 1440, height: 900, deviceScaleFactor: 1, disabled: false },
    throttlingMethod: 'provided',
  });
  if (answer === undefined) throw new Error(`Lighthouse said nothing of ${address}.`);
  const { runtimeError } = answer.lhr;
  if (runtimeError === undefined) return answer.lhr;
  if (tries < MOST_TRIES) return judge(address, tries + 1);
  throw new Error(`${address}: ${runtimeError.message}`);
};

const faults: string[] = [];
try {
  for (const address of addresses) {
    const { categories, audits } = await judge(address);
    const points = (id: string): number => Math.round(100 * (categories[id]?.score ?? 0));
    console.log(`| ${address} | ${CATEGORIES.map((id) => String(points(id))).join(' | ')} |`);
    for (const id of JUDGED) {
      const lost = (categories[id]?.auditRefs ?? [])
        .filter(({ id: audit, weight }) => weight > 0 && (audits[audit]?.score ?? 1) < 1)
        .map(({ id: audit }) => `${address}: ${id}: ${audits[audit]?.title ?? audit}`);
      faults.push(...lost);
      if (points(id) < LEAST_POINTS) process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
  await server.close();
}
if (faults.length > 0) console.log(`\nPoints were lost for:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
