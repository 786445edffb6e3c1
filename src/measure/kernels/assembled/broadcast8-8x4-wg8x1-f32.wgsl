// pack b
// Copies a row-major matrix into one whose stride is a multiple of 4 and fills what is added with zeros, so that
// kernels with vec4 loads take any size; with TRANSPOSE it also turns the matrix round, for operands that come
// transposed. z is the batch. It runs inside the timed program: packing is never free.
struct Dims { rows: u32, cols: u32, stride: u32, packed_rows: u32, packed_stride: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4<f32>>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, batch: u32) -> f32 {
  if (row >= dims.rows || col >= dims.cols) {
    return f32();
  }
  return source[batch + row * dims.stride + col];
}

@compute @workgroup_size(16, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let col = id.x * 4u;
  if (col >= dims.packed_stride || id.y >= dims.packed_rows) {
    return;
  }
  let batch = id.z * dims.batch;
  packed[(id.z * dims.packed_rows + id.y) * (dims.packed_stride / 4u) + id.x] = vec4<f32>(
    element(id.y, col, batch),
    element(id.y, col + 1u, batch),
    element(id.y, col + 2u, batch),
    element(id.y, col + 3u, batch),
  );
}

// broadcast8-8x4-wg8x1
// What all matrix kernels share: the operands, how four of their elements are read, how four results are written.
// C[m×n] = A[m×k]·B[k×n], row major. lda4 and ldb4 count vec4; k is padded with zeros to a multiple of the kernel's
// step. z is the batch, or with SPLIT the part of k that a workgroup sums up.
enable subgroups;
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda4: u32, ldb4: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a4: u32, batch_b4: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

alias Acc = vec4<f32>;

fn load_a(at: u32) -> Acc {
  return Acc(a[at]);
}

// Four neighbours of row `row` of B, whose stride is an argument because not every compiler takes the load of a uniform out of
// a loop. Quantised weights: w = scale · q, one scale a column and 32 rows of k.
fn load_b(row: u32, batch: u32, col4: u32, ldb4: u32) -> Acc {
  return Acc(b[batch + row * ldb4 + col4]);
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
// As the register kernel, but the S lanes of a subgroup share the rows of A: a step of 4·DEPTH in k needs
// ROWS·DEPTH vec4 of A, which the lanes load among themselves and broadcast. S is the adapter's only subgroup size,
// or with SIZE_CONTROL asked for; where it is another all the same, nothing is written and verification refuses.
// A step of 4 in k reads 4·(ROWS / S + 4·COLS) elements for 32·ROWS·COLS FLOP a thread.
// The workgroup is one row of threads, so a subgroup shares its rows however lanes are numbered.
@compute @workgroup_size(8)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != 8u) {
    return;
  }
  let a_base = group.z * dims.batch_a4;
  let b_base = group.z * dims.batch_b4;
  let k_begin = 0u;
  let k_end = dims.k;
  let ldb4 = dims.ldb4;
  let row0 = dims.row_begin + group.y * 8u;
  let at0 = 0u + lane;
  let a0 = a_base + min(row0 + at0 % 8u, dims.m - 1u) * dims.lda4 + at0 / 8u;
  let col0 = group.x * 8u + 0u + local.x;
  let b0 = min(col0, ldb4 - 1u);
  var c0_0 = Acc();
  var c1_0 = Acc();
  var c2_0 = Acc();
  var c3_0 = Acc();
  var c4_0 = Acc();
  var c5_0 = Acc();
  var c6_0 = Acc();
  var c7_0 = Acc();
  for (var k = k_begin; k < k_end; k += 4u) {
    let x0 = load_a(a0 + k / 4u);
    let y0_0 = load_b(k + 0u, b_base, b0, ldb4);
    let y1_0 = load_b(k + 1u, b_base, b0, ldb4);
    let y2_0 = load_b(k + 2u, b_base, b0, ldb4);
    let y3_0 = load_b(k + 3u, b_base, b0, ldb4);
    let z0_0 = subgroupBroadcast(x0, 0u);
    c0_0 = fma(Acc(z0_0.w), y3_0, fma(Acc(z0_0.z), y2_0,
      fma(Acc(z0_0.y), y1_0, fma(Acc(z0_0.x), y0_0, c0_0))));
    let z0_1 = subgroupBroadcast(x0, 1u);
    c1_0 = fma(Acc(z0_1.w), y3_0, fma(Acc(z0_1.z), y2_0,
      fma(Acc(z0_1.y), y1_0, fma(Acc(z0_1.x), y0_0, c1_0))));
    let z0_2 = subgroupBroadcast(x0, 2u);
    c2_0 = fma(Acc(z0_2.w), y3_0, fma(Acc(z0_2.z), y2_0,
      fma(Acc(z0_2.y), y1_0, fma(Acc(z0_2.x), y0_0, c2_0))));
    let z0_3 = subgroupBroadcast(x0, 3u);
    c3_0 = fma(Acc(z0_3.w), y3_0, fma(Acc(z0_3.z), y2_0,
      fma(Acc(z0_3.y), y1_0, fma(Acc(z0_3.x), y0_0, c3_0))));
    let z0_4 = subgroupBroadcast(x0, 4u);
    c4_0 = fma(Acc(z0_4.w), y3_0, fma(Acc(z0_4.z), y2_0,
      fma(Acc(z0_4.y), y1_0, fma(Acc(z0_4.x), y0_0, c4_0))));
    let z0_5 = subgroupBroadcast(x0, 5u);
    c5_0 = fma(Acc(z0_5.w), y3_0, fma(Acc(z0_5.z), y2_0,
      fma(Acc(z0_5.y), y1_0, fma(Acc(z0_5.x), y0_0, c5_0))));
    let z0_6 = subgroupBroadcast(x0, 6u);
    c6_0 = fma(Acc(z0_6.w), y3_0, fma(Acc(z0_6.z), y2_0,
      fma(Acc(z0_6.y), y1_0, fma(Acc(z0_6.x), y0_0, c6_0))));
    let z0_7 = subgroupBroadcast(x0, 7u);
    c7_0 = fma(Acc(z0_7.w), y3_0, fma(Acc(z0_7.z), y2_0,
      fma(Acc(z0_7.y), y1_0, fma(Acc(z0_7.x), y0_0, c7_0))));
  }
  store(row0 + 0u, col0, group.z * dims.batch_c, c0_0);
  store(row0 + 1u, col0, group.z * dims.batch_c, c1_0);
  store(row0 + 2u, col0, group.z * dims.batch_c, c2_0);
  store(row0 + 3u, col0, group.z * dims.batch_c, c3_0);
  store(row0 + 4u, col0, group.z * dims.batch_c, c4_0);
  store(row0 + 5u, col0, group.z * dims.batch_c, c5_0);
  store(row0 + 6u, col0, group.z * dims.batch_c, c6_0);
  store(row0 + 7u, col0, group.z * dims.batch_c, c7_0);
}
