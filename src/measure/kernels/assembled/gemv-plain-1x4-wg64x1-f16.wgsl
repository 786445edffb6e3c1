// gemv-plain-1x4-wg64x1
// Few rows, operands as they lie: no size needs packing. B is read by elements of WIDTH neighbouring columns: 1, so that the
// lanes of a subgroup side by side read whole sectors; or 16 as one matrix of 4 × 4, a cache line a thread, for CPUs
// that play GPUs and check bounds once a load. A thread sums COLS elements for all ROWS rows of A; z is the batch, or
// with SPLIT the part of k. UNROLL rows of B are in flight. 2·m·n·k FLOP; B's bytes dominate, each read once.
enable f16;
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda: u32, ldb: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32,
}

alias Stored = f16;
alias Acc = f32;

@group(0) @binding(0) var<storage, read> a: array<f16>;
@group(0) @binding(1) var<storage, read> b: array<Stored>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

fn store(row: u32, col: u32, batch: u32, value: Acc) {
  if (row >= dims.row_end) {
    return;
  }
  let at = batch + row * dims.ldc + col * 1u;
  if (col < dims.n) { c[at] = f32(value); }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let a_base = group.z * dims.batch_a;
  let b_base = group.z * dims.batch_b;
  let k_begin = 0u;
  let k_end = dims.k;
  let ldb = dims.ldb;
  let row0 = dims.row_begin + group.y * 1u;
  let a0 = a_base + min(row0 + 0u, dims.m - 1u) * dims.lda;
  let col0 = group.x * 256u + 0u + local.x;
  let b0 = b_base + min(col0, ldb - 1u);
  var c0_0 = Acc();
  let col1 = group.x * 256u + 64u + local.x;
  let b1 = b_base + min(col1, ldb - 1u);
  var c0_1 = Acc();
  let col2 = group.x * 256u + 128u + local.x;
  let b2 = b_base + min(col2, ldb - 1u);
  var c0_2 = Acc();
  let col3 = group.x * 256u + 192u + local.x;
  let b3 = b_base + min(col3, ldb - 1u);
  var c0_3 = Acc();
  var k = k_begin;
  for (; k + 3u < k_end; k += 4u) {
    let y0_0 = Acc(b[b0 + (k + 0u) * ldb]);
    let y0_1 = Acc(b[b1 + (k + 0u) * ldb]);
    let y0_2 = Acc(b[b2 + (k + 0u) * ldb]);
    let y0_3 = Acc(b[b3 + (k + 0u) * ldb]);
    let y1_0 = Acc(b[b0 + (k + 1u) * ldb]);
    let y1_1 = Acc(b[b1 + (k + 1u) * ldb]);
    let y1_2 = Acc(b[b2 + (k + 1u) * ldb]);
    let y1_3 = Acc(b[b3 + (k + 1u) * ldb]);
    let y2_0 = Acc(b[b0 + (k + 2u) * ldb]);
    let y2_1 = Acc(b[b1 + (k + 2u) * ldb]);
    let y2_2 = Acc(b[b2 + (k + 2u) * ldb]);
    let y2_3 = Acc(b[b3 + (k + 2u) * ldb]);
    let y3_0 = Acc(b[b0 + (k + 3u) * ldb]);
    let y3_1 = Acc(b[b1 + (k + 3u) * ldb]);
    let y3_2 = Acc(b[b2 + (k + 3u) * ldb]);
    let y3_3 = Acc(b[b3 + (k + 3u) * ldb]);
    let x0_0 = f32(a[a0 + k + 0u]);
    c0_0 += y0_0 * x0_0;
    c0_1 += y0_1 * x0_0;
    c0_2 += y0_2 * x0_0;
    c0_3 += y0_3 * x0_0;
    let x1_0 = f32(a[a0 + k + 1u]);
    c0_0 += y1_0 * x1_0;
    c0_1 += y1_1 * x1_0;
    c0_2 += y1_2 * x1_0;
    c0_3 += y1_3 * x1_0;
    let x2_0 = f32(a[a0 + k + 2u]);
    c0_0 += y2_0 * x2_0;
    c0_1 += y2_1 * x2_0;
    c0_2 += y2_2 * x2_0;
    c0_3 += y2_3 * x2_0;
    let x3_0 = f32(a[a0 + k + 3u]);
    c0_0 += y3_0 * x3_0;
    c0_1 += y3_1 * x3_0;
    c0_2 += y3_2 * x3_0;
    c0_3 += y3_3 * x3_0;
  }
  for (; k < k_end; k++) {
    let y0 = Acc(b[b0 + k * ldb]);
    let y1 = Acc(b[b1 + k * ldb]);
    let y2 = Acc(b[b2 + k * ldb]);
    let y3 = Acc(b[b3 + k * ldb]);
    let x0 = f32(a[a0 + k]);
    c0_0 += y0 * x0;
    c0_1 += y1 * x0;
    c0_2 += y2 * x0;
    c0_3 += y3 * x0;
  }
  store(row0 + 0u, col0, group.z * dims.batch_c, c0_0);
  store(row0 + 0u, col1, group.z * dims.batch_c, c0_1);
  store(row0 + 0u, col2, group.z * dims.batch_c, c0_2);
  store(row0 + 0u, col3, group.z * dims.batch_c, c0_3);
}
