// pack b
// Copies a row-major matrix into one whose stride is a multiple of 4 and fills what is added with zeros, so that
// kernels with vec4 loads take any size; with TRANSPOSE it also turns the matrix round, for operands that come
// transposed. z is the batch. It runs inside the timed program: packing is never free.
enable f16;
struct Dims { rows: u32, cols: u32, stride: u32, packed_rows: u32, packed_stride: u32, batch: u32 }

@group(0) @binding(0) var<storage, read> source: array<f16>;
@group(0) @binding(1) var<storage, read_write> packed: array<vec4<f16>>;
@group(0) @binding(2) var<uniform> dims: Dims;

fn element(row: u32, col: u32, batch: u32) -> f16 {
  if (row >= dims.rows || col >= dims.cols) {
    return f16();
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
  packed[(id.z * dims.packed_rows + id.y) * (dims.packed_stride / 4u) + id.x] = vec4<f16>(
    element(id.y, col, batch),
    element(id.y, col + 1u, batch),
    element(id.y, col + 2u, batch),
    element(id.y, col + 3u, batch),
  );
}

// broadcast32-8x4-wg64x1
// What all matrix kernels share: the operands, how four of their elements are read, how four results are written.
// C[m×n] = A[m×k]·B[k×n], row major. lda4 and ldb4 count vec4; k is padded with zeros to a multiple of the kernel's
// step. z is the batch, or with SPLIT the part of k that a workgroup sums up.
enable f16;
enable subgroups;
struct Dims {
  m: u32, n: u32, k: u32, k_part: u32,
  lda4: u32, ldb4: u32, ldc: u32, row_begin: u32,
  row_end: u32, batch_a4: u32, batch_b4: u32, batch_c: u32,
}

@group(0) @binding(0) var<storage, read> a: array<vec4<f16>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f16>>;
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
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != 32u) {
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
  let col0 = group.x * 64u + 0u + local.x;
  let b0 = min(col0, ldb4 - 1u);
  var c0_0 = Acc();
  var c1_0 = Acc();
  var c2_0 = Acc();
  var c3_0 = Acc();
  var c4_0 = Acc();
  var c5_0 = Acc();
  var c6_0 = Acc();
  var c7_0 = Acc();
  for (var k = k_begin; k < k_end; k += 16u) {
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
    let y4_0 = load_b(k + 4u, b_base, b0, ldb4);
    let y5_0 = load_b(k + 5u, b_base, b0, ldb4);
    let y6_0 = load_b(k + 6u, b_base, b0, ldb4);
    let y7_0 = load_b(k + 7u, b_base, b0, ldb4);
    let z1_0 = subgroupBroadcast(x0, 8u);
    c0_0 = fma(Acc(z1_0.w), y7_0, fma(Acc(z1_0.z), y6_0,
      fma(Acc(z1_0.y), y5_0, fma(Acc(z1_0.x), y4_0, c0_0))));
    let z1_1 = subgroupBroadcast(x0, 9u);
    c1_0 = fma(Acc(z1_1.w), y7_0, fma(Acc(z1_1.z), y6_0,
      fma(Acc(z1_1.y), y5_0, fma(Acc(z1_1.x), y4_0, c1_0))));
    let z1_2 = subgroupBroadcast(x0, 10u);
    c2_0 = fma(Acc(z1_2.w), y7_0, fma(Acc(z1_2.z), y6_0,
      fma(Acc(z1_2.y), y5_0, fma(Acc(z1_2.x), y4_0, c2_0))));
    let z1_3 = subgroupBroadcast(x0, 11u);
    c3_0 = fma(Acc(z1_3.w), y7_0, fma(Acc(z1_3.z), y6_0,
      fma(Acc(z1_3.y), y5_0, fma(Acc(z1_3.x), y4_0, c3_0))));
    let z1_4 = subgroupBroadcast(x0, 12u);
    c4_0 = fma(Acc(z1_4.w), y7_0, fma(Acc(z1_4.z), y6_0,
      fma(Acc(z1_4.y), y5_0, fma(Acc(z1_4.x), y4_0, c4_0))));
    let z1_5 = subgroupBroadcast(x0, 13u);
    c5_0 = fma(Acc(z1_5.w), y7_0, fma(Acc(z1_5.z), y6_0,
      fma(Acc(z1_5.y), y5_0, fma(Acc(z1_5.x), y4_0, c5_0))));
    let z1_6 = subgroupBroadcast(x0, 14u);
    c6_0 = fma(Acc(z1_6.w), y7_0, fma(Acc(z1_6.z), y6_0,
      fma(Acc(z1_6.y), y5_0, fma(Acc(z1_6.x), y4_0, c6_0))));
    let z1_7 = subgroupBroadcast(x0, 15u);
    c7_0 = fma(Acc(z1_7.w), y7_0, fma(Acc(z1_7.z), y6_0,
      fma(Acc(z1_7.y), y5_0, fma(Acc(z1_7.x), y4_0, c7_0))));
    let y8_0 = load_b(k + 8u, b_base, b0, ldb4);
    let y9_0 = load_b(k + 9u, b_base, b0, ldb4);
    let y10_0 = load_b(k + 10u, b_base, b0, ldb4);
    let y11_0 = load_b(k + 11u, b_base, b0, ldb4);
    let z2_0 = subgroupBroadcast(x0, 16u);
    c0_0 = fma(Acc(z2_0.w), y11_0, fma(Acc(z2_0.z), y10_0,
      fma(Acc(z2_0.y), y9_0, fma(Acc(z2_0.x), y8_0, c0_0))));
    let z2_1 = subgroupBroadcast(x0, 17u);
    c1_0 = fma(Acc(z2_1.w), y11_0, fma(Acc(z2_1.z), y10_0,
      fma(Acc(z2_1.y), y9_0, fma(Acc(z2_1.x), y8_0, c1_0))));
    let z2_2 = subgroupBroadcast(x0, 18u);
    c2_0 = fma(Acc(z2_2.w), y11_0, fma(Acc(z2_2.z), y10_0,
      fma(Acc(z2_2.y), y9_0, fma(Acc(z2_2.x), y8_0, c2_0))));
    let z2_3 = subgroupBroadcast(x0, 19u);
    c3_0 = fma(Acc(z2_3.w), y11_0, fma(Acc(z2_3.z), y10_0,
      fma(Acc(z2_3.y), y9_0, fma(Acc(z2_3.x), y8_0, c3_0))));
    let z2_4 = subgroupBroadcast(x0, 20u);
    c4_0 = fma(Acc(z2_4.w), y11_0, fma(Acc(z2_4.z), y10_0,
      fma(Acc(z2_4.y), y9_0, fma(Acc(z2_4.x), y8_0, c4_0))));
    let z2_5 = subgroupBroadcast(x0, 21u);
    c5_0 = fma(Acc(z2_5.w), y11_0, fma(Acc(z2_5.z), y10_0,
      fma(Acc(z2_5.y), y9_0, fma(Acc(z2_5.x), y8_0, c5_0))));
    let z2_6 = subgroupBroadcast(x0, 22u);
    c6_0 = fma(Acc(z2_6.w), y11_0, fma(Acc(z2_6.z), y10_0,
      fma(Acc(z2_6.y), y9_0, fma(Acc(z2_6.x), y8_0, c6_0))));
    let z2_7 = subgroupBroadcast(x0, 23u);
    c7_0 = fma(Acc(z2_7.w), y11_0, fma(Acc(z2_7.z), y10_0,
      fma(Acc(z2_7.y), y9_0, fma(Acc(z2_7.x), y8_0, c7_0))));
    let y12_0 = load_b(k + 12u, b_base, b0, ldb4);
    let y13_0 = load_b(k + 13u, b_base, b0, ldb4);
    let y14_0 = load_b(k + 14u, b_base, b0, ldb4);
    let y15_0 = load_b(k + 15u, b_base, b0, ldb4);
    let z3_0 = subgroupBroadcast(x0, 24u);
    c0_0 = fma(Acc(z3_0.w), y15_0, fma(Acc(z3_0.z), y14_0,
      fma(Acc(z3_0.y), y13_0, fma(Acc(z3_0.x), y12_0, c0_0))));
    let z3_1 = subgroupBroadcast(x0, 25u);
    c1_0 = fma(Acc(z3_1.w), y15_0, fma(Acc(z3_1.z), y14_0,
      fma(Acc(z3_1.y), y13_0, fma(Acc(z3_1.x), y12_0, c1_0))));
    let z3_2 = subgroupBroadcast(x0, 26u);
    c2_0 = fma(Acc(z3_2.w), y15_0, fma(Acc(z3_2.z), y14_0,
      fma(Acc(z3_2.y), y13_0, fma(Acc(z3_2.x), y12_0, c2_0))));
    let z3_3 = subgroupBroadcast(x0, 27u);
    c3_0 = fma(Acc(z3_3.w), y15_0, fma(Acc(z3_3.z), y14_0,
      fma(Acc(z3_3.y), y13_0, fma(Acc(z3_3.x), y12_0, c3_0))));
    let z3_4 = subgroupBroadcast(x0, 28u);
    c4_0 = fma(Acc(z3_4.w), y15_0, fma(Acc(z3_4.z), y14_0,
      fma(Acc(z3_4.y), y13_0, fma(Acc(z3_4.x), y12_0, c4_0))));
    let z3_5 = subgroupBroadcast(x0, 29u);
    c5_0 = fma(Acc(z3_5.w), y15_0, fma(Acc(z3_5.z), y14_0,
      fma(Acc(z3_5.y), y13_0, fma(Acc(z3_5.x), y12_0, c5_0))));
    let z3_6 = subgroupBroadcast(x0, 30u);
    c6_0 = fma(Acc(z3_6.w), y15_0, fma(Acc(z3_6.z), y14_0,
      fma(Acc(z3_6.y), y13_0, fma(Acc(z3_6.x), y12_0, c6_0))));
    let z3_7 = subgroupBroadcast(x0, 31u);
    c7_0 = fma(Acc(z3_7.w), y15_0, fma(Acc(z3_7.z), y14_0,
      fma(Acc(z3_7.y), y13_0, fma(Acc(z3_7.x), y12_0, c7_0))));
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
