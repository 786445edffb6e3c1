import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseServiceResults } from './service-results.ts';

const bench = {
  backend: 'vllm',
  completed: 100,
  max_concurrency: 16,
  total_input_tokens: 51_200,
  total_output_tokens: 12_800,
  output_throughput: 900.5,
  mean_tpot_ms: 17.2,
};
const point = { concurrency: 16, inputTokens: 512, outputTokens: 128, outputTokensPerS: 900.5, tpotMs: 17.2 };

const refusal = (document: unknown): string[] => {
  const result = parseServiceResults(typeof document === 'string' ? document : JSON.stringify(document));
  if (result.ok) throw new Error('accepted');
  return result.error.map(({ message }) => message);
};

describe('parseServiceResults', () => {
  it('reads vLLM bench serve', () => {
    expect(parseServiceResults(JSON.stringify(bench))).toEqual({ ok: true, value: [{ benchmark: 'vllm', ...point }] });
  });

  it('reads SGLang, one result to a line', () => {
    const line = JSON.stringify({ ...bench, backend: 'sglang', concurrency: 15.8 });
    const result = parseServiceResults(`${line}\n${line}\n`);
    expect(result).toEqual({
      ok: true,
      value: [
        { benchmark: 'sglang', ...point },
        { benchmark: 'sglang', ...point },
      ],
    });
  });

  it('reads AIPerf and trtllm-bench', () => {
    const aiperf = {
      output_token_throughput: { unit: 'tokens/sec', avg: 900.5 },
      inter_token_latency: { unit: 'ms', avg: 17.2 },
      input_sequence_length: { avg: 512 },
      output_sequence_length: { avg: 128 },
      input_config: { loadgen: { concurrency: 16 } },
    };
    const trtllm = {
      request_info: { avg_num_concurrent_requests: 16, avg_input_length: 512, avg_output_length: 128 },
      performance: { system_output_throughput_tok_s: 900.5 },
      streaming_metrics: { avg_tpot_ms: 17.2 },
    };
    expect(parseServiceResults(JSON.stringify([aiperf, trtllm]))).toEqual({
      ok: true,
      value: [
        { benchmark: 'aiperf', ...point },
        { benchmark: 'tensorrt-llm', ...point },
      ],
    });
    const { streaming_metrics: _streaming, ...offline } = trtllm;
    const result = parseServiceResults(JSON.stringify(offline));
    expect(result.ok && result.value[0]!.tpotMs).toBeNull();
  });

  it('reads what SGLang writes without a request rate, which is no JSON', () => {
    const line =
      '{"backend": "sglang", "request_rate": Infinity, "max_concurrency": null, "concurrency": 16, "completed": 100, ' +
      '"total_input_tokens": 51200, "total_output_tokens": 12800, "output_throughput": 900.5, "mean_tpot_ms": 17.2, ' +
      '"std_itl_ms": NaN, "accept_length": -Infinity, "note": "Infinity, \\"NaN\\""}';
    expect(parseServiceResults(line)).toEqual({ ok: true, value: [{ benchmark: 'sglang', ...point }] });
    expect(refusal(line.replace('17.2', 'NaN').replace('900.5', 'NaN'))).toEqual([
      expect.stringMatching(/^output_throughput is missing/),
    ]);
  });

  it('reads the concurrency of AIPerf where its phases have it', () => {
    const aiperf = {
      schema_version: '1.3',
      request_count: { unit: 'requests', avg: 100 },
      output_token_throughput: { unit: 'tokens/sec', avg: 900.5 },
      inter_token_latency: { unit: 'ms', avg: 17.2, p50: 17 },
      input_sequence_length: { unit: 'tokens', avg: 512 },
      output_sequence_length: { unit: 'tokens', avg: 128 },
      input_config: {
        phases: [
          { name: 'warmup', concurrency: 4 },
          { name: 'profiling', concurrency: 16 },
        ],
      },
    };
    expect(parseServiceResults(JSON.stringify(aiperf))).toEqual({
      ok: true,
      value: [{ benchmark: 'aiperf', ...point }],
    });
    const short = { ...aiperf, request_count: { avg: 8 } };
    const result = parseServiceResults(JSON.stringify(short));
    expect(result.ok && result.value[0]!.concurrency).toBe(8);
  });

  it('takes a limit above the number of requests for that number', () => {
    const result = parseServiceResults(JSON.stringify({ ...bench, max_concurrency: 4096 }));
    expect(result.ok && result.value[0]).toMatchObject({ concurrency: 100, inputTokens: 512, outputTokens: 128 });
  });

  it('names what is missing or out of range', () => {
    expect(refusal({ ...bench, max_concurrency: null })).toEqual([
      'max_concurrency or concurrency is missing; run the benchmark so that it reports it, with a concurrency limit.',
    ]);
    expect(refusal({ ...bench, completed: 0, output_throughput: 'fast' })).toEqual([
      expect.stringMatching(/^completed is 0; a number above 0/),
      expect.stringMatching(/^output_throughput is "fast"; a number above 0/),
    ]);
    expect(refusal([bench, { hello: 1 }])[0]).toMatch(/^Entry 2: This is no benchmark result that is known/);
    expect(refusal('{"a":1')[0]).toMatch(/JSON/);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const result = parseServiceResults(text);
        if (!result.ok) for (const { message } of result.error) expect(message).toMatch(/^[^\n\r]+$/);
      }),
    );
  });
});
