import { designShapes } from './design.ts';

/** Shapes the collector measures: as many as the fit gains from (docs/model-fit.md). */
const COLLECTED_SHAPES = 48;

/**
 * One Python file that measures the designed shapes with PyTorch on a CUDA (or ROCm) GPU and writes the table that
 * `roofrack calibrate` reads; bandwidth and, under torchrun, all-reduce go to standard error. Operands go round six
 * copies of the weights, as in the published tables, so that the cache does not flatter small shapes.
 */
export const torchCollector = (): string => {
  const shapes = designShapes(COLLECTED_SHAPES)
    .map(({ m, n, k }) => `    (${m}, ${n}, ${k}),`)
    .join('\n');
  return `#!/usr/bin/env python3
"""Times matrix products on this GPU for \`roofrack calibrate\`. Needs PyTorch with CUDA or ROCm.

    python3 collect.py > timings.csv
    roofrack calibrate timings.csv --accelerator ID --out fit.json     # or --peak-tflops X --bandwidth-gbps Y

    torchrun --nproc-per-node 8 collect.py > timings.csv     # all-reduce as well, on standard error

Written by roofrack, whose authors had no GPU to try it on: read it, and report what does not work.
"""
import os
import sys

import torch

# m, n, k; the most telling first, so that a run which is stopped early has the best.
SHAPES = [
${shapes}
]
WEIGHT_COPIES = 6
WARM_UP = 5
REPEATS = 15
LEAST_SAMPLE_MS = 2.0
# An idle GPU takes about a second to raise its clocks.
SETTLE_MS = 2000.0
# Shapes timed again at the end, to see whether clocks or temperature moved meanwhile.
CHECKED = 3


def elapsed_ms(run, count):
    """Time of \`count\` runs by GPU events, in ms."""
    start = torch.cuda.Event(enable_timing=True)
    end = torch.cuda.Event(enable_timing=True)
    start.record()
    for i in range(count):
        run(i)
    end.record()
    end.synchronize()
    return start.elapsed_time(end)


def settle():
    """Large products until the clocks are those of a busy GPU."""
    a = torch.randn(4096, 4096, device="cuda", dtype=torch.bfloat16)
    spent = 0.0
    while spent < SETTLE_MS:
        spent += elapsed_ms(lambda _: torch.matmul(a, a), 20)


def warm_up(run):
    """First runs choose kernels and allocate workspaces, on a stream of their own as capturing wants it."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for i in range(WARM_UP):
            run(i)
    torch.cuda.current_stream().wait_stream(stream)
    torch.cuda.synchronize()


def median_us(run):
    """Median time of a run in us; a CUDA graph of many runs keeps the launch cost of Python out."""
    warm_up(run)
    once = max(elapsed_ms(run, WEIGHT_COPIES) / WEIGHT_COPIES, 1e-4)
    count = max(WEIGHT_COPIES, int(LEAST_SAMPLE_MS / once) + 1)
    count = min(count, 2000)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        for i in range(count):
            run(i)
    graph.replay()
    torch.cuda.synchronize()
    samples = sorted(elapsed_ms(lambda _: graph.replay(), 1) for _ in range(REPEATS))
    return 1000.0 * samples[len(samples) // 2] / count


def product(m, n, k):
    """Time of C[m x n] = A[m x k] B[k x n] in bf16, in us."""
    a = torch.randn(m, k, device="cuda", dtype=torch.bfloat16)
    weights = [torch.randn(n, k, device="cuda", dtype=torch.bfloat16) for _ in range(WEIGHT_COPIES)]
    return median_us(lambda i: torch.nn.functional.linear(a, weights[i % WEIGHT_COPIES]))


def copy_gbps(bytes_moved=2**30):
    """Bandwidth of a copy, read and write added, in GB/s."""
    source = torch.empty(bytes_moved // 2, device="cuda", dtype=torch.uint8)
    target = torch.empty_like(source)
    return bytes_moved / median_us(lambda _: target.copy_(source)) / 1000.0


def all_reduce(rank, members):
    """Times of all-reduce by size, on standard error; launched one by one, which small ones wait for."""
    import torch.distributed as distributed

    for kib in (16, 64, 256, 1024, 4096, 16384, 65536):
        buffer = torch.zeros(kib * 512, device="cuda", dtype=torch.bfloat16)
        for _ in range(WARM_UP):
            distributed.all_reduce(buffer)
        torch.cuda.synchronize()
        samples = sorted(elapsed_ms(lambda _: distributed.all_reduce(buffer), 20) / 20 for _ in range(REPEATS))
        if rank == 0:
            print(f"all-reduce,{members},{kib * 1024},{1000.0 * samples[REPEATS // 2]:.2f}", file=sys.stderr)


def main():
    rank = int(os.environ.get("RANK", "0"))
    members = int(os.environ.get("WORLD_SIZE", "1"))
    torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    torch.set_grad_enabled(False)
    settle()
    if members > 1:
        import torch.distributed as distributed

        distributed.init_process_group("nccl")
        if rank == 0:
            print("all-reduce,members,bytes,us", file=sys.stderr)
        all_reduce(rank, members)
    if rank == 0:
        print(f"gpu,{torch.cuda.get_device_name()}", file=sys.stderr)
        print(f"copy,{copy_gbps():.1f} GB/s", file=sys.stderr)
        print("m,n,k,latency_us", flush=True)
        times = {}
        for m, n, k in SHAPES:
            try:
                times[m, n, k] = product(m, n, k)
                print(f"{m},{n},{k},{times[m, n, k]:.3f}", flush=True)
            except torch.cuda.OutOfMemoryError:
                print(f"skipped {m},{n},{k}: out of memory", file=sys.stderr)
            torch.cuda.empty_cache()
        for (m, n, k), before in list(times.items())[:CHECKED]:
            drift = 100.0 * (product(m, n, k) / before - 1.0)
            print(f"again {m},{n},{k}: {drift:+.1f} %", file=sys.stderr)
    if members > 1:
        distributed.barrier()
        distributed.destroy_process_group()


if __name__ == "__main__":
    main()
`;
};
