import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { ok, type Problem, type Result } from '../base/result.ts';
import { findModel } from '../catalog/catalog.ts';
import { groupSize } from '../throughput/spread.ts';
import { csv } from './csv.ts';
import { MAX_ARRAY_LENGTH } from './limits.ts';
import { bareName, publishedFormat, SAME_MAKE } from './served-models.ts';
import {
  answeredTable,
  readServedTable,
  servedRow,
  spreadOf,
  type NamedModel,
  type ServedFigures,
  type ServedTable,
  type TableRow,
} from './served-rows.ts';

/** Eight rows of ai-dynamo/aiconfigurator (Apache-2.0, snapshot of 2026-08-21), most of them InferenceX runs. */
const FIXTURE = readFileSync(new URL('testing/served-rows.csv', import.meta.url), 'utf8');

const tableOf = (text: string): ServedTable => {
  const read = readServedTable(text);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};

const answeredCsv = (
  table: ServedTable,
  answers: readonly Result<ServedFigures, Problem>[],
  withPrediction: boolean,
): string => {
  const { columns, cells } = answeredTable(table, { withPrediction });
  return csv(
    columns.map(({ name }) => name),
    table.rows.map((row, place) => cells(row, answers[place])),
  );
};

const refusalOf = (text: string): string => {
  const read = readServedTable(text);
  return read.ok ? '' : read.error.map(({ message }) => message).join('\n');
};

const named =
  (id: string, published: NamedModel['published'] = 'bf16') =>
  (): Result<NamedModel, Problem> => {
    const model = findModel(id);
    if (model === null) throw new Error(`${id} is not in the catalogue`);
    return ok({ model, published });
  };

const ROW: TableRow = {
  model: 'any',
  accelerator: 'h100_sxm',
  stack: 'vllm',
  isl: '1024',
  osl: '128',
  concurrency: '4',
};

const deployed = (change: TableRow, model = 'llama-3-70b', published: NamedModel['published'] = 'bf16') =>
  servedRow({ ...ROW, ...change }, named(model, published));

const problemOf = (change: TableRow, model?: string): Problem | null => {
  const read = deployed(change, model);
  return read.ok ? null : read.error;
};

describe('a table of benchmarks', () => {
  it('is read with its columns in any order and case, with a byte-order mark, empty lines and Windows line ends', () => {
    const text = '\ufeffOSL, Model ,isl,stack,Accelerator\r\n128,llama-3-70b, 1024,vllm,h100_sxm\r\n\r\n , , , , \r\n';
    const { columns, rows } = tableOf(text);
    expect(columns).toEqual(['osl', 'model', 'isl', 'stack', 'accelerator']);
    expect(rows).toEqual([{ osl: '128', model: 'llama-3-70b', isl: '1024', stack: 'vllm', accelerator: 'h100_sxm' }]);
  });

  it.each([
    ['', /^Columns model, accelerator, stack, isl, osl are missing; the first line must name/],
    ['model,isl,osl\n', /^Columns accelerator, stack are missing/],
    ['model,accelerator,stack,isl,osl,ISL\n', /^Column isl stands twice/],
    ['model,accelerator,stack,isl,osl,,\n', /^Column without a name stands twice/],
    ['model,accelerator,stack,isl,osl\n"m,h100_sxm,vllm,1,1\n', /^Row 2: a quoted cell does not end/],
    [`${'x,'.repeat(300)}x\n`, /^The first line names 301 columns; at most 256 are read/],
    [
      `model,accelerator,stack,isl,osl\n${'a,b,c,1,1\n'.repeat(MAX_ARRAY_LENGTH + 1)}`,
      /more than 100000 rows; split it/,
    ],
    ['x'.repeat(5_000_001), /^The file is 5\.0 MB; at most 5 MB are read/],
  ])('%# is refused in words', (text, message) => {
    expect(refusalOf(text)).toMatch(message);
  });

  it('keeps the place of a row whose cells are not those of the columns, and says so', () => {
    const { rows, uneven } = tableOf('model,accelerator,stack,isl,osl\na,b,c,1,1\na,b\na,b,c,1,1,9\n');
    expect(rows).toHaveLength(3);
    expect([...uneven].map(([at, { message }]) => [at, message])).toEqual([
      [1, 'The row has 2 cells, the first line names 5 columns.'],
      [2, 'The row has 6 cells, the first line names 5 columns.'],
    ]);
  });

  it('may have columns named as parts of every object', () => {
    const text = 'model,accelerator,stack,isl,osl,__proto__,constructor,toString\na,b,c,1,1,p,q,r\n';
    const table = tableOf(text);
    const back = Papa.parse<string[]>(answeredCsv(table, [], false)).data[1];
    expect(back?.slice(0, 8)).toEqual(['a', 'b', 'c', '1', '1', 'p', 'q', 'r']);
  });

  it('gives words, not exceptions, for whatever stands in it', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('1', '0', '-1', '1e999', 'NaN', '0x10', '1.5', '', 'h100_sxm'));
    const columns = ['isl', 'osl', 'concurrency', 'batch', 'tp', 'pp', 'attention_dp', 'moe_tp', 'moe_ep', 'mode'];
    fc.assert(
      fc.property(fc.record(Object.fromEntries(columns.map((name) => [name, cell]))), fc.string(), (cells, stack) => {
        const read = servedRow({ ...ROW, ...cells, stack }, named('mixtral-8x7b'));
        if (!read.ok) expect(read.error.message).toMatch(/.{10}/);
        else expect(read.value.loop.inputTokens).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('a row as a deployment', () => {
  it('has what the fixture states', () => {
    const { rows } = tableOf(FIXTURE);
    const read = rows.map((row) => {
      const bare = bareName(row['model'] ?? '');
      const id = { 'llama-3.1-70b': 'llama-3-70b' }[bare] ?? bare;
      const served = servedRow(
        row,
        named(findModel(id) === null ? (SAME_MAKE[bare] ?? id) : id, publishedFormat(bare)),
      );
      if (!served.ok) return served.error.message;
      const { deployment, precision } = served.value;
      return [precision.weights, deployment.kind, deployment.kind === 'aggregated' ? deployment.layout.spread : null];
    });
    const tensor = (size: number) => ({ tensor: size, data: 1, expertTensor: size, expertParallel: 1 });
    expect(read).toEqual([
      ['fp8', 'aggregated', tensor(8)],
      ['bf16', 'aggregated', tensor(4)],
      ['fp8', 'aggregated', tensor(8)],
      ['fp8', 'aggregated', { tensor: 8, data: 1, expertTensor: 1, expertParallel: 8 }],
      ['mxfp4', 'aggregated', tensor(2)],
      'tp is 72, which does not divide the 128 attention heads of DeepSeek-R1; where each accelerator attends to sequences of its own, tp is 1 and attention_dp counts them.',
      ['fp8', 'disaggregated', null],
      ['nvfp4', 'disaggregated', null],
    ]);
  });

  it('knows how many replicas there are, or that nobody says so', () => {
    const workersOf = (change: TableRow) => {
      const read = deployed({ mode: 'disagg', prefill_tp: '4', decode_tp: '8', ...change });
      if (!read.ok || read.value.deployment.kind !== 'disaggregated') throw new Error('not read');
      const { prefill, decode } = read.value.deployment;
      return [prefill.count, groupSize(prefill.layout.spread), decode.count, groupSize(decode.layout.spread)];
    };
    expect(workersOf({ prefill_workers: '3', decode_workers: '2' })).toEqual([3, 4, 2, 8]);
    expect(workersOf({ prefill_workers: '' })).toEqual([null, 4, null, 8]);
  });

  it('takes the batch where no concurrency is stated, and 16-bit caches but of TensorRT-LLM’s narrow checkpoints', () => {
    const read = (change: TableRow) => {
      const row = deployed(change);
      if (!row.ok) throw new Error(row.error.message);
      return row.value;
    };
    expect(read({ concurrency: '', batch: '7' }).loop.concurrency).toBe(7);
    expect(read({ precision: 'fp8' }).precision).toEqual({ weights: 'fp8', activations: 'fp8', kvCache: 'bf16' });
    expect(read({ precision: 'fp8', stack: 'trtllm' }).precision.kvCache).toBe('fp8');
    expect(read({ gemm: 'NVFP4', accelerator: 'B200_SXM' }).precision.weights).toBe('nvfp4');
    expect(read({ pp: '2' }).deployment).toMatchObject({ layout: { stages: 2 } });
  });

  it.each([
    [{ accelerator: 'h900' }, 'accelerator', /^accelerator h900 is not in the catalogue/],
    [{ stack: 'constructor' }, 'stack', /^stack constructor is not in the catalogue/],
    [{ precision: 'fp3' }, 'precision', /^precision fp3 is not known; it must be one of fp4, nvfp4/],
    [{ precision: 'constructor' }, 'precision', /is not known/],
    [{ isl: '' }, 'isl', /^isl is empty; it must be a number from 1/],
    [{ osl: '0' }, 'osl', /^osl is 0; it must be a number from 1 to 10000000/],
    [{ isl: '1e999' }, 'isl', /^isl is 1e999; it must be a number from 1/],
    [{ isl: '0x10' }, 'isl', /^isl is 0x10/],
    [{ concurrency: '', batch: '' }, 'concurrency', /^concurrency and batch are empty/],
    [{ concurrency: '-4' }, 'concurrency', /^concurrency is -4; it must be a number from 1/],
    [{ tp: '1.5' }, 'tp', /^tp is 1\.5; it must be a whole number/],
    [
      { tp: '7' },
      'tp',
      /^tp is 7, which does not divide the 64 attention heads of Llama 3 70B; .* tp is 1 and attention_dp counts them/,
    ],
    [{ tp: '8', moe_ep: '3' }, 'moe_ep', /^moe_ep is 3, which does not divide the 8 accelerators of tp × attention_dp/],
    [{ pp: '200' }, 'pp', /^pp is 200, more than the 80 layers/],
    [{ mode: 'sideways' }, 'mode', /^mode is sideways; it must be agg or disagg/],
    [{ mode: 'disagg', decode_workers: 'many' }, 'decode_workers', /^decode_workers is many/],
  ])('%j is refused by its column', (change, path, message) => {
    expect(problemOf(change)).toMatchObject({ path, message: expect.stringMatching(message) as string });
  });
});

describe('a spread from the degrees that tables have', () => {
  it('stands for as many accelerators for the experts as for attention', () => {
    const power = fc.integer({ min: 0, max: 5 }).map((exponent) => 2 ** exponent);
    fc.assert(
      fc.property(power, power, power, power, (tensor, data, expertTensor, expertParallel) => {
        const spread = spreadOf(tensor, data, expertTensor, expertParallel);
        if (spread === null) return;
        expect(spread.expertTensor * spread.expertParallel).toBe(groupSize(spread));
      }),
    );
  });

  it.each([
    [[8, 1, 8, 1], { tensor: 8, data: 1, expertTensor: 8, expertParallel: 1 }],
    [[8, 1, 1, 1], { tensor: 8, data: 1, expertTensor: 8, expertParallel: 1 }],
    [[1, 8, 1, 8], { tensor: 1, data: 8, expertTensor: 1, expertParallel: 8 }],
    [[16, 1, 1, 4], { tensor: 4, data: 1, expertTensor: 1, expertParallel: 4 }],
    [[1, 64, 1, 8], { tensor: 1, data: 8, expertTensor: 1, expertParallel: 8 }],
    [[4, 4, 1, 16], { tensor: 1, data: 4, expertTensor: 1, expertParallel: 4 }],
  ] as const)('%j', ([tensor, data, expertTensor, expertParallel], spread) => {
    expect(spreadOf(tensor, data, expertTensor, expertParallel)).toEqual(spread);
  });
});

describe('the answered table', () => {
  const figures = {
    ttftMs: 12.3456789,
    tpotMs: 2,
    cycleMs: 100,
    cycleLowMs: 80,
    cycleHighMs: 125,
    mtpTtftMs: 12,
    mtpTpotMs: 1,
  };
  const text = 'model,accelerator,stack,isl,osl,problem\n=1+1,b,c,1,1,old\n"a,b",b,c,1,1,\n';

  it('repeats the row, adds the figures, and lets old answers give way', () => {
    const answers = [ok(figures), { ok: false, error: { path: 'tp', message: 'tp is, for once, "wrong".' } }] as const;
    const { data } = Papa.parse<string[]>(answeredCsv(tableOf(text), answers, false), { skipEmptyLines: true });
    expect(data).toEqual([
      [
        ...['model', 'accelerator', 'stack', 'isl', 'osl', 'predicted_ttft_ms', 'predicted_tpot_ms'],
        ...['predicted_cycle_ms', 'cycle_low_ms', 'cycle_high_ms', 'problem'],
      ],
      ["'=1+1", 'b', 'c', '1', '1', '12.3457', '2', '100', '80', '125', ''],
      ['a,b', 'b', 'c', '1', '1', '', '', '', '', '', 'tp is, for once, "wrong".'],
    ]);
  });

  it('has a second prediction where it is asked for', () => {
    const [header, first] = answeredCsv(tableOf(text), [ok(figures), ok(figures)], true).split('\n');
    expect(header).toMatch(/,cycle_high_ms,mtp_ttft_ms,mtp_tpot_ms,problem$/);
    expect(first).toMatch(/,125,12,1,$/);
  });
});

describe('names of models', () => {
  it.each([
    ['meta-llama/Meta-Llama-3.1-70B-Instruct-FP8', 'llama-3.1-70b'],
    ['nvidia/DeepSeek-R1-NVFP4', 'deepseek-r1'],
    ['Qwen/Qwen3-32B-FP8-Static-PerTensor', 'qwen3-32b'],
    ['llama-2-70b-chat-hf', 'llama-2-70b'],
    ['openai/gpt-oss-120b', 'gpt-oss-120b'],
  ])('%s is %s', (name, bare) => {
    expect(bareName(name)).toBe(bare);
    expect(bareName(bare)).toBe(bare);
  });

  it('the formats that they are published in', () => {
    expect(['gpt-oss-20b', 'deepseek-v3', 'kimi-k2.5', 'kimi-k2', 'llama-3-70b'].map(publishedFormat)).toEqual([
      'mxfp4',
      'fp8',
      'int4',
      'fp8',
      'bf16',
    ]);
  });
});
