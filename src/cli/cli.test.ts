import { PLAIN_FORM } from '../records/calibration.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { measurementFixture } from '../records/testing/measurement.ts';
import { gemmCsv } from '../exchange/gemm-csv.ts';
import { serialiseMeasurement } from '../exchange/measurement.ts';
import { matmulVariants } from '../measure/kernels/variants.ts';
import type { Plan } from '../records/plan.ts';
import type { SimulationReport } from '../simulate/report.ts';
import { kernelTimeS } from '../throughput/kernel-time.ts';
import { runCli } from './cli.ts';
import { run, temporaryFolder, testIo } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();

const planJson = async (...args: string[]): Promise<Plan> =>
  JSON.parse((await run('plan', ...args, '--json')).out) as Plan;

describe('plan', () => {
  it('gives the published estimate to the digit', async () => {
    const plan = await planJson('--preset', 'chatgpt-2023-article');
    expect(plan).toMatchObject({
      format: 'roofrack-plan',
      feasible: true,
      fleet: { gpus: 30_382, servers: 3798, racks: 542, gpusPerRack: 56, pflopsPerRack: 35 },
      energy: { kwhPerDay: 591_864, usdPerDay: 47_349.12 },
      cost: { capexUsd: 758_800_000, rackUsd: 1_400_000 },
      power: { kwPerRack: 45.5 },
    });
    const ceil = await planJson('--preset', 'chatgpt-2023-article', '--set', 'article.rackRounding=ceil');
    expect([ceil.fleet.racks, ceil.energy.kwhPerDay]).toEqual([543, 592_956]);
  });

  it('prints every line of the ledger with its formula, the values put in, and its source', async () => {
    const { code, out } = await run('plan', '--preset', 'chatgpt-2023-article', '--explain');
    expect(code).toBe(0);
    expect(out).toMatch(
      /fleet\.gpus +30382 GPUs +\S*= ceil\(demand\.gpuHoursPerDay \/ 24\) = ceil\(729166\.7 \/ 24\) +\[published\]/,
    );
    const { ledger } = await planJson('--preset', 'chatgpt-2023-article');
    for (const line of ledger) expect(out).toContain(`\n${line.id} `);
    for (const line of ledger) expect(out).toContain(line.source);
  });

  it('explains headroom factor by factor, both times per token, the batch and the floors', async () => {
    const { out } = await run('plan', '--preset', 'llama2-70b-chat', '--explain');
    expect(out).toMatch(/Headroom, each factor counted once\n[^]*Target utilisation +[\d.]+ +servers +× 1\.429/);
    expect(out).toMatch(
      /Time per output token, mean +[\d.]+ +ms[^]*\(the other TPOT, first token included\) +[\d.]+ +ms/,
    );
    expect(out).toMatch(/Why the batch is what it is\n[^]*Batch limit of the stack +512 +requests/);
    expect(out).toMatch(/Floors that no software beats\n[^]*2N FLOP[^]*weight reads/);
    expect(out).toMatch(/What would give more/);
  });

  it('prints the ledger as CSV and the headlines as Markdown', async () => {
    const { ledger } = await planJson();
    const csv = Papa.parse<Record<string, string>>((await run('plan', '--csv')).out, {
      header: true,
      skipEmptyLines: true,
    });
    expect(csv.data.map(({ id }) => id)).toEqual(ledger.map(({ id }) => id));
    expect((await run('plan', '--markdown')).out).toMatch(
      /^# .*\n\n(.|\n)*\| --- \|(.|\n)*\| Racks \| [\d,]+ \| racks \|/,
    );
  });

  it('answers an impossible load with exit 1 and a relief', async () => {
    const { code, out } = await run('plan', '--set', 'hardware.server=dgx-a100-320gb');
    expect(code).toBe(1);
    expect(out).toMatch(/^Not feasible: .+/m);
  });

  it('reads a partial file and lays settings over it', async () => {
    const path = file('small.json', '{"mode":"article","demand":{"queriesPerDay":1e6}}');
    expect((await planJson(path)).scenario.demand.queriesPerDay).toBe(1e6);
    expect((await planJson(path, '--set', 'demand.queriesPerDay=2e6')).scenario.demand.queriesPerDay).toBe(2e6);
  });

  it.each([
    [['--preset', 'chatgpt'], [/^preset is "chatgpt", .* did you mean "chatgpt-2023-/]],
    [['--set', 'demand.queriesPerDay=-1'], [/^demand\.queriesPerDay \(Queries\) is -1; .* from 0 to 1e13 1\/day/]],
    [['--set', 'demand.queriesPerDay=1e400'], [/^demand\.queriesPerDay \(Queries\) is 1e400; .* from 0 to 1e13/]],
    [
      ['--sett', 'x', 'y', '--json=1'],
      [/^--sett is not an option here; did you mean --set\?/, /^"y" is one argument/, /^--json takes no/],
    ],
    [['a.json', '--preset', 'b'], [/^Both FILE/]],
    [['--json', '--csv'], [/^--json and --csv are given together/]],
    [['missing.json'], [/^missing\.json cannot be read: no such file/]],
    [
      ['--preset', 'nope', '--set', 'x=1'],
      [/^preset is "nope"/, /^x is not a known setting/],
    ],
  ])('plan %j: exit 2 with one line a problem', async (args, expected) => {
    const { code, out, log } = await run('plan', ...args);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(log).toHaveLength(expected.length);
    for (const pattern of expected) expect(log).toContainEqual(expect.stringMatching(pattern));
  });

  it.each([
    [
      'unknown.json',
      '{"demand":{"queriesPerDya":1}}',
      /demand\.queriesPerDya is not a known key; did you mean "queriesPerDay"/,
    ],
    ['large.json', `{"name":"${'x'.repeat(6_000_000)}"}`, /is 6\.0 MB; at most 5 MB/],
    [
      'infinite.json',
      '{"demand":{"queriesPerDay":1e400}}',
      /demand\.queriesPerDay \(Queries\) is 1e400; .* from 0 to 1e13/,
    ],
    ['newer.json', '{"version":99}', /newer Roofrack/],
  ])('refuses %s in one line that names the file', async (name, text, message) => {
    const path = file(name, text);
    const { code, log } = await run('plan', path);
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringMatching(message)]);
    expect(log[0]!.startsWith(path)).toBe(true);
  });
});

describe('a load from a file', () => {
  const rows = (count: number): string =>
    `at_s,input_tokens,output_tokens\n${Array.from({ length: count }, (_, i) => `${String(i / 2)},${String(400 + (i % 200))},${String(100 + (i % 100))}`).join('\n')}`;

  it('plans and simulates a trace, settings laid over it', async () => {
    const trace = file('trace.csv', rows(7201));
    const { scenario } = await planJson('--preset', 'llama2-70b-chat', '--trace', trace);
    expect(scenario.demand.queriesPerDay).toBeCloseTo(2 * 86400, 0);
    expect(scenario.demand.inputTokens).toBeCloseTo(499.5, 0);
    const scaled = await planJson('--preset', 'llama2-70b-chat', '--trace', trace, '--set', 'demand.queriesPerDay=5e6');
    expect(scaled.scenario.demand).toMatchObject({ queriesPerDay: 5e6, inputTokens: scenario.demand.inputTokens });
    const { code, out, log } = await run('simulate', '--preset', 'llama2-70b-chat', '--trace', trace, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as SimulationReport;
    expect(report.trace).toEqual({ requests: 7201 });
    expect(report.total.requestsWithWarmUp).toBe(7201);
    expect(log.join(' ')).toContain('7,201 requests');
  });

  it('reads 200,000 rows with progress, and stops when asked', async () => {
    const trace = file('long.csv', rows(200_000));
    const abort = new AbortController();
    const log: string[] = [];
    const io = testIo([], log, abort.signal);
    expect(await runCli(['plan', '--preset', 'llama2-70b-chat', '--trace', trace], '9.9.9', io)).toBe(0);
    expect(log.join(' ')).toContain('200,000 requests');
    abort.abort();
    expect(await runCli(['plan', '--trace', trace], '9.9.9', io)).toBe(2);
    expect(log.at(-1)).toContain('cancelled');
  });

  it('takes the hours of a table, and names what is wrong with files', async () => {
    const hours = file('hours.csv', Array.from({ length: 24 }, (_, hour) => String(hour + 1)).join('\n'));
    const plan = await planJson('--hourly', hours);
    expect(plan.ledger.find(({ id }) => id === 'demand.peakToAverage')?.value).toBeCloseTo(24 / 12.5, 9);
    const dirty = await planJson('--carbon-hourly', hours);
    expect(dirty.ledger.find(({ id }) => id === 'carbon.loadHoursFactor')?.value).toBeGreaterThan(1);
    expect((await run('plan', '--preset', 'chatgpt-2023-article', '--carbon-hourly', hours)).log.join(' ')).toContain(
      '--carbon-hourly) counts only in the physical model',
    );
    const short = file('short.csv', '1\n2\n');
    const { code, log } = await run('plan', '--hourly', short, '--trace', join(folder, 'none.csv'), '--years', '99');
    expect(code).toBe(2);
    expect(log.join('\n')).toMatch(
      /--years is 99[^]*none\.csv cannot be read: no such file[^]*short\.csv: The profile/,
    );
    const alien = await run('simulate', '--trace', hours, '--hours', '2');
    expect(alien.log.join(' ')).toMatch(/--hours and --trace/);
  });

  it('builds over years', async () => {
    const { code, out } = await run(
      'plan',
      '--preset',
      'llama2-70b-chat',
      '--set',
      'demand.growthPerYear=0.5',
      '--years',
      '3',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/year +queries per day[^]*\n +3 +67,500,000/);
    const { out: json } = await run('plan', '--preset', 'llama2-70b-chat', '--years', '2', '--json');
    expect((JSON.parse(json) as { build: unknown[] }).build).toHaveLength(3);
  });
});

describe('capacity', () => {
  it('serves at most what a plan of that load takes', async () => {
    const { code, out } = await run('capacity', '--racks', '10', '--json');
    expect(code).toBe(0);
    const { queriesPerDay, plan } = JSON.parse(out) as { queriesPerDay: number; plan: Plan };
    expect(plan.fleet.racks).toBeLessThanOrEqual(10);
    const more = await planJson('--set', `demand.queriesPerDay=${String(queriesPerDay * 1.2)}`);
    expect(more.fleet.racks).toBeGreaterThan(10);
  });

  it('says no to a budget that serves nothing', async () => {
    const { code, out } = await run('capacity', '--capex-usd', '1000');
    expect(code).toBe(1);
    expect(out).toContain('serves no load at all');
  });

  it.each([
    [[], 'None given; name exactly one of --racks, --mw, --capex-usd.'],
    [['--racks', '1', '--mw', '2'], '--racks and --mw given; name exactly one of --racks, --mw, --capex-usd.'],
    [['--racks', '1.5'], '--racks is 1.5; it must be a whole number from 1 to 1000000 racks.'],
  ])('capacity %j is refused', async (args, message) => {
    expect(await run('capacity', ...args)).toEqual({ code: 2, out: '', log: [message] });
  });
});

describe('compare-hardware', () => {
  it('puts the fewest servers first, and what does not fit last', async () => {
    const ids = 'dgx-a100-320gb,dgx-a100-640gb,dgx-h100';
    const { code, out } = await run('compare-hardware', '--servers', ids, '--json');
    expect(code).toBe(0);
    const { rows } = JSON.parse(out) as { rows: { server: string; plan: Plan }[] };
    expect(rows.map(({ server }) => server)).toEqual(['dgx-h100', 'dgx-a100-640gb', 'dgx-a100-320gb']);
    expect(rows.at(-1)?.plan.feasible).toBe(false);
    expect((await run('compare-hardware')).out.split('\n').length).toBeGreaterThan(5);
  });

  it('names a server that nobody knows', async () => {
    const { code, log } = await run('compare-hardware', '--servers', 'dgx-h10,dgx-h100');
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringContaining('did you mean "dgx-h100"?')]);
  });
});

describe('calibrate', () => {
  const machine = { peakFlops: 312e12, bandwidthBytesPerS: 2039e9 };
  const bf16 = { weightBytes: 2, activationBytes: 2 };
  const truth = { computeEfficiency: 0.84, memoryEfficiency: 0.77, smoothness: 1.64, overheadUs: 6, ...PLAIN_FORM };
  const timings = [1, 16, 256, 4096].flatMap((m) =>
    [256, 4096].flatMap((n) =>
      [256, 8192].map((k) => ({ m, n, k, measuredUs: 1e6 * kernelTimeS({ m, n, k, ...bf16 }, machine, truth) })),
    ),
  );

  it('says which number format it took for granted, and takes it from flag, name or column', async () => {
    const peaks = ['--peak-tflops', '312', '--bandwidth-gbps', '2039', '--json'];
    const fit = async (name: string, text: string, ...more: string[]) => {
      const { code, out, log } = await run('calibrate', file(name, text), ...peaks, ...more);
      return [code, code === 0 ? (JSON.parse(out) as { dtype: string }).dtype : null, log.join()] as const;
    };
    const text = gemmCsv(timings);
    const [, byDefault, note] = await fit('table.csv', text);
    expect([byDefault, note]).toEqual([
      'bf16',
      expect.stringMatching(/^note: .*taken as bf16\. A column dtype, or --dtype, says/),
    ]);
    expect((await fit('a100-fp16.csv', text)).slice(1)).toEqual(['fp16', '']);
    expect((await fit('table.csv', text, '--dtype', 'fp16')).slice(1)).toEqual(['fp16', '']);
    const stated = text
      .trim()
      .split('\n')
      .map((line, i) => `${line.trim()},${i === 0 ? 'dtype' : 'half'}`)
      .join('\n');
    expect((await fit('table.csv', stated)).slice(1)).toEqual(['fp16', '']);
    expect((await fit('table.csv', stated, '--dtype', 'bf16'))[2]).toMatch(/column says fp16/);
    expect((await fit('table.csv', text, '--dtype', 'fp9'))[2]).toMatch(
      /--dtype is fp9; a table is of one of bf16, fp16/,
    );
  });

  it('fits a table, writes the fit, and a plan takes it', async () => {
    const table = file('table.csv', gemmCsv(timings));
    const fit = join(folder, 'fit.json');
    const peaks = ['--peak-tflops', '312', '--bandwidth-gbps', '2039', '--accelerator', 'a100-sxm-80gb'];
    const { code, out } = await run('calibrate', table, ...peaks, '--json', '--out', fit);
    expect(code).toBe(0);
    const calibration = JSON.parse(out) as {
      parameters: Record<string, number>;
      n: number;
      holdoutError: { median: number };
    };
    expect(readFileSync(fit, 'utf8')).toBe(out);
    expect(calibration.n).toBe(16);
    expect(calibration.parameters['computeEfficiency']).toBeCloseTo(0.84, 2);
    expect(calibration.holdoutError.median).toBeLessThan(0.01);
    const plan = await planJson('--set', `hardware.calibration=${fit}`);
    expect(plan.scenario.hardware).toMatchObject({ calibration: fit });
    expect(plan.ledger.find(({ id }) => id === 'kernel.computeEfficiency')?.tier).toBe('calibrated');
  });

  it('takes the number format that the table states, and predicts no other', async () => {
    const stated = `m,n,k,latency_us,dtype\n${timings.map(({ m, n, k, measuredUs }) => `${String(m)},${String(n)},${String(k)},${String(measuredUs)},fp8`).join('\n')}`;
    const fit = join(folder, 'fp8.json');
    const peaks = ['--peak-tflops', '312', '--bandwidth-gbps', '1020'];
    expect((await run('calibrate', file('fp8.csv', stated), ...peaks, '--out', fit)).code).toBe(0);
    expect(JSON.parse(readFileSync(fit, 'utf8'))).toMatchObject({ dtype: 'fp8', elementBytes: 1, peakTflops: 312 });
    const shapes = file('shapes.csv', 'm,n,k,dtype\n1,256,256,bf16\n');
    expect(await run('predict', '--fit', fit, '--shapes', shapes)).toMatchObject({
      code: 2,
      log: [expect.stringContaining('dtype is bf16; the fit is of fp8')],
    });
    const alike = file('alike.csv', 'm,n,k,dtype\n1,256,256,e4m3\n');
    expect((await run('predict', '--fit', fit, '--shapes', alike)).out).toMatch(
      /^m,n,k,latency_us\n1,256,256,6\.\d+\n$/,
    );
    const bf16Only = await run('calibrate', file('fp8.csv', stated), '--accelerator', 'a100-sxm-80gb');
    expect(bf16Only).toMatchObject({
      code: 2,
      log: [expect.stringMatching(/a100-sxm-80gb; add --peak-tflops X \(dense peak in fp8/)],
    });
  });

  it('writes nothing when the table is bad', async () => {
    const before = readdirSync(folder);
    const table = file('bad.csv', 'm,n,k,latency_us\n0,1,1,1\n');
    const { code, log } = await run(
      'calibrate',
      table,
      '--peak-tflops',
      '1',
      '--bandwidth-gbps',
      '1',
      '--out',
      join(folder, 'no.json'),
    );
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringContaining('bad.csv: Line 2: m is 0; it must be a whole number')]);
    expect(readdirSync(folder).toSorted()).toEqual([...before, 'bad.csv'].toSorted());
  });

  it('asks for the machine that a table does not name', async () => {
    const { code, log } = await run('calibrate', file('t.csv', gemmCsv(timings)), '--peak-tflops', '312');
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringContaining('add --bandwidth-gbps Y')]);
  });
});

describe('verify', () => {
  it('finds nothing that no longer agrees', async () => {
    const { code, out } = await run('verify', '--json');
    expect(code).toBe(0);
    const { cases } = JSON.parse(out) as { cases: { verdict: string }[] };
    expect(cases.length).toBeGreaterThan(10);
    expect(cases.some(({ verdict }) => verdict === 'does not agree')).toBe(false);
  });
});

describe('catalog', () => {
  it('lists every kind, and one', async () => {
    const all = (await run('catalog', 'list')).out.trimEnd().split('\n');
    expect(all.length).toBeGreaterThan(120);
    expect((await run('catalog', 'list', 'servers')).out).toContain('dgx-a100-640gb');
    expect(await run('catalog', 'list', 'servrs')).toMatchObject({
      code: 2,
      log: [expect.stringContaining('"servers"')],
    });
    const { accelerators } = JSON.parse((await run('catalog', 'list', 'accelerators', '--json')).out) as Record<
      string,
      unknown[]
    >;
    expect(accelerators!.length).toBeGreaterThan(40);
  });

  it('shows a record with its sources', async () => {
    const { out } = await run('catalog', 'show', 'a100-sxm-80gb');
    expect(out).toMatch(/peakDenseBf16Tflops +312/);
    expect(out).toMatch(/sources +\S/);
    expect(await run('catalog', 'show', 'a100-sxm-80g')).toMatchObject({
      code: 2,
      log: [expect.stringContaining('did you mean "a100-sxm-80gb"?')],
    });
  });

  it('checks its facts: every contradiction is explained', async () => {
    const { code, out } = await run('catalog', 'check');
    expect(code).toBe(0);
    expect(out).toContain('0 of them not explained');
  });

  it('holds a device file against the facts', async () => {
    const text = (height: number): string =>
      `manufacturer: NVIDIA\nmodel: DGX A100\nslug: nvidia-dgx-a100-640gb\nu_height: ${String(height)}\n`;
    const bad = await run('catalog', 'check', '--import', file('bad.yaml', text(8)));
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('u_height: 8 U in the file, 6 U in the catalogue.');
    expect(bad.out).toContain('power-ports: 0 supplies in the file, 6 supplies in the catalogue.');
    const broken = await run('catalog', 'check', '--import', file('broken.yaml', 'u_height: tall\n'));
    expect(broken.code).toBe(2);
    expect(broken.log).toContainEqual(expect.stringContaining('broken.yaml: u_height is "tall"'));
  });
});

describe('own hardware', () => {
  const hardware = (change: object = {}): string =>
    JSON.stringify({
      format: 'roofrack-hardware',
      version: 1,
      servers: [
        { id: 'own-box', model: 'Box', acceleratorId: 'h100-sxm', gpus: 8, uHeight: 8, maxPowerW: 9000, ...change },
      ],
    });

  it('is planned and compared with, and the plan’s scenario carries it', async () => {
    const path = file('hardware.json', hardware());
    const own = await planJson('--hardware', path, '--set', 'hardware.server=own-box');
    const shipped = await planJson('--set', 'hardware.server=dgx-h100');
    expect(own.fleet.gpus).toBe(shipped.fleet.gpus);
    expect(own.scenario.own?.servers.map(({ id }) => id)).toEqual(['own-box']);
    const again = await planJson(file('scenario.json', JSON.stringify(own.scenario)));
    expect(again).toEqual(own);
    const { out } = await run('compare-hardware', '--hardware', path, '--servers', 'own-box,dgx-h100');
    expect(out).toMatch(/^own-box +\d/m);
    expect((await planJson('--hardware', path)).scenario.own).toBeNull();
  });

  it('is refused in words', async () => {
    const wrong = await run('plan', '--hardware', file('wrong.json', hardware({ gpus: 0, id: 'box' })));
    expect(wrong.code).toBe(2);
    expect(wrong.log.join('\n')).toMatch(/gpus \(Accelerators\) is 0[^]*begins with "own-"|begins with "own-"[^]*gpus/);
    const unknown = await run('plan', '--set', 'hardware.server=own-box');
    expect(unknown.log).toContainEqual(expect.stringContaining('"own-box" is not a known server'));
  });

  it('comes from a device type of NetBox, with what the file cannot know asked for', async () => {
    const device = file('device.yaml', 'manufacturer: Acme\nmodel: Nine\nslug: acme-nine\nu_height: 4\n');
    const withoutForce = await run('catalog', 'import', device);
    expect([withoutForce.code, withoutForce.log[0]]).toEqual([2, expect.stringContaining('--accelerator is missing')]);
    const out = join(folder, 'own.json');
    expect((await run('catalog', 'import', device, '--accelerator', 'l40s', '--gpus', '4', '--out', out)).code).toBe(0);
    const plan = await planJson(
      '--hardware',
      out,
      '--set',
      'hardware.server=own-acme-nine',
      '--set',
      'model=llama-2-7b',
    );
    expect(plan.fleet.gpus).toBe((plan.fleet.servers ?? 0) * 4);
  });
});

describe('diff', () => {
  it('shares a difference out among the changes', async () => {
    const { code, out } = await run('diff', 'llama2-70b-chat', 'llama3-70b-chat', '--json');
    expect(code).toBe(0);
    const { before, after, inputs } = JSON.parse(out) as {
      before: Plan;
      after: Plan;
      inputs: { paths: string[]; contribution: Record<'fleet.servers', number> }[];
    };
    const sum = inputs.reduce((total, { contribution }) => total + contribution['fleet.servers'], 0);
    expect(sum).toBeCloseTo((after.fleet.servers ?? NaN) - (before.fleet.servers ?? NaN), 9);
    expect(inputs.flatMap(({ paths }) => paths)).toContain('hardware.server');
    const table = (await run('diff', 'llama2-70b-chat', 'llama3-70b-chat')).out;
    expect(table).toContain('hardware.server "dgx-a100-640gb" → "dgx-h100"');
  });

  it('names what it cannot read', async () => {
    const { code, log } = await run('diff', 'llama2-70b-chat', 'no-such-file');
    expect([code, log[0]]).toEqual([2, expect.stringContaining('no-such-file cannot be read')]);
  });
});

describe('bench run', () => {
  it('names every bad option before a browser is opened', async () => {
    const { code, log } = await run(
      'bench',
      'run',
      '--shapes',
      '0x5x5,4x4',
      '--dtype',
      'f33',
      '--kernel',
      'naiv',
      '--seed',
      '-1',
    );
    expect(code).toBe(2);
    expect(log).toEqual([
      '--dtype is f33; it must be one of f32, f16, f16-accumulate, i8, w8, w4.',
      expect.stringMatching(/^--kernel is naiv, which is not known; did you mean "naive/),
      '--seed is -1; it must be a whole number from 0 to 4294967295.',
      expect.stringMatching(/^--shapes has 0x5x5; a shape is MxNxK/),
      expect.stringMatching(/^--shapes has 4x4; a shape is MxNxK/),
    ]);
  });
});

describe('bench run --resume', () => {
  const settings = { dtype: 'f32', kernel: 'auto', powerPreference: null, shapes: [] } as const;
  const brokenOff = measurementFixture({ outcome: 'cancelled', settings: { ...settings, shapes: [] } });

  it('names what the run has already, and what the file is not', async () => {
    const path = file('broken-off.json', serialiseMeasurement(brokenOff));
    const { code, log } = await run('bench', 'run', '--resume', path, '--suite', 'full', '--seed', '2');
    expect(code).toBe(2);
    expect(log).toEqual([
      '--suite and --resume are given together; the run to resume has its own, so leave it out.',
      '--seed and --resume are given together; the run to resume has its own, so leave it out.',
    ]);
    const other = file('other.json', '{"format":"roofrack-plan"}');
    expect(await run('bench', 'run', '--resume', other)).toMatchObject({
      code: 2,
      log: [expect.stringContaining('a measurement file has "roofrack-measurement"')],
    });
  });

  it.each([
    ['whole', { ...brokenOff, outcome: 'complete' as const }, 'nothing of it is missing'],
    ['old', { ...brokenOff, settings: null }, 'before runs kept what was asked for'],
  ])('says why a run that is %s cannot be resumed', async (name, record, reason) => {
    const path = file(`${name}.json`, serialiseMeasurement(record));
    const { code, log } = await run('bench', 'run', '--resume', path);
    expect([code, log[0]]).toEqual([2, expect.stringContaining(reason)]);
  });
});

describe('bench run --kernel', () => {
  it('names the formats of a kernel that lacks the one asked for', async () => {
    const { id, dtypes } = matmulVariants.find((variant) => !variant.dtypes.includes('f32'))!;
    const { code, log } = await run('bench', 'run', '--kernel', id);
    expect(code).toBe(2);
    expect(log).toEqual([`--kernel ${id} has no f32 form; it takes --dtype ${dtypes.join(' or ')}.`]);
  });
});

describe('roofrack', () => {
  it('helps', async () => {
    expect((await run('--help')).out).toContain('roofrack COMMAND');
    expect((await run('plan', '--help')).out).toContain('--preset ID');
    expect((await run('--version')).out).toBe('9.9.9\n');
    expect(await run()).toMatchObject({ code: 2, out: '' });
    expect(await run('bench', 'rum')).toMatchObject({
      code: 2,
      log: [expect.stringContaining('did you mean "bench run"?')],
    });
  });
});

describe('simulate', () => {
  const few = ['--hours', '0.05', '--replicas', '1'];

  it('puts closed form and simulation side by side, the same for the same seed', async () => {
    const args = ['simulate', '--preset', 'chatgpt-2023-physical', ...few, '--seed', '7'];
    const { code, out } = await run(...args, '--json');
    const report = JSON.parse(out) as SimulationReport;
    expect(report).toMatchObject({ format: 'roofrack-simulation', version: 1, seed: 7, hours: 0.05, complete: true });
    expect(report.comparisons.map(({ quantity }) => quantity)).toEqual([
      'ttft-p50',
      'ttft-p99',
      'tpot-mean',
      'tpot-p99',
    ]);
    const plan = await planJson('--preset', 'chatgpt-2023-physical');
    expect(report.comparisons[1]!.closedFormMs).toBeCloseTo(plan.serving.ttftMs ?? NaN, 6);
    const { offered, finished, rejected, unfinished } = report.total;
    expect(offered).toBeGreaterThan(1000);
    expect(finished + rejected + unfinished).toBe(offered);
    expect(code).toBe({ kept: 0, broken: 1, undecided: 3 }[report.verdict]);
    expect((await run(...args, '--json')).out).toBe(out);
    const text = await run(...args);
    expect(text.out).toMatch(/first token, p99 +\d+/);
    expect(text.out).toMatch(/time per output token, first included/);
  });

  it('says no where the SLOs do not hold, and where there is no plan', async () => {
    const crowded = [
      '--set',
      'slo.tpotP99Ms=1000',
      '--set',
      'slo.ttftP99Ms=100000',
      '--set',
      'serving.targetUtilisation=0.7',
    ];
    const kept = await run('simulate', ...few, ...crowded);
    expect(kept.code).toBe(0);
    const infeasible = await run('simulate', '--set', 'slo.tpotP99Ms=1');
    expect(infeasible.code).toBe(1);
    expect(infeasible.log.join(' ')).toMatch(/Not feasible.*slo\.tpotP99Ms/);
  });

  it('refuses what it cannot simulate and what it does not know, all at once', async () => {
    const article = await run('simulate', '--preset', 'chatgpt-2023-article');
    expect(article).toMatchObject({ code: 2, out: '' });
    expect(article.log[0]).toMatch(/^mode is article.*--set mode=physical/);
    const bad = await run('simulate', '--hours', '0', '--seed', 'x', '--routing', 'best', '--burstiness', '-1');
    expect(bad.code).toBe(2);
    expect(bad.log).toHaveLength(4);
    expect((await run('simulate', '--hours', '1.5')).log[0]).toMatch(/above 1 it must be a whole number/);
  });

  it('stops when asked', async () => {
    const log: string[] = [];
    const signal = AbortSignal.abort();
    const io = testIo([], log, signal);
    expect(await runCli(['simulate', '--hours', '24'], '9.9.9', io)).toBe(4);
    expect(log.join(' ')).toMatch(/Stopped after 0\.00 simulated hours/);
  });
});
