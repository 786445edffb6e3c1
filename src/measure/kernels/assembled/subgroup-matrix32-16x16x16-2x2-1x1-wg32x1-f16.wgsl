// subgroup-matrix32-16x16x16-2x2-1x1-wg32x1
// C = A·B on a GPU's matrix units, through chromium-experimental-subgroup-matrix: the way to tensor cores from WGSL.
// A workgroup of SX × SY subgroups; each owns TM × TN matrices of MM × NN, summed over k in steps of MK. Both operands
// are staged through workgroup memory, where what lies beyond the edge is zero; results go back
// the same way, so that nothing is read or written out of bounds and any size is right.
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, row_begin: u32, row_end: u32, batch_a: u32, batch_b: u32, batch_c: u32 }

@group(0) @binding(0) var<storage, read> a: array<f16>;
@group(0) @binding(1) var<storage, read> b: array<f16>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

const BM = 32u;
const BN = 32u;
const THREADS = 32u;
// int8 matrices are loaded from u32 of four; offsets and strides count elements of the array they lie in.
var<workgroup> a_tile: array<f16, 512>;
var<workgroup> b_tile: array<f16, 512>;
var<workgroup> c_tile: array<f32, 256>;


fn stage_a(row: u32, depth: u32, first: u32) -> f16 {
  var x = f16();
  if (row < dims.m && depth + 0u < dims.k) {
    let at = first + row * dims.lda + depth + 0u;
    x = a[at];
  }
  return x;
}

fn stage_b(depth: u32, col: u32, first: u32) -> f16 {
  var y = f16();
  if (depth < dims.k && col + 0u < dims.n) {
    let at = first + depth * dims.ldb + col + 0u;
    y = b[at];
  }
  return y;
}

@compute @workgroup_size(32)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) subgroup_size: u32,
) {
  if (subgroup_size != 32u) {
    return;
  }
  let row0 = dims.row_begin + group.y * BM;
  let col0 = group.x * BN;
  let first_a = group.z * dims.batch_a;
  let first_b = group.z * dims.batch_b;
  let sx = subgroup % 1u;
  let sy = subgroup / 1u;
  var c0_0: subgroup_matrix_result<f32, 16, 16>;
  var c0_1: subgroup_matrix_result<f32, 16, 16>;
  var c1_0: subgroup_matrix_result<f32, 16, 16>;
  var c1_1: subgroup_matrix_result<f32, 16, 16>;
  for (var k = 0u; k < dims.k; k += 16u) {
    for (var t = thread; t < BM * (16u / 1u); t += THREADS) {
      a_tile[t] = stage_a(row0 + t / (16u / 1u), k + t % (16u / 1u) * 1u, first_a);
    }
    for (var t = thread; t < 16u * (BN / 1u); t += THREADS) {
      b_tile[t] = stage_b(k + t / (BN / 1u), col0 + t % (BN / 1u) * 1u, first_b);
    }
    workgroupBarrier();
    let r0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(
      &b_tile, ((sx * 2u + 0u) * 16u) / 1u, BN / 1u);
    let r1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(
      &b_tile, ((sx * 2u + 1u) * 16u) / 1u, BN / 1u);
    let l0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(
      &a_tile, ((sy * 2u + 0u) * 16u * 16u) / 1u, 16u / 1u);
    c0_0 = subgroupMatrixMultiplyAccumulate(l0, r0, c0_0);
    c0_1 = subgroupMatrixMultiplyAccumulate(l0, r1, c0_1);
    let l1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(
      &a_tile, ((sy * 2u + 1u) * 16u * 16u) / 1u, 16u / 1u);
    c1_0 = subgroupMatrixMultiplyAccumulate(l1, r0, c1_0);
    c1_1 = subgroupMatrixMultiplyAccumulate(l1, r1, c1_1);
    workgroupBarrier();
  }
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c0_0, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 0u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 0u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c0_1, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 0u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 1u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c1_0, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 1u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 0u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c1_1, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 1u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 1u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[group.z * dims.batch_c + row * dims.n + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
}
