import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';
import { chromium } from 'playwright';
import { build, type Rollup } from 'vite';
import { CHROMIUM_ARGS, requireChromium } from '../../config/chromium.ts';
import { root } from '../../config/root.ts';
import { add, checkTally, NOTHING } from '../../scripts/tally.ts';
import { engineNumbers } from './engine-numbers.ts';
import { table, type Part } from './part.ts';

/** Engines, and versions of one, may differ by what their functions round: exp, log and powers have no last digit that all agree on. */
const WITHIN = 1e-12;

/** An engine takes this long at most; V8 takes some seconds. */
const TIMEOUT_MS = 240_000;

interface Answer {
  readonly version: string;
  readonly text: string;
}

interface Engine {
  readonly name: string;
  /** The very engine of the reference: every digit is the same. */
  readonly isOwn?: true;
  /** What the bundle computes there; null where it is not installed. */
  readonly run: (bundle: string, folder: string) => Promise<Answer | null>;
}

const programs = (names: readonly string[], more: readonly string[] = []): string[] =>
  [
    ...(process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
    ...more,
  ].filter((path) => existsSync(path));

const outputOf = (program: string, args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28, timeout: TIMEOUT_MS });

const versionOf = (program: string): string => outputOf(program, ['--version']).trim().split('\n').at(-1)!;

/** A Node of another version than this one. */
const otherNode = (): string | undefined =>
  programs(['node']).find((program) => versionOf(program) !== process.version);

const javaScriptCore = (): string | undefined =>
  programs(
    ['jsc'],
    ['4.0', '4.1', '6.0'].map((version) => `/usr/lib/x86_64-linux-gnu/webkit2gtk-${version}/jsc`),
  )[0];

const firefox = (): string | undefined => programs(['firefox-esr', 'firefox'])[0];

/** Runs the bundle with a last line that prints. */
const byFile = (program: string, print: string, bundle: string, folder: string): string => {
  const file = join(folder, `${print.replaceAll(/\W/g, '')}.js`);
  writeFileSync(file, `${bundle}\n${print}(engine.engineNumbers());\n`);
  return outputOf(program, [file]).trim();
};

/** Firefox opens a page that computes and posts what it has found: no driver is needed. */
const inFirefox = (program: string, bundle: string, folder: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const page = '<!doctype html><script src="/bundle.js"></script>';
    const posted = `${bundle}\nfetch('/numbers', { method: 'POST', body: engine.engineNumbers() });\n`;
    const server = createServer((request, response) => {
      if (request.method === 'POST') {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          response.end();
          end(() => {
            resolve(Buffer.concat(chunks).toString('utf8'));
          });
        });
        return;
      }
      const isScript = request.url === '/bundle.js';
      response.setHeader('content-type', `text/${isScript ? 'javascript' : 'html'}; charset=utf-8`);
      response.end(isScript ? posted : page);
    });
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      browser = spawn(
        program,
        [
          '--headless',
          '--no-remote',
          '--profile',
          mkdtempSync(join(folder, 'profile-')),
          `http://127.0.0.1:${String(port)}/`,
        ],
        { stdio: 'ignore', env: { ...process.env, HOME: folder } },
      );
      browser.on('error', (error) => {
        end(() => {
          reject(error);
        });
      });
    });
    let browser: ReturnType<typeof spawn> | null = null;
    const end = (settle: () => void): void => {
      clearTimeout(late);
      server.close();
      server.closeAllConnections();
      if (browser === null || browser.exitCode !== null) settle();
      else {
        browser.on('exit', settle);
        browser.kill();
      }
    };
    const late = setTimeout(() => {
      end(() => {
        reject(new Error('Firefox posted nothing.'));
      });
    }, TIMEOUT_MS);
  });

const inChromium = async (bundle: string): Promise<Answer> => {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: [...CHROMIUM_ARGS] });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: bundle });
    return { version: browser.version(), text: await page.evaluate<string>('engine.engineNumbers()') };
  } finally {
    await browser.close();
  }
};

const ENGINES: readonly Engine[] = [
  {
    name: 'this Node',
    isOwn: true,
    run: (bundle, folder) =>
      Promise.resolve({ version: process.version, text: byFile(process.execPath, 'console.log', bundle, folder) }),
  },
  {
    name: 'another Node',
    run: (bundle, folder) => {
      const program = otherNode();
      return Promise.resolve(
        program === undefined
          ? null
          : { version: versionOf(program), text: byFile(program, 'console.log', bundle, folder) },
      );
    },
  },
  { name: 'Chromium', run: inChromium },
  {
    name: 'Firefox',
    run: async (bundle, folder) => {
      const program = firefox();
      if (program === undefined) return null;
      return { version: versionOf(program), text: await inFirefox(program, bundle, folder) };
    },
  },
  {
    name: 'JavaScriptCore (WebKit)',
    run: (bundle, folder) => {
      const program = javaScriptCore();
      return Promise.resolve(
        program === undefined ? null : { version: 'as installed', text: byFile(program, 'print', bundle, folder) },
      );
    },
  },
];

/** The engine-independent program as one script that leaves `engine` behind. */
const bundled = async (): Promise<string> => {
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      lib: { entry: join(root, 'tools/deep/engine-numbers.ts'), formats: ['iife'], name: 'engine' },
    },
  });
  const [first] = (Array.isArray(output) ? output : [output]) as Rollup.RollupOutput[];
  const [chunk] = first!.output;
  return chunk.code;
};

interface Difference {
  readonly numbers: number;
  /** Largest |a − b| over the larger of the two. */
  readonly largest: number;
  readonly at: string;
  /** Where something else than a number differs. */
  readonly other: string | null;
}

const compare = (ours: unknown, theirs: unknown): Difference => {
  let [numbers, largest, at] = [0, 0, ''];
  let other: string | null = null;
  const walk = (a: unknown, b: unknown, path: string): void => {
    if (typeof a === 'number' && typeof b === 'number') {
      numbers++;
      const apart = a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
      if (apart > largest) [largest, at] = [apart, path];
    } else if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
      const [inA, inB] = [Object.keys(a), Object.keys(b)];
      if (inA.join() !== inB.join()) other ??= path;
      for (const key of inA) {
        const record = (value: object) => (value as Record<string, unknown>)[key];
        walk(record(a), record(b), `${path}.${key}`);
      }
    } else if (a !== b) other ??= path;
  };
  walk(ours, theirs, '');
  return { numbers, largest, at, other };
};

export const engines: Part = {
  name: 'engines',
  title: 'The same numbers in other engines',
  about:
    'Plans of all presets with their ledgers, 1,000 draws of each and the choice between owning and renting, in the same build to the last digit, and to 1e-12 in other versions of V8 and in the engines of Firefox and WebKit, of those that are installed (Debian: firefox-esr, libjavascriptcoregtk-4.0-bin).',
  run: async () => {
    const reference = engineNumbers();
    const bundle = await bundled();
    const folder = mkdtempSync(join(tmpdir(), 'roofrack-engines-'));
    let tally = NOTHING;
    const print: (string | number)[][] = [];
    try {
      for (const { name, isOwn = false, run } of ENGINES) {
        const answer = await run(bundle, folder);
        if (answer === null) {
          console.log(`   ${name} is not installed; skipped.`);
          print.push([name, 'not installed', '', '', '']);
          continue;
        }
        const { version, text } = answer;
        const { numbers, largest, at, other } = compare(JSON.parse(reference), JSON.parse(text));
        tally = add(tally, checkTally(isOwn ? text === reference : largest <= WITHIN && other === null));
        const where = other ?? (largest === 0 ? '' : at);
        print.push([name, version, numbers, largest.toPrecision(2), where]);
        console.log(
          `   ${name} ${version}: ${String(numbers)} numbers, largest difference ${largest.toPrecision(2)} ${where}`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return { tally, print: table(['engine', 'version', 'numbers', 'largest difference', 'there'], print, 2) };
  },
};
