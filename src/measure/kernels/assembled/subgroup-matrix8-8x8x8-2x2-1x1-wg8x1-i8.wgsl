// subgroup-matrix8-8x8x8-2x2-1x1-wg8x1
// C = A·B on a GPU's matrix units, through chromium-experimental-subgroup-matrix: the way to tensor cores from WGSL.
// A workgroup of SX × SY subgroups; each owns TM × TN matrices of MM × NN, summed over k in steps of MK. Both operands
// are staged through workgroup memory, where what lies beyond the edge is zero; results go back
// the same way, so that nothing is read or written out of bounds and any size is right.
enable subgroups;
enable chromium_experimental_subgroup_matrix;
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, row_begin: u32, row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32 }

@group(0) @binding(0) var<storage, read> a: array<u32>;
@group(0) @binding(1) var<storage, read> b: array<u32>;
@group(0) @binding(2) var<storage, read_write> c: array<i32>;
@group(0) @binding(3) var<uniform> dims: Dims;

const BM = 16u;
const BN = 16u;
const THREADS = 8u;
// int8 matrices are loaded from u32 of four; offsets and strides count elements of the array they lie in.
var<workgroup> a_tile: array<u32, 32>;
var<workgroup> b_tile: array<u32, 32>;
var<workgroup> c_tile: array<i32, 64>;

fn byte(word: u32, at: u32) -> u32 {
  return extractBits(word, 8u * (at % 4u), 8u);
}

fn stage_a(row: u32, depth: u32, first: u32) -> u32 {
  var x = u32();
  if (row < dims.m && depth + 0u < dims.k) {
    let at = first + row * dims.lda + depth + 0u;
    x |= byte(a[at / 4u], at) << 0u;
  }
  if (row < dims.m && depth + 1u < dims.k) {
    let at = first + row * dims.lda + depth + 1u;
    x |= byte(a[at / 4u], at) << 8u;
  }
  if (row < dims.m && depth + 2u < dims.k) {
    let at = first + row * dims.lda + depth + 2u;
    x |= byte(a[at / 4u], at) << 16u;
  }
  if (row < dims.m && depth + 3u < dims.k) {
    let at = first + row * dims.lda + depth + 3u;
    x |= byte(a[at / 4u], at) << 24u;
  }
  return x;
}

fn stage_b(depth: u32, col: u32, first: u32) -> u32 {
  var y = u32();
  if (depth < dims.k && col + 0u < dims.n) {
    let at = first + depth * dims.ldb + col + 0u;
    y |= byte(b[at / 4u], at) << 0u;
  }
  if (depth < dims.k && col + 1u < dims.n) {
    let at = first + depth * dims.ldb + col + 1u;
    y |= byte(b[at / 4u], at) << 8u;
  }
  if (depth < dims.k && col + 2u < dims.n) {
    let at = first + depth * dims.ldb + col + 2u;
    y |= byte(b[at / 4u], at) << 16u;
  }
  if (depth < dims.k && col + 3u < dims.n) {
    let at = first + depth * dims.ldb + col + 3u;
    y |= byte(b[at / 4u], at) << 24u;
  }
  return y;
}

@compute @workgroup_size(8)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != 8u) {
    return;
  }
  let row0 = dims.row_begin + group.y * BM;
  let col0 = group.x * BN;
  let first_a = group.z * dims.batch_a;
  let first_b = group.z * dims.batch_b;
  let sx = subgroup % 1u;
  let sy = subgroup / 1u;
  var c0_0: subgroup_matrix_result<i32, 8, 8>;
  var c0_1: subgroup_matrix_result<i32, 8, 8>;
  var c1_0: subgroup_matrix_result<i32, 8, 8>;
  var c1_1: subgroup_matrix_result<i32, 8, 8>;
  for (var k = 0u; k < dims.k; k += 8u) {
    for (var t = thread; t < BM * (8u / 4u); t += THREADS) {
      a_tile[t] = stage_a(row0 + t / (8u / 4u), k + t % (8u / 4u) * 4u, first_a);
    }
    for (var t = thread; t < 8u * (BN / 4u); t += THREADS) {
      b_tile[t] = stage_b(k + t / (BN / 4u), col0 + t % (BN / 4u) * 4u, first_b);
    }
    workgroupBarrier();
    let r0 = subgroupMatrixLoad<subgroup_matrix_right<i8, 8, 8>, row_major>(
      &b_tile, ((sx * 2u + 0u) * 8u) / 4u, BN / 4u);
    let r1 = subgroupMatrixLoad<subgroup_matrix_right<i8, 8, 8>, row_major>(
      &b_tile, ((sx * 2u + 1u) * 8u) / 4u, BN / 4u);
    let l0 = subgroupMatrixLoad<subgroup_matrix_left<i8, 8, 8>, row_major>(
      &a_tile, ((sy * 2u + 0u) * 8u * 8u) / 4u, 8u / 4u);
    c0_0 = subgroupMatrixMultiplyAccumulate(l0, r0, c0_0);
    c0_1 = subgroupMatrixMultiplyAccumulate(l0, r1, c0_1);
    let l1 = subgroupMatrixLoad<subgroup_matrix_left<i8, 8, 8>, row_major>(
      &a_tile, ((sy * 2u + 1u) * 8u * 8u) / 4u, 8u / 4u);
    c1_0 = subgroupMatrixMultiplyAccumulate(l1, r0, c1_0);
    c1_1 = subgroupMatrixMultiplyAccumulate(l1, r1, c1_1);
    workgroupBarrier();
  }
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 64u, c0_0, 8u);
  workgroupBarrier();
  for (var t = lane; t < 64u; t += 8u) {
    let row = row0 + (sy * 2u + 0u) * 8u + t / 8u;
    let col = col0 + (sx * 2u + 0u) * 8u + t % 8u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = i32(c_tile[subgroup * 64u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 64u, c0_1, 8u);
  workgroupBarrier();
  for (var t = lane; t < 64u; t += 8u) {
    let row = row0 + (sy * 2u + 0u) * 8u + t / 8u;
    let col = col0 + (sx * 2u + 1u) * 8u + t % 8u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = i32(c_tile[subgroup * 64u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 64u, c1_0, 8u);
  workgroupBarrier();
  for (var t = lane; t < 64u; t += 8u) {
    let row = row0 + (sy * 2u + 1u) * 8u + t / 8u;
    let col = col0 + (sx * 2u + 0u) * 8u + t % 8u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = i32(c_tile[subgroup * 64u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 64u, c1_1, 8u);
  workgroupBarrier();
  for (var t = lane; t < 64u; t += 8u) {
    let row = row0 + (sy * 2u + 1u) * 8u + t / 8u;
    let col = col0 + (sx * 2u + 1u) * 8u + t % 8u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = i32(c_tile[subgroup * 64u + t]);
    }
  }
  workgroupBarrier();
}
