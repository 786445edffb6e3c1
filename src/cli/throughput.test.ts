import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { a100Timings } from '../calibrate/testing/a100-timings.ts';
import { gemmCsv } from '../exchange/gemm-csv.ts';
import type { Plan } from '../records/plan.ts';
import { calibrationOf } from '../records/testing/calibration.ts';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { path: folder, file } = temporaryFolder();

const throughput = (...more: string[]) =>
  run('throughput', '--accelerator', 'a100-sxm-80gb', '--input', '128', '--output', '2048', '--batch', '16', ...more);

describe('throughput', () => {
  it('gives times, tokens per second, bands and the terms they are made of', async () => {
    const { code, out } = await throughput('--model', 'llama-2-7b', '--gpus', '1', '--stack', 'lmdeploy', '--json');
    expect(code).toBe(0);
    const result = JSON.parse(out) as Record<string, never>;
    const { prefillMs, tpotMs, outputTokensPerSecond, bands, terms } = result as unknown as {
      prefillMs: number;
      tpotMs: number;
      outputTokensPerSecond: number;
      bands: Record<'prefillMs' | 'tpotMs' | 'outputTokensPerSecond', [number, number]>;
      terms: { decode: Record<string, number> };
    };
    expect(outputTokensPerSecond).toBeCloseTo((16 * 2048) / ((prefillMs + 2048 * tpotMs) / 1000), 6);
    // LMDeploy's own A100 table has 1010.62 tokens/s here.
    expect(bands.outputTokensPerSecond[0]).toBeLessThan(1010.62);
    expect(bands.outputTokensPerSecond[1]).toBeGreaterThan(1010.62);
    const sum = Object.values(terms.decode).reduce((a, b) => a + b);
    expect(sum).toBeCloseTo(tpotMs, 9);
  });

  it('warns of waves and goes on', async () => {
    const { code, log } = await throughput(
      '--model',
      'llama-2-13b',
      '--gpus',
      '1',
      '--stack',
      'lmdeploy',
      '--input',
      '2048',
    );
    expect(code).toBe(2);
    expect(log[0]).toMatch(/--input is given twice/);
    const waves = await run(
      ...['throughput', '--accelerator', 'a100-sxm-80gb', '--model', 'llama-2-13b', '--gpus', '1'],
      ...['--input', '2048', '--output', '2048', '--batch', '64', '--stack', 'lmdeploy'],
    );
    expect(waves.code).toBe(0);
    expect(waves.log.join(' ')).toMatch(/requests do not fit: about \d+ run together/);
  });

  it('answers no, in words, where the model does not fit', async () => {
    const { code, out, log } = await throughput('--model', 'llama-2-70b', '--gpus', '1');
    expect([code, out]).toEqual([1, '']);
    expect(log.join(' ')).toMatch(/needs 1\d\d GB on each/);
  });

  it('names the option that was typed where the group does not fit the model', async () => {
    const { code, log } = await throughput('--model', 'llama-2-7b', '--gpus', '3');
    expect([code, log]).toEqual([2, [expect.stringMatching(/^--gpus 3 does not divide the 32 attention heads/)]]);
    const small = await throughput('--model', 'llama-2-70b', '--gpus', '1');
    expect(small.log.at(-1)).toMatch(/^--gpus 1: .* needs 1\d\d GB on each/);
  });

  it('names every bad argument, with the nearest known', async () => {
    const { code, out, log } = await run(
      ...['throughput', '--model', 'lama-2-7b', '--accelerator', 'a100', '--gpus', '0', '--precision', 'fp12'],
      ...['--batch', '1', '--input', '1', '--stack', 'vlm'],
    );
    expect([code, out]).toEqual([2, '']);
    expect(log).toEqual([
      expect.stringMatching(/--model "lama-2-7b" is not a known model; did you mean "llama-2-7b"/),
      expect.stringMatching(/--accelerator "a100" is not a known accelerator/),
      expect.stringMatching(/--gpus is 0; it must be a whole number from 1 to 1024/),
      expect.stringMatching(/--precision is fp12; it must be one of fp16/),
      expect.stringMatching(/--output is missing/),
      expect.stringMatching(/--stack "vlm" is not a known serving stack; did you mean "vllm"/),
    ]);
  });
});

describe('calibrate, then predict', () => {
  it('prints the shapes in their order with times near the measured ones', async () => {
    const table = file('timings.csv', gemmCsv(a100Timings.slice(0, 48)));
    const unseen = a100Timings.slice(48);
    const shapes = file('shapes.csv', ['m,n,k', ...unseen.map(({ m, n, k }) => `${m},${n},${k}`)].join('\n'));
    const fit = join(folder, 'fit.json');
    const fitted = await run('calibrate', table, '--accelerator', 'a100-sxm-80gb', '--out', fit, '--json');
    expect(fitted.code).toBe(0);
    expect(JSON.parse(readFileSync(fit, 'utf8'))).toEqual(JSON.parse(fitted.out));

    const { code, out } = await run('predict', '--fit', fit, '--shapes', shapes);
    expect(code).toBe(0);
    const [header, ...rows] = out.trim().split(/\r?\n/);
    expect(header).toBe('m,n,k,latency_us');
    expect(rows.map((row) => row.split(',').slice(0, 3).map(Number))).toEqual(unseen.map(({ m, n, k }) => [m, n, k]));
    // The table is sorted by m: all of these are larger than any row that was fitted.
    for (const [i, row] of rows.entries()) {
      const ratio = Number(row.split(',')[3]) / unseen[i]!.measuredUs;
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    }
    const json = await run('predict', '--fit', fit, '--shapes', shapes, '--json');
    const { predictions } = JSON.parse(json.out) as {
      predictions: { measuredUs: number; interval90Us: [number, number] }[];
    };
    for (const { measuredUs, interval90Us } of predictions) {
      expect(interval90Us[0]).toBeLessThan(measuredUs);
      expect(interval90Us[1]).toBeGreaterThan(measuredUs);
    }
  });

  it('says what predict needs', async () => {
    const { code, log } = await run('predict');
    expect(code).toBe(2);
    expect(log).toEqual([expect.stringMatching(/^--fit is missing/), expect.stringMatching(/^--shapes is missing/)]);
  });
});

describe('calibrate --serving and --emit-collector', () => {
  const result = (concurrency: number, output_throughput: number, mean_tpot_ms: number): string =>
    JSON.stringify({
      completed: 100,
      max_concurrency: concurrency,
      total_input_tokens: 51_200,
      total_output_tokens: 25_600,
      output_throughput,
      mean_tpot_ms,
    });

  const results = () => [
    file('c1.json', result(1, 75, 13)),
    file('c8.json', result(8, 560, 13.9)),
    file('c64.json', result(64, 3100, 19.9)),
  ];
  const machine = ['--model', 'llama-3-8b', '--accelerator', 'a100-sxm-80gb', '--gpus', '1'];

  it('fits a running service and shows each concurrency left out', async () => {
    const files = results();
    const { code, out } = await run('calibrate', '--serving', ...files, ...machine, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ format: 'roofrack-stack-fit', stack: 'vllm', model: 'llama-3-8b' });
    const refused = await run('calibrate', '--serving', ...files.slice(1), ...machine);
    expect([refused.code, refused.out]).toEqual([2, '']);
    expect(refused.log[0]).toMatch(/at least 3 are needed/);
  });

  it('takes the stack from the benchmarks, and refuses those of several', async () => {
    const [first, ...others] = results();
    const trtllm = JSON.stringify({
      request_info: { num_requests: 80, avg_num_concurrent_requests: 4, avg_input_length: 512, avg_output_length: 128 },
      performance: { system_output_throughput_tok_s: 300 },
    });
    const mixed = [file('trtllm.json', trtllm), first!, ...others];
    expect(await run('calibrate', '--serving', ...mixed, ...machine)).toMatchObject({
      code: 2,
      log: [expect.stringMatching(/several stacks' benchmarks \(tensorrt-llm, vllm\)/)],
    });
    const named = await run('calibrate', '--serving', ...mixed, ...machine, '--stack', 'sglang', '--json');
    expect(JSON.parse(named.out)).toMatchObject({ stack: 'sglang' });
    const slip = await run('calibrate', '--serving', ...mixed, ...machine, '--stack', 'vlm');
    expect(slip.log).toEqual([expect.stringMatching(/^--stack "vlm" is not known; did you mean "vllm"\?/)]);
  });

  const served = ['model=llama-3-8b', 'hardware.server=dgx-a100-640gb', 'precision.weights=fp16'];
  const set = (...settings: string[]): string[] => settings.flatMap((setting) => ['--set', setting]);
  const writeFit = async (): Promise<string> => {
    const fit = join(folder, 'stack.json');
    expect((await run('calibrate', '--serving', ...results(), ...machine, '--out', fit)).code).toBe(0);
    return fit;
  };
  const planOf = async (...settings: string[]): Promise<Plan> =>
    JSON.parse((await run('plan', ...set(...served, ...settings), '--json')).out) as Plan;

  it('a plan takes the fit of its stack, and says so', async () => {
    const fit = await writeFit();
    const { constants } = JSON.parse(readFileSync(fit, 'utf8')) as { constants: Record<string, number> };
    const [published, fitted] = [await planOf(), await planOf(`hardware.calibration=${fit}`)];
    for (const name of ['deviceScale', 'hostUsPerPass', 'hostUsPerSequence']) {
      const line = fitted.ledger.find(({ id }) => id === `stack.${name}`);
      expect(line).toMatchObject({ value: constants[name], tier: 'calibrated' });
      expect(line?.source).toMatch(
        /llama-3-8b in fp16 on 1 × a100-sxm-80gb, concurrency 1, 8, 64; n = 6, median error [\d.]+ %/,
      );
      expect(published.ledger.find(({ id }) => id === `stack.${name}`)?.tier).toBe('published');
    }
    // The service is slower than the published constants make it.
    expect(fitted.serving.tpotMs).not.toBe(published.serving.tpotMs);
    expect(fitted.demand).toEqual(published.demand);
    expect(fitted.warnings.map(({ code }) => code)).not.toContain('stack-fit-model');
    const other = await planOf('model=llama-2-7b', `hardware.calibration=${fit}`);
    expect(other.warnings.map(({ code }) => code)).toContain('stack-fit-model');
  });

  const kernelFit = (): string =>
    file(
      'kernels.json',
      JSON.stringify(
        calibrationOf({
          name: 'my A100',
          accelerator: 'a100-sxm-80gb',
          matrixUnits: true,
          dtype: 'bf16',
          elementBytes: 2,
          peakTflops: 312,
          bandwidthGBps: 2039,
        }),
      ),
    );

  it('a plan takes a fit of kernels and one of its stack together', async () => {
    const [kernels, stack] = [kernelFit(), await writeFit()];
    const both = await planOf(`hardware.calibration=${kernels}`, `hardware.stackCalibration=${stack}`);
    const { constants } = JSON.parse(readFileSync(stack, 'utf8')) as { constants: Record<string, number> };
    const valueOf = (plan: Plan, line: string) => plan.ledger.find(({ id }) => id === line)?.value;
    expect(valueOf(both, 'stack.deviceScale')).toBe(constants['deviceScale']);
    const [kernelsOnly, stackOnly] = [
      await planOf(`hardware.calibration=${kernels}`),
      await planOf(`hardware.stackCalibration=${stack}`),
    ];
    expect(stackOnly.serving).toEqual((await planOf(`hardware.calibration=${stack}`)).serving);
    for (const alone of [kernelsOnly, stackOnly]) expect(both.serving.tpotMs).not.toBe(alone.serving.tpotMs);
    expect(both.scenario.hardware).toMatchObject({ calibration: kernels, stackCalibration: stack });
    // The device scale was found beside other kernel times.
    expect(both.warnings.map(({ code }) => code)).toContain('stack-fit-kernels');
    for (const alone of [kernelsOnly, stackOnly]) {
      expect(alone.warnings.map(({ code }) => code)).not.toContain('stack-fit-kernels');
    }
  });

  it('each fit has its place', async () => {
    const [kernels, stack] = [kernelFit(), await writeFit()];
    const logOf = async (...settings: string[]) => {
      const { code, log } = await run('plan', ...set(...served, ...settings));
      expect(code).toBe(2);
      return log;
    };
    expect(await logOf(`hardware.stackCalibration=${kernels}`)).toEqual([
      expect.stringMatching(/^hardware\.stackCalibration is a fit of kernels.*Give it as hardware\.calibration/),
    ]);
    expect(await logOf(`hardware.calibration=${stack}`, `hardware.stackCalibration=${stack}`)).toEqual([
      expect.stringMatching(/are both fits of a serving stack/),
    ]);
    const missing = await logOf('hardware.calibration=a.json', 'hardware.stackCalibration=b.json');
    expect(missing.map((line) => /[ab]\.json/.exec(line)?.[0])).toEqual(['a.json', 'b.json']);
  });

  it('compare-hardware uses each fit in the rows of its own accelerator, and says so', async () => {
    const fits = [`hardware.calibration=${kernelFit()}`, `hardware.stackCalibration=${await writeFit()}`];
    const compare = (...more: string[]) =>
      run('compare-hardware', ...set('model=llama-3-8b', 'precision.weights=fp16'), ...more);
    const servers = ['--servers', 'dgx-h100,dgx-a100-640gb'];
    // The scenario's own server may be another one than the fit's.
    const own = set('hardware.server=dgx-h100', ...fits);
    const { code, out } = await compare(...servers, ...own);
    expect(code).toBe(0);
    expect(out).toMatch(/^dgx-h100 .*published$/m);
    expect(out).toMatch(/^dgx-a100-640gb .*kernels of “my A100”, stack as benchmarked with llama-3-8b$/m);
    expect((await compare(...servers)).out).not.toMatch(/stands on/);
    const rowsOf = async (...more: string[]) =>
      (JSON.parse((await compare(...servers, ...more, '--json')).out) as { rows: { server: string; plan: Plan }[] })
        .rows;
    const tpot = (rows: { server: string; plan: Plan }[], id: string) =>
      rows.find(({ server }) => server === id)?.plan.serving.tpotMs;
    const [plain, fitted] = [await rowsOf(), await rowsOf(...own)];
    expect(tpot(fitted, 'dgx-h100')).toBe(tpot(plain, 'dgx-h100'));
    expect(tpot(fitted, 'dgx-a100-640gb')).not.toBe(tpot(plain, 'dgx-a100-640gb'));
    const none = await compare('--servers', 'dgx-h100', ...own);
    expect(none.log.join()).toMatch(/None of these servers holds what the fit is of/);
  });

  it.each([
    ['hardware.stack=sglang', /^hardware\.stack is sglang, but the fit .* is of vllm.*hardware\.stack=vllm/],
    ['hardware.server=dgx-h100', /^hardware\.server is dgx-h100 with h100-sxm, but the fit .* is of a100-sxm-80gb/],
    ['precision.weights=int4', /^precision\.weights is int4, but the fit .* is of fp16 .*precision\.weights=fp16/],
    ['precision.sparsity=2:4', /^precision\.sparsity is 2:4, but the fit .* dense/],
  ])('a plan with %s refuses it', async (setting, message) => {
    const fit = await writeFit();
    const { code, out, log } = await run('plan', ...set(...served, setting, `hardware.calibration=${fit}`));
    expect([code, out, log]).toEqual([2, '', [expect.stringMatching(message)]]);
  });

  it.each([
    [
      'constants',
      { deviceScale: -1 },
      /constants\.deviceScale \(Device scale\) is -1; it must be a number from 0\.1 to 10/,
    ],
    ['residuals', [], /residuals is a list of 0; it must be a list of 3 to/],
    ['version', 5, /version is 5; this Roofrack reads stack fit files up to version 4/],
    ['surprise', 1, /surprise is not a known key/],
  ])('a plan refuses a fit with wrong %s', async (key, value, message) => {
    const whole = JSON.parse(readFileSync(await writeFit(), 'utf8')) as Record<string, object>;
    const wrong = { ...whole, [key]: key === 'constants' ? { ...whole['constants'], ...(value as object) } : value };
    const path = file('wrong.json', JSON.stringify(wrong));
    const { code, out, log } = await run('plan', ...set(...served, `hardware.calibration=${path}`));
    expect([code, out]).toEqual([2, '']);
    expect(log).toEqual([expect.stringMatching(message)]);
  });

  it('prints the collector, and knows no other', async () => {
    expect((await run('calibrate', '--emit-collector', 'torch')).out).toMatch(/^#!\/usr\/bin\/env python3/);
    expect((await run('calibrate', '--emit-collector', 'jax')).code).toBe(2);
  });
});

describe('throughput --rows', () => {
  const HEADER = 'model,accelerator,stack,isl,osl,concurrency,tp';
  const rows = (text: string, ...more: string[]) => run('throughput', '--rows', file('rows.csv', text), ...more);

  it('repeats each row with its times, in their order, whatever becomes of the others', async () => {
    const fixture = readFileSync(new URL('../exchange/testing/served-rows.csv', import.meta.url), 'utf8');
    const { code, out, log } = await rows(fixture.replace('meta-llama/Llama-3.1-70B', 'nobody/no-model'));
    expect(code).toBe(0);
    const { data } = Papa.parse<Record<string, string>>(out, { header: true, skipEmptyLines: true });
    const given = Papa.parse<Record<string, string>>(fixture, { header: true, skipEmptyLines: true }).data;
    expect(data.map(({ isl, tpot_ms }) => [isl, tpot_ms])).toEqual(given.map(({ isl, tpot_ms }) => [isl, tpot_ms]));
    expect(data[0]).toMatchObject({
      predicted_cycle_ms: '',
      problem: 'model nobody/no-model is not in the catalogue; give the path of its config.json.',
    });
    const refused = data.filter(({ tp }) => tp === '72');
    expect(refused.map((row) => row['problem'])).toEqual([expect.stringContaining('tp is 72, which does not divide')]);
    for (const row of data.slice(1).filter((each) => !refused.includes(each))) {
      const [ttft, tpot, cycle] = ['ttft', 'tpot', 'cycle'].map((name) => Number(row[`predicted_${name}_ms`]));
      expect(row['problem']).toBe('');
      expect(cycle! / (ttft! + (Number(row['osl']) - 1) * tpot!)).toBeCloseTo(1, 4);
      expect(Number(row['cycle_low_ms'])).toBeLessThan(cycle!);
      expect(Number(row['cycle_high_ms'])).toBeGreaterThan(cycle!);
    }
    expect(log).toEqual([
      'warning: 1 rows do not say how many replicas read prompts or decode (prefill_workers, decode_workers): as many as keep up are taken, and the band is wider.',
      '2 of 8 rows could not be represented; column problem says why.',
    ]);
  });

  it('comes near what was measured of aggregated serving', async () => {
    const fixture = readFileSync(new URL('../exchange/testing/served-rows.csv', import.meta.url), 'utf8');
    const { out } = await rows(fixture, '--json');
    const answered = (JSON.parse(out) as { rows: Record<string, string | number>[] }).rows.filter(
      ({ mode, cycleMs, tp }) => mode === 'agg' && cycleMs !== undefined && Number(tp) <= 8,
    );
    expect(answered.length).toBeGreaterThanOrEqual(4);
    for (const { tpotMs, tpot_ms } of answered)
      expect(Math.abs(Math.log(Number(tpotMs) / Number(tpot_ms)))).toBeLessThan(0.35);
  });

  it('adds a second prediction with --mtp, and takes a config.json by its path', async () => {
    const config = new URL('../exchange/model-config/testing/configs/Qwen--Qwen3-32B.json', import.meta.url).pathname;
    const { code, out, log } = await rows(`${HEADER}\n${config},h100-sxm,vllm,512,64,8,4\n`, '--mtp');
    expect([code, log.length]).toEqual([0, 1]);
    const [row] = Papa.parse<Record<string, string>>(out, { header: true, skipEmptyLines: true }).data;
    expect(row?.['problem']).toBe('');
    expect(Number(row?.['mtp_tpot_ms'])).toBeGreaterThan(0);
  });

  it('answers its own answers again, without a column twice', async () => {
    const first = await rows(`${HEADER}\nllama-3-8b,h100_sxm,vllm,512,64,8,1\n`);
    const again = await rows(first.out);
    expect(again.out).toBe(first.out);
  });

  it.each([
    ['', /rows\.csv: Columns model, accelerator, stack, isl, osl are missing/],
    ['model;isl', /are missing/],
    [`${HEADER},tp\n`, /rows\.csv: Column tp stands twice/],
    ['\u0000\u0001', /are missing/],
  ])('refuses %j as a whole, with exit 2', async (text, message) => {
    const { code, out, log } = await rows(text);
    expect([code, out]).toEqual([2, '']);
    expect(log.join('\n')).toMatch(message);
  });

  it('refuses a file that is not there', async () => {
    const { code, log } = await run('throughput', '--rows', join(folder, 'nowhere.csv'));
    expect([code, log]).toEqual([2, [expect.stringMatching(/nowhere\.csv cannot be read: no such file/)]]);
  });

  it('lets nothing of a table drive the terminal or a spreadsheet', async () => {
    const { code, out } = await rows(`${HEADER},note\n"=cmd\u001b[31m",h100_sxm,vllm,1,1,1,1,"@SUM(A1)"\n`);
    expect(code).toBe(0);
    expect(out).not.toContain('\u001b');
    const [row] = Papa.parse<Record<string, string>>(out, { header: true, skipEmptyLines: true }).data;
    expect(row?.['note']).toBe("'@SUM(A1)");
  });
});
