// C = A·B on a GPU's matrix units, through chromium-experimental-subgroup-matrix: the way to tensor cores from WGSL.
// A workgroup of SX × SY subgroups; each owns TM × TN matrices of MM × NN, summed over k in steps of MK. Both operands
// are staged through workgroup memory, where what lies beyond the edge is zero; results go back the same way, so that
// nothing is read or written out of bounds. Operands are packed: k a multiple of MK, strides of 4.
enable f16;
enable subgroups;
enable chromium_experimental_subgroup_matrix;
struct Dims { m: u32, n: u32, k: u32, lda: u32, ldb: u32, ldc: u32, row_begin: u32, row_end: u32 }

@group(0) @binding(0) var<storage, read> a: array<f16>;
@group(0) @binding(1) var<storage, read> b: array<f16>;
@group(0) @binding(2) var<storage, read_write> c: array<f32>;
@group(0) @binding(3) var<uniform> dims: Dims;

const BM = 32u;
const BN = 32u;
const THREADS = 32u;
var<workgroup> a_tile: array<f16, 512>;
var<workgroup> b_tile: array<f16, 512>;
var<workgroup> c_tile: array<f32, 256>;

@compute @workgroup_size(32)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  @builtin(subgroup_id) subgroup: u32,
  @builtin(subgroup_invocation_id) lane: u32,
) {
  let row0 = dims.row_begin + group.y * BM;
  let col0 = group.x * BN;
  let sx = subgroup % 1u;
  let sy = subgroup / 1u;
  var c0_0: subgroup_matrix_result<f32, 16, 16>;
  var c0_1: subgroup_matrix_result<f32, 16, 16>;
  var c1_0: subgroup_matrix_result<f32, 16, 16>;
  var c1_1: subgroup_matrix_result<f32, 16, 16>;
  for (var k = 0u; k < dims.k; k += 16u) {
    for (var t = thread; t < BM * 16u; t += THREADS) {
      let row = row0 + t / 16u;
      var x = f16();
      if (row < dims.m) {
        x = a[row * dims.lda + k + t % 16u];
      }
      a_tile[t] = x;
    }
    for (var t = thread; t < 16u * BN; t += THREADS) {
      let col = col0 + t % BN;
      var y = f16();
      if (col < dims.n) {
        y = b[(k + t / BN) * dims.ldb + col];
      }
      b_tile[t] = y;
    }
    workgroupBarrier();
    let r0 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(
      &b_tile, (sx * 2u + 0u) * 16u, BN);
    let r1 = subgroupMatrixLoad<subgroup_matrix_right<f16, 16, 16>, row_major>(
      &b_tile, (sx * 2u + 1u) * 16u, BN);
    let l0 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(
      &a_tile, (sy * 2u + 0u) * 256u, 16u);
    c0_0 = subgroupMatrixMultiplyAccumulate(l0, r0, c0_0);
    c0_1 = subgroupMatrixMultiplyAccumulate(l0, r1, c0_1);
    let l1 = subgroupMatrixLoad<subgroup_matrix_left<f16, 16, 16>, row_major>(
      &a_tile, (sy * 2u + 1u) * 256u, 16u);
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
      c[row * dims.ldc + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c0_1, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 0u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 1u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[row * dims.ldc + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c1_0, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 1u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 0u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[row * dims.ldc + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
  subgroupMatrixStore<row_major>(&c_tile, subgroup * 256u, c1_1, 16u);
  workgroupBarrier();
  for (var t = lane; t < 256u; t += 32u) {
    let row = row0 + (sy * 2u + 1u) * 16u + t / 16u;
    let col = col0 + (sx * 2u + 1u) * 16u + t % 16u;
    if (row < dims.row_end && col < dims.n) {
      c[row * dims.ldc + col] = f32(c_tile[subgroup * 256u + t]);
    }
  }
  workgroupBarrier();
}
