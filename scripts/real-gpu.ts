import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, hostname, loadavg, platform, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromiumVersion, CHROMIUM_ARGS, requireChromium } from '../config/chromium.ts';
import { root } from '../config/root.ts';

/**
 * Everything that a machine with a GPU should be asked, by one command, in a folder to hand back. Needs a Chromium and, on Linux,
 * a Vulkan driver; no display.
 */
const USAGE = `Usage: npm run real-gpu -- [options]

  --out DIR          where the answers go (default: real-gpu-HOST-DATE)
  --allow-software   try it on a software adapter: everything runs, and says nothing of any GPU
  --only A,B         some of the steps
  --limit SECONDS    all steps together, once the adapters are known (default: 300); what no longer fits is left out and named
`;

interface Step {
  readonly name: string;
  /** What the answer is good for. */
  readonly about: string;
  readonly args: readonly string[];
  /** A step that takes longer is ended, and the others run. */
  readonly limitS: number;
  /** Exit codes that are no fault: 0 where none is stated. An answer that noise leaves open is one. */
  readonly fine?: readonly number[];
  /** A file of this ending that the step writes itself: its path is put after this option. */
  readonly writes?: readonly [option: string, ending: string];
}

const UNDECIDED = 3;
const roofrack = ['scripts/roofrack.ts'];
const out = ['--out', 'json'] as const;
const TUNED = '1024x1024x1024,1x4096x4096,64x64x4096,1024x1024x1024:f16';

const DETECT: readonly Step[] = (['chromium', 'dawn'] as const).map((host) => ({
  name: `detect-${host}`,
  about: `Which adapter ${host === 'dawn' ? 'Dawn for Node' : 'Chromium'} finds.`,
  args: [...roofrack, 'bench', 'run', '--host', host, '--shapes', '64x64x64', '--kernel', 'naive', '--no-cache'],
  limitS: 120,
  writes: out,
}));

/** What matters most comes first: the last ones are left out where the time is short. */
const STEPS: readonly Step[] = [
  ...(['chromium', 'dawn'] as const).map((host) => ({
    name: `quick-${host}`,
    about: 'The quick suite: roofs, products, the pace probe between all samples.',
    args: [...roofrack, 'bench', 'run', '--suite', 'quick', '--host', host],
    limitS: 180,
    writes: out,
  })),
  {
    name: 'aa-chromium',
    about: 'The build against itself, with its control: must not come out changed.',
    args: [
      ...roofrack,
      ...['bench', 'compare', '--base', 'dist', '--head', 'dist', '--cases', '1024x1024x1024,1x4096x4096'],
      ...['--sessions', '12', '--budget', '60'],
    ],
    fine: [0, UNDECIDED],
    limitS: 120,
    writes: out,
  },
  {
    name: 'subgroup-matrices',
    about: 'Products of f16 with the matrix units, where the adapter has them; verified against float64.',
    args: [
      ...roofrack,
      ...['bench', 'run', '--host', 'dawn', '--dtype', 'f16', '--shapes', '2048x2048x2048,512x512x512', '--retune'],
    ],
    limitS: 120,
    writes: out,
  },
  ...(['chromium', 'dawn'] as const).map((host) => ({
    name: `tuner-${host}`,
    about: 'The winner of the search against every candidate, interleaved.',
    args: ['bench/kernels/main.ts', '--host', host, '--cases', TUNED, '--rounds', '6'],
    fine: [0, UNDECIDED],
    limitS: 150,
  })),
  {
    name: 'peers',
    about: 'TF.js, ONNX Runtime Web and jax-js beside ours.',
    args: ['tools/peers/main.ts', '--sessions', '1', '--rounds', '2', '--markdown'],
    limitS: 240,
  },
  {
    name: 'kernels-verified',
    about: 'Every kernel that this adapter can run, against the float64 oracle.',
    args: ['scripts/dawn-tests.ts'],
    limitS: 180,
  },
];

interface Ended {
  readonly step: Step;
  /** Exit code; null where it was ended at its limit. */
  readonly code: number | null;
  readonly seconds: number;
  readonly stdout: string;
}

const runStep = (step: Step, folder: string, limitS: number): Promise<Ended> =>
  new Promise((resolve) => {
    const started = performance.now();
    const file = step.writes === undefined ? [] : [step.writes[0], join(folder, `${step.name}.${step.writes[1]}`)];
    const child = spawn(process.execPath, [...step.args, ...file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: platform() !== 'win32',
    });
    let [stdout, log] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      // Its browser too: the whole group.
      if (child.pid !== undefined && platform() !== 'win32') process.kill(-child.pid, 'SIGTERM');
      else child.kill();
    }, limitS * 1000);
    child.on('close', (code) => {
      clearTimeout(timer);
      writeFileSync(join(folder, `${step.name}.log`), `${stdout}\n── stderr\n${log}`);
      resolve({ step, code: late ? null : code, seconds: (performance.now() - started) / 1000, stdout });
    });
  });

/** With less time left than this no step is begun. */
const LEAST_S = 10;

interface Adapter {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly software: boolean;
  readonly features: readonly string[];
  readonly subgroupMatrices: readonly unknown[];
}
interface Run {
  readonly adapter: Adapter;
  readonly roofs: Readonly<Record<string, number | null>>;
  readonly cases: readonly {
    readonly id: string;
    readonly gflops?: number | null;
    readonly verified?: boolean;
    readonly paces?: readonly { readonly gflops: number }[];
  }[];
}

const runOf = (folder: string, name: string): Run | null => {
  const path = join(folder, `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Run) : null;
};

const adapterText = ({ vendor, architecture, description, software, subgroupMatrices }: Adapter): string =>
  `${description || `${vendor} ${architecture}`}${software ? ' (software)' : ''}, ${String(subgroupMatrices.length)} shapes of matrix units`;

const paceText = ({ cases }: Run): string => {
  const rates = cases.flatMap(({ paces = [] }) => paces.map(({ gflops }) => gflops)).sort((a, b) => a - b);
  const at = (share: number): number => rates[Math.floor(share * (rates.length - 1))] ?? NaN;
  return rates.length === 0
    ? 'the probe did not run'
    : `${at(0.5).toFixed(1)} GFLOP/s, fastest tenth ${(at(0.9) / at(0.1)).toFixed(2)} times the slowest`;
};

const suiteText = (folder: string, name: string): string[] => {
  const run = runOf(folder, name);
  if (run === null) return [`- ${name}: no result`];
  const best = Math.max(0, ...run.cases.map(({ gflops }) => gflops ?? 0));
  const wrong = run.cases.filter(({ verified }) => verified === false).length;
  const roofs = Object.entries(run.roofs)
    .filter(([, value]) => typeof value === 'number')
    .map(([roof, value]) => `${roof} ${(value ?? 0).toPrecision(4)}`)
    .join(', ');
  return [
    `- ${name}: ${adapterText(run.adapter)}`,
    `  - ${String(run.cases.length)} cases, ${String(wrong)} wrong, best ${best.toPrecision(4)} GFLOP/s; ${roofs}`,
    `  - pace: ${paceText(run)}`,
  ];
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      'allow-software': { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      limit: { type: 'string', default: '300' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const only = values.only.split(',').filter((name) => name !== '');
  const unknown = only.find((name) => !STEPS.some((step) => step.name === name));
  if (unknown !== undefined) {
    console.error(`--only has ${unknown}; the steps are ${STEPS.map(({ name }) => name).join(', ')}.`);
    return 2;
  }
  const limitS = Number(values.limit);
  if (!(limitS >= LEAST_S && limitS <= 86_400)) {
    console.error(`--limit is ${values.limit}; it must be a number of seconds from ${String(LEAST_S)} to 86400.`);
    return 2;
  }
  const folder = resolve(values.out ?? `real-gpu-${hostname()}-${new Date().toISOString().slice(0, 10)}`);
  mkdirSync(folder, { recursive: true });
  const path = requireChromium();
  const ended: Ended[] = [];
  const leftOut: string[] = [];
  const run = async (step: Step, ownLimitS: number): Promise<Ended> => {
    console.error(`── ${step.name}: ${step.about}`);
    const result = await runStep(step, folder, ownLimitS);
    console.error(
      `   ${result.code === null ? 'ended at its limit' : `exit ${String(result.code)}`}, ${result.seconds.toFixed(0)} s`,
    );
    ended.push(result);
    return result;
  };
  // Without them nothing is known, so they have the time that they take.
  for (const step of DETECT) await run(step, step.limitS);
  const found = DETECT.map(({ name }) => ({ name, adapter: runOf(folder, name)?.adapter ?? null }));
  for (const { name, adapter } of found)
    console.error(`   ${name}: ${adapter === null ? 'no adapter' : adapterText(adapter)}`);
  const isReal = found.some(({ adapter }) => adapter?.software === false);
  if (!isReal && !values['allow-software']) {
    console.error(
      `There is no GPU here that WebGPU reaches, so there is nothing to measure. On Linux look at vulkaninfo --summary and at the flags in docs/method.md (ROOFRACK_CHROMIUM_FLAGS puts others in their place); --allow-software tries the commands on a software adapter. What was found is in ${folder}.`,
    );
    return 4;
  }
  const without = found.filter(({ adapter }) => adapter === null).map(({ name }) => name.replace('detect-', ''));
  // What found no adapter when it was asked for one has nothing to run on.
  const usable = ({ args }: Step): boolean => !without.some((host) => args.includes(host));
  const started = performance.now();
  for (const step of STEPS.filter(({ name }) => only.length === 0 || only.includes(name)).filter(usable)) {
    // Of whole seconds, so that the shortest limit still begins a step.
    const leftS = Math.ceil(limitS - (performance.now() - started) / 1000);
    if (leftS < LEAST_S) {
      leftOut.push(step.name);
      continue;
    }
    const { code } = await run(step, Math.min(step.limitS, leftS));
    // What the time for all of them cut short is to be asked again; what its own limit ended would end there again.
    if (code === null && leftS < step.limitS) leftOut.push(step.name);
  }
  const summary = [
    `# ${isReal ? 'A real GPU' : 'A software adapter: this says nothing of any GPU'}`,
    '',
    `${new Date().toISOString()}, ${platform()} ${release()}, ${String(cpus().length)} × ${cpus()[0]?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, load ${(loadavg()[0] ?? 0).toFixed(1)}; Node ${process.version}; ${chromiumVersion(path)}`,
    '',
    `Flags: ${CHROMIUM_ARGS.join(' ')}`,
    '',
    ...suiteText(folder, 'quick-chromium'),
    ...suiteText(folder, 'quick-dawn'),
    ...suiteText(folder, 'subgroup-matrices'),
    '',
    '| step | ended | s |',
    '| --- | --- | --: |',
    ...ended.map(
      ({ step, code, seconds }) =>
        `| ${step.name} | ${code === null ? 'at its limit' : `exit ${String(code)}`} | ${seconds.toFixed(0)} |`,
    ),
    ...leftOut
      .filter((name) => !ended.some(({ step }) => step.name === name))
      .map((name) => `| ${name} | left out: the time was up | 0 |`),
    '',
    ...ended
      .filter(({ step }) => /^(aa|tuner|peers)/.test(step.name))
      .flatMap(({ step, stdout }) => [`## ${step.name}`, '', step.about, '', '```', stdout.trim(), '```', '']),
  ].join('\n');
  writeFileSync(join(folder, 'summary.md'), `${summary}\n`);
  console.log(`${summary}\n\nAll of it is in ${folder}: hand that folder back.`);
  if (leftOut.length > 0)
    console.error(
      `Left out or cut short, as ${values.limit} s were up: --only ${leftOut.join(',')} --limit ${String(2 * limitS)} runs them.`,
    );
  return leftOut.length === 0 && ended.every(({ step: { fine = [0] }, code }) => code !== null && fine.includes(code))
    ? 0
    : 1;
};

process.exitCode = await main();
