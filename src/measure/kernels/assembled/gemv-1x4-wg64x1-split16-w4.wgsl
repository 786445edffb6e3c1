// gemv-1x4-wg64x1-split16
// What all matrix kernels share: the operands, how four of their elements are read, how four results are written.
// C[m×n] = A[m×k]·B[k×n], row major. lda4 and ldb4 count vec4; k is padded with zeros to a multiple of the kernel's
// step. z is the batch, or with SPLIT the part of k that a workgroup sums up.
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda4: u32, ldb4: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a4: u32, batch_b4: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(4) var<storage, read> scales: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

alias Acc = vec4<f32>;

fn load_a(at: u32) -> Acc {
  return Acc(a[at]);
}

// Four neighbours of row `row` of B, whose stride is an argument because not every compiler takes the load of a uniform out of
// a loop. Quantised weights: w = scale · q, one scale a column and 32 rows of k.
fn load_b(row: u32, batch: u32, col4: u32, ldb4: u32) -> Acc {
  let at = row * ldb4 + col4;
  let four = b[batch + at / 2u] >> (16u * (at % 2u));
  let q = vec4f((vec4u(four) >> vec4u(0u, 4u, 8u, 12u)) & vec4u(15u)) - vec4f(8.0);
  return Acc(q * scales[(row / 32u) * ldb4 + col4]);
}

fn store(row: u32, col4: u32, batch: u32, value: Acc) {
  if (row >= dims.row_end || col4 * 4u >= dims.n) {
    return;
  }
  let at = batch + row * dims.ldc + col4 * 4u;
  let left = dims.n - col4 * 4u;
  c[at] = f32(value.x);
  if (left > 1u) { c[at + 1u] = f32(value.y); }
  if (left > 2u) { c[at + 2u] = f32(value.z); }
  if (left > 3u) { c[at + 3u] = f32(value.w); }
}
// Few rows (what decoding a token does): each thread sums 4·COLS columns of B for all ROWS rows of A, over the part of k
// that z names; another kernel adds the parts. Bound by reading B, which happens once, neighbours side by side.
// 2·m·n·k FLOP; B's bytes dominate: k·n elements for 2·m·k·n FLOP.
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let a_base = 0u;
  let b_base = 0u;
  let k_begin = group.z * dims.k_part;
  let k_end = min(dims.k, k_begin + dims.k_part);
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + group.y * 1u;
  let a0 = a_base + min(row0 + 0u, dims.m - 1u) * dims.lda4;
  let col0 = group.x * 64u + 0u + local.x;
  let b0 = min(col0, ldb4 - 1u);
  var c0_0 = Acc();
  for (var k = k_begin; k < k_end; k += 4u) {
    let x0 = load_a(a0 + k / 4u);
    let y0_0 = load_b(k + 0u, b_base, b0, ldb4);
    let y1_0 = load_b(k + 1u, b_base, b0, ldb4);
    let y2_0 = load_b(k + 2u, b_base, b0, ldb4);
    let y3_0 = load_b(k + 3u, b_base, b0, ldb4);
    c0_0 = fma(Acc(x0[0]), y0_0, c0_0);
    c0_0 = fma(Acc(x0[1]), y1_0, c0_0);
    c0_0 = fma(Acc(x0[2]), y2_0, c0_0);
    c0_0 = fma(Acc(x0[3]), y3_0, c0_0);
  }
  store(row0 + 0u, col0, group.z * dims.batch_c, c0_0);
}

// add the parts
// Adds the parts that a split over k left behind: c[i] = Σ_z parts[z·count + i].
struct Dims { count: u32, parts: u32 }

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> c: array<f32>;
@group(0) @binding(2) var<uniform> dims: Dims;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let at = id.x + id.y * groups.x * 64u;
  if (at >= dims.count) {
    return;
  }
  var sum = 0.0;
  let count = dims.count;
  let number = dims.parts;
  for (var z = 0u; z < number; z++) {
    sum += parts[z * count + at];
  }
  c[at] = sum;
}
