import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, temporaryFolder } from './testing/run-cli.ts';

const { file } = temporaryFolder();
const real = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../exchange/model-config/testing/configs', `${name}.json`), 'utf8');

interface Reading {
  readonly paramsTotal: number;
  readonly paramsActive: number;
  readonly kvBytesPerToken: Readonly<Record<string, number | null>>;
  readonly contextTokens: number;
  readonly weights: string;
  readonly modelType: string;
  readonly unused: readonly string[];
  readonly warnings: readonly string[];
}

describe('catalog model', () => {
  it('says what was read, as JSON and in words', async () => {
    const path = file('openai--gpt-oss-20b.json', real('openai--gpt-oss-20b'));
    const { code, out } = await run('catalog', 'model', path, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: 'gpt-oss-20b',
      modelType: 'gpt_oss',
      kvBytesPerToken: { 1024: 27_648, 8192: 24_960, 131072: 24_600 },
      contextTokens: 131_072,
      weights: 'mxfp4',
      unused: [],
      warnings: [],
    });
    expect((await run('catalog', 'model', path)).out).toContain(
      'read as: 20.91 B parameters, 3.607 B active (4.186 B with the table of input embeddings), KV 27,648 B',
    );
  });

  it('has no cache beyond the model’s own context, and reads the formats beside the file', async () => {
    const path = file('config.json', real('nvidia--Qwen3-235B-A22B-NVFP4'));
    file('hf_quant_config.json', '{"quantization": {"quant_algo": "NVFP4", "kv_cache_quant_algo": "FP8"}}');
    const { out } = await run('catalog', 'model', path, '--json');
    const read = JSON.parse(out) as Reading;
    expect([read.kvBytesPerToken['131072'], read.weights]).toEqual([null, 'nvfp4']);
    expect(dirname(path)).not.toBe('');
  });

  it('ends with 2 where the architecture cannot be planned', async () => {
    const { code, log } = await run('catalog', 'model', file('t5.json', '{"model_type": "t5"}'));
    expect([code, log.join()]).toEqual([2, expect.stringContaining('encoder-decoder')]);
  });
});

describe('--model-config', () => {
  const path = (): string => file('Hybrid.json', real('nvidia--NVIDIA-Nemotron-3-Nano-30B-A3B-BF16'));

  it('stands in for a model of the catalogue in throughput, to the digit', async () => {
    const rest = [
      '--accelerator',
      'h100-sxm',
      '--gpus',
      '2',
      '--batch',
      '16',
      '--input',
      '1000',
      '--output',
      '200',
      '--json',
    ];
    const [own, shipped] = await Promise.all([
      run('throughput', '--model-config', path(), ...rest),
      run('throughput', '--model', 'nemotron-3-nano-30b-a3b', ...rest),
    ]);
    expect(own.log.join()).toContain('read as: 31.58 B parameters');
    const [a, b] = [own, shipped].map(({ out }) => JSON.parse(out) as { tpotMs: number; model: string });
    expect([a?.tpotMs, a?.model]).toEqual([b?.tpotMs, 'own-hybrid']);
    expect((await run('throughput', '--model-config', path(), '--model', 'llama-3-8b', ...rest)).code).toBe(2);
  });

  it('sets the formats of a plan unless settings do', async () => {
    const awq = file(
      'awq.json',
      '{"model_type":"llama","torch_dtype":"float16","quantization_config":{"quant_method":"awq","bits":4}}',
    );
    const weightsOf = async (...more: string[]): Promise<string> => {
      const { out } = await run('plan', '--preset', 'llama2-70b-chat', '--model-config', awq, ...more, '--json');
      return (JSON.parse(out) as { scenario: { precision: { weights: string } } }).scenario.precision.weights;
    };
    expect(await weightsOf()).toBe('int4');
    expect(await weightsOf('--set', 'precision.weights=fp16')).toBe('fp16');
  });

  it('names the served model of a benchmark', async () => {
    const point = (concurrency: number) => ({
      max_concurrency: concurrency,
      completed: 100,
      total_input_tokens: 100_000,
      total_output_tokens: 20_000,
      output_throughput: 60 * concurrency,
      mean_tpot_ms: 12 + concurrency / 8,
    });
    const results = [1, 4, 16, 64].map((concurrency) =>
      file(`r${String(concurrency)}.json`, JSON.stringify(point(concurrency))),
    );
    const { code, log, out } = await run(
      'calibrate',
      '--serving',
      ...results,
      '--model-config',
      path(),
      '--accelerator',
      'h100-sxm',
      '--json',
    );
    expect([code, log.join()]).toEqual([0, expect.stringContaining('read as: 31.58 B')]);
    expect(JSON.parse(out)).toMatchObject({ model: 'own-hybrid' });
  });
});
