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

// tile-64x64x16-pad-prefetch-wg8x8
// What all matrix kernels share: the operands, how four of their elements are read, how four results are written.
// C[m×n] = A[m×k]·B[k×n], row major. lda4 and ldb4 count vec4; k is padded with zeros to a multiple of the kernel's
// step. z is the batch, or with SPLIT the part of k that a workgroup sums up.
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
// Tiles of A and B staged in workgroup memory: BM × BN outputs a workgroup, BK of k a round, 8 × 4·COLS a thread.
// A is stored K-major, so that the inner loop reads four of its rows at once; a row of it is padded by PAD vec4 against
// bank conflicts. With PREFETCH the next round's elements are in registers before the current round is computed.
// For each k a thread reads 8 + 4·COLS elements of workgroup memory for 64·COLS FLOP; memory traffic is (1/BM + 1/BN)/2 bytes a FLOP.
const A_STRIDE = 17u;
const B_STRIDE = 16u;
var<workgroup> a_tile: array<Acc, 272>;
var<workgroup> b_tile: array<Acc, 256>;

@compute @workgroup_size(8, 8)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  let a_base = group.z * dims.batch_a4;
  let b_base = group.z * dims.batch_b4;
  let k_begin = 0u;
  let k_end = dims.k;
  let ldb4 = dims.ldb4;
  let tile_row = dims.row_begin + group.y * 64u;
  let tile_col4 = group.x * 16u;
  // Of A a thread takes blocks of 4 rows × 4 of k, which it turns round on the way into the tile.
  let block0 = thread + 0u;
  let block_k0 = block0 % 4u;
  let block_row0 = block0 / 4u;
  let a0_0 = a_base + min(tile_row + block_row0 * 4u + 0u, dims.m - 1u) * dims.lda4 + block_k0;
  var p0_0 = Acc();
  let a0_1 = a_base + min(tile_row + block_row0 * 4u + 1u, dims.m - 1u) * dims.lda4 + block_k0;
  var p0_1 = Acc();
  let a0_2 = a_base + min(tile_row + block_row0 * 4u + 2u, dims.m - 1u) * dims.lda4 + block_k0;
  var p0_2 = Acc();
  let a0_3 = a_base + min(tile_row + block_row0 * 4u + 3u, dims.m - 1u) * dims.lda4 + block_k0;
  var p0_3 = Acc();
  let b_at0 = thread + 0u;
  let b_row0 = b_at0 / B_STRIDE;
  let b_col0 = min(tile_col4 + b_at0 % B_STRIDE, ldb4 - 1u);
  var r0 = Acc();
  let b_at1 = thread + 64u;
  let b_row1 = b_at1 / B_STRIDE;
  let b_col1 = min(tile_col4 + b_at1 % B_STRIDE, ldb4 - 1u);
  var r1 = Acc();
  let b_at2 = thread + 128u;
  let b_row2 = b_at2 / B_STRIDE;
  let b_col2 = min(tile_col4 + b_at2 % B_STRIDE, ldb4 - 1u);
  var r2 = Acc();
  let b_at3 = thread + 192u;
  let b_row3 = b_at3 / B_STRIDE;
  let b_col3 = min(tile_col4 + b_at3 % B_STRIDE, ldb4 - 1u);
  var r3 = Acc();
  var c0_0 = Acc();
  var c0_1 = Acc();
  var c1_0 = Acc();
  var c1_1 = Acc();
  var c2_0 = Acc();
  var c2_1 = Acc();
  var c3_0 = Acc();
  var c3_1 = Acc();
  var c4_0 = Acc();
  var c4_1 = Acc();
  var c5_0 = Acc();
  var c5_1 = Acc();
  var c6_0 = Acc();
  var c6_1 = Acc();
  var c7_0 = Acc();
  var c7_1 = Acc();
  p0_0 = load_a(a0_0 + k_begin / 4u);
  p0_1 = load_a(a0_1 + k_begin / 4u);
  p0_2 = load_a(a0_2 + k_begin / 4u);
  p0_3 = load_a(a0_3 + k_begin / 4u);
  r0 = load_b(k_begin + b_row0, b_base, b_col0, ldb4);
  r1 = load_b(k_begin + b_row1, b_base, b_col1, ldb4);
  r2 = load_b(k_begin + b_row2, b_base, b_col2, ldb4);
  r3 = load_b(k_begin + b_row3, b_base, b_col3, ldb4);
  for (var k = k_begin; k < k_end; k += 16u) {
    if (block0 < 64u) {
      a_tile[(block_k0 * 4u + 0u) * A_STRIDE + block_row0] =
        Acc(p0_0[0], p0_1[0], p0_2[0], p0_3[0]);
      a_tile[(block_k0 * 4u + 1u) * A_STRIDE + block_row0] =
        Acc(p0_0[1], p0_1[1], p0_2[1], p0_3[1]);
      a_tile[(block_k0 * 4u + 2u) * A_STRIDE + block_row0] =
        Acc(p0_0[2], p0_1[2], p0_2[2], p0_3[2]);
      a_tile[(block_k0 * 4u + 3u) * A_STRIDE + block_row0] =
        Acc(p0_0[3], p0_1[3], p0_2[3], p0_3[3]);
    }
    b_tile[b_at0] = r0;
    b_tile[b_at1] = r1;
    b_tile[b_at2] = r2;
    b_tile[b_at3] = r3;
    workgroupBarrier();
    if (k + 16u < k_end) {
      p0_0 = load_a(a0_0 + k / 4u + 4u);
      p0_1 = load_a(a0_1 + k / 4u + 4u);
      p0_2 = load_a(a0_2 + k / 4u + 4u);
      p0_3 = load_a(a0_3 + k / 4u + 4u);
      r0 = load_b(k + 16u + b_row0, b_base, b_col0, ldb4);
      r1 = load_b(k + 16u + b_row1, b_base, b_col1, ldb4);
      r2 = load_b(k + 16u + b_row2, b_base, b_col2, ldb4);
      r3 = load_b(k + 16u + b_row3, b_base, b_col3, ldb4);
    }
    for (var q = 0u; q < 16u; q++) {
      let x0 = a_tile[q * A_STRIDE + local.y];
      let x1 = a_tile[q * A_STRIDE + 8u + local.y];
      let y0 = b_tile[q * B_STRIDE + 0u + local.x];
      let y1 = b_tile[q * B_STRIDE + 8u + local.x];
      c0_0 = fma(Acc(x0[0]), y0, c0_0);
      c4_0 = fma(Acc(x1[0]), y0, c4_0);
      c0_1 = fma(Acc(x0[0]), y1, c0_1);
      c4_1 = fma(Acc(x1[0]), y1, c4_1);
      c1_0 = fma(Acc(x0[1]), y0, c1_0);
      c5_0 = fma(Acc(x1[1]), y0, c5_0);
      c1_1 = fma(Acc(x0[1]), y1, c1_1);
      c5_1 = fma(Acc(x1[1]), y1, c5_1);
      c2_0 = fma(Acc(x0[2]), y0, c2_0);
      c6_0 = fma(Acc(x1[2]), y0, c6_0);
      c2_1 = fma(Acc(x0[2]), y1, c2_1);
      c6_1 = fma(Acc(x1[2]), y1, c6_1);
      c3_0 = fma(Acc(x0[3]), y0, c3_0);
      c7_0 = fma(Acc(x1[3]), y0, c7_0);
      c3_1 = fma(Acc(x0[3]), y1, c3_1);
      c7_1 = fma(Acc(x1[3]), y1, c7_1);
    }
    workgroupBarrier();
  }
  store(tile_row + local.y * 4u + 0u, tile_col4 + 0u + local.x, group.z * dims.batch_c, c0_0);
  store(tile_row + 32u + local.y * 4u + 0u, tile_col4 + 0u + local.x, group.z * dims.batch_c,
    c4_0);
  store(tile_row + local.y * 4u + 0u, tile_col4 + 8u + local.x, group.z * dims.batch_c, c0_1);
  store(tile_row + 32u + local.y * 4u + 0u, tile_col4 + 8u + local.x, group.z * dims.batch_c,
    c4_1);
  store(tile_row + local.y * 4u + 1u, tile_col4 + 0u + local.x, group.z * dims.batch_c, c1_0);
  store(tile_row + 32u + local.y * 4u + 1u, tile_col4 + 0u + local.x, group.z * dims.batch_c,
    c5_0);
  store(tile_row + local.y * 4u + 1u, tile_col4 + 8u + local.x, group.z * dims.batch_c, c1_1);
  store(tile_row + 32u + local.y * 4u + 1u, tile_col4 + 8u + local.x, group.z * dims.batch_c,
    c5_1);
  store(tile_row + local.y * 4u + 2u, tile_col4 + 0u + local.x, group.z * dims.batch_c, c2_0);
  store(tile_row + 32u + local.y * 4u + 2u, tile_col4 + 0u + local.x, group.z * dims.batch_c,
    c6_0);
  store(tile_row + local.y * 4u + 2u, tile_col4 + 8u + local.x, group.z * dims.batch_c, c2_1);
  store(tile_row + 32u + local.y * 4u + 2u, tile_col4 + 8u + local.x, group.z * dims.batch_c,
    c6_1);
  store(tile_row + local.y * 4u + 3u, tile_col4 + 0u + local.x, group.z * dims.batch_c, c3_0);
  store(tile_row + 32u + local.y * 4u + 3u, tile_col4 + 0u + local.x, group.z * dims.batch_c,
    c7_0);
  store(tile_row + local.y * 4u + 3u, tile_col4 + 8u + local.x, group.z * dims.batch_c, c3_1);
  store(tile_row + 32u + local.y * 4u + 3u, tile_col4 + 8u + local.x, group.z * dims.batch_c,
    c7_1);
}
